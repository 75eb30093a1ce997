//! Passing a request on to its service.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts, uri::PathAndQuery};

use crate::{
    bounds,
    class::Class,
    client::ClientAddress,
    gateway::Gateway,
    guard::{self, Unproven},
    limits::Asked,
    measure::UnderWay,
    patience::Patience,
    problem::Refusal,
    route,
    service::ServiceName,
};

/// Passes a request on, if it belongs to a service, its token holds, and its sender does not ask too often.
pub(crate) async fn forward(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let Some((name, path)) = route::find(request.uri().path()) else {
        return Refusal::no_such_path().into_response();
    };
    let class = Class::of(request.method(), &path);
    let under_way = UnderWay::begin(name, class, request.method());
    let (parts, body) = request.into_parts();
    let address = ClientAddress::of(peer(&parts), &parts.headers, &gateway.config.trusted_proxies);
    let response = match admit(&gateway, &parts, &path, class, address).await {
        Ok(asked) => {
            let mut response = match pass_on(&gateway, Request::from_parts(parts, body), name, &path, class).await {
                Ok(response) => response,
                Err(refusal) => refusal.into_response(),
            };
            let failed = class == Class::SignIn && response.status().is_client_error();
            let asked = if failed { gateway.limits.sign_in_failed(address).await.or(asked) } else { asked };
            if let Some(asked) = asked {
                asked.tell(response.headers_mut());
            }
            response
        }
        Err(refusal) => refusal.into_response(),
    };
    under_way.answered(&response);
    response
}

/// Where nobody says who talks to us, all share one address.
fn peer(request: &Parts) -> IpAddr {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip())
}

/// Whether a request may pass, and how its sender stands then.
///
/// A public request passes with whatever token it has: an expired one must not keep anybody from refreshing it.
async fn admit<'a>(
    gateway: &'a Gateway,
    request: &Parts,
    path: &str,
    class: Class,
    address: ClientAddress,
) -> Result<Option<Asked<'a>>, Refusal> {
    let asked = if route::is_public(&request.method, path) {
        gateway.limits.anybody(address, class).await
    } else {
        if !class.goes_on_unheard() && !gateway.revoked.hears() {
            return Err(unheard());
        }
        match guard::check(&request.headers, &*gateway.verifier, &*gateway.revoked, &*gateway.clock) {
            Ok(claims) => gateway.limits.user(claims.user, class).await,
            Err(Unproven::Missing) if let Some(method) = route::public_method(path) => {
                return Err(wrong_method(&request.method, method));
            }
            Err(unproven) => {
                if unproven.could_be_a_guess()
                    && let Some(asked) = gateway.limits.bad_token(address).await
                {
                    asked.verdict()?;
                }
                return Err(unproven.refusal());
            }
        }
    };
    asked.map_or(Ok(()), |asked| asked.verdict())?;
    Ok(asked)
}

async fn pass_on(
    gateway: &Gateway,
    mut request: Request,
    name: ServiceName,
    path: &str,
    class: Class,
) -> Result<Response, Refusal> {
    let limit = bounds::limit(request.headers(), &gateway.config);
    if bounds::announces_more(request.headers(), limit) {
        return Err(bounds::too_large(limit));
    }
    *request.uri_mut() = own_address(path, request.uri().query()).ok_or_else(Refusal::no_such_path)?;
    guard::strip(request.headers_mut());
    let (parts, body) = request.into_parts();
    let (body, overflow) = bounds::bound(body, limit);
    let patience = Patience::begin();
    let request = Request::from_parts(parts, patience.watch(body));
    let upstream = &gateway.services.get(name).upstream;
    let mut response = upstream.answer(request, class.lane(), &patience, gateway.config.timeout).await;
    if overflow.happened() && !response.status().is_success() {
        return Err(bounds::too_large(limit));
    }
    publish_location(response.headers_mut());
    Ok(response)
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

fn unheard() -> Refusal {
    let detail = "which sessions were ended can't be known just now; saving and submitting go on, the rest in a while";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "revocation_unknown", detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
}

fn wrong_method(asked: &Method, public: &Method) -> Refusal {
    let asked = if asked.as_str().len() > 16 { "this method" } else { asked.as_str() };
    let detail = format!("without a token this path does not answer to {asked}; it answers to {public}");
    let allow = HeaderValue::from_str(public.as_str()).unwrap_or(HeaderValue::from_static("POST"));
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail).with_header(header::ALLOW, allow)
}
