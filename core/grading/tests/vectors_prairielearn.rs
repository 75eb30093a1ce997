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
    Decimal, DecimalMark, Entry, Fraction, Interaction, Item, Matching, MatchingRule, MultipleChoice,
    MultipleChoiceRule, Note, Numeric, NumericKey, Pair, Points, Response, ShortText, TextKey, TextMatching, Tolerance,
    Unit, UnitRule, Units, mark,
    rules::{self, matching, multiple_choice, numeric},
};
use serde_json::{Value, json};

/// Fractions are always understood here; there an author may forbid them. A torn group keeps one piece here; there what
/// stands between two may be taken out instead. And a right unit earns nothing here with a wrong number.
const DIFFERENCES: &[&str] = &[
    "pl/number/parse/1127",
    "own/no-fractions",
    "pl/order-blocks/p2/3/lcs_groups",
    "own/torn-group",
    "pl/units/exact-units/76",
];

#[test]
fn prairielearns_cases_come_out_the_same() {
    account("prairielearn", DIFFERENCES, |case| {
        let (definition, response, expected) = (&case["definition"], &case["response"], &case["expected"]);
        let kind = case["question_type"][0].as_str().unwrap();
        match kind {
            "checkbox" => checkbox(definition, response, expected),
            "matching" => matching(definition, response, expected),
            "number:parse" => parsing(definition, response, expected),
            "number:decdig" | "number:sigfig" => digits(definition, response, expected),
            "units:is-numberless" => numberless(response, expected),
            "units:only-units" => only_units(definition, response, expected),
            "units:with-units" => with_units(definition, response, expected),
            "units:exact-units" => exact_units(definition, response, expected),
            "score-aggregation" => Ran::Left("weights of parts given from outside; a cloze weighs its own gaps"),
            _ if kind.starts_with("order-blocks") => order_blocks::order_blocks(kind, definition, response, expected),
            _ if kind.starts_with("number:") => {
                Ran::Left("how many digits were typed makes no difference to a mark here")
            }
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
    let item = number(NumericKey::new(key, Tolerance::absolute(within)), None);
    let given = Response::numeric(response.as_str().unwrap());
    compare(&item, Some(&given), &json!({ "correct": !expected["value"].is_null() }))
}

fn number(key: NumericKey, units: Option<Units>) -> Item {
    let decimal_mark = DecimalMark::Point;
    item(Interaction::Numeric(Numeric { keys: vec![key], unit: None, units, decimal_mark }))
}

fn decimal(value: &Value) -> Decimal {
    serde_json::from_value(value.clone()).unwrap()
}

fn digits(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let number_of = |value: &Value| value.is_number().then(|| decimal(value));
    let (Some(key), Some(given)) = (number_of(&definition["correct"]), number_of(response)) else {
        return Ran::Left("neither complex numbers nor infinities are numbers here");
    };
    let digits = u8::try_from(definition["digits"].as_u64().unwrap()).unwrap();
    let tolerance: Tolerance = if definition["comparison"] == "sigfig" {
        numeric::SignificantFigures { figures: digits }.into()
    } else {
        numeric::DecimalPlaces { places: digits }.into()
    };
    let item = number(NumericKey::new(key, tolerance), None);
    compare(&item, Some(&Response::numeric(given.to_string())), expected)
}

/// Each unit of the cases under its names, and how many of the first of its kind one is. There a library knows them.
const UNITS: &[(&str, &[&str], &str)] = &[
    ("m", &["m", "meter", "meters"], "1"),
    ("m", &["cm", "centimeter", "centimeters"], "0.01"),
    ("m", &["ft", "foot", "feet"], "0.3048"),
    ("m", &["kft", "kilofoot", "kilofeet"], "304.8"),
    ("m/s", &["ft/s", "feet per second"], "0.3048"),
];

/// The kind, the names and the factor of a unit.
fn unit(name: &str) -> (&'static str, &'static [&'static str], &'static str) {
    *UNITS.iter().find(|(_, names, _)| names.contains(&name)).unwrap()
}

/// A number and its unit, as the number of metres.
fn metres(quantity: &str) -> Decimal {
    let name = quantity.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let size: f64 = quantity[..quantity.len() - name.len()].trim().parse().unwrap();
    Decimal::from_f64(size * unit(name).2.parse::<f64>().unwrap()).unwrap()
}

/// A text without a number is one in which none can be read.
fn numberless(response: &Value, expected: &Value) -> Ran {
    let accepted = UNITS.iter().flat_map(|(_, names, _)| names.iter().map(|name| Unit::new(*name))).collect();
    let units = Units { accepted, missing: Default::default(), wrong: Default::default() };
    let item = number(NumericKey::new(Decimal::zero(), Tolerance::default()), Some(units));
    let outcome = mark(&item, Some(&Response::numeric(response.as_str().unwrap())));
    let is_numberless = outcome.parts[0].note == Some(Note::NotANumber);
    if expected["value"] == is_numberless { Ran::Same } else { Ran::Different(format!("{:?}", outcome.parts)) }
}

/// A unit alone is a text, with the unit's names as keys.
fn only_units(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let keys = unit(definition["a_true"].as_str().unwrap()).1.iter().map(|name| TextKey::new(*name)).collect();
    let question = ShortText { keys, matching: TextMatching::Exact, case_sensitive: true };
    let given = Response::short_text(response.as_str().unwrap());
    compare(&item(Interaction::ShortText(question)), Some(&given), expected)
}

/// A number in any unit of the same kind.
fn with_units(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let key = definition["a_true"].as_str().unwrap();
    let tolerance = numeric::Relabs {
        relative: decimal(&definition["rtol"]),
        absolute: metres(definition["atol"].as_str().unwrap()),
    };
    let accepted = UNITS
        .iter()
        .filter(|(kind, _, _)| *kind == "m")
        .flat_map(|(_, names, factor)| names.iter().map(|name| Unit::new(*name).of(factor.parse().unwrap())));
    let units = Units { accepted: accepted.collect(), missing: Default::default(), wrong: Default::default() };
    let item = number(NumericKey::new(metres(key), tolerance.into()), Some(units));
    compare(&item, Some(&Response::numeric(response.as_str().unwrap())), expected)
}

/// A number in the very unit; the partial credit is what the number earns without it.
fn exact_units(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let key = metres(definition["a_true"].as_str().unwrap());
    let wrong: UnitRule = match definition["partial_credit"].as_f64() {
        Some(credit) => {
            let share = Fraction::new(1_000 - (credit * 1_000.0).round() as i64, 1_000).unwrap();
            rules::unit::ShareOfMark { share }.into()
        }
        None => rules::unit::Required {}.into(),
    };
    let accepted = unit("m").1.iter().map(|name| Unit::new(*name)).collect();
    let units = Units { accepted, missing: wrong.clone(), wrong };
    let item = number(NumericKey::new(key, Tolerance::default()), Some(units));
    compare(&item, Some(&Response::numeric(response.as_str().unwrap())), expected)
}
