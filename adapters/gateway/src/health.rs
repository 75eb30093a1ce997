//! Who lives.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use futures_util::future::join_all;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use tokio::{sync::Mutex, time::Instant};

use crate::{gateway::Gateway, problem::Refusal, service::ServiceName};

/// The edge itself, on the health page.
const SELF: &str = "gateway";
/// How long an answer is good for: however often health is asked, each service is asked once in this time.
const FRESH: Duration = Duration::from_secs(1);
/// How long a service may take to say that it lives.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether something lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It does its work.
    Healthy,
    /// It does not.
    Unhealthy,
}

impl Health {
    fn status(self) -> StatusCode {
        match self {
            Self::Healthy => StatusCode::OK,
            Self::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Sees whether something lives, without changing anything.
#[async_trait]
pub trait HealthCheck: Send + Sync {
    /// Whether it lives just now. What takes longer than two seconds counts as unhealthy.
    async fn check(&self) -> Health;
}

/// Healthy where all of them are.
#[derive(Clone)]
pub struct All(pub Vec<Arc<dyn HealthCheck>>);

#[async_trait]
impl HealthCheck for All {
    async fn check(&self) -> Health {
        let all = join_all(self.0.iter().map(|one| one.check())).await;
        if all.contains(&Health::Unhealthy) { Health::Unhealthy } else { Health::Healthy }
    }
}

impl std::fmt::Debug for All {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("All").field(&self.0.len()).finish()
    }
}

/// What was last seen of all services.
#[derive(Debug, Default)]
pub(crate) struct LastSeen(Mutex<Option<(Instant, BTreeMap<ServiceName, Health>)>>);

impl LastSeen {
    async fn look(&self, gateway: &Gateway) -> BTreeMap<ServiceName, Health> {
        let mut last = self.0.lock().await;
        match &*last {
            Some((at, seen)) if at.elapsed() < FRESH => seen.clone(),
            _ => {
                let looks = ServiceName::ALL
                    .map(|name| async move { (name, patiently(&*gateway.services.get(name).health).await) });
                let seen: BTreeMap<_, _> = join_all(looks).await.into_iter().collect();
                *last = Some((Instant::now(), seen.clone()));
                seen
            }
        }
    }
}

async fn patiently(check: &dyn HealthCheck) -> Health {
    tokio::time::timeout(PATIENCE, check.check()).await.unwrap_or(Health::Unhealthy)
}

/// What the handlers of this module see.
pub(crate) type Watch = State<(Arc<Gateway>, Arc<LastSeen>)>;

/// `GET /health`: 200 while the process lives.
pub(crate) async fn overview(State((gateway, last)): Watch) -> Response {
    #[derive(Serialize)]
    struct Overview {
        status: &'static str,
        services: BTreeMap<&'static str, Health>,
    }
    let seen = last.look(&gateway).await;
    let status = if seen.values().all(|health| *health == Health::Healthy) { "healthy" } else { "degraded" };
    let mut services: BTreeMap<_, _> = seen.into_iter().map(|(name, health)| (name.as_str(), health)).collect();
    services.insert(SELF, Health::Healthy);
    fresh(Json(Overview { status, services }))
}

/// `GET /health/{service}`: 200 or 503.
pub(crate) async fn one(State((gateway, last)): Watch, name: Result<Path<String>, PathRejection>) -> Response {
    #[derive(Serialize)]
    struct One {
        status: Health,
        service: &'static str,
    }
    let name = name.map(|Path(name)| name).unwrap_or_default();
    if name == SELF {
        return fresh(Json(One { status: Health::Healthy, service: SELF }));
    }
    let Some(name) = ServiceName::ALL.into_iter().find(|known| known.as_str() == name) else {
        return Refusal::new(StatusCode::NOT_FOUND, "no_such_service", "there is no service of that name")
            .into_response();
    };
    let status = last.look(&gateway).await.get(&name).copied().unwrap_or(Health::Unhealthy);
    fresh((status.status(), Json(One { status, service: name.as_str() })))
}

/// `GET /ready`: 200 where requests may be sent here, else 503.
pub(crate) async fn ready(State((gateway, _)): Watch) -> Response {
    #[derive(Serialize)]
    struct Ready {
        status: &'static str,
    }
    let health = patiently(&*gateway.ready).await;
    let status = if health == Health::Healthy { "ready" } else { "not_ready" };
    fresh((health.status(), Json(Ready { status })))
}

fn fresh(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], answer).into_response()
}
