//! Where requests go: a router in this process, or replicas of a service that are asked over HTTP.

mod address;
mod body;
mod budget;
mod http;
mod lanes;
mod probe;
mod replica;

use std::{fmt, sync::Arc, time::Duration};

use ::http::{HeaderValue, StatusCode, header};
use async_trait::async_trait;
use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use tower::{BoxError, ServiceExt, util::BoxCloneSyncService};

pub use self::address::{Addresses, InvalidAddresses};
use self::http::Replicas;
pub(crate) use self::lanes::Lane;
use crate::{
    health::{Health, HealthCheck},
    patience::{Patience, Slow},
    problem::Refusal,
    service::ServiceName,
};

/// How a service elsewhere is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpstreamConfig {
    /// How long a replica may take to begin its answer, from the last byte of the request on.
    pub timeout: Duration,
    /// How long an answer may stand still in the middle.
    pub standstill: Duration,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long a connection that nobody uses is kept. Less than the services keep theirs.
    pub idle: Duration,
    /// How often each replica is asked whether it is ready.
    pub look_every: Duration,
    /// The most requests under way.
    pub in_flight: usize,
    /// How many of them are kept for starting, reading the paper, saving and submitting.
    pub exam_reserve: usize,
    /// How long a request may wait until it is under way.
    pub queue_wait: Duration,
    /// After how many failures in a row a replica is left alone,
    pub failures: u32,
    /// for how long the first time,
    pub pause: Duration,
    /// and for how long at most.
    pub longest_pause: Duration,
}

impl Default for UpstreamConfig {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            standstill: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(1),
            idle: Duration::from_secs(15),
            look_every: Duration::from_millis(500),
            in_flight: 1024,
            exam_reserve: 256,
            queue_wait: Duration::from_secs(1),
            failures: 5,
            pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(15),
        }
    }
}

/// Where requests go: a router in this process, replicas elsewhere, or anything else that answers HTTP.
#[derive(Clone)]
pub struct Upstream(Kind);

#[derive(Clone)]
enum Kind {
    Here(BoxCloneSyncService<Request, Response, BoxError>),
    Elsewhere(Arc<Replicas>),
}

impl Upstream {
    /// A service in this process.
    pub fn local(router: Router) -> Self {
        Self::new(router)
    }

    /// A service elsewhere, asked over HTTP/1.1 on connections that are kept. Requests go to no other host than these.
    ///
    /// A replica that says at `/ready` that it is not, is asked only where no other is; one that fails several times in
    /// a row is left alone for a while. A request of which nothing was sent goes to the next replica; one that was sent
    /// is sent again only where it reads, once, and as long as not more than one in five are.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime, on which replicas are looked at until the last clone is dropped.
    pub fn http(name: ServiceName, addresses: &Addresses, config: UpstreamConfig) -> Self {
        let replicas = Arc::new(Replicas::new(name, addresses, config));
        probe::watch(&replicas);
        Self(Kind::Elsewhere(replicas))
    }

    /// A service of your own making. What it can't answer is told as 503.
    pub fn new<S>(service: S) -> Self
    where
        S: tower::Service<Request, Response = Response> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        Self(Kind::Here(BoxCloneSyncService::new(service.map_err(Into::into))))
    }

    /// Whether a replica is ready; a service in this process always is.
    pub fn health(&self) -> Arc<dyn HealthCheck> {
        match &self.0 {
            Kind::Here(_) => Arc::new(Here),
            Kind::Elsewhere(replicas) => replicas.clone(),
        }
    }

    /// Passes `request` on, in `lane`; a service in this process may take `timeout`.
    pub(crate) async fn answer(
        &self,
        request: Request,
        lane: Lane,
        patience: &Patience,
        timeout: Duration,
    ) -> Response {
        let answer = match &self.0 {
            Kind::Here(service) => match patience.wait(timeout, service.clone().oneshot(request)).await {
                Ok(Ok(response)) => Ok(response),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "a service can't be reached");
                    Err(unavailable())
                }
                Err(slow) => Err(too_slow(slow)),
            },
            Kind::Elsewhere(replicas) => replicas.answer(request, lane, patience).await,
        };
        answer.unwrap_or_else(IntoResponse::into_response)
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").finish_non_exhaustive()
    }
}

struct Here;

#[async_trait]
impl HealthCheck for Here {
    async fn check(&self) -> Health {
        Health::Healthy
    }
}

const SOON: HeaderValue = HeaderValue::from_static("2");

fn unavailable() -> Refusal {
    let detail = "a service is not available just now; try again later";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).with_header(header::RETRY_AFTER, SOON)
}

fn overloaded() -> Refusal {
    let detail = "a service has more to do than it can just now; try again later";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail).with_header(header::RETRY_AFTER, SOON)
}

fn broke_off() -> Refusal {
    let detail = "a service broke off; whether it did what was asked is not known";
    Refusal::new(StatusCode::BAD_GATEWAY, "upstream_failed", detail).with_header(header::RETRY_AFTER, SOON)
}

fn left_off() -> Refusal {
    let detail = "the body of the request did not come to its end";
    Refusal::new(StatusCode::BAD_REQUEST, "body_broken", detail)
        .with_header(header::CONNECTION, HeaderValue::from_static("close"))
}

fn too_slow(slow: Slow) -> Refusal {
    match slow {
        Slow::Client => {
            Refusal::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "the request took too long to come")
                .with_header(header::CONNECTION, HeaderValue::from_static("close"))
        }
        Slow::Service => {
            tracing::warn!("a service took too long");
            let detail = "a service took too long to answer";
            Refusal::new(StatusCode::GATEWAY_TIMEOUT, "upstream_timeout", detail).with_header(header::RETRY_AFTER, SOON)
        }
    }
}
