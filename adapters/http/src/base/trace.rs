//! The trace of the request that the running task belongs to.

use opentelemetry::{
    Context,
    trace::{SpanContext, TraceContextExt, TraceFlags, TraceState},
};
use pediafor_kernel::trace::{SpanId, TraceId, TraceParent};
use poem::http::HeaderMap;
use tracing::{Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

tokio::task_local! {
    static CURRENT: TraceParent;
}

/// The trace of the request being served, if any.
pub(crate) fn current() -> Option<TraceParent> {
    CURRENT.try_with(|parent| *parent).ok()
}

/// Runs `work` as part of `parent`.
pub(crate) async fn within<F: Future>(parent: TraceParent, work: F) -> F::Output {
    CURRENT.scope(parent, work).await
}

/// Makes `span` the step of the journey that `headers` tell of, or the first one where they tell of none that holds.
pub(crate) fn enter(span: &Span, headers: &HeaderMap) -> TraceParent {
    let brought: Option<TraceParent> =
        headers.get("traceparent").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    if let Some(parent) = brought {
        // no harm where spans are not traced
        let _ = span.set_parent(Context::new().with_remote_span_context(SpanContext::new(
            parent.trace.number().into(),
            parent.span.number().into(),
            if parent.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() },
            true,
            TraceState::NONE,
        )));
    }
    let step = step(span).or(brought).unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "a trace id names a request and decides nothing")]
        TraceParent::begin(uuid::Uuid::now_v7())
    });
    span.record("trace_id", field::display(step.trace));
    step
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
