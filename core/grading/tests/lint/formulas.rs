//! What lint finds in formulas.

use serde_json::{Value, json};

use super::check;

fn keys(keys: Value) -> [(&'static str, Value); 1] {
    [("/interaction/keys", keys)]
}

fn variables(variables: Value) -> [(&'static str, Value); 2] {
    [("/interaction/variables", variables), ("/interaction/keys", json!([{"expression": "1"}]))]
}

#[test]
fn keys_can_be_read_and_earn_everything() {
    check("formula", &keys(json!([])), &["E no_key /interaction/keys"]);
    check(
        "formula",
        &keys(json!([{"expression": "x", "fraction": 0.5}])),
        &["E unreachable_maximum /interaction/keys"],
    );
    for text in ["", "2(x", "y", "x = 2", "max()"] {
        let bad = json!([{"expression": "x"}, {"expression": text}]);
        check("formula", &keys(bad), &["E bad_expression /interaction/keys/1/expression"]);
    }
    let long = json!([{"expression": "x"}, {"expression": "1".repeat(1_001)}]);
    check("formula", &keys(long), &["E bad_expression /interaction/keys/1/expression"]);
    let negative = json!([{"expression": "x"}, {"expression": "2x", "fraction": -0.5}]);
    check("formula", &keys(negative), &["E out_of_range /interaction/keys/1/fraction"]);
    let said = json!([{"expression": "x", "feedback": "x".repeat(50_001)}]);
    check("formula", &keys(said), &["E too_long /interaction/keys/0/feedback"]);
    let many: Vec<_> = (0..21).map(|n| json!({"expression": n.to_string()})).collect();
    check("formula", &keys(json!(many[..20])), &[]);
    check("formula", &keys(json!(many)), &["E too_many /interaction/keys"]);
}

#[test]
fn equal_keys_are_told() {
    let shadowed = "W shadowed_key /interaction/keys/1";
    let twice = json!([{"expression": "x^2 - 1"}, {"expression": "(x-1)(x+1)", "fraction": 0.5}]);
    check("formula", &keys(twice), &[shadowed]);
    let taken = json!([{"expression": "x^2 - 1", "fraction": 0.5}, {"expression": "(x-1)(x+1)"}]);
    check("formula", &keys(taken), &[shadowed, "E unreachable_maximum /interaction/keys"]);
    check("formula", &keys(json!([{"expression": "ln(x^2)"}, {"expression": "2 ln x"}])), &[]);
}

#[test]
fn keys_have_values_to_compare_by() {
    let undefined = ["E undefined_key /interaction/keys/0/expression"];
    for text in ["1/0", "asin(x + 20)", "sqrt(-n)", "x!"] {
        check("formula", &keys(json!([{"expression": text}])), &undefined);
    }
    check("formula", &keys(json!([{"expression": "ln x"}])), &[]);
    let lost = json!([{"expression": "x + 1E30 - 1E30"}]);
    check("formula", &keys(lost), &["E empty_tolerance /interaction/keys/0/expression"]);
    check("formula", &keys(json!([{"expression": "0"}])), &[]);
}

#[test]
fn the_tolerance_tells_formulas_apart() {
    let tolerance = |tolerance: Value| [("/interaction/tolerance", tolerance)];
    check("formula", &tolerance(json!({"relative": 0.01, "absolute": 0.001})), &[]);
    check("formula", &tolerance(json!({"relative": -0.01})), &["E empty_tolerance /interaction/tolerance/relative"]);
    check(
        "formula",
        &[("/interaction/tolerance", json!({})), ("/interaction/keys", json!([{"expression": "1"}]))],
        &["E empty_tolerance /interaction/tolerance"],
    );
    check(
        "formula",
        &[("/interaction/tolerance", json!({"absolute": 100})), ("/interaction/keys", json!([{"expression": "x"}]))],
        &["W out_of_range /interaction/keys/0/expression"],
    );
}

#[test]
fn variables_have_names_and_values() {
    let named = |name: &str| json!([{"name": name, "domain": {"from": 0, "to": 1}}]);
    for name in ["", "1x", "a b", "sin", "x²"] {
        check("formula", &variables(named(name)), &["E bad_id /interaction/variables/0/name"]);
    }
    let twice =
        json!([{"name": "x1", "domain": {"from": 0, "to": 1}}, {"name": "x_1", "domain": {"from": 0, "to": 1}}]);
    check("formula", &variables(twice), &["E duplicate_id /interaction/variables/1/name"]);
    let empty = ["E empty_domain /interaction/variables/0/domain"];
    for (from, to, exclude, integer, expected) in [
        (json!(0), json!(1), json!([]), false, &[][..]),
        (json!(1), json!(0), json!([]), false, &empty),
        (json!(1), json!(1), json!([1]), false, &empty),
        (json!(0.1), json!(0.9), json!([]), true, &empty),
        (json!(1), json!(3), json!([1, 2, 3]), true, &empty),
        (json!("-1e12"), json!("1e12"), json!([]), false, &[]),
        (json!("-1e13"), json!(1), json!([]), false, &["E out_of_range /interaction/variables/0/domain/from"]),
        (json!(0), json!(1), json!(vec![0; 201]), false, &["E too_many /interaction/variables/0/exclude"]),
    ] {
        let variable = json!({"name": "x", "domain": {"from": from, "to": to}, "exclude": exclude, "integer": integer});
        check("formula", &variables(json!([variable])), expected);
    }
    let many = |count: usize| -> Value {
        (0..count).map(|n| json!({"name": format!("x{n}"), "domain": {"from": 0, "to": 1}})).collect()
    };
    check("formula", &variables(many(20)), &[]);
    check("formula", &variables(many(21)), &["E too_many /interaction/variables"]);
}

#[test]
fn points_and_form_are_within_bounds() {
    let samples = |samples: Value| [("/interaction/samples", samples)];
    check("formula", &samples(json!(1)), &[]);
    check("formula", &samples(json!(100)), &[]);
    for bad in [0, 101] {
        check("formula", &samples(json!(bad)), &["E out_of_range /interaction/samples"]);
    }
    let form =
        |form: Value, key: &str| [("/interaction/form", form), ("/interaction/keys", json!([{"expression": key}]))];
    check("formula", &form(json!({"forbidden": ["tan"], "required": ["sin"]}), "sin x"), &[]);
    let contradiction = ["E contradiction /interaction/keys/0/expression"];
    check("formula", &form(json!({"forbidden": ["sin"]}), "sin x"), &contradiction);
    check("formula", &form(json!({"required": ["cos"]}), "sin x"), &contradiction);
    check(
        "formula",
        &form(json!({"forbidden": ["sin"], "required": ["sin"]}), "x"),
        &["E contradiction /interaction/form/required", "E contradiction /interaction/keys/0/expression"],
    );
}
