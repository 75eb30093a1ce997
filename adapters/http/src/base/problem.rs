//! RFC 9457 problems: the one shape of every answer that says *no*.

use std::borrow::Cow;

use pediafor_kernel::FieldFault;
use poem::{
    Body, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{Object, types::ToJSON};

use super::trace;

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// An answer that says *no* (RFC 9457).
///
/// `type` is `/problems/<code>`, relative to the API's address and stable for ever: clients switch on `code`, people
/// read `detail`. What the caller sent is never repeated.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Problem {
    /// Which problem: `/problems/<code>`, a reference relative to the API's address.
    #[oai(rename = "type")]
    pub kind: String,
    /// The problem in a few words, the same for every occurrence.
    pub title: String,
    /// The HTTP status code.
    #[oai(validator(minimum(value = "400"), maximum(value = "599")))]
    pub status: u16,
    /// What went wrong this time, in words.
    pub detail: String,
    /// The problem's stable name in `snake_case`.
    pub code: String,
    /// The request's trace id, 32 hexadecimal digits: quote it when you ask for help.
    pub trace_id: Option<String>,
    /// Which parts of the request are wrong; absent where no single part is.
    pub errors: Option<Vec<ProblemField>>,
}

/// One wrong part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ProblemField {
    /// A JSON Pointer (RFC 6901) into the request body, or the name of a parameter or header.
    pub pointer: String,
    /// The broken rule's stable name in `snake_case`.
    pub code: String,
    /// The rule in words.
    pub detail: String,
}

impl From<FieldFault> for ProblemField {
    fn from(fault: FieldFault) -> Self {
        Self { pointer: fault.pointer, code: fault.code.into_owned(), detail: fault.detail }
    }
}

impl Problem {
    /// A problem named `code`; it carries the trace id of the request it is made in.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            title: title(code),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            trace_id: trace::current().map(|parent| parent.trace.to_string()),
            errors: None,
        }
    }

    /// Says which parts of the request are wrong.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<ProblemField>) -> Self {
        self.errors = (!errors.is_empty()).then_some(errors);
        self
    }

    /// The answer.
    pub(crate) fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))
            .body(Body::from(self.to_json_string()))
    }
}

/// `stale_version` becomes `Stale version`.
fn title(code: &str) -> String {
    let words: Cow<'_, str> = code.replace('_', " ").into();
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_type_after_its_code() {
        let problem = Problem::new(StatusCode::PRECONDITION_FAILED, "stale_version", "somebody was faster");
        assert_eq!(
            problem.to_json().unwrap(),
            serde_json::json!({
                "type": "/problems/stale_version",
                "title": "Stale version",
                "status": 412,
                "detail": "somebody was faster",
                "code": "stale_version",
            })
        );
    }
}
