//! QTI items at random, with responses of numbers that every language has.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    Case,
    drawn::{dice, draw},
    qti,
};

/// How many items.
const ITEMS: usize = 60;

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    let mut dice = dice(13);
    let cases: Vec<Case> = (0..ITEMS)
        .map(|_| {
            let item = qti::item(&draw(qti::rules(), &mut dice));
            let mut responses: BTreeMap<String, Value> = draw(qti::responses(), &mut dice);
            responses.retain(|_, given| is_common(given));
            let options = (any::<u32>(), any::<bool>(), 0_u8..9).prop_map(|(seed, strict, score)| {
                let mode = if strict { "strict" } else { "repaired" };
                json!({"mode": mode, "seed": seed, "previous": {"SCORE": score}})
            });
            Case::new("process_qti", [json!(item), json!(responses), draw(options, &mut dice)])
        })
        .collect();
    cases.into_iter()
}

/// Whether every language writes it as it reads it, and QTI has such values: nothing is inside a member or a field.
fn is_common(value: &Value) -> bool {
    let is_plain = |value: &Value| !value.is_array() && !value.is_object() && is_common(value);
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|number| number.unsigned_abs() < 1 << 53),
        Value::Array(list) => list.iter().all(is_plain),
        Value::Object(fields) => fields.values().all(is_plain),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}
