//! `pediafor grade`: marks responses from files, without any server.
//!
//! Both files are checked whole before anything is marked, and every complaint names the file, the line and the JSON
//! Pointer of what is wrong.

mod report;
mod source;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{self, Write},
    path::PathBuf,
};

use anyhow::{Context, bail};
use pediafor_grading::{Floor, Item, Outcome, Response, Severity, Total, mark, total};
use serde::Serialize;
use serde_json::{Map, Value};

use self::source::{Complaints, Place, Source};

/// What to mark, and how to show it.
#[derive(Debug, clap::Args)]
pub struct GradeArgs {
    /// The items: a JSON array of them, or {"format": 1, "items": [...]}
    items: PathBuf,
    /// The responses: a JSON object from item ids to responses, or an array or lines of
    /// {"student": "...", "responses": {...}}; - reads them from standard input
    responses: PathBuf,
    /// How the outcomes are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// How low a total may go
    #[arg(long, value_enum, default_value_t = Lowest::None)]
    floor: Lowest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table to read
    Table,
    /// A JSON document with every outcome
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lowest {
    /// As low as penalties take it
    None,
    /// Not below zero
    Zero,
}

impl From<Lowest> for Floor {
    fn from(lowest: Lowest) -> Self {
        match lowest {
            Lowest::None => Self::None,
            Lowest::Zero => Self::Zero,
        }
    }
}

/// The format number of items' files, and of the document that is written.
const FORMAT: u64 = 1;

/// One student's responses, and where they stand.
#[derive(Debug)]
struct Sheet {
    student: Option<String>,
    responses: BTreeMap<String, Response>,
}

/// One student's outcomes, in the order of the items.
#[derive(Debug, Serialize)]
struct Marked {
    student: Option<String>,
    outcomes: Vec<Outcome>,
    total: Total,
}

/// Marks, and writes the outcomes to standard output.
///
/// # Errors
///
/// Where a file cannot be read, is not what it should be, or holds an item that cannot be marked; and where the output
/// cannot be written.
pub fn run(args: GradeArgs) -> anyhow::Result<()> {
    let GradeArgs { items, responses, format, floor } = args;
    let items = read_items(&Source::read(&items)?)?;
    let sheets = read_sheets(&Source::read(&responses)?, &items)?;
    let marked: Vec<Marked> = sheets.iter().map(|sheet| mark_sheet(&items, sheet, floor.into())).collect();
    let written = match format {
        Format::Table => report::table(&items, &marked),
        Format::Json => report::json(&marked)?,
    };
    match writeln!(io::stdout().lock(), "{written}") {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the outcomes"),
    }
}

fn mark_sheet(items: &[Item], sheet: &Sheet, floor: Floor) -> Marked {
    let outcomes: Vec<_> = items.iter().map(|item| mark(item, sheet.responses.get(&item.id))).collect();
    let total = total(&outcomes, floor);
    Marked { student: sheet.student.clone(), outcomes, total }
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
