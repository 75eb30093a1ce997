//! Whatever is broken in an item, the JSON border names the very field.
#![expect(clippy::unwrap_used, reason = "a broken document stops the test")]

use pediafor_grading::json;
use serde_json::{Value, json};

/// The items of `docs/format.md`.
fn documented() -> impl Iterator<Item = Value> {
    let blocks = include_str!("../docs/format.md").split("```json item\n").skip(1);
    blocks.map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap())
}

/// Pointers to all that is neither list nor object.
fn places(value: &Value, place: &str) -> Vec<String> {
    let below = |token: &str, value: &Value| places(value, &format!("{place}/{token}"));
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, value)| below(name, value)).collect(),
        Value::Array(elements) => {
            (0..).zip(elements).flat_map(|(n, value)| below(&i32::to_string(&n), value)).collect()
        }
        _ => vec![place.to_owned()],
    }
}

#[test]
fn every_field_of_every_documented_item_is_named_when_it_is_of_the_wrong_type() {
    let mut broken = 0;
    for item in documented() {
        for place in places(&item, "") {
            let mut item = item.clone();
            *item.pointer_mut(&place).unwrap() = json!({});
            let Err(error) = json::lint(&item.to_string()) else { panic!("{item} was read") };
            assert_eq!(error.place(), format!("item{place}"), "{error}");
            broken += 1;
        }
    }
    assert!(broken > 100, "only {broken} fields");
}
