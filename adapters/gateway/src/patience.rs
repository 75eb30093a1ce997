//! How long an answer is waited for, and who is to blame where none comes.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, timeout_at};

/// The most time that a request's body may take, however steadily it comes.
const LONGEST: Duration = Duration::from_secs(600);

/// Who was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slow {
    /// The client left off in the middle of its request.
    Client,
    /// The service does not answer.
    Service,
}

#[derive(Debug, Default)]
struct Watch {
    /// When the body last moved, in milliseconds from the beginning.
    moved: AtomicU64,
    /// Whether the client is waited for.
    client: AtomicBool,
}

/// Waits as long as the request's body moves, and a bound after that.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    began: Instant,
    watch: Arc<Watch>,
}

impl Patience {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), watch: Arc::default() }
    }

    /// The same body, watched.
    pub(crate) fn watch(&self, body: Body) -> Body {
        if body.is_end_stream() { body } else { Body::new(Watched { body, patience: self.clone() }) }
    }

    /// What `answer` comes to, if it comes within `bound` of the last movement of the body.
    pub(crate) async fn wait<F: Future>(&self, bound: Duration, answer: F) -> Result<F::Output, Slow> {
        let mut answer = pin!(answer);
        loop {
            let moved = self.watch.moved.load(Ordering::Relaxed);
            let until = self.began + (Duration::from_millis(moved) + bound).min(LONGEST);
            if let Ok(answer) = timeout_at(until, answer.as_mut()).await {
                return Ok(answer);
            }
            if self.watch.moved.load(Ordering::Relaxed) == moved || self.began.elapsed() >= LONGEST {
                let client = self.watch.client.load(Ordering::Relaxed);
                return Err(if client { Slow::Client } else { Slow::Service });
            }
        }
    }
}

struct Watched {
    body: Body,
    patience: Patience,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let watch = &self.patience.watch;
        watch.client.store(polled.is_pending(), Ordering::Relaxed);
        if polled.is_ready() {
            let elapsed = u64::try_from(self.patience.began.elapsed().as_millis()).unwrap_or(u64::MAX);
            watch.moved.store(elapsed, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, future::pending};

    use futures_util::{StreamExt, stream};
    use http_body_util::BodyExt;

    use super::*;

    const BOUND: Duration = Duration::from_secs(5);

    fn drip(parts: u32) -> Body {
        let parts = stream::iter(0..parts).then(|_| async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Ok::<_, Infallible>("x")
        });
        Body::from_stream(parts)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_moves_is_waited_for() {
        let patience = Patience::begin();
        let body = patience.watch(drip(10));
        let read = patience.wait(BOUND, body.collect()).await.unwrap().unwrap();
        assert_eq!(read.to_bytes().len(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_not_waited_for_for_ever() {
        let patience = Patience::begin();
        let body = patience.watch(drip(10_000));
        assert_eq!(patience.wait(BOUND, body.collect()).await.unwrap_err(), Slow::Client);
        assert_eq!(patience.began.elapsed().as_secs(), LONGEST.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_go_on_is_to_blame() {
        let patience = Patience::begin();
        let stalled = patience.watch(Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()));
        assert_eq!(patience.wait(BOUND, stalled.collect()).await.unwrap_err(), Slow::Client);

        let patience = Patience::begin();
        let unread = patience.watch(drip(1));
        assert_eq!(patience.wait(BOUND, pending::<()>()).await.unwrap_err(), Slow::Service);
        drop(unread);

        let patience = Patience::begin();
        let answer = async {
            let _ = patience.watch(drip(1)).collect().await;
            pending::<()>().await;
        };
        assert_eq!(patience.wait(BOUND, answer).await.unwrap_err(), Slow::Service);
    }
}
