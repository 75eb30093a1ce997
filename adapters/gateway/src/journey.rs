//! Which journey a request belongs to: W3C trace context and `X-Request-Id`, taken over where they hold.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context,
    trace::{SpanContext, TraceContextExt, TraceFlags, TraceState},
};
use pediafor_kernel::trace::{SpanId, TraceId, TraceParent};
use tracing::{Instrument, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::problem::Refusal;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");
/// The most characters of a request id that is taken over.
const LONGEST: usize = 128;

/// Names the request, passes the names on and returns them; gives refusals their body; writes one line to the log.
///
/// Where spans are traced, what is passed on and returned is the request's own span, a step after the caller's.
pub(crate) async fn travel(mut request: Request, next: Next) -> Response {
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        path = request.uri().path(),
        trace_id = field::Empty,
        request_id = field::Empty,
        otel.name = %request.method(),
        otel.kind = "server",
        otel.status_code = field::Empty,
    );
    let step = enter(&span, request.headers_mut());
    let trace_id = step.trace.to_string();
    let request_id = request_id(request.headers(), &trace_id);
    span.record("trace_id", &trace_id);
    span.record("request_id", request_id.to_str().unwrap_or_default());
    if let Ok(value) = HeaderValue::try_from(step.to_string()) {
        request.headers_mut().insert(TRACE_PARENT, value);
    }
    request.headers_mut().insert(REQUEST_ID, request_id.clone());
    let started = Instant::now();

    let mut response = next.run(request).instrument(span.clone()).await;

    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        *response.body_mut() = refusal.body(&trace_id);
    }
    if let Ok(value) = HeaderValue::try_from(step.to_string()) {
        response.headers_mut().insert(TRACE_PARENT, value);
    }
    response.headers_mut().insert(REQUEST_ID, request_id);
    let status = response.status();
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    span.in_scope(|| {
        tracing::info!(status = status.as_u16(), millis = started.elapsed().as_millis() as u64, "answered");
    });
    response
}

/// Makes `span` the step of the journey that `headers` tell of, or the first one where they tell of none that holds.
fn enter(span: &Span, headers: &mut HeaderMap) -> TraceParent {
    let brought: Option<TraceParent> =
        headers.get(&TRACE_PARENT).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    match brought {
        Some(parent) => {
            // no harm where spans are not traced
            let _ = span.set_parent(Context::new().with_remote_span_context(SpanContext::new(
                parent.trace.number().into(),
                parent.span.number().into(),
                if parent.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() },
                true,
                TraceState::NONE,
            )));
        }
        // the state belongs to the parent that does not hold
        None => drop(headers.remove(TRACE_STATE)),
    }
    step(span).or(brought).unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "a trace id names a request and decides nothing")]
        TraceParent::begin(uuid::Uuid::now_v7())
    })
}

/// The step that `span` is, where spans are traced.
fn step(span: &Span) -> Option<TraceParent> {
    let context = span.context();
    let span = context.span();
    let step = span.span_context();
    Some(TraceParent {
        trace: TraceId::new(u128::from_be_bytes(step.trace_id().to_bytes()))?,
        span: SpanId::new(u64::from_be_bytes(step.span_id().to_bytes()))?,
        sampled: step.is_sampled(),
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
