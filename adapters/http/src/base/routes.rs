//! What a service's document says about its operations, for answers that explain a refusal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

/// A service's operations, as its OpenAPI document tells them.
#[derive(Debug)]
pub(crate) struct Routes {
    document: Value,
    paths: Vec<Path>,
    operations: HashMap<String, Operation>,
}

#[derive(Debug)]
struct Path {
    segments: Vec<Segment>,
    /// By method, the operation's id.
    methods: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq)]
enum Segment {
    Fixed(String),
    Parameter(String),
}

/// Where in the document an operation stands.
#[derive(Debug)]
struct Operation {
    path: String,
    method: String,
    path_parameters: Vec<String>,
}

impl Routes {
    pub(crate) fn of(document: Value) -> Self {
        let mut paths = Vec::new();
        let mut operations = HashMap::new();
        for (template, methods) in document["paths"].as_object().into_iter().flatten() {
            let segments: Vec<_> = template.split('/').skip(1).map(Segment::of).collect();
            let path_parameters: Vec<_> = segments.iter().filter_map(Segment::parameter).map(str::to_owned).collect();
            for (method, operation) in methods.as_object().into_iter().flatten() {
                if let Some(id) = operation["operationId"].as_str() {
                    let operation = Operation {
                        path: template.clone(),
                        method: method.clone(),
                        path_parameters: path_parameters.clone(),
                    };
                    operations.insert(id.to_owned(), operation);
                }
            }
            let methods = methods.as_object().into_iter().flatten().map(|(method, operation)| {
                (method.to_uppercase(), operation["operationId"].as_str().unwrap_or_default().to_owned())
            });
            let methods = methods.collect();
            paths.push(Path { segments, methods });
        }
        // the router prefers fixed segments from the left, and so does the first match here
        paths.sort_by_cached_key(|path| path.segments.iter().map(|s| s.parameter().is_some()).collect::<Vec<_>>());
        Self { document, paths, operations }
    }

    /// The whole document, into which schemas refer.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// The methods that `path` answers to, sorted.
    pub(crate) fn methods(&self, path: &str) -> BTreeSet<String> {
        let mut methods: BTreeSet<String> =
            self.at(path).into_iter().flat_map(|it| it.methods.keys().cloned()).collect();
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        methods
    }

    /// The id of the operation that a request is for.
    pub(crate) fn operation_at(&self, method: &str, path: &str) -> Option<&str> {
        self.at(path)?.methods.get(method).map(String::as_str)
    }

    fn at(&self, path: &str) -> Option<&Path> {
        let segments: Vec<_> = path.split('/').skip(1).collect();
        self.paths.iter().find(|path| {
            path.segments.len() == segments.len()
                && path.segments.iter().zip(&segments).all(|(expected, given)| expected.matches(given))
        })
    }

    /// The name of a path parameter, which poem-openapi knows by its place alone (`param0`).
    pub(crate) fn path_parameter(&self, operation: &str, placeholder: &str) -> Option<&str> {
        let place: usize = placeholder.strip_prefix("param")?.parse().ok()?;
        self.operations.get(operation)?.path_parameters.get(place).map(String::as_str)
    }

    /// The schema of a parameter.
    pub(crate) fn parameter_schema(&self, operation: &str, name: &str) -> Option<&Value> {
        let parameters = self.operation(operation)?["parameters"].as_array()?;
        parameters.iter().find(|parameter| parameter["name"] == name).map(|parameter| &parameter["schema"])
    }

    /// The schema of the request body, and the media types it comes in.
    pub(crate) fn bodies(&self, operation: &str) -> impl Iterator<Item = (&str, &Value)> {
        let content = self.operation(operation).and_then(|operation| operation["requestBody"]["content"].as_object());
        content.into_iter().flatten().map(|(media, content)| (media.as_str(), &content["schema"]))
    }

    fn operation(&self, id: &str) -> Option<&Value> {
        let operation = self.operations.get(id)?;
        self.document["paths"].get(&operation.path)?.get(&operation.method)
    }
}

impl Segment {
    fn of(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => Self::Parameter(name.to_owned()),
            None => Self::Fixed(text.to_owned()),
        }
    }

    fn parameter(&self) -> Option<&str> {
        match self {
            Self::Fixed(_) => None,
            Self::Parameter(name) => Some(name),
        }
    }

    fn matches(&self, given: &str) -> bool {
        match self {
            Self::Fixed(text) => text == given,
            Self::Parameter(_) => !given.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn routes() -> Routes {
        Routes::of(json!({"paths": {
            "/users/{id}": {"get": {"operationId": "get_user"}, "patch": {"operationId": "edit_user"}},
            "/users/me": {"delete": {"operationId": "forget_me"}},
            "/users/{id}/files/{file}": {"get": {
                "operationId": "get_file",
                "parameters": [{"name": "file", "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
            }},
        }}))
    }

    #[test]
    fn a_path_answers_to_the_methods_of_its_closest_template() {
        let methods = |path| routes().methods(path).into_iter().collect::<Vec<_>>().join(", ");
        assert_eq!(methods("/users/7"), "GET, HEAD, PATCH");
        assert_eq!(methods("/users/me"), "DELETE");
        assert_eq!(methods("/users"), "");
        assert_eq!(methods("/users/"), "");
        assert_eq!(routes().operation_at("PATCH", "/users/7"), Some("edit_user"));
        assert_eq!(routes().operation_at("GET", "/users/me"), None);
    }

    #[test]
    fn an_operation_tells_its_parameters_and_its_body() {
        let routes = routes();
        assert_eq!(routes.path_parameter("get_file", "param1"), Some("file"));
        assert_eq!(routes.path_parameter("get_file", "param2"), None);
        assert_eq!(routes.parameter_schema("get_file", "file"), Some(&json!({"type": "string"})));
        assert_eq!(routes.bodies("get_file").map(|(media, _)| media).collect::<Vec<_>>(), ["application/json"]);
        assert_eq!(routes.bodies("nothing").count(), 0);
    }
}
