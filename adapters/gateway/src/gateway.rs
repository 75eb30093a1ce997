//! Putting the edge together.

use std::{fmt, sync::Arc};

use axum::{
    Json, Router,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use pediafor_kernel::{
    Clock,
    auth::{RevokedSessions, TokenVerifier},
};
use serde_json::json;
use tower::ServiceBuilder;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{
    config::{Config, Origins},
    docs::{self, Documentation},
    forward::forward,
    framing,
    health::{self, HealthCheck, LastSeen},
    journey::{self, REQUEST_ID, TRACE_PARENT},
    limits::{Limits, RATE_LIMIT, RATE_LIMIT_POLICY},
    measure::{self, Render},
    problem::Refusal,
    service::Services,
};

/// How long a browser may remember what it was told about origins.
const REMEMBER: std::time::Duration = std::time::Duration::from_secs(600);

/// Everything the edge needs.
pub struct Gateway {
    /// Where requests go.
    pub services: Services,
    /// Whether requests may be sent to this process at all.
    pub ready: Arc<dyn HealthCheck>,
    /// Checks access tokens.
    pub verifier: Arc<dyn TokenVerifier>,
    /// Knows which sessions were ended.
    pub revoked: Arc<dyn RevokedSessions>,
    /// By which tokens expire.
    pub clock: Arc<dyn Clock>,
    /// What `/docs` and `/openapi.json` show.
    pub documentation: Documentation,
    /// How often somebody may ask.
    pub limits: Limits,
    /// What `/metrics` shows; without it there is no such path.
    pub metrics: Option<Render>,
    /// How it is set up.
    pub config: Config,
}

impl Gateway {
    /// The edge, ready to be served.
    pub fn into_router(self) -> Router {
        let docs = docs::router(&self.documentation);
        let metrics = self.metrics.clone().map(measure::router).unwrap_or_default();
        let cors = cors(&self.config);
        let gateway = Arc::new(self);
        let watched = Router::new()
            .route("/health", get(health::overview))
            .route("/health/{service}", get(health::one))
            .route("/ready", get(health::ready))
            .with_state((gateway.clone(), Arc::new(LastSeen::default())));
        Router::new()
            .route("/", get(index))
            .merge(docs)
            .merge(metrics)
            .fallback(forward)
            .with_state(gateway)
            .merge(watched)
            .method_not_allowed_fallback(method_not_allowed)
            // one after the other, from outside in: each layer of its own would cost another box and clone a request
            .layer(
                ServiceBuilder::new()
                    .layer(middleware::from_fn(journey::travel))
                    .layer(middleware::map_response(harden))
                    .layer(cors)
                    .layer(middleware::from_fn(framing::guard)),
            )
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("config", &self.config).finish_non_exhaustive()
    }
}

async fn index() -> Response {
    let index = json!({
        "name": "Pediafor",
        "version": env!("CARGO_PKG_VERSION"),
        "api": "/api",
        "documentation": "/docs",
        "openapi": "/openapi.json",
        "health": "/health",
    });
    Json(index).into_response()
}

async fn method_not_allowed(request: Request) -> Refusal {
    let known = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let asked = known.iter().find(|method| *method == request.method()).map_or("this method", Method::as_str);
    let detail = format!("this path does not answer to {asked}; it answers to GET, HEAD");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
        .with_header(header::ALLOW, HeaderValue::from_static("GET, HEAD"))
}

pub(crate) fn panicked(payload: Box<dyn std::any::Any + Send>) -> Response {
    let message = payload.downcast::<String>().map_or_else(
        |payload| payload.downcast::<&str>().map_or("without a message".to_owned(), |message| (*message).to_owned()),
        |message| *message,
    );
    tracing::error!(panic = message, "the edge panicked");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "something went wrong on our side; quote the trace id when you ask for help",
    )
    .into_response()
}

/// What every answer says to a browser, unless it says so itself.
async fn harden(mut response: Response) -> Response {
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn cors(config: &Config) -> CorsLayer {
    let origins = match &config.origins {
        Origins::Own => AllowOrigin::list([]),
        Origins::Any => AllowOrigin::any(),
        Origins::Listed(origins) => AllowOrigin::list(origins.iter().cloned()),
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(config.credentials && config.origins != Origins::Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            HeaderName::from_static("idempotency-key"),
            REQUEST_ID,
            TRACE_PARENT,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            header::CONTENT_DISPOSITION,
            RATE_LIMIT,
            RATE_LIMIT_POLICY,
            REQUEST_ID,
            TRACE_PARENT,
        ])
        .max_age(REMEMBER)
}
