//! What lint finds, and where: a sound item of each interaction, and what is made of it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken table stops the test")]

use pediafor_grading::{Item, Severity};
use serde_json::{Value, json};

fn sound(interaction: &str) -> Value {
    let options = json!([{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]);
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
        other => panic!("{other}"),
    };
    json!({"id": "q", "title": "T", "body": "{{one}} and {{two}} and {{three}}", "points": 2, "interaction": interaction})
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

#[test]
fn a_short_text_needs_a_key_that_can_be_reached() {
    let keys = |keys: Value| [("/interaction/keys", keys)];
    check("short_text", &keys(json!([])), &["E no_key /interaction/keys"]);
    check("short_text", &keys(json!([{"text": "a", "fraction": 0.5}])), &["E unreachable_maximum /interaction/keys"]);
    check("short_text", &keys(json!([{"text": " "}])), &["E empty_text /interaction/keys/0/text"]);
    check("short_text", &keys(json!([{"text": "x".repeat(1001)}])), &["E too_long /interaction/keys/0/text"]);
    check(
        "short_text",
        &keys(json!([{"text": "a"}, {"text": "b", "fraction": -0.5}])),
        &["E out_of_range /interaction/keys/1/fraction"],
    );
    check("short_text", &keys(json!([{"text": "a"}, {"text": " A "}])), &["W shadowed_key /interaction/keys/1"]);
    check(
        "short_text",
        &keys(json!([{"text": "a", "fraction": 0.5}, {"text": "A"}])),
        &["W shadowed_key /interaction/keys/1", "E unreachable_maximum /interaction/keys"],
    );
    let wild = |keys: Value| [("/interaction/keys", keys), ("/interaction/matching", json!("wildcard"))];
    check("short_text", &wild(json!([{"text": "f*g"}, {"text": "fro*g"}])), &["W shadowed_key /interaction/keys/1"]);
    check("short_text", &wild(json!([{"text": "fro*g"}, {"text": "f*g"}])), &[]);
    check("short_text", &wild(json!([{"text": "fro*g"}, {"text": "*", "fraction": 0}])), &[]);
    let many: Vec<_> = (0..101).map(|n| json!({"text": n.to_string()})).collect();
    check("short_text", &keys(json!(many)), &["E too_many /interaction/keys"]);
    let feedback = json!([{"text": "a", "feedback": "x".repeat(50_001)}]);
    check("short_text", &keys(feedback), &["E too_long /interaction/keys/0/feedback"]);
}

#[test]
fn a_number_needs_a_key_that_can_be_reached() {
    let keys = |keys: Value| [("/interaction/keys", keys)];
    let absolute = |within: f64| json!({"rule": "absolute", "within": within});
    let relative = |within: f64| json!({"rule": "relative", "within": within});
    check("numeric", &keys(json!([])), &["E no_key /interaction/keys"]);
    check("numeric", &keys(json!([{"value": 1, "fraction": 0.5}])), &["E unreachable_maximum /interaction/keys"]);
    check(
        "numeric",
        &keys(json!([{"value": 1, "tolerance": absolute(-0.1)}])),
        &["E empty_tolerance /interaction/keys/0/tolerance/within"],
    );
    check(
        "numeric",
        &keys(json!([{"value": 1, "tolerance": relative(-0.1)}])),
        &["E empty_tolerance /interaction/keys/0/tolerance/within"],
    );
    check(
        "numeric",
        &keys(json!([{"value": 0, "tolerance": relative(0.1)}])),
        &["W empty_tolerance /interaction/keys/0/tolerance"],
    );
    check("numeric", &keys(json!([{"value": 0, "tolerance": relative(0.0)}])), &[]);
    check(
        "numeric",
        &keys(json!([{"value": 3.1, "tolerance": absolute(0.05), "fraction": 0.5}, {"value": 3.12}])),
        &["W shadowed_key /interaction/keys/1", "E unreachable_maximum /interaction/keys"],
    );
    check(
        "numeric",
        &keys(json!([{"value": 1, "fraction": -0.5}, {"value": 2}])),
        &["E out_of_range /interaction/keys/0/fraction"],
    );
    check(
        "numeric",
        &keys(
            json!([{"value": 3.1, "tolerance": absolute(0.05), "fraction": 0.5}, {"value": 3.12, "tolerance": absolute(1.0)}]),
        ),
        &["E unreachable_maximum /interaction/keys"],
    );
    check(
        "numeric",
        &keys(
            json!([{"value": 3, "tolerance": absolute(0.5)}, {"value": 3, "tolerance": relative(0.1), "fraction": 0.5}]),
        ),
        &["W shadowed_key /interaction/keys/1"],
    );
    let many: Vec<_> = (0..101).map(|n| json!({"value": n})).collect();
    check("numeric", &keys(json!(many)), &["E too_many /interaction/keys"]);
    check("numeric", &[("/interaction/unit", json!(" "))], &["E empty_text /interaction/unit"]);
    check("numeric", &[("/interaction/unit", json!("x".repeat(33)))], &["E too_long /interaction/unit"]);
}

#[test]
fn a_tolerance_includes_something_and_the_key_itself() {
    let tolerance =
        |value: Value, tolerance: Value| [("/interaction/keys", json!([{"value": value, "tolerance": tolerance}]))];
    let empty = |path: &str| format!("E empty_tolerance /interaction/keys/0/tolerance{path}");
    let warning = "W empty_tolerance /interaction/keys/0/tolerance".to_owned();
    let out_of_range = |path: &str| format!("E out_of_range /interaction/keys/0/tolerance{path}");
    for (value, rule, expected) in [
        (json!(7), json!({"rule": "geometric", "within": 1}), vec![]),
        (json!(7), json!({"rule": "geometric", "within": -1}), vec![empty("/within")]),
        (json!(0), json!({"rule": "geometric", "within": 1}), vec![warning.clone()]),
        (json!(0), json!({"rule": "geometric", "within": 0}), vec![]),
        (json!(7), json!({"rule": "relabs", "absolute": 1, "relative": 0.1}), vec![]),
        (json!(7), json!({"rule": "relabs", "relative": -0.1}), vec![empty("/relative")]),
        (json!(7), json!({"rule": "relabs", "absolute": -1}), vec![empty("/absolute")]),
        (json!(0), json!({"rule": "relabs", "relative": 0.1}), vec![warning.clone()]),
        (json!(0), json!({"rule": "relabs", "absolute": 1, "relative": 0.1}), vec![]),
        (json!(7), json!({"rule": "range", "from": 7, "to": 8}), vec![]),
        (json!(7), json!({"rule": "range", "from": 8, "to": 6}), vec![empty("/to")]),
        (json!(7), json!({"rule": "range", "from": 7.1, "to": 8}), vec![empty("")]),
        (json!(7), json!({"rule": "range", "from": 6, "to": 6.9}), vec![empty("")]),
        (json!(7), json!({"rule": "significant_figures", "figures": 1}), vec![]),
        (json!(7), json!({"rule": "significant_figures", "figures": 50}), vec![]),
        (json!(7), json!({"rule": "significant_figures", "figures": 0}), vec![out_of_range("/figures")]),
        (json!(7), json!({"rule": "significant_figures", "figures": 51}), vec![out_of_range("/figures")]),
        (json!(7), json!({"rule": "decimal_places", "places": 0}), vec![]),
        (json!(7), json!({"rule": "decimal_places", "places": 51}), vec![out_of_range("/places")]),
        (json!(7), json!({"rule": "strict_qti", "below": 10}), vec![]),
        (json!(-7), json!({"rule": "strict_qti", "below": 10}), vec![empty("")]),
        (json!(-7), json!({"rule": "strict_qti", "below": 0, "above": 10}), vec![empty("")]),
        (json!(-7), json!({"rule": "strict_qti", "below": 0}), vec![]),
        (json!(0), json!({"rule": "strict_qti", "below": 10}), vec![warning]),
        (json!(7), json!({"rule": "strict_qti", "below": -1, "above": -2}), vec![empty("/below"), empty("/above")]),
    ] {
        assert_eq!(found("numeric", &tolerance(value.clone(), rule.clone())), expected, "{value} {rule}");
    }
    let keys = json!([
        {"value": 7, "tolerance": {"rule": "range", "from": 6, "to": 9}},
        {"value": 8, "tolerance": {"rule": "significant_figures", "figures": 1}, "fraction": 0.5},
    ]);
    check("numeric", &[("/interaction/keys", keys)], &["W shadowed_key /interaction/keys/1"]);
}

#[test]
fn units_are_told_apart_and_cost_what_can_be_kept() {
    let units =
        |accepted: Value| [("/interaction/unit", Value::Null), ("/interaction/units", json!({"accepted": accepted}))];
    check(
        "numeric",
        &units(json!([{"name": "m"}, {"name": "cm", "factor": 0.01}, {"name": "min", "factor": "1/60"}])),
        &[],
    );
    check("numeric", &units(json!([])), &["E too_few /interaction/units/accepted"]);
    let many = |n: usize| units((0..n).map(|n| json!({"name": format!("u{n}")})).collect());
    check("numeric", &many(50), &[]);
    check("numeric", &many(51), &["E too_many /interaction/units/accepted"]);
    for (name, code) in
        [("", "empty_text"), ("e5", "ambiguous_unit"), ("0", "ambiguous_unit"), ("m\u{a0}", "duplicate_text")]
    {
        let finding = format!("E {code} /interaction/units/accepted/1/name");
        check("numeric", &units(json!([{"name": "m"}, {"name": name}])), &[&finding]);
    }
    for factor in [json!(0), json!(-1), json!("1/-60")] {
        check(
            "numeric",
            &units(json!([{"name": "m", "factor": factor}])),
            &["E out_of_range /interaction/units/accepted/0/factor"],
        );
    }
    for (share, sound) in
        [(json!(0.2), true), (json!("1/3"), true), (json!(0), false), (json!(-0.5), false), (json!(0.1234), false)]
    {
        for rule in ["share_of_mark", "share_of_points"] {
            let cost = json!({"rule": rule, "share": share});
            let units = json!({"accepted": [{"name": "m"}], "missing": cost, "wrong": cost});
            let expected =
                ["E out_of_range /interaction/units/missing/share", "E out_of_range /interaction/units/wrong/share"];
            let expected = if sound { &[][..] } else { &expected };
            check("numeric", &[("/interaction/unit", Value::Null), ("/interaction/units", units)], expected);
        }
    }
    let both = json!({"accepted": [{"name": "km"}]});
    check("numeric", &[("/interaction/units", both)], &["E contradiction /interaction/unit"]);
    check("numeric", &[("/interaction/unit", json!("5"))], &["E ambiguous_unit /interaction/unit"]);
}

#[test]
fn a_text_is_compared_in_a_way_that_its_key_fits() {
    let keys = |matching: &str, keys: Value| [("/interaction/matching", json!(matching)), ("/interaction/keys", keys)];
    check("short_text", &keys("regex", json!([{"text": "colou?r"}, {"text": "gr[ae]y"}])), &[]);
    for bad in ["(", "a)|(?:b", "(?=a)", r"\w{999}"] {
        check(
            "short_text",
            &keys("regex", json!([{"text": "a"}, {"text": bad}])),
            &["E bad_regex /interaction/keys/1/text"],
        );
    }
    check(
        "short_text",
        &keys("regex", json!([{"text": "gr.y"}, {"text": "grey"}])),
        &["W shadowed_key /interaction/keys/1"],
    );
    check("short_text", &keys("regex", json!([{"text": "grey"}, {"text": "gr.y"}])), &[]);

    check("short_text", &keys("edit_distance", json!([{"text": "frog"}, {"text": "toad", "edits": 3}])), &[]);
    let typo = json!([{"text": "frog", "edits": 0}, {"text": "frog", "edits": 1, "fraction": 0.5}]);
    check("short_text", &keys("edit_distance", typo), &[]);
    let no_typo = json!([{"text": "frog", "edits": 1}, {"text": "frog", "edits": 0, "fraction": 0.5}]);
    check("short_text", &keys("edit_distance", no_typo), &["W shadowed_key /interaction/keys/1"]);
    let near = json!([{"text": "frogs", "edits": 4}, {"text": "frogs!", "fraction": 0.5}]);
    check("short_text", &keys("edit_distance", near), &["W shadowed_key /interaction/keys/1"]);
    let taken = json!([{"text": "frog", "edits": 1, "fraction": 0.5}, {"text": "frogs"}]);
    check("short_text", &keys("edit_distance", taken), &["E unreachable_maximum /interaction/keys"]);
    let edits = |text: &str, edits: Value| keys("edit_distance", json!([{"text": text, "edits": edits}]));
    check("short_text", &edits("Mississippi river", json!(10)), &[]);
    check("short_text", &edits("Mississippi river", json!(11)), &["E out_of_range /interaction/keys/0/edits"]);
    check("short_text", &edits("frog", json!(4)), &["E out_of_range /interaction/keys/0/edits"]);
    check("short_text", &edits("x", Value::Null), &["E out_of_range /interaction/keys/0/text"]);
    check(
        "short_text",
        &keys("exact", json!([{"text": "frog", "edits": 1}])),
        &["E contradiction /interaction/keys/0/edits"],
    );

    check("short_text", &keys("keywords", json!([{"text": "light|sun*; water"}, {"text": "water"}])), &[]);
    for (text, code) in [("light;;water", "empty_text"), ("light; water|light", "duplicate_text")] {
        let finding = format!("E {code} /interaction/keys/0/text");
        check("short_text", &keys("keywords", json!([{"text": text}])), &[&finding]);
    }
    let many: Vec<_> = (0..26).map(|n| n.to_string()).collect();
    check("short_text", &keys("keywords", json!([{"text": many.join(";")}])), &["E too_many /interaction/keys/0/text"]);
    check("short_text", &keys("keywords", json!([{"text": many[1..].join(";")}])), &[]);
}

#[test]
fn a_star_shadows_what_it_takes_and_an_escaped_one_does_not() {
    let keys = |first: &str, second: &str| {
        [
            ("/interaction/matching", json!("wildcard")),
            ("/interaction/keys", json!([{"text": first}, {"text": second, "fraction": 0.5}])),
        ]
    };
    let shadowed = ["W shadowed_key /interaction/keys/1"];
    check("short_text", &keys("a*", "ab*"), &shadowed);
    check("short_text", &keys("a*", r"a\*"), &shadowed);
    check("short_text", &keys(r"a\*", "a*"), &[]);
    check("short_text", &keys(r"a\*b", r"a\*b"), &shadowed);
    check("short_text", &keys("*", "**"), &shadowed);
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

#[test]
fn distractors_are_told_apart_from_entries_but_not_by_their_ids() {
    let distractors = |list: &[(&str, &str)]| {
        let list: Vec<_> = list.iter().map(|(id, text)| json!({"id": id, "text": text})).collect();
        [("/interaction/distractors", json!(list))]
    };
    let at = |found: &str, path: &str| format!("{found} /interaction/distractors{path}");
    let check =
        |list: &[(&str, &str)], expected: &[String]| assert_eq!(found("ordering", &distractors(list)), expected);
    check(&[("x", "X"), ("y", "Y")], &[]);
    check(&[("b", "X")], &[at("E duplicate_id", "/0/id")]);
    check(&[("x", "X"), ("x", "Y")], &[at("E duplicate_id", "/1/id")]);
    check(&[("x", " B\u{a0}")], &[at("E duplicate_text", "/0/text")]);
    check(&[("x", "X"), ("y", "X")], &[at("E duplicate_text", "/1/text")]);
    check(
        &[("x y", ""), ("y", "")],
        &[at("E bad_id", "/0/id"), at("E empty_text", "/0/text"), at("E empty_text", "/1/text")],
    );
    let many: Vec<_> = (0..198).map(|n| (format!("o{n}"), n.to_string())).collect();
    let many: Vec<_> = many.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    check(&many, &[at("E too_many", "")]);
    check(&many[1..], &[]);

    let entries = json!([{"id": "e2", "text": "A"}, {"id": "e1", "text": "B"}, {"id": "e3", "text": "C"}]);
    let named = |id: &str| {
        found("ordering", &[("/interaction/entries", entries.clone()), distractors(&[(id, "X")])[0].clone()])
    };
    assert_eq!(named("x1"), [at("W telling_ids", "")]);
    assert_eq!(named("e4"), [""; 0]);
}

/// So few entries in so free an order are easily guessed.
fn apart_from_guessing(mut found: Vec<String>) -> Vec<String> {
    found.retain(|finding| finding != "W guessing_pays /interaction");
    found
}

#[test]
fn a_graph_says_what_can_be_said_of_the_entries() {
    // The entries are z, b and c.
    let graph = |graph: Value| -> Vec<String> {
        let changes = [
            ("/interaction/graphs", json!([{"depends": {"b": ["z"]}}, graph])),
            ("/interaction/scoring", json!({"rule": "edit_distance"})),
        ];
        apart_from_guessing(found("ordering", &changes))
    };
    let at = |found: &str, path: &str| format!("{found} /interaction/graphs/1{path}");
    assert_eq!(graph(json!({"depends": {"c": ["z", "b"]}})), [""; 0]);
    assert_eq!(graph(json!({"entries": ["z", "c"], "depends": {"z": ["c"]}})), [""; 0]);
    assert_eq!(graph(json!({"depends": {"c": ["z"], "z": ["b"], "b": ["c"]}})), [at("E circular", "/depends")]);
    assert_eq!(graph(json!({"depends": {"c": ["c"]}})), [at("E circular", "/depends")]);
    assert_eq!(
        graph(json!({"depends": {"c": ["x"], "y": []}})),
        [at("E unknown_id", "/depends/c/0"), at("E unknown_id", "/depends/y")]
    );
    assert_eq!(graph(json!({"entries": ["z", "c"], "depends": {"c": ["b"]}})), [at("E unknown_id", "/depends/c/0")]);
    assert_eq!(
        graph(json!({"entries": ["z", "x", "z"]})),
        [at("E unknown_id", "/entries/1"), at("E duplicate_id", "/entries/2")]
    );
    assert_eq!(graph(json!({"entries": ["z"]})), [at("E too_few", "/entries")]);
    assert_eq!(graph(json!({})), [at("W nothing_wrong", "")]);

    let groups = |groups: Value, depends: Value| graph(json!({"groups": groups, "depends": depends}));
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"c": ["g"], "b": ["z"]})), [""; 0]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"g": ["c"]})), [""; 0]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"c": ["b"]})), [at("E crossed_group", "/depends/c/0")]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"b": ["c"]})), [at("E crossed_group", "/depends/b/0")]);
    assert_eq!(
        groups(json!({"g": ["z", "b"]}), json!({"g": ["z"]})),
        [at("E crossed_group", "/depends/g/0"), at("E circular", "/depends")]
    );
    assert_eq!(groups(json!({"g": ["z", "x"]}), json!({"c": ["g"]})), [at("E unknown_id", "/groups/g/1")]);
    assert_eq!(groups(json!({"g": ["z"]}), json!({"c": ["g"]})), [at("E too_few", "/groups/g")]);
    assert_eq!(
        groups(json!({"g": ["z", "b"], "h": ["b", "c"]}), json!({"b": ["c"]})),
        [at("E duplicate_id", "/groups/h/0")]
    );
    assert_eq!(groups(json!({"c": ["z", "b"]}), json!({"b": ["z"]})), [at("E duplicate_id", "/groups/c")]);
    assert_eq!(groups(json!({"g h": ["z", "b"]}), json!({"b": ["z"]})), [at("E bad_id", "/groups/g h")]);
}

#[test]
fn graphs_are_a_key_that_the_rule_can_judge_by() {
    let with = |graphs: Value, rule: &str| {
        let changes = [("/interaction/graphs", graphs), ("/interaction/scoring", json!({"rule": rule}))];
        apart_from_guessing(found("ordering", &changes))
    };
    let some = json!([{"depends": {"b": ["z"]}}]);
    for rule in ["exact", "all_before_after", "longest_subsequence", "edit_distance"] {
        assert_eq!(with(some.clone(), rule), [""; 0], "{rule}");
    }
    for rule in ["absolute", "relative_next", "relative_next_and_last", "neighbours", "longest_run", "displacement"] {
        assert_eq!(with(some.clone(), rule), ["E unfit_rule /interaction/scoring"], "{rule}");
    }
    assert_eq!(with(json!([{}]), "all_before_after"), ["E unreachable_maximum /interaction/graphs/0"]);
    assert_eq!(
        with(json!([{"entries": ["z", "b"], "depends": {"b": ["z"]}}]), "exact"),
        ["W entry_without_graph /interaction/entries/2"]
    );
    assert_eq!(
        with(json!([{"depends": {"b": ["z"]}, "entries": ["z", "b"]}, {}]), "exact"),
        ["W nothing_wrong /interaction/graphs/1"]
    );
    assert_eq!(with(json!(vec![json!({"depends": {"b": ["z"]}}); 21]), "exact"), ["E too_many /interaction/graphs"]);
    let telling = ["W telling_ids /interaction/entries"];
    assert_eq!(with(json!([{"depends": {"c": ["b"], "z": ["c"]}}]), "exact"), telling);
    assert_eq!(with(json!([{"depends": {"z": ["b"]}}]), "exact"), telling);
}
