//! Scores that Canvas's own tests assert, for the rules that are the same here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken case stops the test")]
#![expect(clippy::print_stdout, reason = "the account is for people")]

#[path = "support/account.rs"]
mod account;
#[path = "support/cases.rs"]
mod cases;

use std::collections::BTreeSet;

use account::{Ran, account, compare};
use pediafor_grading::{
    Cloze, Decimal, DecimalMark, Dropdown, Entry, Essay, Fraction, Gap, GapKind, Interaction, Item, Matching,
    MatchingRule, MultipleChoice, Numeric, NumericKey, Pair, Points, Response, ShortText, SingleChoice, TextKey,
    TextMatching, Tolerance, Weight,
    expression::{Expression, Variables},
    rules::{matching, multiple_choice, numeric},
};
use serde_json::{Value, json};

#[test]
fn canvas_cases_come_out_the_same() {
    account("canvas", &[], |case| {
        let (definition, response, expected) = (&case["definition"], &case["response"], &case["expected"]);
        let run = match case["question_type"][0].as_str().unwrap() {
            // Canvas treats true and false as two options of a choice.
            "canvas:multiple_choice" | "canvas:true_false" => choice,
            "canvas:short_answer" => short_text,
            "canvas:essay" => essay,
            "canvas:matching" => matching,
            "canvas:numerical" => numeric,
            "canvas:numerical_parse" => parsing,
            "canvas:calculated" => calculated,
            "canvas:multiple_answers" => multiple_answers,
            "canvas:multiple_dropdowns" => drop_downs,
            other => return Ran::Different(format!("unknown type {other}")),
        };
        run(definition, response, expected)
    });
}

fn item(definition: &Value, interaction: Interaction) -> Item {
    let points = &definition["points"];
    let points = if points.is_null() { Points::whole(1) } else { serde_json::from_value(points.clone()).unwrap() };
    Item::new("q", "?", points, interaction)
}

fn decimal(value: &Value) -> Decimal {
    serde_json::from_value(value.clone()).unwrap()
}

fn choice(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let answers = definition["answers"].as_array().unwrap();
    let question = SingleChoice {
        options: cases::choices(answers.iter().map(|answer| answer["id"].to_string())),
        key: answers.iter().find(|answer| answer["w"] == 100).unwrap()["id"].to_string(),
        scoring: Default::default(),
    };
    let given = response.as_str().map(Response::choice);
    compare(&item(definition, Interaction::Choice(question)), given.as_ref(), expected)
}

fn short_text(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let keys = definition["answers"].as_array().unwrap().iter().map(|answer| TextKey::new(answer.as_str().unwrap()));
    let question = ShortText { keys: keys.collect(), matching: TextMatching::Exact, case_sensitive: false };
    let given = response.as_str().map(Response::short_text);
    compare(&item(definition, Interaction::ShortText(question)), given.as_ref(), expected)
}

fn essay(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let given = Response::essay(response.as_str().unwrap());
    compare(&item(definition, Interaction::Essay(Essay::default())), Some(&given), expected)
}

/// Canvas compares the texts of targets, so targets that read the same are one.
fn matching(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let label = |target: &Value| definition["match_text"][target.as_str().unwrap()].as_str().unwrap().to_owned();
    let labels: BTreeSet<String> =
        definition["match_text"].as_object().unwrap().keys().map(|id| label(&json!(id))).collect();
    let pairs = definition["pairs"].as_object().unwrap();
    let question = Matching {
        sources: pairs.iter().map(|(id, pair)| Entry::new(id, pair["left"].as_str().unwrap())).collect(),
        targets: labels.iter().map(|label| Entry::new(label, label)).collect(),
        pairs: pairs.iter().map(|(id, pair)| Pair::new(id, label(&pair["match"]))).collect(),
        scoring: match definition["allow_partial_credit"] {
            Value::Bool(false) => MatchingRule::from(matching::Exact {}),
            _ => matching::EachPair::default().into(),
        },
    };
    let given = Response::matching(response.as_object().unwrap().iter().map(|(id, target)| (id, label(target))));
    compare(&item(definition, Interaction::Matching(question)), Some(&given), expected)
}

fn number(definition: &Value, keys: Vec<NumericKey>, mark: DecimalMark) -> Item {
    item(definition, Interaction::Numeric(Numeric { keys, unit: None, units: None, decimal_mark: mark }))
}

/// Canvas takes the ends of a range in either order; the key itself is one of its numbers.
fn range(start: &Value, end: &Value) -> NumericKey {
    let (start, end) = (decimal(start), decimal(end));
    let (from, to) = if start < end { (start, end) } else { (end, start) };
    NumericKey::new(from.clone(), numeric::Range { from, to }.into())
}

fn numeric(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let keys = definition["answers"].as_array().unwrap().iter().map(|answer| {
        if answer["exact"].is_number() {
            NumericKey::new(decimal(&answer["exact"]), Tolerance::absolute(decimal(&answer["margin"])))
        } else if answer["start"].is_number() {
            range(&answer["start"], &answer["end"])
        } else {
            let figures = u8::try_from(answer["precision"].as_u64().unwrap()).unwrap();
            NumericKey::new(decimal(&answer["approximate"]), numeric::SignificantFigures { figures }.into())
        }
    });
    let given = Response::numeric(response.as_str().unwrap());
    compare(&number(definition, keys.collect(), DecimalMark::Point), Some(&given), expected)
}

fn parsing(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let mark = if definition["locale"] == "fr" { DecimalMark::Comma } else { DecimalMark::Point };
    let key = NumericKey::new(decimal(&expected["value"]), Tolerance::default());
    let given = Response::numeric(response.as_str().unwrap());
    compare(&number(definition, vec![key], mark), Some(&given), &json!({ "correct": true }))
}

/// The formula is worked out in the definition; what is left is a number with a tolerance.
fn calculated(definition: &Value, response: &Value, expected: &Value) -> Ran {
    if let Err(how) = worked_out(definition) {
        return Ran::Different(how);
    }
    let key = NumericKey::new(decimal(&definition["answer"]), Tolerance::absolute(decimal(&definition["tolerance"])));
    let given = response.as_str().map(Response::numeric);
    compare(&number(definition, vec![key], DecimalMark::Point), given.as_ref(), expected)
}

/// The formula is worth here what it was worth there.
fn worked_out(definition: &Value) -> Result<(), String> {
    let names: Vec<&str> = ["x", "y", "z"].into_iter().filter(|name| definition[*name].is_number()).collect();
    let values: Vec<f64> = names.iter().map(|name| definition[*name].as_f64().unwrap()).collect();
    let variables = Variables::new(names).unwrap();
    let formula = definition["formula"].as_str().unwrap();
    let value = Expression::parse(formula, &variables, DecimalMark::Point).unwrap().evaluate(&values).unwrap();
    let answer = definition["answer"].as_f64().unwrap();
    if (value - answer).abs() < 1e-9 { Ok(()) } else { Err(format!("{formula} is {value} here and {answer} there")) }
}

/// A deduction in points, as a share of the item's.
fn share(deduction: &Value, points: &Value) -> Fraction {
    let millionths = |points: &Value| serde_json::from_value::<Points>(points.clone()).unwrap().millionths();
    Fraction::new(millionths(deduction), millionths(points)).unwrap()
}

fn multiple_answers(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let answers = definition["answers"].as_object().unwrap();
    let question = MultipleChoice {
        options: cases::choices(answers.keys()),
        keys: answers.iter().filter(|(_, right)| **right == 1).map(|(id, _)| id.clone()).collect(),
        none_apply: None,
        scoring: match (&definition["allow_partial_credit"], &definition["incorrect_dock"]) {
            (Value::Bool(false), _) => multiple_choice::Exact {}.into(),
            (_, Value::Null) => multiple_choice::RightMinusWrong {}.into(),
            (_, dock) => {
                multiple_choice::Penalised { penalty: share(dock, &definition["points"]), floor: Fraction::ZERO }.into()
            }
        },
    };
    let given = Response::multiple_choice(response.as_array().unwrap().iter().map(|id| id.as_str().unwrap()));
    compare(&item(definition, Interaction::MultipleChoice(question)), Some(&given), expected)
}

fn drop_downs(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let filled = || response.as_object().unwrap().iter().map(|(gap, chosen)| (gap, chosen.to_string()));
    let gaps = definition["right"].as_object().unwrap().iter().map(|(id, key)| {
        let options: BTreeSet<String> = filled().map(|(_, chosen)| chosen).chain([key.to_string()]).collect();
        Gap {
            id: id.clone(),
            weight: Weight::default(),
            kind: GapKind::Dropdown(Dropdown {
                options: options.iter().map(|id| Entry::new(id, id)).collect(),
                key: key.to_string(),
            }),
        }
    });
    let question = Cloze { gaps: gaps.collect() };
    compare(&item(definition, Interaction::Cloze(question)), Some(&Response::cloze(filled())), expected)
}
