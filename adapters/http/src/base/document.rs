//! The OpenAPI document of one service, as clients and generators like it.

use std::fmt;

use poem::http::StatusCode;
use poem_openapi::{ApiResponse, ContactObject, LicenseObject, OpenApi, OpenApiService};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{about::About, error::ApiError};

/// Header names as people write them; poem-openapi shouts.
const HEADERS: [(&str, &str); 6] = [
    ("ETAG", "ETag"),
    ("LOCATION", "Location"),
    ("RETRY-AFTER", "Retry-After"),
    ("WWW-AUTHENTICATE", "WWW-Authenticate"),
    ("CONTENT-DISPOSITION", "Content-Disposition"),
    ("CACHE-CONTROL", "Cache-Control"),
];

/// The service as poem-openapi knows it.
pub(crate) fn service<A: OpenApi>(about: &About, api: A) -> OpenApiService<A, ()> {
    OpenApiService::new(api, about.title, env!("CARGO_PKG_VERSION"))
        .description(about.description)
        .contact(ContactObject::new().name("Pediafor"))
        .license(LicenseObject::new("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0"))
        .server("/")
}

/// The OpenAPI document of a service, with the paths it serves itself.
pub fn document<A: OpenApi>(about: &About, api: A) -> Value {
    document_of(&service(about, api))
}

/// The same of a service at hand.
pub(crate) fn document_of<A: OpenApi>(service: &OpenApiService<A, ()>) -> Value {
    let text = service.spec();
    // poem-openapi wrote it a moment ago; what it can't read back is worth an empty document and a failing test
    let Ok(Merged(mut document)) = serde_json::from_str(&text) else {
        return Value::Null;
    };
    tidy(&mut document);
    drop_unused_tags(&mut document);
    share_refusals(&mut document);
    document
}

/// Writes each refusal of [`ApiError`] once, where every operation refers to it.
fn share_refusals(document: &mut Value) {
    for refusal in ApiError::meta().responses {
        let reason = refusal.status.and_then(|status| StatusCode::from_u16(status).ok()?.canonical_reason());
        let (Some(status), Some(reason)) = (refusal.status, reason) else { continue };
        let status = status.to_string();
        let name = reason.replace(' ', "");
        let mut refusal = serde_json::to_value(refusal).unwrap_or_default();
        tidy(&mut refusal);
        let operations = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
        let operations = operations.filter_map(Value::as_object_mut).flat_map(Map::values_mut);
        let mut shared = false;
        for answer in operations.filter_map(|operation| operation["responses"].get_mut(&status)) {
            if *answer == refusal {
                *answer = serde_json::json!({"$ref": format!("#/components/responses/{name}")});
                shared = true;
            }
        }
        if shared {
            document["components"]["responses"][name] = refusal;
        }
    }
}

/// poem-openapi tells every tag of the list as soon as one is used.
fn drop_unused_tags(document: &mut Value) {
    let operations = document["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object);
    let used: Vec<_> = operations
        .flat_map(Map::values)
        .filter_map(|operation| operation["tags"].as_array())
        .flatten()
        .cloned()
        .collect();
    if let Some(tags) = document["tags"].as_array_mut() {
        tags.retain(|tag| used.contains(&tag["name"]));
    }
}

/// Writes names as they are on the wire, and says what poem-openapi leaves unsaid.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for member in ["content", "headers"] {
                if let Some(Value::Object(named)) = object.get_mut(member) {
                    *named = std::mem::take(named).into_iter().map(|(name, value)| (proper(name), value)).collect();
                }
            }
            if object.contains_key("operationId") {
                // without a requirement of its own, an operation is public
                object.entry("security").or_insert_with(|| Value::Array(Vec::new()));
                describe_answers(object);
            }
            if object.contains_key("in") && !object.contains_key("description") {
                let description =
                    object.get_mut("schema").and_then(|schema| schema.as_object_mut()?.remove("description"));
                object.extend(description.map(|description| ("description".to_owned(), description)));
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// An answer without a description is described by its status.
fn describe_answers(operation: &mut Map<String, Value>) {
    let answers = operation.get_mut("responses").and_then(Value::as_object_mut);
    for (status, answer) in answers.into_iter().flatten() {
        if answer["description"] == "" {
            let reason = status.parse::<StatusCode>().ok().and_then(|status| status.canonical_reason());
            answer["description"] = reason.unwrap_or(status).into();
        }
    }
}

fn proper(name: String) -> String {
    if let Some((media, "charset=utf-8")) = name.split_once("; ") {
        return media.to_owned();
    }
    HEADERS.into_iter().find(|(shouted, _)| *shouted == name).map_or(name, |(_, proper)| proper.to_owned())
}

/// JSON in which an object may say a name twice: what both say is merged.
///
/// poem-openapi writes a path once per API struct that has operations on it, so a plain parser would lose operations.
struct Merged(Value);

impl<'de> Deserialize<'de> for Merged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MergedVisitor)
    }
}

struct MergedVisitor;

impl<'de> Visitor<'de> for MergedVisitor {
    type Value = Merged;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Merged, E> {
        Ok(Merged(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Merged, E> {
        Ok(Merged(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Merged, E> {
        Ok(Merged(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Merged, E> {
        Ok(Merged(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Merged, E> {
        // bounds are written as 200.0; a reader expects 200
        let whole = value as i64;
        Ok(Merged(if whole as f64 == value { whole.into() } else { value.into() }))
    }

    fn visit_str<E>(self, value: &str) -> Result<Merged, E> {
        Ok(Merged(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Merged, A::Error> {
        let mut items = Vec::new();
        while let Some(Merged(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Merged(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Merged, A::Error> {
        let mut object = Map::new();
        while let Some((name, Merged(value))) = access.next_entry::<String, _>()? {
            merge(object.entry(name).or_insert(Value::Null), value);
        }
        Ok(Merged(Value::Object(object)))
    }
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_two_api_structs_say_of_one_path_is_merged() {
        let Merged(value) = serde_json::from_str(r#"{"/a": {"get": {"x": 1.0}}, "/a": {"post": {"x": 1.5}}}"#).unwrap();
        assert_eq!(value, json!({"/a": {"get": {"x": 1}, "post": {"x": 1.5}}}));
    }

    #[test]
    fn a_public_operation_says_so_and_every_answer_is_described() {
        let mut value = json!({"operationId": "a", "responses": {"201": {"description": ""}}});
        tidy(&mut value);
        assert_eq!(
            value,
            json!({"operationId": "a", "security": [], "responses": {"201": {"description": "Created"}}})
        );
    }

    #[test]
    fn a_parameter_takes_its_description_from_its_schema() {
        let mut value =
            json!({"in": "header", "name": "If-Match", "schema": {"type": "string", "description": "A tag."}});
        tidy(&mut value);
        assert_eq!(value["description"], "A tag.");
        assert_eq!(value["schema"], json!({"type": "string"}));
    }

    #[test]
    fn only_tags_in_use_are_told() {
        let mut value = json!({"tags": [{"name": "A"}, {"name": "B"}], "paths": {"/": {"get": {"tags": ["B"]}}}});
        drop_unused_tags(&mut value);
        assert_eq!(value["tags"], json!([{"name": "B"}]));
    }

    #[test]
    fn names_are_written_as_on_the_wire() {
        let mut value = json!({"200": {"content": {"application/json; charset=utf-8": {}}, "headers": {"ETAG": {}}}});
        tidy(&mut value);
        assert_eq!(value, json!({"200": {"content": {"application/json": {}}, "headers": {"ETag": {}}}}));
    }
}
