//! What is typed: texts and numbers.

use serde_json::{Value, json};

use super::{check, found};

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
