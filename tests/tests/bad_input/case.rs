//! One thing that a client may do wrong, and what is expected of the answer.

use pediafor_tests::{Answer, Client, operations::Operation, world::Example};
use reqwest::RequestBuilder;

/// Stands somewhere in most bad requests, and in no answer that refuses one.
pub(crate) const MARKER: &str = "pl4nted<b>";

/// What is expected of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A refusal: any status from 400 to 499.
    Refusal,
    /// A refusal with this status.
    Status(u16),
    /// It may be done or refused, but nothing breaks.
    NoHarm,
}

/// A request, what is wrong with it, and what is expected.
pub(crate) struct Case {
    pub(crate) wrong: String,
    pub(crate) request: RequestBuilder,
    pub(crate) expected: Expected,
}

impl Case {
    pub(crate) fn new(wrong: impl Into<String>, request: RequestBuilder, expected: Expected) -> Self {
        Self { wrong: wrong.into(), request, expected }
    }
}

/// Everything that a bad request is made of: a good one, and who may send it.
pub(crate) struct Good<'a> {
    pub(crate) example: &'a Example,
    pub(crate) client: &'a Client,
}

impl Good<'_> {
    pub(crate) fn operation(&self) -> &Operation {
        &self.example.operation
    }

    /// The request without a body.
    pub(crate) fn bare(&self) -> RequestBuilder {
        self.client.request(self.operation().method.clone(), &self.example.target())
    }

    /// The request as it should be.
    pub(crate) fn whole(&self) -> RequestBuilder {
        self.example.request(self.client)
    }

    /// The request with another body of `media`.
    pub(crate) fn carrying(&self, media: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.bare().header("content-type", media).body(body)
    }
}

/// What is wrong with the answer; nothing, where it is as it should be.
pub(crate) fn objections(answer: &Answer, expected: Expected) -> Vec<String> {
    let status = answer.status.as_u16();
    let mut objections = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            objections.push(what.to_owned());
        }
    };
    match expected {
        Expected::Status(wanted) => demand(status == wanted, &format!("{wanted} expected")),
        Expected::Refusal => demand((400..500).contains(&status), "a refusal expected"),
        Expected::NoHarm => demand(status < 500, "neither a success nor a refusal"),
    }
    if status < 400 {
        return objections;
    }
    demand(answer.content_type() == "application/problem+json", "not application/problem+json");
    let member = |name: &str| answer.body[name].as_str().unwrap_or_default();
    demand(!member("code").is_empty(), "no code");
    demand(member("type") == format!("/problems/{}", member("code")), "its type does not name its code");
    demand(!member("title").is_empty() && !member("detail").is_empty(), "no words");
    demand(answer.body["status"] == status, "another status in the body");
    demand(!answer.text.contains("pl4nted"), "it repeats what was planted");
    for word in ["panick", ".rs:", "sqlite", "postgres", "SELECT", "/root", "serde"] {
        demand(!answer.text.contains(word), &format!("it speaks of {word}"));
    }
    objections
}
