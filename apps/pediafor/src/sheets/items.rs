//! The items' file.

use std::collections::HashMap;

use anyhow::bail;
use pediafor_grading::{Item, Severity};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    FORMAT,
    source::{Complaints, Place, Source},
};

/// Items, each fit to be marked, under ids of their own: an array, an object with them, or one after another.
pub(super) fn read(source: &Source) -> anyhow::Result<Vec<Item>> {
    let documents = source.documents()?;
    let mut complaints = Complaints::new(source);
    let listed: Vec<(Place, &Value)> = match documents.as_slice() {
        [(place, Value::Array(list))] => place.entries(list).collect(),
        [(place, Value::Object(fields))] if !fields.contains_key("interaction") => {
            let list = items_of(place, fields, &mut complaints);
            list.iter().flat_map(|(place, list)| place.entries(list)).collect()
        }
        [(place, value)] if !value.is_object() => {
            complaints.add(place, "an array of items is expected, or an object with them");
            Vec::new()
        }
        several if several.iter().all(|(_, value)| value.is_object()) => {
            several.iter().map(|(place, value)| (place.clone(), value)).collect()
        }
        _ => bail!("{}: one JSON document is expected, an array of items or an object with them", source.name()),
    };
    let mut items: Vec<Item> = Vec::new();
    let mut ids = HashMap::new();
    for (place, value) in listed {
        match Item::deserialize(value) {
            Err(error) => complaints.add(&place, &error.to_string()),
            Ok(item) => {
                for finding in item.lint().iter().filter(|finding| finding.severity == Severity::Error) {
                    complaints.add(&place.inside(&finding.pointer), &finding.detail);
                }
                if let Some(earlier) = ids.insert(item.id.clone(), items.len()) {
                    complaints.add(&place.inside("/id"), &format!("the item at {earlier} has the same id"));
                }
                items.push(item);
            }
        }
    }
    if items.is_empty()
        && complaints.is_empty()
        && let Some((place, _)) = documents.first()
    {
        complaints.add(place, "there are no items");
    }
    complaints.into_result()?;
    Ok(items)
}

fn items_of<'a>(
    place: &Place,
    fields: &'a Map<String, Value>,
    complaints: &mut Complaints<'_>,
) -> Option<(Place, &'a Vec<Value>)> {
    for name in fields.keys().filter(|name| !matches!(name.as_str(), "format" | "items")) {
        complaints.add(&place.field(name), "only format and items are expected here");
    }
    if fields.get("format").and_then(Value::as_u64) != Some(FORMAT) {
        complaints.add(&place.field("format"), &format!("a format is expected that can be read here: {FORMAT}"));
    }
    let list = fields.get("items").and_then(Value::as_array);
    if list.is_none() {
        complaints.add(&place.field("items"), "an array of items is expected");
    }
    Some((place.field("items"), list?))
}
