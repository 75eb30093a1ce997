//! From JSON or cells to a student's sheet.

use std::collections::{BTreeMap, HashMap};

use pediafor_grading::{Item, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::source::{Complaints, Place};

/// One student's responses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) student: Option<String>,
    pub(crate) responses: BTreeMap<String, Response>,
}

/// Knows what kind each item is of, by its id.
#[derive(Debug)]
pub(super) struct Reader {
    kinds: HashMap<String, &'static str>,
}

impl Reader {
    pub(super) fn new(items: &[Item]) -> Self {
        Self { kinds: items.iter().map(|item| (item.id.clone(), item.interaction.kind())).collect() }
    }

    pub(super) fn has(&self, item: &str) -> bool {
        self.kinds.contains_key(item)
    }

    /// A document, or a line: a sheet, or one student's responses by item ids.
    pub(super) fn either(&self, place: &Place, value: &Value, complaints: &mut Complaints<'_>) -> Option<Sheet> {
        match value {
            Value::Object(fields) if !is_sheet(fields) => {
                Some(Sheet { student: None, responses: self.responses(place, fields, complaints) })
            }
            value => self.sheet(place, value, complaints),
        }
    }

    pub(super) fn sheet(&self, place: &Place, value: &Value, complaints: &mut Complaints<'_>) -> Option<Sheet> {
        let Value::Object(fields) = value else {
            complaints.add(place, "an object with responses is expected");
            return None;
        };
        for name in fields.keys().filter(|name| !matches!(name.as_str(), "student" | "responses")) {
            complaints.add(&place.field(name), "only student and responses are expected here");
        }
        let student = match fields.get("student") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                complaints.add(&place.field("student"), "a name or a number is expected");
                None
            }
        };
        let Some(Value::Object(responses)) = fields.get("responses") else {
            complaints.add(&place.field("responses"), "an object from item ids to responses is expected");
            return None;
        };
        Some(Sheet { student, responses: self.responses(&place.field("responses"), responses, complaints) })
    }

    fn responses(
        &self,
        place: &Place,
        fields: &Map<String, Value>,
        complaints: &mut Complaints<'_>,
    ) -> BTreeMap<String, Response> {
        let mut responses = BTreeMap::new();
        for (id, value) in fields {
            let place = place.field(id);
            if !self.has(id) {
                complaints.add(&place, &format!("there is no item {id:?}"));
            } else if !value.is_null() {
                match Response::deserialize(value) {
                    Ok(response) => drop(responses.insert(id.clone(), response)),
                    Err(error) => complaints.add(&place, &error.to_string()),
                }
            }
        }
        responses
    }

    /// What a cell of this item's column gives; nothing where it is empty.
    pub(super) fn cell(&self, item: &str, text: &str) -> Result<Option<Response>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        if text.starts_with("{\"type\"") {
            return serde_json::from_str(text).map(Some).map_err(|error| error.to_string());
        }
        let ids = || text.split_whitespace();
        let response = match self.kinds.get(item).copied().unwrap_or_default() {
            "choice" => Response::choice(text.trim()),
            "multiple_choice" => Response::multiple_choice(ids()),
            "ordering" => Response::ordering(ids()),
            "true_false" => match text.trim().to_lowercase().as_str() {
                "true" => Response::true_false(true),
                "false" => Response::true_false(false),
                _ => return Err(format!("true or false is expected, not {text:?}")),
            },
            "short_text" => Response::short_text(text),
            "numeric" => Response::numeric(text),
            "essay" => Response::essay(text),
            "file_upload" => Response::file_upload(ids()),
            "matching" => {
                let pairs = ids().map(|pair| pair.split_once('=')).collect::<Option<Vec<_>>>();
                Response::matching(pairs.ok_or_else(|| format!("pairs like source=target are expected, not {text:?}"))?)
            }
            kind => return Err(format!("an item of the kind {kind} is answered in JSON: {{\"type\": \"{kind}\", …}}")),
        };
        Ok(Some(response))
    }
}

/// Whether these are the fields of a student's sheet; else they are responses by item ids, one of which may well be
/// `responses`, but then it has a type.
pub(super) fn is_sheet(fields: &Map<String, Value>) -> bool {
    let is_response = |value: &Value| value.get("type").is_some_and(|kind| !kind.is_object());
    ["student", "responses"].iter().any(|name| fields.get(*name).is_some_and(|value| !is_response(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_by_the_kind_of_its_item() {
        let kinds =
            ["choice", "multiple_choice", "ordering", "true_false", "short_text", "numeric", "matching", "cloze"];
        let reader = Reader { kinds: kinds.map(|kind| (kind.to_owned(), kind)).into() };
        for (kind, text, expected) in [
            ("choice", " a ", Response::choice("a")),
            ("multiple_choice", "a c", Response::multiple_choice(["a", "c"])),
            ("ordering", "c a  b", Response::ordering(["c", "a", "b"])),
            ("true_false", "TRUE", Response::true_false(true)),
            ("short_text", " {x} ", Response::short_text(" {x} ")),
            ("numeric", "1,5", Response::numeric("1,5")),
            ("matching", "a=x b=y", Response::matching([("a", "x"), ("b", "y")])),
            ("choice", r#"{"type": "choice", "chosen": "b"}"#, Response::choice("b")),
            ("cloze", r#"{"type": "choice", "chosen": "b"}"#, Response::choice("b")),
        ] {
            assert_eq!(reader.cell(kind, text), Ok(Some(expected)), "{text}");
            assert_eq!(reader.cell(kind, ""), Ok(None));
        }
        for (kind, text) in [("true_false", "maybe"), ("matching", "a:x"), ("cloze", "x"), ("choice", "{\"type\": 1}")]
        {
            assert!(reader.cell(kind, text).is_err(), "{text}");
        }
    }
}
