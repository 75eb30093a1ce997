//! What the API's own document says can be asked, so that a test of every route is a test of new ones too.

use reqwest::Method;
use serde_json::{Map, Value};

/// One operation of the merged document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id, such as `read_submission`.
    pub id: String,
    /// Its method.
    pub method: Method,
    /// Its public path with placeholders, such as `/api/submissions/{id}`.
    pub path: String,
    /// Does it need no token?
    pub public: bool,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its body, where it takes one.
    pub body: Option<BodySchema>,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// What it looks like, with references followed.
    pub schema: Value,
}

/// The body of an operation.
#[derive(Debug, Clone)]
pub struct BodySchema {
    /// Its media type.
    pub media: String,
    /// Its members and what each looks like, with the first reference followed.
    pub members: Map<String, Value>,
    /// The members that have to be there.
    pub required: Vec<String>,
}

impl Operation {
    /// All operations, in the document's order.
    pub fn all() -> Vec<Self> {
        let document = pediafor_http::openapi::merged().expect("the APIs go together");
        let paths = document["paths"].as_object().expect("paths");
        let methods = |(path, methods): (&String, &Value)| {
            let methods = methods.as_object().expect("methods").clone();
            let path = path.clone();
            methods.into_iter().map(move |(method, operation)| (path.clone(), method, operation))
        };
        paths.iter().flat_map(methods).map(|(path, method, it)| Self::of(&document, path, &method, &it)).collect()
    }

    fn of(document: &Value, path: String, method: &str, operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten().map(|parameter| Parameter {
            name: parameter["name"].as_str().expect("a name").to_owned(),
            place: parameter["in"].as_str().expect("a place").to_owned(),
            schema: resolve(document, &parameter["schema"]).clone(),
        });
        let content = operation["requestBody"]["content"].as_object();
        let body = content.and_then(|content| content.iter().next()).map(|(media, content)| {
            let schema = resolve(document, &content["schema"]);
            let members = schema["properties"].as_object().cloned().unwrap_or_default();
            BodySchema {
                media: media.clone(),
                members: members.into_iter().map(|(name, it)| (name, resolve(document, &it).clone())).collect(),
                required: schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|name| name.as_str().expect("a member's name").to_owned())
                    .collect(),
            }
        });
        Self {
            id: operation["operationId"].as_str().expect("an operation id").to_owned(),
            method: method.to_uppercase().parse().expect("a method"),
            path,
            public: operation["security"].as_array().is_some_and(Vec::is_empty),
            parameters: parameters.collect(),
            body,
        }
    }

    /// Method and path, as people write it.
    pub fn title(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Can asking change anything?
    pub fn is_safe(&self) -> bool {
        self.method == Method::GET
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    // a description beside a reference makes a conjunction of the two
    let parts = schema["allOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let target = std::iter::once(schema).chain(parts).find_map(|part| part["$ref"].as_str());
    match target.and_then(|target| target.strip_prefix('#')) {
        Some(target) => resolve(document, document.pointer(target).expect("a reference that leads somewhere")),
        None => schema,
    }
}
