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
                let answer = resolve(document, answer);
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

/// What `value` says, or what it refers to.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| document.pointer(target.trim_start_matches('#')));
    target.unwrap_or(value)
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
    assert_eq!(write["responses"]["422"]["$ref"], "#/components/responses/UnprocessableEntity");
    let refusal = resolve(&document, &write["responses"]["401"]);
    assert!(refusal["content"].get("application/problem+json").is_some());
    assert!(refusal["headers"].get("WWW-Authenticate").is_some());
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

/// An operation that forgets its `Bearer` parameter shows up here. The edge has the same list.
#[cfg(feature = "users")]
#[test]
fn nothing_is_public_by_mistake() {
    let mut public = Vec::new();
    for (_, document) in openapi::per_service() {
        for (path, operations) in document["paths"].as_object().expect("paths") {
            let open = operations.as_object().expect("operations").iter();
            let open = open.filter(|(_, operation)| operation["security"] == serde_json::json!([]));
            public.extend(open.map(|(method, _)| format!("{method} {path}")));
        }
    }
    public.sort_unstable();
    assert_eq!(public, ["post /auth/login", "post /auth/refresh", "post /auth/register", "post /users/register"]);
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
