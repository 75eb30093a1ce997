//! What lint finds, and where: a sound item of each interaction, and what is made of it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken table stops the test")]

#[path = "lint/choices.rs"]
mod choices;
#[path = "lint/composites.rs"]
mod composites;
#[path = "lint/formulas.rs"]
mod formulas;
#[path = "lint/labels.rs"]
mod labels;
#[path = "lint/orderings.rs"]
mod orderings;
#[path = "lint/pictures.rs"]
mod pictures;
#[path = "lint/scales.rs"]
mod scales;
#[path = "lint/typed.rs"]
mod typed;

use pediafor_grading::{Item, Severity};
use serde_json::{Value, json};

fn picture() -> Value {
    json!({"source": "map.png", "width": 100, "height": 100, "text": "A map"})
}

/// So far from the left and the top.
fn square(x: i32, y: i32) -> Value {
    json!({"shape": "rectangle", "from": {"x": x, "y": y}, "to": {"x": x + 20, "y": y + 20}})
}

fn sound(interaction: &str) -> Value {
    let options = json!([{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]);
    let image = json!({"source": "map.png", "width": 90, "height": 60, "text": "A map"});
    let place = |id: &str, more: Value| {
        let mut place =
            json!({"id": id, "text": id, "area": {"shape": "circle", "center": {"x": 9, "y": 9}, "radius": 3}});
        place.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        place
    };
    let interaction = match interaction {
        "choice" => json!({"type": "choice", "options": options, "key": "a"}),
        "multiple_choice" => json!({"type": "multiple_choice", "options": options, "keys": ["a", "b"]}),
        "true_false" => json!({"type": "true_false", "key": true}),
        "short_text" => json!({"type": "short_text", "keys": [{"text": "frog"}, {"text": "toad", "fraction": 0.5}]}),
        "essay" => json!({"type": "essay", "min_words": 10, "max_words": 20}),
        "cloze" => json!({"type": "cloze", "gaps": [
            {"id": "one", "kind": {"type": "text", "keys": [{"text": "frog"}]}},
            {"id": "two", "kind": {"type": "numeric", "keys": [{"value": 4}]}},
            {"id": "three", "kind": {"type": "dropdown", "options": options, "key": "c"}},
        ]}),
        "matching" => json!({"type": "matching", "sources": options, "targets": options, "pairs": [
            {"source": "a", "target": "b"}, {"source": "b", "target": "b"}, {"source": "c", "target": "a"},
        ]}),
        "ordering" => json!({"type": "ordering", "entries": [
            {"id": "z", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"},
        ]}),
        "numeric" => json!({"type": "numeric", "unit": "m", "keys": [
            {"value": 3, "tolerance": {"rule": "absolute", "within": 0.1}},
            {"value": 3, "tolerance": {"rule": "relative", "within": 0.5}, "fraction": 0.5},
        ]}),
        "file_upload" => json!({"type": "file_upload", "max_files": 2, "max_bytes": 1000, "media_types": ["image/*"]}),
        "gap_match" => json!({"type": "gap_match", "labels": options, "gaps": [
            {"id": "one", "keys": ["b"]}, {"id": "two", "keys": ["a"]}, {"id": "three", "keys": ["c"]},
        ]}),
        "graphic_gap_match" => json!({"type": "graphic_gap_match", "image": image, "labels": options, "gaps": [
            place("p", json!({"keys": ["b"]})), place("q", json!({"keys": ["a"]})), place("r", json!({"keys": ["c"]})),
        ]}),
        "graphic_order" => json!({"type": "graphic_order", "image": image, "entries": [
            place("z", json!({})), place("b", json!({})), place("c", json!({})),
        ]}),
        "hotspot" => json!({"type": "hotspot", "image": picture(), "keys": ["a"], "areas": [
            {"id": "a", "area": square(10, 10), "text": "A"},
            {"id": "b", "area": square(40, 10), "text": "B"},
            {"id": "c", "area": square(70, 10), "text": "C"},
        ]}),
        "hot_text" => json!({"type": "hot_text", "keys": ["two"], "phrases": [
            {"id": "one", "text": "A"}, {"id": "two", "text": "B"}, {"id": "three", "text": "C"},
        ]}),
        "select_point" => json!({"type": "select_point", "image": picture(), "most": 2,
            "labels": [{"id": "heart", "text": "Heart"}, {"id": "lung", "text": "Lung"}],
            "areas": [{"id": "a", "area": square(10, 10), "label": "heart"}, {"id": "b", "area": square(40, 10)}],
        }),
        "composite" => json!({"type": "composite", "parts": [
            {"id": "a", "body": "One?", "interaction": {"type": "choice", "options": options, "key": "a"}},
            {"id": "b", "body": "{{gap}} two", "weight": 2, "interaction": {"type": "cloze", "gaps": [
                {"id": "gap", "kind": {"type": "text", "keys": [{"text": "frog"}]}},
            ]}},
            {"id": "c", "interaction": {"type": "essay"}},
        ]}),
        "slider" => json!({"type": "slider", "lower": 0, "upper": 10, "step": 0.5, "keys": [
            {"value": 7.5, "tolerance": {"rule": "absolute", "within": 0.5}}, {"value": 5, "fraction": 0.5},
        ]}),
        "likert" => json!({"type": "likert", "statements": [{"id": "s", "text": "It was fun."}], "scale": options}),
        "formula" => json!({"type": "formula",
            "variables": [{"name": "x", "domain": {"from": -5, "to": 5}}, {"name": "n", "domain": {"from": 1, "to": 9}, "integer": true}],
            "keys": [{"expression": "n x^2"}, {"expression": "2n x", "fraction": 0.5}]}),
        other => panic!("{other}"),
    };
    let points = if interaction["type"] == "likert" { 0 } else { 2 };
    json!({"id": "q", "title": "T", "body": "{{one}} and {{two}} and {{three}}", "points": points, "interaction": interaction})
}

/// What is found in a sound item after putting `value` at `pointer`: `E` or `W`, code and pointer each.
fn found(interaction: &str, changes: &[(&str, Value)]) -> Vec<String> {
    let mut item = sound(interaction);
    for (pointer, value) in changes {
        match item.pointer_mut(pointer) {
            Some(place) => *place = value.clone(),
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                item.pointer_mut(parent).unwrap()[name] = value.clone();
            }
        }
    }
    let item: Item = serde_json::from_value(item.clone()).unwrap_or_else(|error| panic!("{error}: {item}"));
    item.lint()
        .into_iter()
        .map(|finding| {
            assert!(!finding.detail.is_empty(), "{finding:?}");
            let severity = if finding.severity == Severity::Error { 'E' } else { 'W' };
            format!("{severity} {} {}", json!(finding.code).as_str().unwrap(), finding.pointer)
        })
        .collect()
}

#[track_caller]
fn check(interaction: &str, changes: &[(&str, Value)], expected: &[&str]) {
    assert_eq!(found(interaction, changes), expected, "{interaction} with {changes:?}");
}

#[test]
fn a_sound_item_has_nothing_to_find() {
    for interaction in [
        "choice",
        "multiple_choice",
        "true_false",
        "short_text",
        "essay",
        "cloze",
        "matching",
        "ordering",
        "numeric",
        "file_upload",
        "gap_match",
        "graphic_gap_match",
        "graphic_order",
        "hotspot",
        "hot_text",
        "select_point",
        "composite",
        "slider",
        "likert",
        "formula",
    ] {
        check(interaction, &[], &[]);
    }
}

#[test]
fn what_all_items_have_is_bounded() {
    let long = |n: usize| json!("x".repeat(n));
    check("essay", &[("/id", json!(""))], &["E bad_id /id"]);
    check("essay", &[("/id", json!("a b"))], &["E bad_id /id"]);
    check("essay", &[("/id", json!("a\u{1}"))], &["E bad_id /id"]);
    check("essay", &[("/id", long(65))], &["E bad_id /id"]);
    check("essay", &[("/id", long(64))], &[]);
    check("essay", &[("/title", long(501))], &["E too_long /title"]);
    check("essay", &[("/body", json!(" \u{a0}\n"))], &["E empty_text /body"]);
    check("essay", &[("/body", long(50_001))], &["E too_long /body"]);
    check("essay", &[("/body", long(50_000))], &[]);
    check("essay", &[("/points", json!(0))], &["E no_points /points"]);
    check("essay", &[("/points", json!(-1))], &["E no_points /points"]);
    check("essay", &[("/points", json!(1_000_000))], &[]);
    check("essay", &[("/points", json!(1_000_000.000001))], &["E out_of_range /points"]);
    check("essay", &[("/explanation", long(50_001))], &["E too_long /explanation"]);
    check("essay", &[("/feedback", json!({"partial": "x".repeat(50_001)}))], &["E too_long /feedback/partial"]);
    check("essay", &[("/hints", json!(["", "x".repeat(10_001)]))], &["E empty_text /hints/0", "E too_long /hints/1"]);
    check("essay", &[("/hints", json!(vec!["x"; 21]))], &["E too_many /hints"]);
    check("essay", &[("/tags", json!(["x", "y".repeat(65)]))], &["E too_long /tags/1"]);
    check("essay", &[("/tags", json!(vec!["x"; 51]))], &["E too_many /tags"]);
}

#[test]
fn gaps_and_body_say_the_same() {
    let body = |body: &str| [("/body", json!(body))];
    check("cloze", &body("{{one}} {{two}}"), &["E gap_not_in_body /interaction/gaps/2/id"]);
    check("cloze", &body("{{one}} {{two}} {{one}} {{three}}"), &["E gap_repeated_in_body /interaction/gaps/0/id"]);
    check("cloze", &body("{{one}} {{two}} {{three}} {{four}}"), &["E unknown_gap /interaction/gaps"]);
    check("cloze", &body("{{one}} {{two}} {{three}} {{ four }} { {five}}"), &[]);
    check(
        "cloze",
        &[("/interaction/gaps/1/id", json!("one"))],
        &["E duplicate_id /interaction/gaps/1/id", "E unknown_gap /interaction/gaps"],
    );
    check(
        "cloze",
        &[("/interaction/gaps/1/id", json!("a b"))],
        &["E bad_id /interaction/gaps/1/id", "E unknown_gap /interaction/gaps"],
    );
    check("cloze", &[("/body", json!("No gaps.")), ("/interaction/gaps", json!([]))], &["E too_few /interaction/gaps"]);
    let gap = |n: usize| json!({"id": format!("g{n}"), "kind": {"type": "numeric", "keys": [{"value": 1}]}});
    let many = |count: usize| {
        let body: String = (0..count).map(|n| format!("{{{{g{n}}}}}")).collect();
        [("/body", json!(body)), ("/interaction/gaps", (0..count).map(gap).collect())]
    };
    check("cloze", &many(200), &[]);
    assert_eq!(found("cloze", &many(201))[0], "E too_many /interaction/gaps");
}

#[test]
fn what_goes_into_a_gap_is_looked_at_too() {
    let kind = |index: usize, path: &str, value: Value| [(format!("/interaction/gaps/{index}/kind{path}"), value)];
    for (index, path, value, expected) in [
        (0, "/keys", json!([]), "E no_key /interaction/gaps/0/kind/keys"),
        (1, "/keys", json!([]), "E no_key /interaction/gaps/1/kind/keys"),
        (2, "/key", json!(""), "E no_key /interaction/gaps/2/kind/key"),
        (2, "/key", json!("x"), "E unknown_id /interaction/gaps/2/kind/key"),
        (2, "/options/0/text", json!("B"), "E duplicate_text /interaction/gaps/2/kind/options/1/text"),
    ] {
        let changes = kind(index, path, value);
        let changes: Vec<(&str, Value)> = changes.iter().map(|(path, value)| (path.as_str(), value.clone())).collect();
        check("cloze", &changes, &[expected]);
    }
}

#[test]
fn a_matching_needs_pairs_of_what_it_has() {
    let pairs = |pairs: Value| [("/interaction/pairs", pairs)];
    let pair = |source: &str, target: &str| json!({"source": source, "target": target});
    check(
        "matching",
        &pairs(json!([])),
        &[
            "E no_key /interaction/pairs",
            "W source_without_key /interaction/sources/0",
            "W source_without_key /interaction/sources/1",
            "W source_without_key /interaction/sources/2",
        ],
    );
    check(
        "matching",
        &pairs(json!([pair("a", "b"), pair("b", "b")])),
        &["W source_without_key /interaction/sources/2"],
    );
    check(
        "matching",
        &pairs(json!([pair("a", "b"), pair("b", "x"), pair("c", "a")])),
        &["E unknown_id /interaction/pairs/1/target"],
    );
    check(
        "matching",
        &pairs(json!([pair("a", "b"), pair("b", "a"), pair("c", "a"), pair("x", "a")])),
        &["E unknown_id /interaction/pairs/3/source"],
    );
    check(
        "matching",
        &pairs(json!([pair("a", "b"), pair("b", "a"), pair("c", "a"), pair("a", "c")])),
        &["E repeated_source /interaction/pairs/3/source"],
    );
    check(
        "matching",
        &[("/interaction/targets/1/text", json!("A"))],
        &["E duplicate_text /interaction/targets/1/text"],
    );
    check(
        "matching",
        &[("/interaction/sources/2/id", json!(""))],
        &[
            "E bad_id /interaction/sources/2/id",
            "E unknown_id /interaction/pairs/2/source",
            "W source_without_key /interaction/sources/2",
        ],
    );
}

#[test]
fn what_people_mark_is_bounded() {
    check("essay", &[("/interaction/min_words", json!(0))], &["E out_of_range /interaction/min_words"]);
    check("essay", &[("/interaction/max_words", json!(50_001))], &["E out_of_range /interaction/max_words"]);
    check("essay", &[("/interaction/min_words", json!(21))], &["E out_of_range /interaction/max_words"]);
    check("essay", &[("/interaction/min_words", json!(20))], &[]);
    check(
        "essay",
        &[("/interaction/marking_guide", json!("x".repeat(50_001)))],
        &["E too_long /interaction/marking_guide"],
    );
    for (field, bad) in [("max_files", [json!(0), json!(51)]), ("max_bytes", [json!(0), json!((1_u64 << 30) + 1)])] {
        for value in bad {
            let pointer = format!("/interaction/{field}");
            check("file_upload", &[(&pointer, value)], &[&format!("E out_of_range {pointer}")]);
        }
    }
    check("file_upload", &[("/interaction/max_files", json!(50)), ("/interaction/max_bytes", json!(1 << 30))], &[]);
    check(
        "file_upload",
        &[("/interaction/media_types/0", json!("image"))],
        &["E out_of_range /interaction/media_types/0"],
    );
    check(
        "file_upload",
        &[("/interaction/media_types", json!(vec!["a/b"; 51]))],
        &["E too_many /interaction/media_types"],
    );
    check(
        "file_upload",
        &[("/interaction/marking_guide", json!("x".repeat(50_001)))],
        &["E too_long /interaction/marking_guide"],
    );
}
