//! Choices, what is ticked, and what pays for guessing.

use serde_json::{Value, json};

use super::{check, found};

#[test]
fn options_are_told_apart() {
    for (kind, list) in [("choice", "options"), ("multiple_choice", "options"), ("ordering", "entries")] {
        let at = |path: &str| format!("/interaction/{list}{path}");
        let finding = |text: &str, path: &str| format!("{text} {}", at(path));
        let change = |path: &str, value: Value| found(kind, &[(&at(path), value)]);
        let entry = |id: &str, text: &str| json!({"id": id, "text": text});
        assert_eq!(change("/2/id", json!("b")), [finding("E duplicate_id", "/2/id")]);
        assert_eq!(change("/2/text", json!(" B\u{a0}")), [finding("E duplicate_text", "/2/text")]);
        assert_eq!(change("/2/text", json!("b")), [""; 0]);
        assert_eq!(change("/2/text", json!("")), [finding("E empty_text", "/2/text")]);
        assert_eq!(change("/2/text", json!("x".repeat(10_001))), [finding("E too_long", "/2/text")]);
        assert_eq!(change("/2/id", json!("")), [finding("E bad_id", "/2/id")]);
        let many: Vec<_> = (0..198).map(|n| entry(&format!("o{n}"), &n.to_string())).collect();
        let with = |more: &[Value]| json!([&[entry("b", "B"), entry("a", "A")], many.as_slice(), more].concat());
        assert_eq!(change("", with(&[])), [""; 0]);
        assert_eq!(change("", with(&[entry("x", "X")])), [finding("E too_many", "")]);
    }
    check(
        "ordering",
        &[("/interaction/entries", json!([{"id": "a", "text": "A"}]))],
        &["E too_few /interaction/entries"],
    );
    check(
        "choice",
        &[("/interaction/options", json!([{"id": "a", "text": "A"}]))],
        &["E too_few /interaction/options"],
    );
    check(
        "choice",
        &[("/interaction/options/1/explanation", json!("x".repeat(50_001)))],
        &["E too_long /interaction/options/1/explanation"],
    );
}

#[test]
fn a_choice_needs_its_key_among_its_options() {
    check("choice", &[("/interaction/key", json!(""))], &["E no_key /interaction/key"]);
    check("choice", &[("/interaction/key", json!("d"))], &["E unknown_id /interaction/key"]);
    let telling = "This is the one that is right, as one can see by its length";
    check("choice", &[("/interaction/options/0/text", json!(telling))], &["W longest_is_key /interaction/key"]);
    check("choice", &[("/interaction/options/1/text", json!(telling))], &[]);
    check("choice", &[("/interaction/options/0/text", json!("Twenty letters exact"))], &[]);
    check(
        "choice",
        &[("/interaction/options/0/text", json!("Twenty letters, exact"))],
        &["W longest_is_key /interaction/key"],
    );
    let scoring = |fractions: Value| [("/interaction/scoring", json!({"rule": "standard", "fractions": fractions}))];
    check("choice", &scoring(json!({"b": -0.5, "c": 0.5})), &[]);
    check("choice", &scoring(json!({"a": 0.5})), &["E out_of_range /interaction/scoring/fractions/a"]);
    check("choice", &scoring(json!({"x/y": 0.5})), &["E unknown_id /interaction/scoring/fractions/x~1y"]);
}

#[test]
fn ids_that_tell_the_key_are_told() {
    let entries = |ids: &[&str]| {
        let entries: Vec<_> = ids.iter().map(|id| json!({"id": id, "text": format!("Entry {id}")})).collect();
        [("/interaction/entries", json!(entries))]
    };
    let telling = ["W telling_ids /interaction/entries"];
    check("ordering", &entries(&["a", "b", "c"]), &telling);
    check("ordering", &entries(&["e8", "e9", "e10"]), &telling);
    check("ordering", &entries(&["b", "a", "c"]), &[]);
    check("ordering", &entries(&["ox", "cow", "deer"]), &[]);
    check("ordering", &entries(&["a", "b"]), &[]);

    let matching = |pairs: &[(&str, &str)]| {
        let list = |end: fn(&(&str, &str)) -> String| -> Vec<_> {
            pairs.iter().map(|pair| json!({"id": end(pair), "text": end(pair)})).collect()
        };
        let pairs: Vec<_> = pairs.iter().map(|(s, t)| json!({"source": s, "target": t})).collect();
        [
            ("/interaction/sources", json!(list(|(source, _)| (*source).to_owned()))),
            ("/interaction/targets", json!(list(|(_, target)| (*target).to_owned()))),
            ("/interaction/pairs", json!(pairs)),
        ]
    };
    let telling = ["W telling_ids /interaction/pairs"];
    check("matching", &matching(&[("s2", "t2"), ("s1", "t1"), ("s3", "t3")]), &telling);
    check("matching", &matching(&[("s1", "t2"), ("s2", "t1"), ("s3", "t3")]), &[]);
}

#[test]
fn a_penalty_costs_something_within_reason() {
    for kind in ["choice", "multiple_choice", "true_false"] {
        let scoring =
            |penalty: Value| [("/interaction/scoring", json!({"rule": "negative_marking", "penalty": penalty}))];
        check(kind, &scoring(json!(0.25)), &[]);
        check(kind, &scoring(json!(2)), &[]);
        check(kind, &scoring(json!(2.000001)), &["W out_of_range /interaction/scoring/penalty"]);
        check(kind, &scoring(json!(0)), &["E out_of_range /interaction/scoring/penalty"]);
        check(kind, &scoring(json!(-1)), &["E out_of_range /interaction/scoring/penalty"]);
        check(kind, &scoring(json!(1_000_001)), &["E out_of_range /interaction/scoring/penalty"]);
    }
}

#[test]
fn a_multiple_choice_needs_keys_that_can_reach_the_maximum() {
    let keys = |keys: Value| [("/interaction/keys", keys)];
    check("multiple_choice", &keys(json!([])), &["E no_key /interaction/keys"]);
    check("multiple_choice", &keys(json!(["a", "x"])), &["E unknown_id /interaction/keys/1"]);
    check("multiple_choice", &keys(json!(["a", "b", "a"])), &["E duplicate_id /interaction/keys/2"]);
    check("multiple_choice", &keys(json!(["a", "b", "c"])), &["W nothing_wrong /interaction/keys"]);
    let weights = |weights: Value| [("/interaction/scoring", json!({"rule": "option_weights", "weights": weights}))];
    check("multiple_choice", &weights(json!({"a": "1/3", "b": "2/3", "c": -1})), &[]);
    check("multiple_choice", &weights(json!({"a": 1, "b": 1})), &["W guessing_pays /interaction"]);
    check(
        "multiple_choice",
        &weights(json!({"a": 0.3, "b": 0.6})),
        &["E unreachable_maximum /interaction/scoring/weights"],
    );
    check(
        "multiple_choice",
        &weights(json!({"a": 0.5, "c": 1})),
        &["E unreachable_maximum /interaction/scoring/weights"],
    );
    check("multiple_choice", &weights(json!({"a": 1, "d": 1})), &["E unknown_id /interaction/scoring/weights/d"]);
    let share = |full: bool| [("/interaction/scoring", json!({"rule": "share_of_keys", "full_needs_exact": full}))];
    check("multiple_choice", &share(true), &[]);
    check(
        "multiple_choice",
        &share(false),
        &["W select_all_earns /interaction/scoring", "W guessing_pays /interaction"],
    );
}

#[test]
fn no_key_is_needed_where_none_may_apply() {
    let none = |id: &str, text: &str| json!({"id": id, "text": text, "explanation": "So it is."});
    let with = |keys: Value, none: Value, scoring: Value| {
        [("/interaction/keys", keys), ("/interaction/none_apply", none), ("/interaction/scoring", scoring)]
    };
    let exact = || json!({"rule": "exact"});
    for rule in [
        exact(),
        json!({"rule": "share_of_keys"}),
        json!({"rule": "option_weights", "weights": {}}),
        json!({"rule": "checked_unchecked", "states": {}}),
    ] {
        check("multiple_choice", &with(json!([]), none("none", "None"), rule), &[]);
    }
    check("multiple_choice", &with(json!(["a"]), none("none", "None"), exact()), &[]);
    check(
        "multiple_choice",
        &with(json!(["none"]), none("none", "None"), exact()),
        &["E unknown_id /interaction/keys/0"],
    );
    check(
        "multiple_choice",
        &with(json!([]), none("b", " C"), exact()),
        &["E duplicate_id /interaction/none_apply/id", "E duplicate_text /interaction/none_apply/text"],
    );
    check(
        "multiple_choice",
        &with(json!([]), none("", ""), exact()),
        &["E bad_id /interaction/none_apply/id", "E empty_text /interaction/none_apply/text"],
    );
    let long = json!({"id": "none", "text": "None", "explanation": "x".repeat(50_001)});
    check("multiple_choice", &with(json!([]), long, exact()), &["E too_long /interaction/none_apply/explanation"]);
}

#[test]
fn stated_costs_and_states_make_sense() {
    let scoring = |scoring: Value| [("/interaction/scoring", scoring)];
    let penalised = |penalty: Value, floor: Value| {
        found("multiple_choice", &scoring(json!({"rule": "penalised", "penalty": penalty, "floor": floor})))
    };
    assert_eq!(penalised(json!(0.5), json!(-1)), [""; 0]);
    assert_eq!(penalised(json!(0), json!(0)), ["E out_of_range /interaction/scoring/penalty"]);
    assert_eq!(penalised(json!(-0.5), json!(0)), ["E out_of_range /interaction/scoring/penalty"]);
    assert_eq!(penalised(json!(0.5), json!(0.1)), ["E out_of_range /interaction/scoring/floor"]);

    let states =
        |states: Value| found("multiple_choice", &scoring(json!({"rule": "checked_unchecked", "states": states})));
    let key = || json!({"checked": 2, "unchecked": -1});
    let unreachable = "E unreachable_maximum /interaction/scoring/states";
    assert_eq!(states(json!({"a": key(), "b": key(), "c": {"checked": -1}})), [""; 0]);
    assert_eq!(states(json!({"a": key()})), ["W guessing_pays /interaction"]);
    assert_eq!(states(json!({"a": key(), "b": key(), "c": {"checked": 1}})), [unreachable]);
    assert_eq!(states(json!({"a": key(), "b": {"unchecked": 1}})), [unreachable]);
    assert_eq!(states(json!({})), [unreachable]);
    assert_eq!(
        states(json!({"a": key(), "b": key(), "d": {"checked": 1}})),
        ["E unknown_id /interaction/scoring/states/d"]
    );

    let wrong = |wrong: Value| found("true_false", &scoring(json!({"rule": "standard", "wrong": wrong})));
    assert_eq!(wrong(json!(-0.5)), [""; 0]);
    assert_eq!(wrong(json!(0.5)), ["E out_of_range /interaction/scoring/wrong"]);

    let each_pair = |mut rule: Value| {
        rule["rule"] = json!("each_pair");
        found("matching", &scoring(rule))
    };
    assert_eq!(each_pair(json!({"penalty": 0.25, "floor": -0.5, "weights": {"a": 2, "c": 0.5}})), [""; 0]);
    assert_eq!(each_pair(json!({"penalty": -0.25})), ["E out_of_range /interaction/scoring/penalty"]);
    assert_eq!(each_pair(json!({"floor": 0.5})), ["E out_of_range /interaction/scoring/floor"]);
    assert_eq!(each_pair(json!({"weights": {"x/y": 2}})), ["E unknown_id /interaction/scoring/weights/x~1y"]);
}

#[test]
fn what_pays_for_guessing_is_told_unless_something_else_is_wrong() {
    let options = |count: usize| {
        let options: Vec<_> = (0..count).map(|n| json!({"id": format!("o{n}"), "text": n.to_string()})).collect();
        ("/interaction/options", json!(options))
    };
    check("choice", &[options(2), ("/interaction/key", json!("o1"))], &[]);
    check("choice", &[options(4), ("/interaction/key", json!("o1"))], &[]);
    let generous = |fraction: f64| {
        let scoring = json!({"rule": "standard", "fractions": {"o0": fraction}});
        [options(2), ("/interaction/key", json!("o1")), ("/interaction/scoring", scoring)]
    };
    check("choice", &generous(0.000001), &["W guessing_pays /interaction"]);
    check("choice", &generous(-0.5), &[]);
    check("choice", &[options(1), ("/interaction/key", json!("o0"))], &["E too_few /interaction/options"]);
    let each_option = |keys: usize| {
        let keys: Vec<_> = (0..keys).map(|n| format!("o{n}")).collect();
        [options(8), ("/interaction/keys", json!(keys)), ("/interaction/scoring", json!({"rule": "each_option"}))]
    };
    check("multiple_choice", &each_option(4), &[]);
    check("multiple_choice", &each_option(5), &["W guessing_pays /interaction"]);
}
