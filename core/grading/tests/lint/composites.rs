//! Parts of a composite, each looked at as an item is, where it stands.

use serde_json::{Value, json};

use super::check;

const PARTS: &str = "/interaction/parts";

fn at(path: &str) -> String {
    format!("{PARTS}{path}")
}

#[track_caller]
fn check_part(path: &str, value: Value, expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|finding| finding.replace('@', PARTS)).collect();
    check("composite", &[(&at(path), value)], &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn parts_are_told_apart_and_bounded() {
    check_part("", json!([]), &["E too_few @"]);
    check_part("/1/id", json!("a"), &["E duplicate_id @/1/id"]);
    check_part("/1/id", json!("a b"), &["E bad_id @/1/id"]);
    check_part("/2/body", json!("x".repeat(50_000)), &[]);
    check_part("/2/body", json!("x".repeat(50_001)), &["E too_long @/2/body"]);
    let many = |count: usize| -> Value {
        (0..count).map(|n| json!({"id": format!("p{n}"), "interaction": {"type": "essay"}})).collect()
    };
    check_part("", many(50), &[]);
    check_part("", many(51), &["E too_many @"]);
}

#[test]
fn how_a_part_is_answered_is_looked_at_too() {
    check_part("/0/interaction/key", json!("z"), &["E unknown_id @/0/interaction/key"]);
    check_part("/0/interaction/options/1/text", json!(""), &["E empty_text @/0/interaction/options/1/text"]);
    check_part(
        "/1/body",
        json!("{{two}}"),
        &["E gap_not_in_body @/1/interaction/gaps/0/id", "E unknown_gap @/1/interaction/gaps"],
    );
    check_part("/2/interaction/min_words", json!(0), &["E out_of_range @/2/interaction/min_words"]);
    let inside = json!({"type": "composite", "parts": [{"id": "x", "interaction": {"type": "essay"}}]});
    check_part("/2/interaction", inside, &["E nested_composite @/2/interaction"]);
}

#[test]
fn each_part_has_its_share_of_the_points() {
    let penalty = |penalty: f64| json!({"rule": "negative_marking", "penalty": penalty});
    check_part("/0/interaction/scoring", penalty(0.5), &[]);
    check_part("/0/interaction/scoring", penalty(0.500_001), &["W out_of_range @/0/interaction/scoring/penalty"]);
    let small = json!(0.000_001);
    check(
        "composite",
        &[("/points", small.clone())],
        &[&format!("E no_points {}", at("/0/weight")), &format!("E no_points {}", at("/2/weight"))],
    );
    check("composite", &[("/points", json!(0))], &["E no_points /points"]);
}

#[test]
fn guessing_pays_by_the_weights() {
    let options = json!([{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]);
    let scoring = json!({"rule": "standard", "fractions": {"b": 0.5}});
    let choice = json!({"type": "choice", "options": options, "key": "a", "scoring": scoring});
    let parts = |weight: f64| {
        json!([
            {"id": "a", "weight": weight, "interaction": choice},
            {"id": "b", "interaction": {"type": "essay"}},
        ])
    };
    check_part("", parts(2.0), &[]);
    check("composite", &[(PARTS, parts(2.01))], &["W guessing_pays /interaction"]);
}
