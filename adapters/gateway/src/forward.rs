//! Passing a request on to its service.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header, uri::PathAndQuery};

use crate::{bounds, gateway::Gateway, guard, problem::Refusal, route};

/// Passes a request on, if it belongs to a service and its token holds.
///
/// A public request passes with whatever token it has: an expired one must not keep anybody from refreshing it.
pub(crate) async fn forward(State(gateway): State<Arc<Gateway>>, mut request: Request) -> Response {
    let Some((name, path)) = route::find(request.uri().path()) else {
        return Refusal::no_such_path().into_response();
    };
    if !route::is_public(request.method(), &path) {
        let checked = guard::check(request.headers(), &*gateway.verifier, &*gateway.revoked, &*gateway.clock);
        if let Err(refusal) = checked {
            return refusal.into_response();
        }
    }
    let limit = bounds::limit(request.headers(), &gateway.config);
    if bounds::announces_more(request.headers(), limit) {
        return bounds::too_large(limit).into_response();
    }
    let Some(uri) = own_address(&path, request.uri().query()) else {
        return Refusal::no_such_path().into_response();
    };
    *request.uri_mut() = uri;
    guard::strip(request.headers_mut());
    let (parts, body) = request.into_parts();
    let (body, overflow) = bounds::bound(body, limit);
    let answer = gateway.services.get(name).upstream.answer(Request::from_parts(parts, body));
    let Ok(mut response) = tokio::time::timeout(gateway.config.timeout, answer).await else {
        tracing::warn!(service = name.as_str(), "a service took too long");
        return Refusal::new(StatusCode::GATEWAY_TIMEOUT, "upstream_timeout", "a service took too long to answer")
            .into_response();
    };
    if overflow.happened() && !response.status().is_success() {
        return bounds::too_large(limit).into_response();
    }
    publish_location(response.headers_mut());
    response
}

/// A service says where a thing is by its own path; from outside it is found under the public one.
fn publish_location(headers: &mut HeaderMap) {
    let public = headers.get(header::LOCATION).and_then(|location| route::public(location.to_str().ok()?));
    if let Some(public) = public.and_then(|path| HeaderValue::try_from(path).ok()) {
        headers.insert(header::LOCATION, public);
    }
}

fn own_address(path: &str, query: Option<&str>) -> Option<Uri> {
    let target = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    Some(Uri::from(PathAndQuery::try_from(target).ok()?))
}
