//! A service's API as an axum router: the bridge from poem, and what surrounds every request.

use std::{convert::Infallible, future::Future, net::SocketAddr, pin::Pin, sync::Arc, task};

use axum::extract::{ConnectInfo, Request};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use poem::{
    Endpoint, IntoEndpoint, IntoResponse, RequestParts, Response,
    endpoint::BoxEndpoint,
    http::{HeaderValue, Method, StatusCode, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use poem_openapi::OpenApi;
use tracing::Instrument;

use super::{
    about::About,
    body,
    document::{document_of, service},
    edge::{Edge, Services},
    error::ApiError,
    measure::{self, Measure},
    problem::Problem,
    reject::{Asked, has_wrong_type, refuse},
    routes::Routes,
    trace,
};

/// A service's API, ready to be served or mounted.
///
/// Each request runs to its end in a task of its own, so that a client that hangs up cancels nothing half-way; a panic
/// in it is a 500 and nothing more. Answers say `Cache-Control: no-store` unless the handler says otherwise.
///
/// # Panics
///
/// At start, where two operations share an id or a path and method.
pub fn mount<A: OpenApi + 'static>(about: &About, api: A, services: Services, edge: &Edge) -> axum::Router {
    measure::describe();
    let api = service(about, api);
    let routes = Routes::of(document_of(&api));
    let mounted = Mounted { name: about.name, routes, endpoint: api.into_endpoint(), services, edge: edge.clone() };
    axum::Router::new().fallback_service(Bridge(Arc::new(mounted)))
}

struct Mounted {
    name: &'static str,
    routes: Routes,
    endpoint: BoxEndpoint<'static, Response>,
    services: Services,
    edge: Edge,
}

#[derive(Clone)]
struct Bridge(Arc<Mounted>);

type Answer = axum::response::Response;

impl tower::Service<Request> for Bridge {
    type Response = Answer;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<Result<(), Infallible>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let mounted = self.0.clone();
        let operation = mounted.operation(request.method(), request.uri().path());
        let span = tracing::info_span!(
            "request",
            service = mounted.name,
            method = %request.method(),
            path = request.uri().path(),
            trace_id = tracing::field::Empty,
            otel.name = operation.unwrap_or("unknown operation"),
            otel.kind = "server",
            otel.status_code = tracing::field::Empty,
            http.response.status_code = tracing::field::Empty,
        );
        let parent = trace::enter(&span, request.headers());
        let measure = Measure::begin(mounted.name, operation, request.method());
        let running = mounted.edge.running.clone();
        let work = async move {
            let response = mounted.answer(request).await;
            measure.end(response.status());
            response
        };
        let work = running.spawn(trace::within(parent, work).instrument(span.clone()));
        Box::pin(async move {
            let response = match work.await {
                Ok(response) => response,
                Err(error) => trace::within(parent, async { died(error) }).instrument(span.clone()).await,
            };
            span.record("http.response.status_code", response.status().as_u16());
            if response.status().is_server_error() {
                span.record("otel.status_code", "ERROR");
            }
            Ok(finish(response))
        })
    }
}

impl Mounted {
    /// The id of the operation that a request is for.
    fn operation(&self, method: &Method, path: &str) -> Option<&str> {
        let method = if method == Method::HEAD { "GET" } else { method.as_str() };
        self.routes.operation_at(method, path)
    }

    async fn answer(&self, request: Request) -> Response {
        let (parts, content) = request.into_parts();
        if parts.uri.path().contains("%00") || parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Problem::new(StatusCode::BAD_REQUEST, "nul_character", "an address may not contain U+0000")
                .into_response();
        }
        let (content, received) = match body::receive(&parts.headers, content, self.edge.limits).await {
            Ok(read) => read,
            Err(problem) => return problem.into_response(),
        };
        let asked = Asked {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            headers: parts.headers.clone(),
            received: received.clone(),
            limits: self.edge.limits,
        };
        // A body with a wrong type in it is refused like one that can't be parsed: by the handler, after the token.
        let content = if has_wrong_type(&asked, &self.routes) { poem::Body::from("!") } else { content };
        let remote = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let remote = remote.map(|ConnectInfo(address)| RemoteAddr((*address).into())).unwrap_or_default();
        let parts = RequestParts::from((parts, LocalAddr::default(), remote, Scheme::HTTP));
        let mut request = poem::Request::from_parts(parts, content);
        request.set_data(received);
        request.set_data(self.edge.clone());
        self.services.extend(request.extensions_mut());
        match self.endpoint.call(request).await {
            Ok(response) => response,
            Err(error) => refuse(error, &asked, &self.routes),
        }
    }
}

/// The answer to a request whose task did not end by itself.
fn died(error: tokio::task::JoinError) -> Response {
    match error.try_into_panic() {
        Ok(payload) => {
            let message = payload
                .downcast_ref::<&str>()
                .copied()
                .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            tracing::error!(panic = message.unwrap_or("without a message"), "a request's handler panicked");
            ApiError::internal().into_response()
        }
        Err(_) => ApiError::new(pediafor_kernel::Kind::Unavailable, "shutting_down", "the service is shutting down")
            .into_response(),
    }
}

fn finish(mut response: Response) -> Answer {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let response: http::Response<BoxBody<Bytes, std::io::Error>> = response.into();
    response.map(axum::body::Body::new)
}
