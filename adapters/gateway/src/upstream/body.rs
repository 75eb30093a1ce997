//! Bodies on their way: a request's, which may have to start again, and an answer's, which may not stand still.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};
use tower::BoxError;

/// A request's body that survives an attempt in which none of it was sent.
#[derive(Clone)]
pub(crate) struct Kept(Option<Arc<Shared>>);

struct Shared {
    body: Mutex<Body>,
    broke: AtomicBool,
}

impl Kept {
    pub(crate) fn new(body: Body) -> Self {
        let empty = body.is_end_stream();
        Self((!empty).then(|| Arc::new(Shared { body: Mutex::new(body), broke: AtomicBool::new(false) })))
    }

    pub(crate) fn empty() -> Self {
        Self(None)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Did it end in an error: too long, or left off by the client?
    pub(crate) fn broke(&self) -> bool {
        self.0.as_ref().is_some_and(|shared| shared.broke.load(Ordering::Relaxed))
    }
}

impl HttpBody for Kept {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(shared) = &self.0 else { return Poll::Ready(None) };
        let mut body = shared.body.lock().unwrap_or_else(PoisonError::into_inner);
        let frame = ready!(Pin::new(&mut *body).poll_frame(context));
        if matches!(frame, Some(Err(_))) {
            shared.broke.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(|shared| shared.body.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(
            || SizeHint::with_exact(0),
            |shared| shared.body.lock().unwrap_or_else(PoisonError::into_inner).size_hint(),
        )
    }
}

/// An answer's body, of which each part must come within a bound.
pub(crate) struct Moving {
    body: Incoming,
    bound: Duration,
    standing: Option<Pin<Box<Sleep>>>,
}

impl Moving {
    pub(crate) fn new(body: Incoming, bound: Duration) -> Self {
        Self { body, bound, standing: None }
    }
}

impl HttpBody for Moving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                self.standing = None;
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                let bound = self.bound;
                let standing = self.standing.get_or_insert_with(|| Box::pin(sleep(bound)));
                ready!(standing.as_mut().poll(context));
                Poll::Ready(Some(Err("the answer of a service stood still".into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
