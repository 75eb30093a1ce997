use reqwest::{RequestBuilder, multipart};
use serde_json::Value;

use super::{questions::Who, sketch};
use crate::{Answer, Client, operations::Operation};

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    Nothing,
    /// JSON.
    Json(Value),
    /// A form with a small text file for this question.
    File {
        /// The question's id.
        item: &'static str,
    },
}

/// A request that is right in itself, about a thing that is there: whether it is granted is a matter of rights alone.
#[derive(Debug, Clone)]
pub struct Example {
    /// The operation.
    pub operation: Operation,
    /// What stands for each placeholder of the path.
    pub path: Vec<(&'static str, String)>,
    /// What follows the path: nothing, or `?` and parameters.
    pub query: String,
    /// What it carries.
    pub body: Body,
    /// One who may ask it.
    pub by: Who,
    /// Whose the thing is, where it is a student's and not the world's student's.
    pub student: Option<Client>,
    /// It ends the session of whoever asks it.
    pub ends_sessions: bool,
    /// What the answer holds for those who may see the thing, or its secrets, and for nobody else.
    pub trace: Option<String>,
    /// Who sees where whether anything changed.
    pub watch: Option<(Who, String)>,
}

impl Example {
    pub(super) fn of(operation: &Operation, by: Who) -> Self {
        Self {
            operation: operation.clone(),
            path: Vec::new(),
            query: String::new(),
            body: Body::Nothing,
            by,
            student: None,
            ends_sessions: false,
            trace: None,
            watch: None,
        }
    }

    pub(super) fn about(mut self, name: &'static str, id: &str) -> Self {
        self.path.push((name, id.to_owned()));
        self
    }

    pub(super) fn saying(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }

    pub(super) fn with_query(self, query: &str) -> Self {
        Self { query: format!("?{query}"), ..self }
    }

    pub(super) fn of_student(self, student: &Client) -> Self {
        Self { student: Some(student.clone()), ..self }
    }

    pub(super) fn tracing(self, trace: impl Into<String>) -> Self {
        Self { trace: Some(trace.into()), ..self }
    }

    /// An administrator sees at `path` whether anything changed.
    pub(super) fn watching(self, path: String) -> Self {
        Self { watch: Some((Who::Admin, path)), ..self }
    }

    /// The path, filled in.
    ///
    /// # Panics
    ///
    /// Where a placeholder stays open.
    pub fn target(&self) -> String {
        let mut path = self.operation.path.clone();
        for (name, id) in &self.path {
            path = path.replace(&format!("{{{name}}}"), id);
        }
        assert!(!path.contains('{'), "nothing stands for a placeholder of {path}");
        path + &self.query
    }

    /// The same about things that were never there.
    #[must_use]
    pub fn absent(&self) -> Self {
        let mut absent = self.clone();
        for (_, id) in &mut absent.path {
            replace(id);
        }
        if let Body::Json(body) = &mut absent.body {
            replace_within(body);
        }
        absent
    }

    /// The request of `client`.
    pub fn request(&self, client: &Client) -> RequestBuilder {
        let request = client.request(self.operation.method.clone(), &self.target());
        match &self.body {
            Body::Nothing => request,
            Body::Json(body) => request.json(body),
            Body::File { item } => request.multipart(multipart::Form::new().text("item", *item).part("file", sketch())),
        }
    }

    /// Asks it.
    pub async fn send(&self, client: &Client) -> Answer {
        client.send(self.request(client)).await
    }
}

/// Puts a fresh id where an id is.
fn replace(text: &mut String) {
    if uuid::Uuid::try_parse(text).is_ok() {
        *text = uuid::Builder::from_random_bytes(rand::random()).into_uuid().to_string();
    }
}

fn replace_within(value: &mut Value) {
    match value {
        Value::String(text) => replace(text),
        Value::Array(items) => items.iter_mut().for_each(replace_within),
        Value::Object(members) => members.values_mut().for_each(replace_within),
        _ => {}
    }
}
