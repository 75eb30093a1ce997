//! The OpenAPI documents: one per service, and all of them as one.
//!
//! They are built from types alone: no database, no network, no clock. Names are sorted, so that the same code always
//! gives the same bytes, whatever else is in the build.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use crate::base::document;

/// Where the gateway mounts every service.
const PREFIX: &str = "/api";
/// A document's members, in the order in which people read them.
const MEMBERS: [&str; 6] = ["openapi", "info", "servers", "tags", "paths", "components"];

const DESCRIPTION: &str = "\
Pediafor is an open assessment platform: teachers author assessments, students take them under server-kept time, marking is \
automatic where it can be, and results are released and explained.

Sign in at `POST /api/auth/login`, then send `Authorization: Bearer <access token>`. Whatever says *no* is an RFC 9457 \
problem with a stable `code`. Lists come a page at a time: pass `next_cursor` as `cursor`. Things that can be edited carry an \
`ETag`; send it as `If-Match` and nobody overwrites what they have not seen. Send an `Idempotency-Key` with what creates or \
submits, and repeat the request as often as you need.";

/// Two services that say the same name of different things.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Clash {
    /// Two operations at one path and method.
    #[error("two services answer to {0}")]
    Operation(String),
    /// Two operations of one id.
    #[error("two operations are called {0}")]
    OperationId(String),
    /// Two different schemas of one name.
    #[error("two services call different things {0}")]
    Component(String),
}

/// Each service's name and its document, with the paths that the service itself answers to.
pub fn per_service() -> Vec<(&'static str, Value)> {
    vec![
        #[cfg(feature = "users")]
        (crate::users::ABOUT.name, document(&crate::users::ABOUT, crate::users::API)),
        #[cfg(feature = "assessments")]
        (crate::assessments::ABOUT.name, document(&crate::assessments::ABOUT, crate::assessments::API)),
        #[cfg(feature = "submissions")]
        (crate::submissions::ABOUT.name, document(&crate::submissions::ABOUT, crate::submissions::API)),
        #[cfg(feature = "grading")]
        (crate::grading::ABOUT.name, document(&crate::grading::ABOUT, crate::grading::API)),
        #[cfg(feature = "notifications")]
        (crate::notifications::ABOUT.name, document(&crate::notifications::ABOUT, crate::notifications::API)),
    ]
}

/// All services as one document, with the public paths that the gateway answers to.
///
/// # Errors
///
/// [`Clash`] where two services use one name for two things.
pub fn merged() -> Result<Value, Clash> {
    merge(per_service().iter().map(|(_, document)| document))
}

/// The files of the `openapi/` folder: their names and their text.
///
/// # Errors
///
/// [`Clash`] where the services don't fit together.
pub fn documents() -> Result<Vec<(String, String)>, Clash> {
    let mut files: Vec<_> =
        per_service().into_iter().map(|(name, document)| (format!("{name}.json"), text(&document))).collect();
    files.push(("pediafor.json".to_owned(), text(&merged()?)));
    Ok(files)
}

/// A document as text, the way it is committed and served.
pub fn text(document: &Value) -> String {
    // JSON values always have a text
    let mut text = serde_json::to_string_pretty(&InOrder(document)).unwrap_or_default();
    text.push('\n');
    text
}

/// Swagger UI as poem-openapi bundles it, for a page of our own: its script and its style sheet.
///
/// poem-openapi gives a whole page alone, with both inline, which no strict content security policy allows.
pub fn swagger_ui() -> (String, String) {
    let page = poem_openapi::OpenApiService::new((), "", "").swagger_ui_html();
    let between = |start: &str, end: &str| {
        let rest = page.split_once(start).map_or("", |(_, rest)| rest);
        rest.split_once(end).map_or("", |(inside, _)| inside).to_owned()
    };
    (between("<script charset=\"UTF-8\">", "</script>"), between("<style charset=\"UTF-8\">", "</style>"))
}

/// The documents of services as one, with the public paths that the gateway answers to.
///
/// # Errors
///
/// [`Clash`] where two of them use one name for two things.
pub fn merge<'a>(documents: impl Iterator<Item = &'a Value>) -> Result<Value, Clash> {
    let mut tags = BTreeMap::new();
    let mut paths: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    let mut components: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for document in documents {
        for tag in document["tags"].as_array().into_iter().flatten() {
            tags.insert(tag["name"].as_str().unwrap_or_default(), tag.clone());
        }
        for (path, operations) in members(&document["paths"]) {
            for (method, operation) in members(operations) {
                let id = operation["operationId"].as_str().unwrap_or_default();
                if !ids.insert(id) {
                    return Err(Clash::OperationId(id.to_owned()));
                }
                let path = format!("{PREFIX}{path}");
                let clash = Clash::Operation(format!("{} {path}", method.to_uppercase()));
                if paths.entry(path).or_default().insert(method.clone(), operation.clone()).is_some() {
                    return Err(clash);
                }
            }
        }
        for (kind, named) in members(&document["components"]) {
            for (name, component) in members(named) {
                let earlier = components.entry(kind.clone()).or_default().insert(name.clone(), component.clone());
                if earlier.is_some_and(|earlier| earlier != *component) {
                    return Err(Clash::Component(name.clone()));
                }
            }
        }
    }
    Ok(json!({
        "openapi": "3.0.0",
        "info": {
            "title": "Pediafor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "contact": {"name": "Pediafor"},
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags.into_values().collect::<Vec<_>>(),
        "paths": paths,
        "components": components,
    }))
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A document with its own members in reading order and everything below sorted.
struct InOrder<'a>(&'a Value);

/// A value with its names sorted, whichever map serde_json was built with.
struct Sorted<'a>(&'a Value);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for name in MEMBERS {
            if let Some(value) = self.0.get(name) {
                map.serialize_entry(name, &Sorted(value))?;
            }
        }
        map.end()
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(object) => {
                let sorted: BTreeMap<_, _> = object.iter().collect();
                serializer.collect_map(sorted.into_iter().map(|(name, value)| (name, Sorted(value))))
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted)),
            plain => plain.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(path: &str, id: &str, schema: &Value) -> Value {
        json!({
            "paths": {path: {"get": {"operationId": id}}},
            "components": {"schemas": {"Thing": schema}},
            "tags": [{"name": "Things"}],
        })
    }

    fn merge_two(a: &Value, b: &Value) -> Result<Value, Clash> {
        merge([a, b].into_iter())
    }

    #[test]
    fn services_that_fit_become_one_document_with_public_paths() {
        let thing = json!({"type": "string"});
        let merged = merge_two(&service("/b", "b", &thing), &service("/a", "a", &thing)).unwrap();
        let paths: Vec<_> = members(&merged["paths"]).map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/api/a", "/api/b"]);
        assert_eq!(merged["tags"], json!([{"name": "Things"}]));
    }

    #[test]
    fn services_that_use_one_name_for_two_things_are_refused() {
        let (text, number) = (json!({"type": "string"}), json!({"type": "number"}));
        let first = service("/a", "a", &text);
        let clash = |path, id, schema| merge_two(&first, &service(path, id, schema)).unwrap_err();
        assert_eq!(clash("/b", "a", &text), Clash::OperationId("a".into()));
        assert_eq!(clash("/a", "b", &text), Clash::Operation("GET /api/a".into()));
        assert_eq!(clash("/b", "b", &number), Clash::Component("Thing".into()));
    }

    #[test]
    fn the_bundled_page_gives_a_whole_script_and_a_whole_style_sheet() {
        let (script, style) = swagger_ui();
        assert!(script.contains("SwaggerUIBundle") && script.len() > 1_000_000, "{} bytes", script.len());
        assert!(style.contains(".swagger-ui") && style.len() > 100_000, "{} bytes", style.len());
        assert!(!style.contains("url(http") && !style.contains("@import"));
    }

    #[test]
    fn text_is_sorted_below_and_in_reading_order_above() {
        let text = text(&json!({"components": {}, "openapi": "3.0.0", "paths": {"/b": 1, "/a": 2}}));
        assert_eq!(
            text,
            "{\n  \"openapi\": \"3.0.0\",\n  \"paths\": {\n    \"/a\": 2,\n    \"/b\": 1\n  },\n  \"components\": {}\n}\n"
        );
    }
}
