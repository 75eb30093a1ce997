//! Sliders, and what is rated.

use serde_json::{Value, json};

use super::check;

#[test]
fn the_steps_of_a_slider_lead_from_bound_to_bound() {
    let slider = |field: &str, value: Value, expected: &[&str]| {
        check("slider", &[(&format!("/interaction/{field}"), value)], expected);
    };
    slider("upper", json!(0), &["E out_of_range /interaction/upper"]);
    slider("upper", json!(-1), &["E out_of_range /interaction/upper"]);
    slider("step", json!(0), &["E out_of_range /interaction/step"]);
    slider("step", json!(-0.5), &["E out_of_range /interaction/step"]);
    slider("step", json!(3), &["E out_of_range /interaction/step"]);
    slider("step", json!(0.001), &[]);
    slider("step", json!("0.000999"), &["E too_many /interaction/step"]);
    slider("upper", json!("1e300"), &["E too_many /interaction/step"]);
}

#[test]
fn a_position_earns_full_marks() {
    let keys = |keys: Value, expected: &[&str]| check("slider", &[("/interaction/keys", keys)], expected);
    keys(json!([]), &["E no_key /interaction/keys"]);
    keys(json!([{"value": 5, "fraction": 0.5}]), &["E unreachable_maximum /interaction/keys"]);
    let unreachable = ["W shadowed_key /interaction/keys/0", "E unreachable_maximum /interaction/keys"];
    keys(json!([{"value": 5.25}]), &unreachable);
    keys(json!([{"value": 11}]), &unreachable);
    keys(json!([{"value": 5.25, "tolerance": {"rule": "absolute", "within": 0.25}}]), &[]);
    keys(json!([{"value": 5}, {"value": 5, "fraction": 0.5}]), &["W shadowed_key /interaction/keys/1"]);
    keys(json!([{"value": 5, "fraction": -0.5}, {"value": 6}]), &["E out_of_range /interaction/keys/0/fraction"]);
    keys(
        json!([{"value": 5, "tolerance": {"rule": "absolute", "within": -1}}, {"value": 6}]),
        &["E empty_tolerance /interaction/keys/0/tolerance/within", "W shadowed_key /interaction/keys/0"],
    );
    keys(json!([{"value": 0, "tolerance": {"rule": "range", "from": 0, "to": 5}}]), &["W guessing_pays /interaction"]);
}

#[test]
fn what_is_rated_earns_nothing() {
    let likert = |path: &str, value: Value, expected: &[&str]| check("likert", &[(path, value)], expected);
    likert("/points", json!(1), &["E out_of_range /points"]);
    likert("/points", json!(-1), &["E out_of_range /points"]);
    likert("/interaction/statements", json!([]), &["E too_few /interaction/statements"]);
    likert("/interaction/scale", json!([{"id": "a", "text": "A"}]), &["E too_few /interaction/scale"]);
    likert("/interaction/scale/1/id", json!("a"), &["E duplicate_id /interaction/scale/1/id"]);
    likert("/interaction/statements/0/text", json!(""), &["E empty_text /interaction/statements/0/text"]);
    let many: Vec<_> = (0..201).map(|n| json!({"id": format!("s{n}"), "text": n.to_string()})).collect();
    likert("/interaction/statements", json!(many), &["E too_many /interaction/statements"]);

    let rated = json!([{"id": "r", "interaction": {
        "type": "likert", "statements": [{"id": "s", "text": "S"}], "scale": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
    }}]);
    check("composite", &[("/interaction/parts", rated.clone())], &["E out_of_range /points"]);
    check("composite", &[("/interaction/parts", rated), ("/points", json!(0))], &[]);
}
