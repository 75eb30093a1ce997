//! Items and students' responses to them, from files: what is marked and analysed without any server.

mod source;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use anyhow::bail;
use pediafor_grading::{Item, Response, Severity};
use serde_json::{Map, Value};

use self::source::{Complaints, Place, Source};

/// The format number of items' files, and of the document that is written.
pub(crate) const FORMAT: u64 = 1;

/// Items, and what students gave to them.
#[derive(Debug)]
pub(crate) struct Sheets {
    /// Each fit to be marked, under an id of its own.
    pub(crate) items: Vec<Item>,
    /// At least one.
    pub(crate) sheets: Vec<Sheet>,
}

impl Sheets {
    /// Reads both files whole; `-` is standard input.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the first of them in which something is.
    pub(crate) fn read(items: &Path, responses: &Path) -> anyhow::Result<Self> {
        let items = read_items(&Source::read(items)?)?;
        let sheets = read_sheets(&Source::read(responses)?, &items)?;
        Ok(Self { items, sheets })
    }
}

/// One student's responses, and where they stand.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) student: Option<String>,
    pub(crate) responses: BTreeMap<String, Response>,
}

/// Items, each fit to be marked, under ids of their own.
fn read_items(source: &Source) -> anyhow::Result<Vec<Item>> {
    let documents = source.documents()?;
    let [(place, document)] = documents.as_slice() else {
        bail!("{}: one JSON document is expected, an array of items or an object with them", source.name());
    };
    let mut complaints = Complaints::new(source);
    let listed = match document {
        Value::Array(list) => Some((place.clone(), list)),
        Value::Object(fields) => items_of(place, fields, &mut complaints),
        _ => {
            complaints.add(place, "an array of items is expected, or an object with them");
            None
        }
    };
    let mut items = Vec::new();
    let mut ids = HashMap::new();
    for (place, value) in listed.iter().flat_map(|(place, list)| place.entries(list)) {
        match Item::deserialize_from(value) {
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
    if items.is_empty() && complaints.is_empty() {
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

/// Every student's responses to these items.
fn read_sheets(source: &Source, items: &[Item]) -> anyhow::Result<Vec<Sheet>> {
    let documents = source.documents()?;
    let mut complaints = Complaints::new(source);
    let mut reader = Reader { items: items.iter().map(|item| item.id.as_str()).collect(), complaints: &mut complaints };
    let mut sheets = Vec::new();
    for (place, document) in &documents {
        match document {
            Value::Array(list) => {
                sheets.extend(place.entries(list).filter_map(|(place, value)| reader.sheet(&place, value)));
            }
            Value::Object(fields) if documents.len() == 1 && !is_sheet(fields) => {
                sheets.push(Sheet { student: None, responses: reader.responses(place, fields) });
            }
            value => sheets.extend(reader.sheet(place, value)),
        }
    }
    if sheets.is_empty() && complaints.is_empty() {
        bail!("{}: there are no responses", source.name());
    }
    complaints.into_result()?;
    Ok(sheets)
}

/// Whether these are the fields of a student's sheet; else they are responses by item ids, one of which may well be
/// `responses`, but then it has a type.
fn is_sheet(fields: &Map<String, Value>) -> bool {
    fields.get("responses").is_some_and(|responses| responses.get("type").is_none_or(Value::is_object))
}

struct Reader<'a, 'c, 's> {
    items: HashSet<&'a str>,
    complaints: &'c mut Complaints<'s>,
}

impl Reader<'_, '_, '_> {
    fn sheet(&mut self, place: &Place, value: &Value) -> Option<Sheet> {
        let Value::Object(fields) = value else {
            self.complaints.add(place, "an object with responses is expected");
            return None;
        };
        for name in fields.keys().filter(|name| !matches!(name.as_str(), "student" | "responses")) {
            self.complaints.add(&place.field(name), "only student and responses are expected here");
        }
        let student = match fields.get("student") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                self.complaints.add(&place.field("student"), "a name or a number is expected");
                None
            }
        };
        let Some(Value::Object(responses)) = fields.get("responses") else {
            self.complaints.add(&place.field("responses"), "an object from item ids to responses is expected");
            return None;
        };
        Some(Sheet { student, responses: self.responses(&place.field("responses"), responses) })
    }

    fn responses(&mut self, place: &Place, fields: &Map<String, Value>) -> BTreeMap<String, Response> {
        let mut responses = BTreeMap::new();
        for (id, value) in fields {
            let place = place.field(id);
            if !self.items.contains(id.as_str()) {
                self.complaints.add(&place, &format!("there is no item {id:?}"));
            } else if !value.is_null() {
                match Response::deserialize_from(value) {
                    Ok(response) => drop(responses.insert(id.clone(), response)),
                    Err(error) => self.complaints.add(&place, &error.to_string()),
                }
            }
        }
        responses
    }
}

/// Reads from a value without taking it.
trait DeserializeFrom: serde::de::DeserializeOwned {
    fn deserialize_from(value: &Value) -> serde_json::Result<Self> {
        Self::deserialize(value)
    }
}

impl DeserializeFrom for Item {}
impl DeserializeFrom for Response {}
