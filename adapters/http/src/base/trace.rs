//! The trace of the request that the running task belongs to.

use pediafor_kernel::trace::TraceParent;
use poem::http::HeaderMap;

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

/// The trace a request brings along, or a new one where it brings none that holds.
pub(crate) fn of_request(headers: &HeaderMap) -> TraceParent {
    headers.get("traceparent").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok()).unwrap_or_else(
        || {
            #[expect(clippy::disallowed_methods, reason = "a trace id names a request and decides nothing")]
            TraceParent::begin(uuid::Uuid::now_v7())
        },
    )
}
