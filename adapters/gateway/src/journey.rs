//! Which journey a request belongs to: W3C trace context and `X-Request-Id`, taken over where they hold.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use pediafor_kernel::trace::TraceParent;

use crate::problem::Refusal;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");
/// The most characters of a request id that is taken over.
const LONGEST: usize = 128;

/// Names the request, passes the names on and returns them; gives refusals their body; writes one line to the log.
pub(crate) async fn travel(mut request: Request, next: Next) -> Response {
    let parent = parent(request.headers_mut());
    let trace_id = parent.trace.to_string();
    let request_id = request_id(request.headers(), &trace_id);
    if let Ok(value) = HeaderValue::try_from(parent.to_string()) {
        request.headers_mut().insert(TRACE_PARENT, value);
    }
    request.headers_mut().insert(REQUEST_ID, request_id.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let started = Instant::now();

    let mut response = next.run(request).await;

    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        *response.body_mut() = refusal.body(&trace_id);
    }
    if let Ok(value) = HeaderValue::try_from(parent.to_string()) {
        response.headers_mut().insert(TRACE_PARENT, value);
    }
    response.headers_mut().insert(REQUEST_ID, request_id.clone());
    tracing::info!(
        %method,
        path,
        status = response.status().as_u16(),
        millis = started.elapsed().as_millis() as u64,
        trace_id,
        request_id = request_id.to_str().unwrap_or_default(),
        "answered"
    );
    response
}

fn parent(headers: &mut HeaderMap) -> TraceParent {
    let brought = match headers.get(&TRACE_PARENT) {
        Some(value) => value.to_str().ok().and_then(|text| text.parse().ok()),
        None => None,
    };
    brought.unwrap_or_else(|| {
        // the state belongs to the parent that does not hold
        headers.remove(TRACE_STATE);
        #[expect(clippy::disallowed_methods, reason = "a trace id names a request and decides nothing")]
        TraceParent::begin(uuid::Uuid::now_v7())
    })
}

fn request_id(headers: &HeaderMap, trace_id: &str) -> HeaderValue {
    let plain = |value: &&HeaderValue| {
        let text = value.as_bytes();
        (1..=LONGEST).contains(&text.len())
            && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let brought = headers.get(&REQUEST_ID).filter(plain).cloned();
    brought.or_else(|| HeaderValue::try_from(trace_id).ok()).unwrap_or(HeaderValue::from_static("-"))
}
