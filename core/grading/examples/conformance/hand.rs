//! The examples of the documentation, and what is easily got wrong in another language: thirds, roundings, penalties, many
//! decimals, letters beyond ASCII, and what cannot be read.

use pediafor_grading::{Item, OrderingRule, Response, Try};
use serde_json::{Value, json};

use crate::{Case, operations};

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    documented().into_iter().chain(operations()).chain(marks()).chain(tries()).chain(totals()).chain(unreadable())
}

/// The contents of each block that begins with ```` ```json <name> ````.
fn blocks(name: &str) -> impl Iterator<Item = String> {
    let document = include_str!("../../docs/format.md");
    let opening = format!("```json {name}\n");
    let blocks: Vec<_> =
        document.split(&opening).skip(1).map(|block| block.split("```").next().unwrap().to_owned()).collect();
    assert!(!blocks.is_empty(), "the documentation has no {name}");
    blocks.into_iter()
}

fn documented() -> Vec<Case> {
    let mut cases = Vec::new();
    for (item, response) in blocks("item").zip(blocks("response")) {
        cases.push(Case::of_texts("lint", [item.clone()]));
        cases.push(Case::of_texts("to_paper", [item.clone()]));
        cases.push(Case::of_texts("mark", [item.clone(), response.clone()]));
        cases.push(Case::of_texts("mark", [item.clone(), "null".to_owned()]));
        for behaviour in blocks("behaviour") {
            let tries = format!(r#"[{{"response": {response}, "certainty": "medium"}}, {{"response": {response}}}]"#);
            cases.push(Case::of_texts("mark_tries", [item.clone(), behaviour, tries]));
        }
    }
    cases.push(Case::of_texts(
        "total",
        [format!("[{}]", blocks("outcome").collect::<Vec<_>>().join(",")), "null".to_owned()],
    ));
    cases
}

/// The examples of `docs/operations.md`, and each with an argument that cannot be read.
fn operations() -> Vec<Case> {
    let mut cases = Vec::new();
    for operations::Example { operation, arguments, .. } in operations::examples() {
        for place in 0..arguments.len() {
            let mut arguments = arguments.clone();
            arguments[place] = r#"{"no such member": 1}"#.to_owned();
            cases.push(Case { operation, arguments });
        }
        cases.push(Case { operation, arguments });
    }
    cases
}

fn item(points: impl serde::Serialize, interaction: impl serde::Serialize) -> Value {
    json!({"id": "q", "body": "?", "points": points, "interaction": interaction})
}

fn options(ids: &str) -> Value {
    ids.chars().map(|id| json!({"id": id, "text": id})).collect()
}

fn marks() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut mark = |item: Value, response: Value| cases.push(Case::new("mark", [item, response]));

    // Shares that no decimal writes, of points that are hard to divide.
    for points in [json!(1), json!(0.1), json!(0.000001), json!(2.5), json!(999_999.999_999), json!(1_000_000)] {
        for (fraction, answer) in [("1/3", "third"), ("2/7", "seventh"), ("-1/3", "below"), ("0.333333", "cut")] {
            let keys = json!([{"text": "all"}, {"text": answer, "fraction": fraction}]);
            mark(
                item(&points, json!({"type": "short_text", "keys": keys})),
                json!({"type": "short_text", "text": answer}),
            );
        }
        for rule in ["exact", "right_minus_wrong", "each_option", "coverage", "share_of_keys", "morgan", "halves"] {
            for chosen in [vec!["a"], vec!["a", "b"], vec!["a", "b", "c"], vec!["a", "d"], vec!["d", "e"]] {
                let scoring = json!({"rule": rule});
                let question = json!({"type": "multiple_choice", "options": options("abcde"), "keys": ["a", "b", "c"], "scoring": scoring});
                mark(item(&points, question), json!({"type": "multiple_choice", "chosen": chosen}));
            }
        }
        let weights = json!({"a": "1/3", "b": "1/3", "c": "1/3", "d": "-1/6", "e": -0.25});
        for chosen in [vec!["a", "b", "c"], vec!["a", "d"], vec!["a", "b", "e"], vec!["d", "e"]] {
            let scoring = json!({"rule": "option_weights", "weights": weights, "allow_negative": true});
            let question = json!({"type": "multiple_choice", "options": options("abcde"), "keys": ["a", "b", "c"], "scoring": scoring});
            mark(item(&points, question), json!({"type": "multiple_choice", "chosen": chosen}));
        }
        for order in ["abcdefg", "bacdefg", "gfedcba", "abgcdef", "cab"] {
            let order: Vec<_> = order.chars().collect();
            for rule in OrderingRule::NAMES {
                let question = json!({"type": "ordering", "entries": options("abcdefg"), "scoring": {"rule": rule}});
                mark(item(&points, question), json!({"type": "ordering", "order": order}));
            }
        }
    }

    // Labels by their groups and uses, keys that several gaps share, and what may not be put where it is.
    let labels = json!([
        {"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C", "uses": 0},
        {"id": "z", "image": {"source": "z.png", "width": 9, "height": 9, "text": "Z"}, "uses": 2, "group": "ß"},
    ]);
    let gaps = json!([
        {"id": "g1", "keys": ["a", "b"]}, {"id": "g2", "keys": ["a", "b"]}, {"id": "g3", "keys": ["z"], "group": "ß"}, {"id": "g4"},
    ]);
    for filled in [
        json!({}),
        json!({"g1": "b"}),
        json!({"g1": "b", "g2": "a", "g3": "z"}),
        json!({"g1": "c", "g2": "c", "g3": "", "g4": "a"}),
        json!({"g1": "a", "g2": "a"}),
        json!({"g3": "a"}),
    ] {
        let scoring = json!({"rule": "each_pair", "weights": {"g3": 0.7}, "penalty": "1/7", "floor": -1});
        let question = json!({"type": "gap_match", "gaps": gaps, "labels": labels, "scoring": scoring});
        mark(item(1, question), json!({"type": "gap_match", "gaps": filled}));
    }

    // What a wrong answer costs.
    for penalty in [json!(0.25), json!(0.333_333), json!(0.000_001), json!(3)] {
        let scoring = json!({"rule": "negative_marking", "penalty": penalty});
        let choice = json!({"type": "choice", "options": options("ab"), "key": "a", "scoring": scoring});
        mark(item(1, choice), json!({"type": "choice", "chosen": "b"}));
        mark(
            item(1, json!({"type": "true_false", "key": true, "scoring": scoring})),
            json!({"type": "true_false", "value": false}),
        );
    }

    // Numbers with more digits than a double has, in every way of writing.
    for (value, within, text) in [
        (json!("3.14159265358979323846"), json!("0.00000000000000000001"), "3.14159265358979323847"),
        (json!("3.14159265358979323846"), json!("0.00000000000000000001"), "3.14159265358979323848"),
        (json!(6.626_070_15e-34), json!("1e-42"), "6.62607015e-34"),
        (json!(-11.7), json!(0.02), "-11.72"),
        (json!(0.1), json!(0), "1/10"),
        (json!("1/3"), json!(0.01), "0.33"),
        (json!(12), json!(0.5), "1 200 %"),
        (json!(1_234_567.891), json!(0), "1’234’567,891"),
        (json!("1e400"), json!(0), "1e400"),
        (json!(0), json!(0), "-0"),
        (json!(5), json!(0), "٥"),
        (json!(5), json!(0), "five"),
    ] {
        for rule in ["absolute", "relative"] {
            let keys = json!([{"value": value, "tolerance": {"rule": rule, "within": within}}]);
            let question = json!({"type": "numeric", "keys": keys, "unit": "µm", "decimal_mark": "comma"});
            mark(item(3, question), json!({"type": "numeric", "text": format!("{text} µm")}));
        }
    }

    // Letters in two forms, capitals that are longer than their small letters, what stands outside the first plane, and escapes.
    for (key, text) in [
        ("Ångström", "A\u{30a}ngstro\u{308}m"),
        ("STRASSE", "straße"),
        ("İstanbul", "i̇stanbul"),
        ("🦀*", "🦀 and \u{2028}more"),
        ("\"quoted\" \\ back", "\"quoted\" \\ back"),
        ("a\tb\u{0}", "a b\u{0}"),
        ("ﬁn", "fin"),
    ] {
        for matching in ["exact", "wildcard"] {
            let question =
                json!({"type": "short_text", "keys": [{"text": key, "feedback": key}], "matching": matching});
            mark(item(1, question), json!({"type": "short_text", "text": text}));
        }
    }

    // Points on edges and corners and next to them, with coordinates as large as they can be.
    let spot = |x: i32, y: i32| json!({"x": x, "y": y});
    let image = json!({"source": "map", "width": 10, "height": 10, "text": "A map"});
    for area in [
        json!({"shape": "circle", "center": spot(5, 5), "radius": 5}),
        json!({"shape": "ellipse", "center": spot(5, 5), "across": 5, "down": 3}),
        json!({"shape": "rectangle", "from": spot(1, 2), "to": spot(8, 9)}),
        json!({"shape": "polygon", "corners": [spot(0, 0), spot(10, 10), spot(10, 0), spot(0, 10)]}),
        json!({"shape": "circle", "center": spot(i32::MIN, i32::MAX), "radius": u32::MAX}),
    ] {
        for (x, y) in [(5, 5), (8, 9), (9, 9), (5, 0), (5, 2), (1, 2), (0, 0), (i32::MAX, i32::MIN), (i32::MIN, 0)] {
            let areas = json!([{"id": "a", "area": area}]);
            let question = json!({"type": "select_point", "image": image, "areas": areas, "most": 1});
            mark(item(1, question), json!({"type": "select_point", "points": [spot(x, y)]}));
        }
    }
    for chosen in [vec!["a"], vec!["b", "a"], vec!["a", "b", "c"]] {
        let area =
            |id: &str| json!({"id": id, "text": id, "area": {"shape": "circle", "center": spot(5, 5), "radius": 1}});
        let areas = ["a", "b", "c"].map(area);
        let scoring = json!({"rule": "penalised", "penalty": "1/3", "floor": -1});
        let question =
            json!({"type": "hotspot", "image": image, "areas": areas, "keys": ["a"], "most": 2, "scoring": scoring});
        mark(item(1, question), json!({"type": "hotspot", "chosen": chosen}));
        let phrases: Vec<_> = ["a", "b", "c"].map(|id| json!({"id": id, "text": id.to_uppercase()})).into();
        let question = json!({"type": "hot_text", "phrases": phrases, "keys": ["a"], "most": 2});
        mark(item(1, question), json!({"type": "hot_text", "chosen": chosen}));
    }
    // Positions between which doubles lie, and what is rated.
    for value in [json!(0.3), json!("0.30"), json!(0.7), json!(0.65), json!(1.1), json!(null)] {
        let keys = json!([{"value": 0.3}, {"value": 0.5, "tolerance": {"rule": "absolute", "within": 0.2}, "fraction": "1/3"}]);
        let question = json!({"type": "slider", "lower": 0, "upper": 1, "step": 0.1, "keys": keys});
        mark(item(1, question), json!({"type": "slider", "value": value}));
    }
    for ratings in [json!({"a": "y"}), json!({"a": ""}), json!({"a": "a"})] {
        let question = json!({"type": "likert", "statements": options("ab"), "scale": options("xyz")});
        mark(item(0, question), json!({"type": "likert", "ratings": ratings}));
    }

    // Parts that share points by weights no decimal writes, with costs of their own, one left blank, one for a person.
    for points in [json!(1), json!(0.1), json!(7), json!(999_999.999_999)] {
        let cost = json!({"rule": "negative_marking", "penalty": 0.01});
        let weights = json!({"rule": "option_weights", "weights": {"a": "1/3", "b": "2/3", "c": "-1/7"}});
        let parts = json!([
            {"id": "t/f", "weight": 3, "interaction": {"type": "true_false", "key": true, "scoring": cost}},
            {"id": "ä", "weight": 0.7, "interaction": {"type": "multiple_choice", "options": options("abc"), "keys": ["a", "b"], "scoring": weights}},
            {"id": "n", "body": "{{g}}", "interaction": {"type": "cloze", "gaps": [
                {"id": "g", "kind": {"type": "numeric", "keys": [{"value": 2}, {"value": 3, "fraction": "1/3"}]}}]}},
            {"id": "e", "weight": 2, "interaction": {"type": "essay"}},
        ]);
        let question = item(&points, json!({"type": "composite", "parts": parts}));
        for given in [
            json!({"t/f": {"type": "true_false", "value": true}, "n": {"type": "cloze", "gaps": {"g": "3"}}}),
            json!({"t/f": {"type": "true_false", "value": false}, "ä": {"type": "multiple_choice", "chosen": ["c", "a"]}}),
            json!({"t/f": {"type": "true_false", "value": true}, "e": {"type": "essay", "text": "So."}}),
            json!({"t/f": {"type": "true_false"}, "e": {"type": "essay", "text": " "}}),
            json!({"t/f": {"type": "choice", "chosen": "a"}}),
            json!({"ä": {"type": "multiple_choice", "chosen": ["a", "z"]}}),
        ] {
            mark(question.clone(), json!({"type": "composite", "parts": given}));
        }
    }
    // Formulas: every function, what rounding leaves, and what cannot be read.
    let variables = json!([
        {"name": "x", "domain": {"from": -3, "to": 3}, "exclude": [0]},
        {"name": "θ", "domain": {"from": 0.5, "to": "1.5"}},
        {"name": "n", "domain": {"from": 0, "to": 12}, "exclude": [1], "integer": true},
    ]);
    let formula = |key: &str, seed: u32| {
        let keys = json!([{"expression": key, "feedback": key}, {"expression": "x", "fraction": "1/3"}]);
        item(3, json!({"type": "formula", "variables": variables, "keys": keys, "seed": seed, "samples": 25}))
    };
    for (key, text) in [
        ("x^2 - 1", "(x − 1)·(x + 1)"),
        ("sin(2x)", "2 sin x cos x"),
        ("tan θ", "1/cot(theta)"),
        ("sec(θ)^2", "1 + tan²θ"),
        ("ln(x^2)", "2 ln x"),
        ("ln(x^2)", "2 ln|x|"),
        ("n!", "n*(n-1)!"),
        ("(-1)^n", "cos(π n)"),
        ("cosh x - sinh x", "e^-x"),
        ("asinh x", "ln(x + √(x^2 + 1))"),
        ("atan2(x; 1)", "arctan x"),
        ("root(3; x) + log2(8)", "∛x + lg 1000"),
        ("gcd(n; 6) lcm(n; 6)", "6n"),
        ("mod(n; 5) + floor x + ceil x + round x", "n - 5 floor(n/5) + floor x + ceil x + round x"),
        ("max(x; θ) + min(x; θ)", "x + θ"),
        ("x", "x + 1E30 - 1E30"),
        ("x", "sin^-1 x"),
        ("x", "2(x"),
        ("x", "ξ²"),
        ("30° x", "x π/6"),
    ] {
        for seed in [0, 4_294_967_295] {
            mark(formula(key, seed), json!({"type": "formula", "text": text}));
        }
    }

    // What does not fit.
    let choice = json!({"type": "choice", "options": options("ab"), "key": "a"});
    mark(item(1, choice.clone()), json!({"type": "choice", "chosen": "z"}));
    mark(item(1, choice.clone()), json!({"type": "numeric", "text": "1"}));
    mark(item(1, choice), json!({"type": "choice", "chosen": null}));
    cases
}

fn tries() -> Vec<Case> {
    let item = item(
        1,
        json!({"type": "matching", "sources": options("abc"), "targets": options("xyz"), "pairs": [
        {"source": "a", "target": "x"}, {"source": "b", "target": "y"}, {"source": "c", "target": "z"}]}),
    );
    let given = |targets: &str| {
        let pairs = "abc".chars().zip(targets.chars()).map(|(source, target)| (source.to_string(), target.to_string()));
        Response::matching(pairs)
    };
    let tries: Vec<Try> = ["zyx", "xzy", "zyx", "xyz"].map(|targets| Try::new(given(targets))).into();
    let behaviours = [
        json!({"behaviour": "adaptive", "penalty": "1/3"}),
        json!({"behaviour": "adaptive", "penalty": 0.1}),
        json!({"behaviour": "interactive"}),
        json!({"behaviour": "interactive", "penalty": "1/7", "tries": 5, "count_back": true}),
        json!({"behaviour": "certainty", "at_once": true}),
        json!({"behaviour": "points_list", "values": [1, "2/3", "1/3", "1/9"]}),
    ];
    let case = |behaviour: &Value, count: usize| {
        Case::new("mark_tries", [item.clone(), behaviour.clone(), serde_json::to_value(&tries[..count]).unwrap()])
    };
    behaviours.iter().flat_map(|behaviour| (0..=tries.len()).map(move |count| case(behaviour, count))).collect()
}

fn totals() -> Vec<Case> {
    let outcome = |points: f64, maximum: f64, verdict: &str| {
        json!({
            "item": "q", "points": points, "maximum": maximum, "verdict": verdict, "rule": "exact", "parts": [], "feedback": "",
        })
    };
    let lists = [
        json!([]),
        vec![outcome(0.1, 0.3, "partial"); 10].into(),
        vec![outcome(0.333_333, 1.0, "partial"); 3].into(),
        vec![outcome(-0.25, 1.0, "incorrect"); 7].into(),
        json!([outcome(999_999_999.999_999, 1e9, "partial"), outcome(0.000_001, 1.0, "partial")]),
        json!([outcome(0.0, 5.0, "needs_human"), outcome(2.0, 2.0, "correct")]),
    ];
    let floors = [json!(null), json!("none"), json!("zero")];
    lists.iter().flat_map(|list| floors.iter().map(move |floor| Case::new("total", [list, floor]))).collect()
}

fn unreadable() -> Vec<Case> {
    let good = item(1, json!({"type": "choice", "options": options("ab"), "key": "a"}));
    assert!(serde_json::from_value::<Item>(good.clone()).is_ok(), "it is broken below, a place at a time");
    let mut cases: Vec<Case> = ["", "{", "nonsense", "{\"id\": \"\\ud800\"}", "[]", "{\"id\": 1, \"id\": 2}"]
        .into_iter()
        .map(|text| Case::of_texts("lint", [text.to_owned()]))
        .collect();
    for (place, value) in [
        ("/points", json!(0.123_456_7)),
        ("/points", json!(1e300)),
        ("/interaction", json!({"type": "coice"})),
        ("/interaction/key", json!(1)),
        ("/interaction/options/1", json!({"id": "b"})),
        ("/interaction/options/0", json!({"id": "a", "text": "A", "extra": null})),
    ] {
        let mut broken = good.clone();
        *broken.pointer_mut(place).unwrap() = value;
        cases.push(Case::new("mark", [broken, Value::Null]));
    }
    cases.push(Case::new("mark", [good.clone(), json!({"type": "choice", "chosen": 7})]));
    cases.push(Case::new("mark_tries", [good.clone(), json!({"behaviour": "adaptive"}), json!([])]));
    cases.push(Case::new("mark_tries", [good, json!({"behaviour": "deferred"}), json!([{"response": "a"}])]));
    cases.push(Case::new("total", [json!([]), json!("ground")]));
    cases
}
