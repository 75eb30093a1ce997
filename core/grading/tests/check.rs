//! Which responses fit a paper's item.
#![expect(clippy::unwrap_used, reason = "a broken table stops the test")]

use pediafor_grading::{PaperItem, Response, ResponseError};
use serde_json::{Value, json};

/// `ok`, or the error's code and pointer.
fn checked(interaction: &Value, response: Value) -> String {
    let item = json!({"id": "q", "body": "?", "points": 1, "interaction": interaction});
    let item: PaperItem = serde_json::from_value(item).unwrap();
    let response: Response = serde_json::from_value(response).unwrap();
    match item.check(&response) {
        Ok(()) => "ok".into(),
        Err(error) => {
            assert!(error.to_string().contains(error.pointer()) || error.code() == "wrong_type", "{error}");
            assert_eq!(json!(error)["code"], error.code());
            assert_eq!(serde_json::from_value::<ResponseError>(json!(error)).unwrap(), error);
            format!("{} {}", error.code(), error.pointer())
        }
    }
}

fn list(ids: &str) -> Value {
    ids.chars().map(|id| json!({"id": id.to_string(), "text": id.to_string()})).collect()
}

#[test]
fn ids_are_known_and_sizes_bounded() {
    let ids = |n: usize| -> Value { vec!["a"; n].into() };
    let choice = json!({"type": "choice", "options": list("abc")});
    let multiple = json!({"type": "multiple_choice", "options": list("abc")});
    let none = json!({"type": "multiple_choice", "options": list("ab"), "none_apply": {"id": "n", "text": "None"}});
    let cloze = json!({"type": "cloze", "gaps": [
        {"id": "g/1", "kind": {"type": "text"}}, {"id": "n", "kind": {"type": "numeric"}},
        {"id": "d", "kind": {"type": "dropdown", "options": list("xy")}},
    ]});
    let matching = json!({"type": "matching", "sources": list("abc"), "targets": list("xy")});
    let ordering = json!({"type": "ordering", "entries": list("abc")});
    let upload = json!({"type": "file_upload", "max_files": 2, "max_bytes": 10});
    let pairs = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().map(|(source, target)| json!({"source": source, "target": target})).collect();
        json!({"type": "matching", "pairs": pairs})
    };
    for (interaction, response, expected) in [
        (&choice, json!({"type": "choice", "chosen": "b"}), "ok"),
        (&choice, json!({"type": "choice", "chosen": null}), "ok"),
        (&choice, json!({"type": "choice"}), "ok"),
        (&choice, json!({"type": "choice", "chosen": ""}), "ok"),
        (&choice, json!({"type": "choice", "chosen": "x"}), "unknown_id /chosen"),
        (&choice, json!({"type": "multiple_choice", "chosen": ["a"]}), "wrong_type /type"),
        (&multiple, json!({"type": "multiple_choice", "chosen": ["c", "a", "c"]}), "ok"),
        (&multiple, json!({"type": "multiple_choice", "chosen": []}), "ok"),
        (&multiple, json!({"type": "multiple_choice", "chosen": ["a", "x"]}), "unknown_id /chosen/1"),
        (&multiple, json!({"type": "multiple_choice", "chosen": ids(200)}), "ok"),
        (&multiple, json!({"type": "multiple_choice", "chosen": ids(201)}), "too_many /chosen"),
        (&multiple, json!({"type": "choice", "chosen": "a"}), "wrong_type /type"),
        (&none, json!({"type": "multiple_choice", "chosen": ["n"]}), "ok"),
        (&none, json!({"type": "multiple_choice", "chosen": ["a", "n"]}), "ok"),
        (&none, json!({"type": "multiple_choice", "chosen": ["x"]}), "unknown_id /chosen/0"),
        (&multiple, json!({"type": "multiple_choice", "chosen": ["n"]}), "unknown_id /chosen/0"),
        (&json!({"type": "true_false"}), json!({"type": "true_false", "value": true}), "ok"),
        (&json!({"type": "true_false"}), json!({"type": "short_text", "text": "true"}), "wrong_type /type"),
        (&json!({"type": "short_text"}), json!({"type": "short_text", "text": "ä".repeat(2_000)}), "ok"),
        (&json!({"type": "short_text"}), json!({"type": "short_text", "text": "ä".repeat(2_001)}), "too_long /text"),
        (&json!({"type": "numeric"}), json!({"type": "numeric", "text": "not yet"}), "ok"),
        (&json!({"type": "numeric"}), json!({"type": "numeric", "text": "1".repeat(2_001)}), "too_long /text"),
        (&json!({"type": "numeric"}), json!({"type": "short_text", "text": "1"}), "wrong_type /type"),
        (&json!({"type": "formula"}), json!({"type": "formula", "text": "2(x"}), "ok"),
        (&json!({"type": "formula"}), json!({"type": "formula", "text": "π".repeat(1_000)}), "ok"),
        (&json!({"type": "formula"}), json!({"type": "formula", "text": "π".repeat(1_001)}), "too_long /text"),
        (&json!({"type": "formula"}), json!({"type": "numeric", "text": "1"}), "wrong_type /type"),
        (&json!({"type": "essay"}), json!({"type": "essay", "text": "x".repeat(200_000)}), "ok"),
        (&json!({"type": "essay"}), json!({"type": "essay", "text": "x".repeat(200_001)}), "too_long /text"),
        (&cloze, json!({"type": "cloze", "gaps": {"g/1": "frog", "d": "y"}}), "ok"),
        (&cloze, json!({"type": "cloze", "gaps": {"d": ""}}), "ok"),
        (&cloze, json!({"type": "cloze", "gaps": {"d": "frog"}}), "unknown_id /gaps/d"),
        (&cloze, json!({"type": "cloze", "gaps": {"x/y~z": "frog"}}), "unknown_id /gaps/x~1y~0z"),
        (&cloze, json!({"type": "cloze", "gaps": {"g/1": "x".repeat(2_001)}}), "too_long /gaps/g~11"),
        (&cloze, json!({"type": "cloze", "gaps": {"n": "x".repeat(2_001)}}), "too_long /gaps/n"),
        (&matching, pairs(&[("a", "x"), ("b", "x")]), "ok"),
        (&matching, pairs(&[("a", "x"), ("z", "x")]), "unknown_id /pairs/1/source"),
        (&matching, pairs(&[("a", "x"), ("b", "a")]), "unknown_id /pairs/1/target"),
        (&matching, pairs(&[("a", "x"), ("a", "y")]), "repeated_id /pairs/1/source"),
        (&matching, pairs(&[("a", "x"); 201]), "too_many /pairs"),
        (&ordering, json!({"type": "ordering", "order": ["c", "a"]}), "ok"),
        (&ordering, json!({"type": "ordering", "order": ["c", "x"]}), "unknown_id /order/1"),
        (&ordering, json!({"type": "ordering", "order": ["c", "a", "c"]}), "repeated_id /order/2"),
        (&ordering, json!({"type": "ordering", "order": ids(201)}), "too_many /order"),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f2"]}), "ok"),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f2", "f3"]}), "too_many /files"),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f1"]}), "repeated_id /files/1"),
        (&upload, json!({"type": "file_upload", "files": ["f".repeat(65)]}), "too_long /files/0"),
    ] {
        let shown: String = response.to_string().chars().take(120).collect();
        assert_eq!(checked(interaction, response), expected, "{shown}");
    }
}

#[test]
fn an_unknown_kind_of_response_is_not_read() {
    for text in
        [r#"{"type":"slider","value":3}"#, r#"{"chosen":"a"}"#, r#"{"type":"choice","chosen":7}"#, "[]", "null", "{"]
    {
        assert!(serde_json::from_str::<Response>(text).is_err(), "{text}");
    }
    let newer = r#"{"type":"choice","chosen":"a","seconds":12}"#;
    assert_eq!(serde_json::from_str::<Response>(newer).unwrap(), Response::choice("a"));
}
