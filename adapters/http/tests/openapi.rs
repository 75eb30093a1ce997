//! The OpenAPI documents keep the rules that clients, generators and people rely on.
#![expect(clippy::expect_used, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "written as a service module would be")]
#[expect(dead_code, clippy::unwrap_used, clippy::panic, reason = "only the service's types are looked at here")]
mod notes;

use std::collections::BTreeSet;

use pediafor_http::{base::document, openapi};
use serde_json::Value;

/// Every broken rule in words; empty where all hold.
fn broken_rules(document: &Value) -> Vec<String> {
    let mut broken = Vec::new();
    let mut ids = BTreeSet::new();
    let paths = document["paths"].as_object().expect("paths");
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            let place = format!("{method} {path}");
            let mut demand = |holds: bool, rule: &str| {
                if !holds {
                    broken.push(format!("{place}: {rule}"));
                }
            };
            let id = operation["operationId"].as_str().unwrap_or_default();
            demand(
                !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                "an operation id in snake_case",
            );
            demand(ids.insert(id.to_owned()), "an operation id of its own");
            demand(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "a summary");
            demand(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "a tag");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap_or_default();
                let rust = name.contains(|c: char| c == '_' || c.is_lowercase());
                let header = parameter["in"] == "header";
                demand(!header || !rust || name.contains('-'), &format!("the header {name} named as HTTP names it"));
                demand(parameter["explode"] != false, &format!("{name} repeated, not exploded, which would panic"));
                demand(parameter["description"].is_string(), &format!("a description of {name}"));
            }
            for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
                demand(answer["description"] != "", &format!("a description of {status}"));
                let problem = answer["content"].get("application/problem+json").is_some();
                demand(problem == status.starts_with(['4', '5']), &format!("{status} as problem+json"));
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let described = property["description"].is_string() || property["allOf"][1]["description"].is_string();
            if !described {
                broken.push(format!("{name}.{field}: a description"));
            }
            if field.chars().any(|c| c.is_uppercase() || c == '-') {
                broken.push(format!("{name}.{field}: a name in snake_case"));
            }
        }
    }
    dangling(document, document, &mut broken);
    broken
}

fn dangling(document: &Value, value: &Value, broken: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(target) = object.get("$ref").and_then(Value::as_str)
                && document.pointer(target.trim_start_matches('#')).is_none()
            {
                broken.push(format!("{target}: a schema of that name"));
            }
            object.values().for_each(|value| dangling(document, value, broken));
        }
        Value::Array(items) => items.iter().for_each(|value| dangling(document, value, broken)),
        _ => {}
    }
}

#[test]
fn the_example_keeps_the_rules_and_tells_everything() {
    let document = document(&notes::ABOUT, notes::API);
    assert_eq!(broken_rules(&document), Vec::<String>::new());

    let write = &document["paths"]["/notes"]["post"];
    assert_eq!(write["security"][0]["AccessToken"], serde_json::json!([]));
    assert_eq!(document["paths"]["/size"]["post"]["security"], serde_json::json!([]));
    assert_eq!(document["components"]["securitySchemes"]["AccessToken"]["bearerFormat"], "PASETO");
    assert!(write["requestBody"]["content"].get("application/json").is_some());
    assert!(write["responses"]["201"]["headers"].get("ETag").is_some());
    assert!(write["responses"]["422"]["content"].get("application/problem+json").is_some());
    let page = &document["components"]["schemas"]["Page_Note"];
    assert_eq!(page["properties"]["next_cursor"]["nullable"], true);
    assert!(document["paths"]["/notes"].get("get").is_some());
}

#[test]
fn a_rule_that_is_broken_is_found() {
    let mut document = document(&notes::ABOUT, notes::API);
    document["paths"]["/notes"]["post"]["operationId"] = "list_notes".into();
    document["paths"]["/notes"]["post"]["parameters"][0]["name"] = "idempotency".into();
    document["components"]["schemas"].as_object_mut().expect("schemas").remove("Note");
    let broken = broken_rules(&document).join("\n");
    for rule in ["an operation id of its own", "the header idempotency named as HTTP names it", "a schema of that name"]
    {
        assert!(broken.contains(rule), "{rule} in\n{broken}");
    }
}

#[test]
fn every_service_keeps_the_rules() {
    for (name, document) in openapi::per_service() {
        assert_eq!(broken_rules(&document), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_services_fit_together_and_the_text_is_the_same_every_time() {
    let once = openapi::documents().expect("no clash");
    assert_eq!(openapi::documents().as_ref(), Ok(&once));
    let (name, text) = once.last().expect("the merged document");
    assert_eq!(name, "pediafor.json");
    let merged: Value = serde_json::from_str(text).expect("JSON");
    assert!(merged["paths"].as_object().expect("paths").keys().all(|path| path.starts_with("/api/")));
}
