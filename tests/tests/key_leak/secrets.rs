//! What no answer to a student may hold before the release.

use pediafor_tests::{Answer, fixtures::SECRET};
use serde_json::Value;

use crate::exam::{GUIDE, RIGHT};

/// Members that say what is right, what something is worth, or what was given for it.
const FORBIDDEN: &[&str] = &[
    "key",
    "keys",
    "pairs",
    "scoring",
    "rule",
    "rules",
    "penalty",
    "explanation",
    "explanations",
    "feedback",
    "correct",
    "incorrect",
    "partial",
    "is_correct",
    "marking_guide",
    "fraction",
    "tolerance",
    "weight",
    "weights",
    "expected",
    "verdict",
    "parts",
    "marks",
    "result",
    "percentage",
    "passed",
    "comment",
    "history",
    "case_sensitive",
    "seed",
];

/// Nothing of the key, and nothing of what was given.
#[track_caller]
pub(crate) fn assert_tells_nothing(answer: &Answer, when: &str) {
    let Answer { asked, text, body, .. } = answer;
    for secret in [SECRET, GUIDE].into_iter().chain(RIGHT) {
        assert!(!text.contains(secret), "{when}, {asked} tells {secret}: {text}");
    }
    walk(body, "", &mut |pointer, name, value| {
        let asked_for = name == "parts" && pointer.ends_with("/interaction");
        assert!(
            asked_for || !FORBIDDEN.contains(&name) || empty(value),
            "{when}, {asked} has {pointer}/{name}: {value}"
        );
    });
}

/// Every member, but those of the student's own responses.
fn walk(value: &Value, pointer: &str, look: &mut dyn FnMut(&str, &str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                look(pointer, name, member);
                if name != "response" {
                    walk(member, &format!("{pointer}/{name}"), look);
                }
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, it)| walk(it, &format!("{pointer}/{at}"), look)),
        _ => {}
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(body: &Value) -> bool {
        let answer = Answer {
            asked: String::new(),
            status: reqwest::StatusCode::OK,
            headers: reqwest::header::HeaderMap::new(),
            text: body.to_string(),
            body: body.clone(),
        };
        std::panic::catch_unwind(|| assert_tells_nothing(&answer, "now")).is_err()
    }

    #[test]
    fn a_leak_is_seen_wherever_it_is() {
        for leak in [
            json!({ "text": SECRET }),
            json!({ "sections": [{ "items": [{ "interaction": { "key": "a" } }] }] }),
            json!({ "items": [{ "key": true }] }),
            json!({ "items": [{ "gaps": [{ "weight": 2 }] }] }),
            json!([RIGHT[2]]),
        ] {
            assert!(told(&leak), "{leak}");
        }
        for sound in [json!({ "keys": [], "feedback": "", "key": null }), json!({ "response": { "pairs": [1] } })] {
            assert!(!told(&sound), "{sound}");
        }
    }
}
