//! Passing a request to one of several replicas over HTTP.

use std::{
    error::Error,
    sync::atomic::{AtomicUsize, Ordering},
};

use axum::{body::Body, extract::Request, response::Response};
use http::{Extensions, HeaderMap, Method, StatusCode, Uri, Version, header, request::Parts, uri::Scheme};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use metrics::counter;
use tokio::{sync::Notify, time::Instant};

use super::{
    Addresses, UpstreamConfig,
    body::{Kept, Moving},
    broke_off,
    budget::RetryBudget,
    lanes::{Lane, Lanes},
    left_off, overloaded,
    replica::{Breaking, Look, Replica, Turn},
    too_slow, unavailable,
};
use crate::{
    guard,
    patience::{Patience, Slow},
    problem::Refusal,
    service::ServiceName,
};

/// The replicas of one service.
pub(crate) struct Replicas {
    pub(super) name: &'static str,
    pub(super) client: Client<HttpConnector, Kept>,
    pub(super) all: Vec<Replica>,
    pub(super) config: UpstreamConfig,
    /// Somebody should look at once.
    pub(super) look: Notify,
    next: AtomicUsize,
    lanes: Lanes,
    budget: RetryBudget,
}

/// How an attempt failed.
enum Failure {
    /// Nothing was sent.
    Unsent,
    /// The request's own body broke.
    Client,
    /// Something may have been sent.
    Sent,
}

impl Failure {
    fn of(error: &legacy::Error, body: &Kept) -> Self {
        let cause = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
        if body.broke() {
            Self::Client
        } else if error.is_connect() || cause.is_some_and(hyper::Error::is_canceled) {
            Self::Unsent
        } else {
            Self::Sent
        }
    }
}

impl Replicas {
    pub(super) fn new(name: ServiceName, addresses: &Addresses, config: UpstreamConfig) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(config.connect_timeout));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.idle)
            .pool_max_idle_per_host(config.in_flight)
            .build(connector);
        let breaking = Breaking { failures: config.failures, pause: config.pause, longest: config.longest_pause };
        Self {
            name: name.as_str(),
            client,
            all: addresses.iter().filter_map(|address| Replica::new(address.clone(), breaking)).collect(),
            config,
            look: Notify::new(),
            next: AtomicUsize::new(0),
            lanes: Lanes::new(config.in_flight, config.exam_reserve, config.queue_wait),
            budget: RetryBudget::default(),
        }
    }

    pub(super) async fn answer(&self, request: Request, lane: Lane, patience: &Patience) -> Result<Response, Refusal> {
        let Some(_place) = self.lanes.enter(lane).await else {
            self.count("overloaded");
            return Err(overloaded());
        };
        self.budget.pay_in();
        let (parts, body) = request.into_parts();
        let body = Kept::new(body);
        let mut again = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) && body.is_empty();
        let mut tried = vec![false; self.all.len()];
        let start = self.next.fetch_add(1, Ordering::Relaxed);
        loop {
            let Some((at, turn)) = self.choose(start, &tried) else {
                self.count("unavailable");
                return Err(unavailable());
            };
            tried[at] = true;
            let attempt = self.client.request(addressed(&parts, body.clone(), turn.replica).ok_or_else(broke_off)?);
            match patience.wait(self.config.timeout, attempt).await {
                Ok(Ok(response)) => {
                    turn.succeeded();
                    return self.pass_back(response);
                }
                Ok(Err(error)) => match Failure::of(&error, &body) {
                    Failure::Client => return Err(left_off()),
                    Failure::Unsent => self.failed(turn, "unreachable", &error),
                    Failure::Sent => {
                        self.failed(turn, "broke_off", &error);
                        if !std::mem::take(&mut again) || !self.budget.take() {
                            return Err(broke_off());
                        }
                        counter!("pediafor_gateway_upstream_retries_total", "service" => self.name).increment(1);
                        if tried.iter().all(|tried| *tried) {
                            tried.fill(false);
                        }
                    }
                },
                Err(slow) => {
                    if slow == Slow::Service {
                        self.count("timeout");
                        turn.failed(Instant::now());
                    }
                    return Err(too_slow(slow));
                }
            }
        }
    }

    /// The next one that is believed well, else one that is not ready, else one that was gone; of those not `tried`, from
    /// `start` on.
    fn choose(&self, start: usize, tried: &[bool]) -> Option<(usize, Turn<'_>)> {
        let (now, many) = (Instant::now(), self.all.len());
        let candidates = || (0..many).map(|step| start.wrapping_add(step) % many).filter(|at| !tried[*at]);
        Look::ALL.into_iter().find_map(|look| candidates().find_map(|at| Some((at, self.all[at].turn(look, now)?))))
    }

    fn failed(&self, turn: Turn<'_>, how: &'static str, error: &legacy::Error) {
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        tracing::warn!(service = self.name, replica = %turn.replica.authority, cause, "a replica {how}");
        self.count(how);
        self.look.notify_one();
        turn.failed(Instant::now());
    }

    fn count(&self, how: &'static str) {
        counter!("pediafor_gateway_upstream_failures_total", "service" => self.name, "how" => how).increment(1);
    }

    fn pass_back(&self, response: http::Response<Incoming>) -> Result<Response, Refusal> {
        let (mut parts, body) = response.into_parts();
        if parts.status.is_informational() || parts.status == StatusCode::SWITCHING_PROTOCOLS {
            self.count("broke_off");
            return Err(broke_off());
        }
        if closes(&parts.headers) {
            // it is about to go
            self.look.notify_one();
        }
        guard::strip_hops(&mut parts.headers);
        parts.version = Version::HTTP_11;
        parts.extensions = Extensions::new();
        Ok(Response::from_parts(parts, Body::new(Moving::new(body, self.config.standstill))))
    }
}

impl std::fmt::Debug for Replicas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replicas").field("name", &self.name).field("all", &self.all).finish_non_exhaustive()
    }
}

fn closes(headers: &HeaderMap) -> bool {
    headers.get(header::CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"))
}

/// The request as `replica` gets it.
pub(super) fn addressed(parts: &Parts, body: Kept, replica: &Replica) -> Option<http::Request<Kept>> {
    let mut uri = http::uri::Parts::default();
    uri.scheme = Some(Scheme::HTTP);
    uri.authority = Some(replica.authority.clone());
    uri.path_and_query = parts.uri.path_and_query().cloned();
    let mut request = http::Request::new(body);
    *request.method_mut() = parts.method.clone();
    *request.uri_mut() = Uri::from_parts(uri).ok()?;
    *request.headers_mut() = parts.headers.clone();
    request.headers_mut().insert(header::HOST, replica.host.clone());
    Some(request)
}
