//! The grading tests of Pediafor's earlier system: what it gave, or what it should have given.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken case stops the test")]

#[path = "support/cases.rs"]
mod cases;

use std::collections::BTreeSet;

use pediafor_grading::{
    Floor, Interaction, Item, MultipleChoice, Outcome, Points, Response, Severity, SingleChoice, TrueFalse, mark,
    rules::{choice, multiple_choice, true_false},
    total,
};
use serde_json::Value;

#[test]
fn the_earlier_systems_cases_come_out_right() {
    let read = cases::read("original");
    for (id, case) in &read.cases {
        if case["paper"].is_array() { check_paper(id, case) } else { check_item(id, case) }
    }
    println!("{} cases of {}", read.cases.len(), read.path.display());
}

fn check_item(id: &str, case: &Value) {
    let item = item("q", &case["question"], &case["response"], &case["config"]);
    let refused = item.lint().iter().any(|finding| finding.severity == Severity::Error);
    let outcome = mark(&item, response(&item, &case["response"]).as_ref());
    let right = if case["right"].is_null() { &case["expected"] } else { &case["right"] };
    match right.as_str() {
        Some("the item is refused before it can be taken") => assert!(refused, "{id} is not refused"),
        Some("less than full marks") => {
            assert!(!refused && outcome.points < outcome.maximum, "{id}: {outcome:?}");
        }
        Some(other) => panic!("{id}: unknown expectation {other:?}"),
        None => {
            assert!(!refused, "{id}: {:?}", item.lint());
            assert_eq!(outcome.points, points(&right["points"]), "{id}: {outcome:?}");
            assert_eq!(cases::is_correct(outcome.verdict), right["is_correct"].as_bool(), "{id}: {outcome:?}");
        }
    }
}

fn check_paper(id: &str, case: &Value) {
    let mark_one = |question: &Value| -> Outcome {
        let name = question["id"].as_str().unwrap();
        let given = &case["responses"][name];
        let item = item(name, question, given, &case["config"]);
        mark(&item, response(&item, given).as_ref())
    };
    let outcomes: Vec<_> = case["paper"].as_array().unwrap().iter().map(mark_one).collect();
    let total = total(&outcomes, Floor::None);
    let expected = &case["expected"];
    assert_eq!(total.points, points(&expected["total"]), "{id}");
    assert_eq!(total.maximum, points(&expected["maximum"]), "{id}");
    assert_eq!(total.percent(), Some(points(&expected["percentage"])), "{id}");
    assert!(total.is_final(), "{id}");
}

/// The earlier system compared texts trimmed and in small letters; here they become the options' ids.
fn normal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_lowercase())
}

fn points(value: &Value) -> Points {
    serde_json::from_value(value.clone()).unwrap()
}

fn item(id: &str, question: &Value, given: &Value, config: &Value) -> Item {
    let negative = config["scoring"] == "negative_marking";
    let penalty = || points(&config["penalty"]);
    let interaction = match (question["type"].as_str(), &question["key"]) {
        (Some("true_false"), key) => Interaction::TrueFalse(TrueFalse {
            key: key.as_bool().unwrap(),
            scoring: match negative {
                true => true_false::NegativeMarking { penalty: penalty() }.into(),
                false => true_false::Standard::default().into(),
            },
        }),
        (Some("multiple_choice"), Value::Array(keys)) => Interaction::MultipleChoice(MultipleChoice {
            options: cases::choices(question["options"].as_array().unwrap().iter().map(normal)),
            keys: keys.iter().map(normal).collect(),
            none_apply: None,
            scoring: match negative {
                true => multiple_choice::NegativeMarking { penalty: penalty() }.into(),
                false if config["scoring"] == "partial_credit" && config["allow_partial_credit"] == true => {
                    multiple_choice::ShareOfKeys { full_needs_exact: true }.into()
                }
                false => multiple_choice::Exact {}.into(),
            },
        }),
        (Some("multiple_choice"), key) => {
            // The cases do not list the options: whatever is named anywhere is one.
            let named = [key, given].map(|value| if value.is_null() { "a".to_owned() } else { normal(value) });
            let options: BTreeSet<&str> = named.iter().map(String::as_str).chain(["a", "b", "c", "d"]).collect();
            Interaction::Choice(SingleChoice {
                options: cases::choices(options),
                key: if key.is_null() { String::new() } else { normal(key) },
                scoring: match negative {
                    true => choice::NegativeMarking { penalty: penalty() }.into(),
                    false => choice::Standard::default().into(),
                },
            })
        }
        (other, _) => panic!("unknown type {other:?}"),
    };
    Item::new(id, "?", points(&question["points"]), interaction)
}

fn response(item: &Item, given: &Value) -> Option<Response> {
    if given.is_null() {
        return None;
    }
    Some(match &item.interaction {
        Interaction::Choice(_) => Response::choice(normal(given)),
        Interaction::MultipleChoice(_) => match given {
            Value::Array(chosen) => Response::multiple_choice(chosen.iter().map(normal)),
            scalar => Response::multiple_choice([normal(scalar)]),
        },
        Interaction::TrueFalse(_) => Response::true_false(matches!(normal(given).as_str(), "true" | "1" | "yes")),
        other => panic!("unexpected {other:?}"),
    })
}
