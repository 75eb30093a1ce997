//! Items of QTI, and responses to them: the XML, and behind a line `===` the responses as JSON.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use pediafor_grading::qti::{Cardinality, Item, Kind, Options, ProcessError};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let (xml, responses) = text.split_once("\n===\n").unwrap_or((text, ""));
    let Ok(item) = Item::parse(xml) else { return };
    let given: BTreeMap<String, Value> = serde_json::from_str(responses).unwrap_or_default();
    let key =
        item.declarations().iter().filter(|declaration| declaration.kind() == Kind::Response).map(|declaration| {
            let word = json!("A");
            let value = if declaration.cardinality() == Cardinality::Single { word } else { json!([word]) };
            (declaration.identifier().to_owned(), value)
        });
    for responses in [given, key.collect(), BTreeMap::new()] {
        for options in [Options::default(), Options::strict().with_seed(7)] {
            process(&item, &responses, options);
        }
    }
});

fn process(item: &Item, responses: &BTreeMap<String, Value>, options: Options) {
    let processed = item.process(responses, &options);
    assert_eq!(item.process(responses, &options), processed, "not the same twice");
    let Ok(outcomes) = processed else { return };
    serde_json::to_string(&outcomes).expect("outcomes are written");
    let previous: BTreeMap<String, Value> =
        serde_json::from_value(json!(&outcomes.values)).expect("outcomes are read again");
    if let Err(ProcessError::Input { identifier, fault }) = item.process(responses, &Options { previous, ..options }) {
        assert!(!outcomes.values.contains_key(&identifier), "its own outcome is refused: {identifier}: {fault}");
    }
}
