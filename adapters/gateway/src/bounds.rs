//! How large a request may be.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::body::{Body, HttpBody};
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{config::Config, problem::Refusal};

/// Tells afterwards whether a body went past its bound while a service read it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Overflow(Arc<AtomicBool>);

impl Overflow {
    pub(crate) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The most bytes that a request with these headers may have.
pub(crate) fn limit(headers: &HeaderMap, config: &Config) -> usize {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let upload = media.trim_start().get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/"));
    if upload { config.upload_limit } else { config.body_limit }
}

/// Does the request say itself that it is larger than `limit`?
pub(crate) fn announces_more(headers: &HeaderMap, limit: usize) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.is_some_and(|length| length.parse().is_ok_and(|length: u64| length > limit as u64))
}

/// The same body, which breaks off after `limit` bytes.
pub(crate) fn bound(body: Body, limit: usize) -> (Body, Overflow) {
    let overflow = Overflow::default();
    if body.is_end_stream() {
        return (body, overflow);
    }
    let seen = overflow.clone();
    let body = Limited::new(body, limit).map_err(move |error| {
        if error.is::<LengthLimitError>() {
            seen.0.store(true, Ordering::Relaxed);
        }
        error
    });
    (Body::new(body), overflow)
}

pub(crate) fn too_large(limit: usize) -> Refusal {
    let detail = format!("the body may have at most {limit} bytes");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
}
