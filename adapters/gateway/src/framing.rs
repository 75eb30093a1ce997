//! Requests that mean one thing to every server, and end at one place.

use std::panic::AssertUnwindSafe;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::{gateway::panicked, path, problem::Refusal};

/// Refuses what could be read or framed in two ways, or is meant for a proxy.
///
/// A panic behind it is a 500 and nothing more.
///
/// A request in chunks is the last on its connection: where it had a `Content-Length` as well, the HTTP library has
/// dropped that before we see it, and what follows may be a part of it or a request that was smuggled in.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let refusal = refusal(request.method(), request.headers()).or_else(|| path::refusal(request.uri()));
    let mut response = match refusal {
        Some(refusal) => refusal.into_response(),
        None => AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(panicked),
    };
    if chunked {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn refusal(method: &Method, headers: &HeaderMap) -> Option<Refusal> {
    let many = |name| headers.get_all(name).iter().count();
    let coding = headers.get(header::TRANSFER_ENCODING);
    let plain = coding.is_none_or(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if matches!(*method, Method::CONNECT | Method::TRACE) {
        let detail = format!("{method} is not answered here");
        return Some(closing(Refusal::new(StatusCode::NOT_IMPLEMENTED, "method_not_implemented", detail)));
    }
    let unclear = !plain
        || many(header::TRANSFER_ENCODING) > 1
        || many(header::CONTENT_LENGTH) > 1
        || many(header::HOST) > 1
        || (coding.is_some() && headers.contains_key(header::CONTENT_LENGTH));
    let detail = "the request does not say clearly where it ends or where it goes";
    unclear.then(|| closing(Refusal::new(StatusCode::BAD_REQUEST, "ambiguous_request", detail)))
}

fn closing(refusal: Refusal) -> Refusal {
    refusal.with_header(header::CONNECTION, HeaderValue::from_static("close"))
}
