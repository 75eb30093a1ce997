//! Attempts of many: figures, curves, abilities, adaptive tests, and the marks of whole assessments, drawn with a fixed seed.

use pediafor_grading::{
    Interaction, Item, Outcome, Response, json, mark,
    statistics::{Answer, Attempt},
};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::{
    Case,
    drawn::{dice, draw},
    items::{fitting, keyed},
};

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    let mut dice = dice(11);
    let mut cases = Vec::new();
    for _ in 0..25 {
        let items = paper(&mut dice);
        let sat: Vec<_> = (0..12).map(|_| sit(&items, &mut dice)).collect();
        cases.push(Case::new("blind_guess", [json!(items)]));
        cases.extend(marks(&items, &sat, &mut dice));
        cases.extend(figures(&items, &sat));
    }
    cases.extend((0..12).flat_map(|_| theory(&mut dice)));
    cases.into_iter()
}

/// Items that lint has no error in and a machine marks, under ids of their own.
fn paper(dice: &mut TestRunner) -> Vec<Item> {
    let mut items = Vec::new();
    while items.len() < 5 {
        let mut item = draw(keyed(), dice).item;
        item.id = format!("q{}", items.len());
        let sound = item.lint().iter().all(|finding| finding.severity != pediafor_grading::Severity::Error);
        // A part of a composite may be for a person.
        let by_machine = item.interaction.rule() != "human" && !matches!(item.interaction, Interaction::Composite(_));
        if sound && by_machine {
            items.push(item);
        }
    }
    items
}

fn sit(items: &[Item], dice: &mut TestRunner) -> Vec<(Option<Response>, Outcome)> {
    let given = items.iter().map(|item| {
        let response = draw(prop_oneof![4 => fitting(item).prop_map(Some), 1 => Just(None)], dice);
        (response.clone(), mark(item, response.as_ref()))
    });
    given.collect()
}

fn marks(items: &[Item], sat: &[Vec<(Option<Response>, Outcome)>], dice: &mut TestRunner) -> Vec<Case> {
    let attempts = |count: usize, late: u64| -> Value {
        let outcomes =
            |one: &Vec<(Option<Response>, Outcome)>| one.iter().map(|(_, outcome)| json!(outcome)).collect::<Vec<_>>();
        sat.iter().take(count).map(|one| json!({"outcomes": outcomes(one), "late_seconds": late})).collect()
    };
    let policy = draw(select(vec!["first", "last", "highest", "mean"]), dice);
    let (maximum, best, weight) = draw((1_u32..1_000, 1_u32..3, 1_u32..50), dice);
    let sections = json!([
        {"id": "a", "items": ["q0", "q1", "q2"], "best": best, "weight": weight},
        {"id": "b", "items": ["q3", "q4"], "weight": 7},
    ]);
    let scale = json!([{"grade": "A", "from": 66.666_667}, {"grade": "B", "from": 33.3}, {"grade": "C", "from": 0}]);
    let whole = json!({"maximum": maximum, "sections": sections, "attempts": policy, "floor": "zero",
        "late": {"per_hour": "1/7", "at_most": 0.5}, "pass": {"percent": 50}, "scale": scale});
    vec![
        Case::new("assessment", [json!({}), attempts(3, 0), Value::Null]),
        Case::new("assessment", [json!({"formula_scoring": true, "attempts": policy}), attempts(4, 0), json!(items)]),
        Case::new("assessment", [whole, attempts(3, 5_000), Value::Null]),
    ]
}

fn figures(items: &[Item], sat: &[Vec<(Option<Response>, Outcome)>]) -> Vec<Case> {
    let attempt = |(number, one): (usize, &Vec<(Option<Response>, Outcome)>)| {
        let answers = one.iter().filter_map(|(response, outcome)| Answer::of(outcome, response.as_ref()));
        Attempt::new(answers.collect()).with_tail_not_reached().of_group(if number % 2 == 0 { "even" } else { "odd" })
    };
    let attempts: Vec<_> = sat.iter().enumerate().map(attempt).collect();
    let change = json!({"add": attempts});
    let tally = json::tally("null", &change.to_string()).expect("they fit");
    let reading = json!({"score_groups": "quintiles", "confidence": 0.99,
        "items": {"q0": {"blind_guess": items.first().map(Item::blind_guess), "options": ["a", "b"]}}});
    let less = json!({"remove": attempts.iter().skip(9).collect::<Vec<_>>()});
    vec![
        Case::new("statistics", [json!(attempts), reading.clone()]),
        Case::new("tally", [Value::Null, change.clone()]),
        Case::of_texts("tally", [tally.clone(), less.to_string()]),
        // Nothing is taken back that was not counted before.
        Case::new("tally", [Value::Null, json!({"remove": attempts, "add": attempts})]),
        Case::of_texts("report", [tally.clone(), reading.to_string(), r#""odd""#.to_owned()]),
        Case::of_texts("differentials", [tally, r#"{"reference": "even", "focal": "odd"}"#.to_owned()]),
    ]
}

fn theory(dice: &mut TestRunner) -> Vec<Case> {
    // Each item harder than the one before, so that patterns are as they come.
    let word = prop::collection::vec(0_u32..100, 6).prop_map(|rolls| {
        let sign = |(item, roll): (u32, u32)| match roll {
            0..5 => '-',
            roll if roll > 20 + 10 * item => '1',
            _ => '0',
        };
        (0..).zip(rolls).map(sign).collect::<String>()
    });
    let patterns = draw(prop::collection::btree_map(word, 1_u32..60, 30..60), dice);
    let (model, nodes) = draw((select(vec!["rasch", "unit_rasch", "two_parameter"]), 9_usize..30), dice);
    let responses = json!({"items": 6, "patterns": patterns});
    let settings = json!({"model": model, "least_answers": 20, "quadrature": {"rule": "gauss_hermite", "nodes": nodes}, "tolerance": 0.0001});
    let mut cases = vec![Case::new("calibrate", [responses.clone(), settings.clone()])];
    let Ok(calibrated) = json::calibrate(&responses.to_string(), &settings.to_string()) else { return cases };
    let calibrated: Value = serde_json::from_str(&calibrated).expect("it was written as JSON");
    cases.push(Case::new("item_fit", [calibrated["calibration"].clone(), responses]));
    let words: Vec<&String> = patterns.keys().take(10).collect();
    cases.push(Case::new("abilities", [calibrated["scale"].clone(), json!(words)]));
    let curves = calibrated["scale"]["curves"].as_array().expect("a scale has curves");
    let item = |(number, curve): (usize, &Value)| json!({"id": format!("q{number}"), "area": if number % 2 == 0 { "x" } else { "y" }, "curve": curve});
    let pool: Value = curves.iter().enumerate().map(item).collect();
    let rules =
        json!({"targets": {"x": 2, "y": 1}, "randomesque": 2, "stop": {"most_items": 5, "standard_error": 0.3}});
    for given in 0..6 {
        let given: Value = (0..given)
            .map(|n| json!({"item": format!("q{n}"), "answer": if n % 2 == 0 { "right" } else { "wrong" }}))
            .collect();
        cases.push(Case::new("next_item", [pool.clone(), given, rules.clone(), json!(7)]));
    }
    cases
}
