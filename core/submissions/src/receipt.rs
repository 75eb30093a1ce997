//! What the student holds in hand: when, by whom, how much, and a fingerprint of what was handed in.

use pediafor_kernel::{SubmissionId, Timestamp, events::ClosedBy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Answer;

/// Proof of what was handed in. It is made once, when the attempt closes, and never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionReceipt {
    /// The submission.
    pub submission: SubmissionId,
    /// When it counts as handed in; never after the deadline.
    pub submitted_at: Timestamp,
    /// Who closed it.
    pub closed_by: ClosedBy,
    /// SHA-256, in hexadecimal, over the [canonical JSON](canonical_json) of the responses by item id.
    pub answers_sha256: String,
    /// How many items hold an answer that is not blank.
    pub answered: u32,
}

impl SubmissionReceipt {
    pub(crate) fn of(
        submission: SubmissionId,
        submitted_at: Timestamp,
        closed_by: ClosedBy,
        answers: &[Answer],
        responses: &Value,
    ) -> Self {
        let answered = answers.iter().filter(|answer| !answer.response.is_blank()).count();
        Self {
            submission,
            submitted_at,
            closed_by,
            answers_sha256: hex::encode(Sha256::digest(canonical_json(responses))),
            answered: u32::try_from(answered).unwrap_or(u32::MAX),
        }
    }
}

/// `value` as RFC 8785 writes it: no blanks, members sorted by the UTF-16 units of their names. Responses hold no
/// numbers, the one thing that serde_json and RFC 8785 could write differently.
pub fn canonical_json(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(member, text);
            }
            text.push('}');
        }
        Value::Array(entries) => {
            text.push('[');
            for (at, entry) in entries.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(entry, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_members() {
        let one: Value = serde_json::from_str(r#"{"b":[1,{"y":"\u20ac\n","x":null}],"a":true}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{ "a": true, "b": [1, {"x": null, "y": "€\u000a"}] }"#).unwrap();
        assert_eq!(canonical_json(&one), r#"{"a":true,"b":[1,{"x":null,"y":"€\n"}]}"#);
        assert_eq!(canonical_json(&one), canonical_json(&two));
    }

    #[test]
    fn members_are_sorted_by_utf_16_units_as_rfc_8785_asks() {
        let value: Value = serde_json::from_str(r#"{"\ufb33":1,"\ud83d\ude00":2}"#).unwrap();
        assert_eq!(canonical_json(&value), "{\"\u{1F600}\":2,\"\u{FB33}\":1}");
    }
}
