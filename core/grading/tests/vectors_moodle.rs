//! Scores that Moodle's own tests assert, for the rules that are the same here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken case stops the test")]
#![expect(clippy::print_stdout, reason = "the account is for people")]

#[path = "support/account.rs"]
mod account;
#[path = "vectors_moodle/attempts.rs"]
mod attempts;
#[path = "support/cases.rs"]
mod cases;

use account::{Ran, account, compare};
use pediafor_grading::{
    Cloze, Decimal, DecimalMark, Dropdown, Entry, Fraction, Gap, GapKind, Interaction, Item, Matching, MultipleChoice,
    Numeric, NumericKey, Ordering, OrderingRule, Pair, Points, Quotient, Response, ShortText, SingleChoice, TextKey,
    TextMatching, Tolerance, TrueFalse, Unit, UnitRule, Units, Weight,
    rules::{choice, multiple_choice, numeric, ordering, unit},
};
use serde_json::{Value, json};

/// A unit may stand on either side of its number here; a label that can be used once is not used twice.
const DIFFERENCES: &[&str] = &[
    "moodle/ddimageortext/question_test/test_get_num_parts_right/1",
    "own/label-used-twice",
    "moodle/numerical/question_test/test_grading_currency/6",
    "moodle/numerical/question_test/test_grading_currency/7",
    "own/unit-behind",
];

#[test]
fn moodles_cases_come_out_the_same() {
    account("moodle_rules", DIFFERENCES, |case| {
        let (definition, response, expected) = (&case["definition"], &case["response"], &case["expected"]);
        match case["question_type"][0].as_str().unwrap() {
            "truefalse" => true_false(definition, response, expected),
            "multichoice" if definition["single"] == true => choice(definition, response, expected),
            "multichoice" => multiple_choice(definition, response, expected),
            "match" => matching(definition, response, expected),
            "ordering" => ordering(definition, response, expected),
            "shortanswer" => short_text(definition, response, expected),
            "shortanswer:wildcard" => wildcard(definition, response, expected),
            "numerical" => numeric(definition, response, expected),
            "numerical:tolerance" => tolerance(definition, &case["raw_response"], expected),
            "numerical:parse_response" => parsing(definition, response, expected),
            "numerical:apply_units" => units(definition, response, expected),
            "multianswer" => cloze(definition, response, expected),
            "gapselect" => drop_downs(definition, response, expected),
            "ddwtos" | "ddimageortext" => labels(definition, response, expected),
            "ddmarker" => markers(definition, response, expected),
            "cbm" => attempts::certainty(response, expected),
            "multianswer:multi-try" => attempts::gap_by_gap(definition, response, expected),
            other => Ran::Different(format!("unknown type {other}")),
        }
    });
}

fn item(interaction: Interaction) -> Item {
    Item::new("q", "?", Points::whole(1), interaction)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

/// Decimals cut off by Moodle stand for the fractions they were meant as: 0.3333333 is a third.
fn fraction(value: &Value) -> Fraction {
    let value = value.as_f64().unwrap();
    let close = |whole: i64| {
        let part = (value * whole as f64).round() as i64;
        (part as f64 / whole as f64 - value).abs() < 1e-5
    };
    let whole = (1..=25).find(|whole| close(*whole)).unwrap();
    Fraction::new((value * whole as f64).round() as i64, whole).unwrap()
}

fn decimal(value: &Value) -> Decimal {
    match value {
        Value::String(text) => text.parse().unwrap(),
        number => serde_json::from_value(number.clone()).unwrap(),
    }
}

fn true_false(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let question = TrueFalse { key: definition["right"].as_bool().unwrap(), scoring: Default::default() };
    let given = Response::true_false(response["answer"] == 1);
    compare(&item(Interaction::TrueFalse(question)), Some(&given), expected)
}

fn choice(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let key = list(&definition["answers"]).find(|answer| answer["fraction"] == 1).unwrap();
    let others = list(&definition["answers"]).filter(|answer| answer["fraction"] != 1);
    let fractions = others.map(|answer| (text(&answer["answer"]).to_owned(), fraction(&answer["fraction"]))).collect();
    let question = SingleChoice {
        options: cases::choices(list(&definition["answers"]).map(|answer| text(&answer["answer"]))),
        key: text(&key["answer"]).into(),
        scoring: choice::Standard { fractions }.into(),
    };
    compare(&item(Interaction::Choice(question)), Some(&Response::choice(text(&response["answer"]))), expected)
}

fn multiple_choice(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let answers =
        || list(&definition["answers"]).map(|answer| (text(&answer["answer"]), fraction(&answer["fraction"])));
    let question = MultipleChoice {
        options: cases::choices(answers().map(|(id, _)| id)),
        keys: answers().filter(|(_, weight)| *weight > Fraction::ZERO).map(|(id, _)| id.to_owned()).collect(),
        none_apply: None,
        scoring: multiple_choice::OptionWeights {
            weights: answers().map(|(id, weight)| (id.to_owned(), weight)).collect(),
            allow_negative: false,
        }
        .into(),
    };
    let chosen = response.as_object().unwrap().keys();
    compare(&item(Interaction::MultipleChoice(question)), Some(&Response::multiple_choice(chosen)), expected)
}

fn matching(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let entries = |value: &Value| list(value).map(|name| Entry::new(text(name), text(name))).collect();
    let pairs = |value: &Value| {
        let pairs = value.as_object().unwrap().iter();
        pairs.map(|(stem, choice)| Pair::new(stem, text(choice))).collect()
    };
    let question = Matching {
        sources: entries(&definition["stems"]),
        targets: entries(&definition["choices"]),
        pairs: pairs(&definition["right"]),
        scoring: Default::default(),
    };
    compare(&item(Interaction::Matching(question)), Some(&Response::Matching { pairs: pairs(response) }), expected)
}

fn ordering(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let scoring: OrderingRule = match text(&definition["grading"]) {
        "GRADING_ALL_OR_NOTHING" => ordering::Exact {}.into(),
        "GRADING_ABSOLUTE_POSITION" => ordering::Absolute {}.into(),
        "GRADING_RELATIVE_NEXT_EXCLUDE_LAST" => ordering::RelativeNext {}.into(),
        "GRADING_RELATIVE_NEXT_INCLUDE_LAST" => ordering::RelativeNextAndLast {}.into(),
        "GRADING_RELATIVE_ONE_PREVIOUS_AND_NEXT" => ordering::Neighbours {}.into(),
        "GRADING_RELATIVE_ALL_PREVIOUS_AND_NEXT" => ordering::AllBeforeAfter {}.into(),
        "GRADING_LONGEST_ORDERED_SUBSET" => ordering::LongestSubsequence {}.into(),
        "GRADING_LONGEST_CONTIGUOUS_SUBSET" => ordering::LongestRun {}.into(),
        "GRADING_RELATIVE_TO_CORRECT" => ordering::Displacement {}.into(),
        other => return Ran::Different(format!("unknown method {other}")),
    };
    let entries = list(&definition["correct"]).map(|name| Entry::new(text(name), text(name))).collect();
    let given = Response::ordering(list(response).map(text));
    compare(&item(Interaction::Ordering(Ordering { entries, scoring, ..Default::default() })), Some(&given), expected)
}

fn markers(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let interaction: Interaction = serde_json::from_value(attempts::markers(definition)).unwrap();
    compare(&item(interaction), Some(&attempts::pins(response)), expected)
}

fn text_keys(definition: &Value) -> Vec<TextKey> {
    list(&definition["answers"])
        .map(|answer| TextKey::earning(text(&answer["answer"]), fraction(&answer["fraction"])))
        .collect()
}

fn short_text(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let question = ShortText {
        keys: text_keys(definition),
        matching: TextMatching::Wildcard,
        case_sensitive: definition["usecase"].as_bool().unwrap(),
    };
    let given = Response::short_text(text(&response["answer"]));
    compare(&item(Interaction::ShortText(question)), Some(&given), expected)
}

fn wildcard(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let question = ShortText {
        keys: vec![TextKey::new(text(&definition["pattern"]))],
        matching: TextMatching::Wildcard,
        case_sensitive: definition["ignore_case"] == false,
    };
    let expected = json!({ "correct": expected["match"] });
    compare(&item(Interaction::ShortText(question)), Some(&Response::short_text(text(response))), &expected)
}

fn numeric(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let keys = list(&definition["answers"]).filter(|answer| answer["answer"] != "*").map(|answer| NumericKey {
        fraction: fraction(&answer["fraction"]),
        ..NumericKey::new(decimal(&answer["answer"]), Tolerance::absolute(decimal(&answer["tolerance"])))
    });
    let share = || fraction(&definition["unit_penalty"]);
    let cost: UnitRule = match text(&definition["unit_grading"]) {
        "none" | "optional" => unit::Free {}.into(),
        "out-of-max-mark" => unit::ShareOfPoints { share: share() }.into(),
        // "graded" says in words that it is of the response's mark.
        _ => unit::ShareOfMark { share: share() }.into(),
    };
    let units = definition["units"].as_object().map(|multipliers| Units {
        accepted: multipliers.iter().map(|(name, per_key)| Unit::new(name).of(reciprocal(per_key))).collect(),
        missing: cost.clone(),
        wrong: cost,
    });
    let question = Numeric { keys: keys.collect(), unit: None, units, decimal_mark: DecimalMark::Point };
    let given = match response["unit"].as_str() {
        Some(unit) => format!("{} {unit}", text(&response["answer"])),
        None => text(&response["answer"]).to_owned(),
    };
    compare(&item(Interaction::Numeric(question)), Some(&Response::numeric(given)), expected)
}

/// Moodle says how many of a unit make one of the key's.
fn reciprocal(multiplier: &Value) -> Quotient {
    format!("1/{multiplier}").parse().unwrap()
}

fn number(value: Decimal, tolerance: Tolerance, units: Option<Units>, mark: DecimalMark) -> Item {
    let keys = vec![NumericKey::new(value, tolerance)];
    item(Interaction::Numeric(Numeric { keys, unit: None, units, decimal_mark: mark }))
}

fn tolerance(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let within = decimal(&definition["tolerance"]);
    let tolerance = match text(&definition["tolerance_type"]) {
        "nominal" => Tolerance::absolute(within),
        "relative" => Tolerance::relative(within),
        _ => numeric::Geometric { within }.into(),
    };
    let item = number(decimal(&definition["correct"]), tolerance, None, DecimalMark::Point);
    compare(&item, Some(&Response::numeric(text(response))), expected)
}

/// The parts that Moodle reads, put together, are the number that is read here.
fn parsing(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let part = |name: &str| expected[name].as_str();
    let exponent = part("exponent").filter(|exponent| !exponent.is_empty()).unwrap_or("0");
    let value = part("before_point").map(|before| format!("{before}.{}e{exponent}", part("decimals").unwrap()));
    reads(text(response), value.as_deref(), &definition["units"], expected, DecimalMark::Point)
}

fn units(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let mark = if definition["decimal_point"] == "," { DecimalMark::Comma } else { DecimalMark::Point };
    let given = match response {
        Value::String(text) => text.clone(),
        both => format!("{} {}", text(&both["answer"]), both["unit"].as_str().unwrap_or_default()),
    };
    let value = match &expected["value"] {
        Value::String(text) => Some(text.clone()),
        number => number.as_f64().map(|number| number.to_string()),
    };
    reads(&given, value.as_deref(), &definition["units"], expected, mark)
}

/// Whether the same number is read in the same unit: all of the points for a unit that is accepted, three quarters for
/// none, half for another. What Moodle cannot read must not be read here either.
fn reads(given: &str, value: Option<&str>, units: &Value, expected: &Value, mark: DecimalMark) -> Ran {
    let unit = expected["unit"].as_str().unwrap_or_default();
    let accepted = units.as_object().unwrap().iter().map(|(name, per_key)| {
        let factor = expected["multiplier"].as_f64().filter(|_| name == unit);
        Unit::new(name)
            .of(factor.map_or_else(|| reciprocal(per_key), |factor| Decimal::from_f64(factor).unwrap().into()))
    });
    let cost = |quarters| UnitRule::from(unit::ShareOfPoints { share: Fraction::new(quarters, 4).unwrap() });
    let units = Units { accepted: accepted.collect(), missing: cost(1), wrong: cost(2) };
    let factor = units.accepted.iter().find(|accepted| accepted.name == unit).map(|accepted| &accepted.factor);
    let earned = match (factor, unit) {
        _ if value.is_none() => 0.0,
        _ if units.accepted.is_empty() => 1.0,
        (Some(_), _) => 1.0,
        (None, "") => 0.75,
        (None, _) => 0.5,
    };
    let factor = factor.map_or(1.0, |factor| match factor.to_string().split_once('/') {
        Some((one, per_key)) => one.parse::<f64>().unwrap() / per_key.parse::<f64>().unwrap(),
        None => factor.to_string().parse().unwrap(),
    });
    let (key, tolerance) = match value {
        Some(value) => {
            let key = Decimal::from_f64(value.parse::<f64>().unwrap() * factor).unwrap();
            (key, Tolerance::relative("1e-12".parse().unwrap()))
        }
        None => (Decimal::zero(), Tolerance::absolute("1e300".parse().unwrap())),
    };
    let item = number(key, tolerance, Some(units).filter(|units| !units.accepted.is_empty()), mark);
    compare(&item, Some(&Response::numeric(given)), &json!({ "fraction": earned }))
}

fn cloze(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let gaps = list(&definition["subs"]).enumerate().map(|(index, sub)| Gap {
        id: format!("sub{}_answer", index + 1),
        weight: Weight::from_millionths(sub["weight"].as_i64().unwrap() * 1_000_000).unwrap(),
        kind: match text(&sub["type"]) {
            "shortanswer" => GapKind::Text(ShortText {
                keys: text_keys(sub),
                matching: TextMatching::Wildcard,
                case_sensitive: sub["usecase"].as_bool().unwrap(),
            }),
            _ => {
                let key = list(&sub["answers"]).find(|answer| answer["fraction"] == 1).unwrap();
                let answers = list(&sub["answers"]).map(|answer| text(&answer["answer"]));
                GapKind::Dropdown(Dropdown {
                    options: answers.map(|id| Entry::new(id, id)).collect(),
                    key: text(&key["answer"]).into(),
                })
            }
        },
    });
    let filled = response.as_object().unwrap().iter().map(|(gap, given)| (gap, text(given)));
    compare(&item(Interaction::Cloze(Cloze { gaps: gaps.collect() })), Some(&Response::cloze(filled)), expected)
}

fn drop_downs(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let gaps = definition["places"].as_object().unwrap().iter().map(|(place, group)| {
        let options = definition["groups"][group.to_string()].as_object().unwrap().iter();
        Gap {
            id: place.clone(),
            weight: Weight::default(),
            kind: GapKind::Dropdown(Dropdown {
                options: options.map(|(id, label)| Entry::new(id, text(label))).collect(),
                key: text(&definition["right"][place]).into(),
            }),
        }
    });
    let filled = response.as_object().unwrap().iter().filter(|(_, chosen)| *chosen != "0");
    let given = Response::cloze(filled.map(|(place, chosen)| (place, text(chosen))));
    compare(&item(Interaction::Cloze(Cloze { gaps: gaps.collect() })), Some(&given), expected)
}

fn labels(definition: &Value, response: &Value, expected: &Value) -> Ran {
    let interaction: Interaction = serde_json::from_value(attempts::labels(definition)).unwrap();
    compare(&item(interaction), Some(&attempts::labelled(definition, response)), expected)
}
