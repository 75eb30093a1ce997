//! RFC 9457 problems of the edge itself.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

/// An answer of the edge that says *no*. It becomes a body at the outermost layer, which knows the trace.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    detail: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), headers: Vec::new() }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Nothing is at this path.
    pub(crate) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_path", "nothing is at this path")
    }

    /// The body of the answer, in the trace `trace_id`.
    pub(crate) fn body(&self, trace_id: &str) -> Body {
        let title = self.code.replace('_', " ");
        let (first, rest) = title.split_at(1);
        let problem = json!({
            "type": format!("/problems/{}", self.code),
            "title": format!("{}{rest}", first.to_uppercase()),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
            "trace_id": trace_id,
        });
        Body::from(problem.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers.iter().cloned());
        response.extensions_mut().insert(self);
        response
    }
}
