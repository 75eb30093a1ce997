use std::{error::Error, future::Future, time::Duration};

use backon::{ExponentialBuilder, Retryable};

/// Tries again and again, with growing pauses, for `patience`; says `what` each time.
///
/// # Errors
///
/// The last failure.
pub(crate) async fn until<T, E, F, Fut>(patience: Duration, what: &str, attempt: F) -> Result<T, E>
where
    E: Error + 'static,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(2))
        .with_total_delay(Some(patience))
        .without_max_times()
        .with_jitter();
    attempt.retry(pauses).notify(|error, pause| tracing::warn!(error = error as &dyn Error, ?pause, "{what}")).await
}
