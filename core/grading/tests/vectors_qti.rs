//! What other engines' own tests assert of QTI items: mappings to the letter, whole items put right.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken case stops the test")]
#![expect(clippy::print_stdout, reason = "the account is for people")]

#[path = "support/account.rs"]
#[expect(dead_code, reason = "items of this library are compared elsewhere")]
mod account;
#[path = "support/cases.rs"]
#[expect(dead_code, reason = "items of this library are built elsewhere")]
mod cases;

use std::{collections::BTreeMap, path::PathBuf, sync::LazyLock};

use account::{Ran, account};
use pediafor_grading::qti::{Item, Options, Outcomes};
use serde_json::Value;

/// Where QTI's text decides otherwise, see `docs/qti.md`.
const DIFFERENCES: &[&str] = &["pie/mapResponse_bounds_default_duplicates/duplicate responses", "own/duplicates"];

/// The cases, or beginnings of them, that ask for what no edition of QTI has, or what one item cannot do. `docs/qti.md`
/// lists them.
const LEFT: &[(&str, &str)] = &[
    ("pie/outcomeProcessing_", "an item has no outcomeProcessing"),
    ("pie/templateProcessing_templateConstraint/", "an item has no outcomeProcessing"),
    ("pie/responseProcessing_anyN_allN/", "QTI has no allN"),
    ("pie/responseProcessing_containerSize_index/", "the n of index is an attribute"),
    ("pie/responseProcessing_customOperator/", "a custom operator is refused"),
    ("pie/responseProcessing_default_expression/", "response processing sets no response"),
    ("pie/responseProcessing_deleteValue_repeat/", "response processing sets no response"),
    ("pie/responseProcessing_setResponseValue_setDefaultValue/", "response processing sets no response"),
    ("pie/responseProcessing_setDefaultValue/", "response processing sets no response"),
    ("pie/responseProcessing_lookupTable_", "a lookup table belongs to an outcome's declaration"),
    ("pie/responseProcessing_mapOutcome_basic/", "QTI has no mapOutcome"),
    ("pie/responseProcessing_misc_math_string_stats/", "QTI has no mod, mean, sampleVariance … of their own"),
    ("pie/responseProcessing_notEqual_basic/", "QTI has no notEqual"),
    ("pie/isNull_isNotNull/", "QTI has no isNotNull"),
    ("pie/responseProcessing_patternMatch_caseSensitive/", "the pattern of patternMatch is an attribute"),
    ("pie/responseProcessing_preCondition/", "preCondition is no expression"),
    ("pie/responseProcessing_record_fieldValue/", "QTI has no record expression"),
    ("pie/baseTypes_all/", "QTI has no record expression"),
    ("pie/responseProcessing_template_match_nothing/", "QTI has no template match_nothing"),
    ("pie/responseProcessing_xiInclude/", "nothing is fetched from elsewhere"),
    ("pie/responseProcessing_inside_duration_statsOperator/", "a container holds values of one base type"),
    ("pie/responseProcessing_random_lookupOutcomeValue/random", "chance is another engine's"),
    ("own/refused", "a custom operator is refused"),
];

#[test]
fn mappings_are_worth_the_same() {
    account("qti_mapping", DIFFERENCES, |case| {
        let (definition, expected) = (&case["definition"], &case["expected"]["value"]);
        let declaration = definition["response_declaration"].as_str().unwrap();
        let identifier = declaration.split("identifier=\"").nth(1).unwrap().split('"').next().unwrap();
        let expression =
            definition["expression"].as_str().unwrap().replace("/>", &format!(" identifier=\"{identifier}\"/>"));
        let item = Item::parse(&format!(
            "<assessmentItem identifier=\"i\">{declaration}
             <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"/>
             <responseProcessing><setOutcomeValue identifier=\"SCORE\">{expression}</setOutcomeValue></responseProcessing>
             </assessmentItem>"
        ));
        let responses = BTreeMap::from([(identifier.to_owned(), case["response"]["value"].clone())]);
        match item.unwrap().process(&responses, &Options::strict()) {
            Ok(outcomes) if is_same(&serde_json::to_value(outcomes.get("SCORE")).unwrap(), expected) => Ran::Same,
            Ok(outcomes) => Ran::Different(format!("{:?}, not {expected}", outcomes.get("SCORE"))),
            Err(error) => Ran::Different(error.to_string()),
        }
    });
}

#[test]
fn items_come_out_the_same() {
    account("qti_items", DIFFERENCES, |case| {
        let id = case["id"].as_str().unwrap();
        let left = LEFT.iter().find(|(known, _)| id.starts_with(known)).map(|(_, why)| *why);
        match (run(case, &Options::default()), left) {
            (Ok(outcomes), left) => match (compare(&outcomes, &case["expected"]), left) {
                (None, None) => as_strict(case, &outcomes),
                (None, Some(why)) => Ran::Different(format!("comes out the same, though {why}")),
                (Some(_), Some(why)) => Ran::Left(why),
                (Some(how), None) => Ran::Different(how),
            },
            (Err(_), Some(why)) => Ran::Left(why),
            (Err(error), None) => Ran::Different(error),
        }
    });
}

/// To the letter, an item comes out the same or is refused.
fn as_strict(case: &Value, outcomes: &Outcomes) -> Ran {
    match run(case, &Options::strict()) {
        Ok(strict) if strict.values != outcomes.values => Ran::Different(format!("strict: {strict:?}")),
        _ => Ran::Same,
    }
}

/// Where the cases are, from which they name their items' files.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| cases::read("qti_items").path.parent().unwrap().to_owned());

fn run(case: &Value, options: &Options) -> Result<Outcomes, String> {
    let definition = &case["definition"];
    let xml = match definition["file"].as_str() {
        Some(file) => {
            let path = FOLDER.join(file);
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        }
        None => definition["xml"].as_str().unwrap().to_owned(),
    };
    let responses: BTreeMap<String, Value> = serde_json::from_value(case["response"].clone()).unwrap();
    let options = options.clone().with_seed(definition["seed"].as_u64().unwrap_or_default());
    let item = Item::parse(&xml).map_err(|error| error.to_string())?;
    item.process(&responses, &options).map_err(|error| error.to_string())
}

/// How outcomes differ from those that are expected, if they do.
fn compare(outcomes: &Outcomes, expected: &Value) -> Option<String> {
    let values = serde_json::to_value(&outcomes.values).unwrap();
    let named = expected["outcomes"].as_object().into_iter().flatten();
    let differs = |(name, expected): (&String, &Value)| {
        let found = values.get(name).unwrap_or(&Value::Null);
        (!is_same(found, expected)).then(|| format!("{name} is {found}, not {expected}"))
    };
    let number = |found: Option<f64>, name: &str| {
        let expected = expected[name].as_f64()?;
        (found.unwrap_or_default() != expected).then(|| format!("{name} is {found:?}, not {expected}"))
    };
    named.filter_map(differs).next().or(number(outcomes.score(), "score")).or(number(outcomes.maximum(), "maxScore"))
}

/// The same value; an empty list is NULL.
fn is_same(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Null, Value::Array(list)) => list.is_empty(),
        (Value::Number(found), Value::Number(expected)) => found.as_f64() == expected.as_f64(),
        (found, expected) => found == expected,
    }
}

#[test]
fn every_case_that_is_left_or_different_stands_in_the_table() {
    let table = include_str!("../docs/qti.md");
    for (id, _) in LEFT.iter().copied().chain(DIFFERENCES.iter().map(|id| (*id, ""))) {
        if let Some(name) = id.strip_prefix("pie/") {
            assert!(table.contains(&format!("`{}`", name.trim_end_matches('/'))), "{id} is not in docs/qti.md");
        }
    }
}
