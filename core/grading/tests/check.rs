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
            assert!(error.to_string().contains(error.pointer()), "{error}");
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
    let labels = json!([
        {"id": "a", "text": "A"}, {"id": "b", "text": "B", "uses": 2}, {"id": "c", "text": "C", "uses": 0},
        {"id": "o", "text": "O", "group": "other"},
    ]);
    let gaps = json!([{"id": "g/1"}, {"id": "g2"}, {"id": "g3"}, {"id": "h", "group": "other"}]);
    let gap_match = json!({"type": "gap_match", "gaps": gaps, "labels": labels});
    let filled = |gaps: &[(&str, &str)]| {
        let gaps: Value = gaps.iter().map(|(gap, label)| ((*gap).to_owned(), json!(label))).collect();
        json!({"type": "gap_match", "gaps": gaps})
    };
    let image = json!({"source": "map.png", "width": 90, "height": 60, "text": "A map"});
    let circle = json!({"shape": "circle", "center": {"x": 9, "y": 9}, "radius": 3});
    let place = |id: &str| json!({"id": id, "text": id, "area": circle});
    let graphic =
        json!({"type": "graphic_gap_match", "image": image, "gaps": [place("p"), place("q")], "labels": labels});
    let route = json!({"type": "graphic_order", "image": image, "entries": [place("p"), place("q")]});
    let image = json!({"source": "map", "width": 10, "height": 10, "text": "A map"});
    let square = json!({"shape": "rectangle", "from": {"x": 0, "y": 0}, "to": {"x": 1, "y": 1}});
    let areas: Value = ["a", "b", "c"].map(|id| json!({"id": id, "area": square, "text": id})).to_vec().into();
    let hotspot = json!({"type": "hotspot", "image": image, "areas": areas});
    let phrases =
        json!({"type": "hot_text", "phrases": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}], "most": 1});
    let phrase = |chosen: &[&str]| json!({"type": "hot_text", "chosen": chosen});
    let two_of_three = json!({"type": "hotspot", "image": image, "areas": areas, "most": 2});
    let points = json!({"type": "select_point", "image": image, "most": 3});
    let labels = json!([{"id": "x", "text": "X", "uses": 1}, {"id": "y", "text": "Y", "uses": 2}]);
    let markers = json!({"type": "select_point", "image": image, "most": 5, "labels": labels});
    let hot = |chosen: &[&str]| json!({"type": "hotspot", "chosen": chosen});
    let set = |labels: &[Option<&str>]| {
        let points: Vec<_> = labels.iter().map(|label| json!({"x": -5, "y": 2_000_000, "label": label})).collect();
        json!({"type": "select_point", "points": points})
    };
    let slider = json!({"type": "slider", "lower": -1, "upper": 2, "step": 0.25});
    let likert = json!({"type": "likert", "statements": list("ab"), "scale": list("xy")});
    let composite = json!({"type": "composite", "parts": [
        {"id": "a/1", "points": 1, "interaction": choice}, {"id": "b", "points": 1, "interaction": cloze},
        {"id": "d", "points": 1, "interaction": slider},
        {"id": "c", "points": 1, "interaction": {"type": "composite", "parts": []}},
    ]});
    let parts = |parts: Value| json!({"type": "composite", "parts": parts});
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
        (&gap_match, filled(&[("g/1", "a"), ("g2", "b"), ("g3", "b"), ("h", "o")]), "ok"),
        (&gap_match, filled(&[("g/1", "c"), ("g2", "c"), ("g3", "c")]), "ok"),
        (&gap_match, filled(&[("g/1", ""), ("g2", "")]), "ok"),
        (&gap_match, json!({"type": "gap_match"}), "ok"),
        (&gap_match, filled(&[("g4", "a")]), "unknown_id /gaps/g4"),
        (&gap_match, filled(&[("g4", "")]), "unknown_id /gaps/g4"),
        (&gap_match, filled(&[("g/1", "x")]), "unknown_id /gaps/g~11"),
        (&gap_match, filled(&[("g/1", "o")]), "wrong_group /gaps/g~11"),
        (&gap_match, filled(&[("h", "a")]), "wrong_group /gaps/h"),
        (&gap_match, filled(&[("g2", "a"), ("g3", "a")]), "used_too_often /gaps/g3"),
        (&gap_match, filled(&[("g/1", "b"), ("g2", "b"), ("g3", "b")]), "used_too_often /gaps/g3"),
        (&gap_match, json!({"type": "cloze", "gaps": {"g2": "a"}}), "wrong_type /type"),
        (&graphic, json!({"type": "graphic_gap_match", "gaps": {"p": "a", "q": "c"}}), "ok"),
        (&graphic, json!({"type": "graphic_gap_match", "gaps": {"p": "a", "q": "a"}}), "used_too_often /gaps/q"),
        (&graphic, json!({"type": "gap_match", "gaps": {"p": "a"}}), "wrong_type /type"),
        (&route, json!({"type": "graphic_order", "order": ["q", "p"]}), "ok"),
        (&route, json!({"type": "graphic_order", "order": ["q", "q"]}), "repeated_id /order/1"),
        (&route, json!({"type": "graphic_order", "order": ["x"]}), "unknown_id /order/0"),
        (&route, json!({"type": "graphic_order", "order": ids(201)}), "too_many /order"),
        (&route, json!({"type": "ordering", "order": ["p"]}), "wrong_type /type"),
        (&phrases, phrase(&["a", "a"]), "ok"),
        (&phrases, phrase(&["a", "b"]), "too_many /chosen"),
        (&phrases, phrase(&["x"]), "unknown_id /chosen/0"),
        (&phrases, hot(&["a"]), "wrong_type /type"),
        (&hotspot, hot(&["a", "b", "c", "a"]), "ok"),
        (&hotspot, hot(&[]), "ok"),
        (&hotspot, hot(&["a", "x"]), "unknown_id /chosen/1"),
        (&hotspot, hot(&["a"; 201]), "too_many /chosen"),
        (&hotspot, json!({"type": "multiple_choice", "chosen": ["a"]}), "wrong_type /type"),
        (&two_of_three, hot(&["a", "b"]), "ok"),
        (&two_of_three, hot(&["a", "b", "a"]), "ok"),
        (&two_of_three, hot(&["a", "b", "c"]), "too_many /chosen"),
        (&points, set(&[None; 3]), "ok"),
        (&points, set(&[None; 4]), "too_many /points"),
        (&points, set(&[Some("x")]), "unknown_id /points/0/label"),
        (&markers, set(&[Some("y"), Some("x"), None, Some("y")]), "ok"),
        (&markers, set(&[Some("y"), Some("z")]), "unknown_id /points/1/label"),
        (&markers, set(&[Some("x"), None, Some("x")]), "used_too_often /points/2/label"),
        (&markers, set(&[Some("y"); 3]), "used_too_often /points/2/label"),
        (
            &json!({"type": "select_point", "image": image, "most": 4_000_000_000_u32}),
            set(&[None; 101]),
            "too_many /points",
        ),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f2"]}), "ok"),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f2", "f3"]}), "too_many /files"),
        (&upload, json!({"type": "file_upload", "files": ["f1", "f1"]}), "repeated_id /files/1"),
        (&upload, json!({"type": "file_upload", "files": ["f".repeat(65)]}), "too_long /files/0"),
        (&slider, json!({"type": "slider"}), "ok"),
        (&slider, json!({"type": "slider", "value": -1}), "ok"),
        (&slider, json!({"type": "slider", "value": "0.50"}), "ok"),
        (&slider, json!({"type": "slider", "value": 0.6}), "off_step /value"),
        (&slider, json!({"type": "slider", "value": 2.25}), "out_of_range /value"),
        (&slider, json!({"type": "slider", "value": "-1e300"}), "out_of_range /value"),
        (&likert, json!({"type": "likert", "ratings": {"a": "x", "b": ""}}), "ok"),
        (&likert, json!({"type": "likert", "ratings": {"z": "x"}}), "unknown_id /ratings/z"),
        (&likert, json!({"type": "likert", "ratings": {"a": "a"}}), "unknown_id /ratings/a"),
        (&composite, parts(json!({"d": {"type": "slider", "value": 3}})), "out_of_range /parts/d/value"),
        (&composite, parts(json!({})), "ok"),
        (&composite, parts(json!({"a/1": {"type": "choice", "chosen": "b"}, "b": {"type": "cloze"}})), "ok"),
        (&composite, parts(json!({"z": {"type": "choice"}})), "unknown_id /parts/z"),
        (&composite, parts(json!({"a/1": {"type": "choice", "chosen": "z"}})), "unknown_id /parts/a~11/chosen"),
        (&composite, parts(json!({"b": {"type": "cloze", "gaps": {"d": "z"}}})), "unknown_id /parts/b/gaps/d"),
        (&composite, parts(json!({"a/1": {"type": "essay", "text": "b"}})), "wrong_type /parts/a~11/type"),
        (&composite, json!({"type": "choice", "chosen": "a"}), "wrong_type /type"),
    ] {
        let shown: String = response.to_string().chars().take(120).collect();
        assert_eq!(checked(interaction, response), expected, "{shown}");
    }
}

#[test]
fn an_unknown_kind_of_response_is_not_read() {
    for text in [
        r#"{"type":"slider","value":"far"}"#,
        r#"{"chosen":"a"}"#,
        r#"{"type":"choice","chosen":7}"#,
        "[]",
        "null",
        "{",
    ] {
        assert!(serde_json::from_str::<Response>(text).is_err(), "{text}");
    }
    let newer = r#"{"type":"choice","chosen":"a","seconds":12}"#;
    assert_eq!(serde_json::from_str::<Response>(newer).unwrap(), Response::choice("a"));
}
