//! Scores that PrairieLearn's own tests assert, for the rules that are the same here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken case stops the test")]
#![expect(clippy::print_stdout, reason = "the account is for people")]

#[path = "support/account.rs"]
mod account;
#[path = "support/cases.rs"]
mod cases;
#[path = "support/order_blocks.rs"]
mod order_blocks;

use account::{Ran, account, compare};
use pediafor_grading::{
    Decimal, Entry, Interaction, Item, Matching, MatchingRule, MultipleChoice, MultipleChoiceRule, Numeric, NumericKey,
    Pair, Points, Response, Tolerance,
    rules::{matching, multiple_choice},
};
use serde_json::{Value, json};

/// Fractions are always understood here; there an author may forbid them. A torn group keeps one piece here; there what
/// stands between two may be taken out instead.
const DIFFERENCES: &[&str] =
    &["pl/number/parse/1127", "own/no-fractions", "pl/order-blocks/p2/3/lcs_groups", "own/torn-group"];

#[test]
fn prairielearns_cases_come_out_the_same() {
    account("prairielearn", DIFFERENCES, |case| {
        let (definition, response, expected) = (&case["definition"], &case["response"], &case["expected"]);
        let kind = case["question_type"][0].as_str().unwrap();
        match kind {
            "checkbox" => checkbox(definition, response, expected),
            "matching" => matching(definition, response, expected),
            "number:parse" => parsing(definition, response, expected),
            "number:decdig" | "number:sigfig" => Ran::Left("decimal places and significant figures are not a rule yet"),
            "score-aggregation" => Ran::Left("weights of parts given from outside; a cloze weighs its own gaps"),
            _ if kind.starts_with("order-blocks") => order_blocks::order_blocks(kind, definition, response, expected),
            _ if kind.starts_with("units") => Ran::Left("units with factors are not a rule yet"),
            _ if kind.starts_with("number:") => Ran::Left("counts of digits in what was typed are not a rule yet"),
            other => Ran::Different(format!("unknown type {other}")),
        }
    });
}

fn item(interaction: Interaction) -> Item {
    Item::new("q", "?", Points::whole(1), interaction)
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap())
}

fn checkbox(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let scoring: MultipleChoiceRule = match definition["partial_credit"].as_str().unwrap() {
        "off" => multiple_choice::Exact {}.into(),
        "net-correct" => multiple_choice::RightMinusWrong {}.into(),
        "each-answer" => multiple_choice::EachOption {}.into(),
        "coverage" => multiple_choice::Coverage {}.into(),
        other => return Ran::Different(format!("unknown method {other}")),
    };
    let question = MultipleChoice {
        options: cases::choices(texts(&definition["options"])),
        keys: texts(&definition["correct"]).map(str::to_owned).collect(),
        none_apply: None,
        scoring,
    };
    let given = Response::multiple_choice(texts(response));
    compare(&item(Interaction::MultipleChoice(question)), Some(&given), expected)
}

/// There the response names statements and options by their positions.
fn matching(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let list = |name: &str| definition[name].as_array().unwrap().iter();
    let question = Matching {
        sources: list("statements")
            .enumerate()
            .map(|(index, statement)| Entry::new(index.to_string(), statement["html"].as_str().unwrap()))
            .collect(),
        targets: list("options")
            .map(|option| Entry::new(option["name"].as_str().unwrap(), option["html"].as_str().unwrap()))
            .collect(),
        pairs: list("statements")
            .enumerate()
            .map(|(index, statement)| Pair::new(index.to_string(), statement["match"].as_str().unwrap()))
            .collect(),
        scoring: match definition["partial_credit"] {
            Value::Bool(false) => MatchingRule::from(matching::Exact {}),
            _ => matching::EachPair::default().into(),
        },
    };
    let given = response.as_object().unwrap().iter().map(|(statement, option)| {
        let option: usize = option.as_str().unwrap().parse().unwrap();
        (statement, definition["options"][option]["name"].as_str().unwrap())
    });
    compare(&item(Interaction::Matching(question)), Some(&Response::matching(given)), expected)
}

fn parsing(definition: &Value, response: &Value, expected: &Value) -> Ran {
    if definition["allow_complex"] == true {
        return Ran::Left("complex numbers are not read here");
    }
    let (key, within) = match &expected["value"] {
        Value::Null => (Decimal::zero(), "1e300".parse().unwrap()),
        value => (serde_json::from_value(value.clone()).unwrap(), Decimal::zero()),
    };
    let item = item(Interaction::Numeric(Numeric {
        keys: vec![NumericKey::new(key, Tolerance::absolute(within))],
        unit: None,
        decimal_mark: Default::default(),
    }));
    let given = Response::numeric(response.as_str().unwrap());
    compare(&item, Some(&given), &json!({ "correct": !expected["value"].is_null() }))
}
