use std::{collections::BTreeMap, fmt, future::Future, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::future::{BoxFuture, join_all};
use serde::Serialize;
use serde_json::json;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

use crate::Shutdown;

/// How long a dependency may take to say that it lives.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long an answer is good for: however often we are asked, each dependency is asked once in this time.
const FRESH: Duration = Duration::from_millis(500);

/// Answers `/health` (does the process live?) and `/ready` (may requests be sent here?). Cheap to clone.
///
/// ```
/// # use pediafor_runtime::{Probe, Shutdown};
/// # async fn ping() -> anyhow::Result<()> { Ok(()) }
/// let probe = Probe::new(Shutdown::new())
///     .required("database", || async { ping().await })
///     .reported("broker", || async { ping().await });
/// let router: axum::Router = probe.router();
/// # let _ = router;
/// ```
#[derive(Clone)]
pub struct Probe {
    shutdown: Shutdown,
    dependencies: Vec<Arc<Dependency>>,
    last: Arc<Mutex<Option<(Instant, Dependencies)>>>,
}

struct Dependency {
    name: &'static str,
    required: bool,
    check: Box<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>,
}

/// What was seen of each dependency.
pub type Dependencies = BTreeMap<&'static str, Condition>;

/// Does a dependency answer?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It does.
    Healthy,
    /// It does not, or not within a second.
    Unhealthy,
}

/// May requests be sent here?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// They may.
    Ready,
    /// Something that is needed does not answer.
    NotReady,
    /// The process is about to end.
    Draining,
}

/// The answer to `/ready`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// May requests be sent here?
    pub status: Status,
    /// What was seen of each dependency; nothing while draining.
    pub dependencies: Dependencies,
}

impl Probe {
    /// Without dependencies; not ready any more once `shutdown` began.
    pub fn new(shutdown: Shutdown) -> Self {
        Self { shutdown, dependencies: Vec::new(), last: Arc::default() }
    }

    /// Adds a dependency without which no request can be served.
    #[must_use]
    pub fn required<F, Fut>(self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.with(name, true, check)
    }

    /// Adds a dependency that is told about, and whose absence does not make the process unready.
    #[must_use]
    pub fn reported<F, Fut>(self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.with(name, false, check)
    }

    fn with<F, Fut>(mut self, name: &'static str, required: bool, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let check = Box::new(move || Box::pin(check()) as BoxFuture<'static, _>);
        self.dependencies.push(Arc::new(Dependency { name, required, check }));
        self
    }

    /// Sees whether requests may be sent here. Many who ask at once share one look.
    pub async fn look(&self) -> Readiness {
        if self.shutdown.is_draining() {
            return Readiness { status: Status::Draining, dependencies: Dependencies::new() };
        }
        let dependencies = self.see().await;
        let missing = |it: &&Arc<Dependency>| it.required && dependencies.get(it.name) != Some(&Condition::Healthy);
        let status = if self.dependencies.iter().any(|it| missing(&it)) { Status::NotReady } else { Status::Ready };
        Readiness { status, dependencies }
    }

    async fn see(&self) -> Dependencies {
        let mut last = self.last.lock().await;
        if let Some((at, seen)) = &*last
            && at.elapsed() < FRESH
        {
            return seen.clone();
        }
        let before = last.as_ref().map(|(_, seen)| seen);
        let looks = self.dependencies.iter().map(|it| async move {
            let condition = it.condition(before.and_then(|seen| seen.get(it.name)).copied()).await;
            (it.name, condition)
        });
        let seen: Dependencies = join_all(looks).await.into_iter().collect();
        *last = Some((Instant::now(), seen.clone()));
        seen
    }

    /// Answers `GET /health` and `GET /ready`.
    pub fn router(&self) -> Router {
        let health = || async { fresh(Json(json!({"status": "healthy"}))) };
        Router::new().route("/health", get(health)).route("/ready", get(ready)).with_state(self.clone())
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.dependencies.iter().map(|it| it.name).collect();
        f.debug_struct("Probe").field("shutdown", &self.shutdown).field("dependencies", &names).finish_non_exhaustive()
    }
}

impl Dependency {
    /// Looks, and says so where something changed since `before`.
    async fn condition(&self, before: Option<Condition>) -> Condition {
        let dependency = self.name;
        let seen = match timeout(PATIENCE, (self.check)()).await {
            Ok(seen) => seen,
            Err(_) => Err(anyhow::anyhow!("no answer within {PATIENCE:?}")),
        };
        metrics::gauge!("pediafor_dependency_up", "dependency" => dependency).set(u8::from(seen.is_ok()));
        match seen {
            Ok(()) => {
                if before == Some(Condition::Unhealthy) {
                    tracing::info!(dependency, "a dependency answers again");
                }
                Condition::Healthy
            }
            Err(error) => {
                if before != Some(Condition::Unhealthy) {
                    tracing::warn!(dependency, error = format!("{error:#}"), "a dependency does not answer");
                }
                Condition::Unhealthy
            }
        }
    }
}

async fn ready(State(probe): State<Probe>) -> Response {
    let readiness = probe.look().await;
    let code = if readiness.status == Status::Ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    fresh((code, Json(readiness)))
}

fn fresh(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], answer).into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::{body::Body, extract::Request};
    use tower::ServiceExt;

    use super::*;

    async fn ask(probe: &Probe, path: &str) -> (u16, serde_json::Value) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let (head, body) = probe.router().oneshot(request).await.unwrap().into_parts();
        assert_eq!(head.headers["cache-control"], "no-store");
        let body = axum::body::to_bytes(body, 1 << 16).await.unwrap();
        (head.status.as_u16(), serde_json::from_slice(&body).unwrap())
    }

    #[derive(Clone, Default)]
    struct Told(Arc<(Mutex<bool>, AtomicUsize)>);

    impl Told {
        fn to(&self, lives: bool) {
            *self.0.0.lock().unwrap() = lives;
        }

        async fn check(self) -> anyhow::Result<()> {
            self.0.1.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(10)).await;
            if *self.0.0.lock().unwrap() { Ok(()) } else { anyhow::bail!("told to") }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_ready_while_what_it_needs_answers() {
        let (database, broker) = (Told::default(), Told::default());
        let (one, other) = (database.clone(), broker.clone());
        let probe = Probe::new(Shutdown::new())
            .required("database", move || one.clone().check())
            .reported("broker", move || other.clone().check());
        let told = |status: &str, database: &str, broker: &str| json!({"status": status, "dependencies": {"broker": broker, "database": database}});
        assert_eq!(ask(&probe, "/ready").await, (503, told("not_ready", "unhealthy", "unhealthy")));
        database.to(true);
        tokio::time::advance(FRESH).await;
        assert_eq!(ask(&probe, "/ready").await, (200, told("ready", "healthy", "unhealthy")));
        broker.to(true);
        tokio::time::advance(FRESH).await;
        assert_eq!(ask(&probe, "/ready").await, (200, told("ready", "healthy", "healthy")));
        assert_eq!(ask(&probe, "/health").await, (200, json!({"status": "healthy"})));
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_share_one_look() {
        let database = Told::default();
        let one = database.clone();
        let probe = Probe::new(Shutdown::new()).required("database", move || one.clone().check());
        join_all((0..100).map(|_| probe.look())).await;
        assert_eq!(database.0.1.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_is_unhealthy_after_a_second() {
        let probe = Probe::new(Shutdown::new()).required("database", std::future::pending);
        let asked = Instant::now();
        assert_eq!(probe.look().await.status, Status::NotReady);
        assert!(asked.elapsed() < PATIENCE * 2, "it took {:?}", asked.elapsed());
    }

    #[tokio::test]
    async fn a_draining_process_lives_and_wants_no_more_requests() {
        let shutdown = Shutdown::new();
        let probe = Probe::new(shutdown.clone()).required("database", || async { Ok(()) });
        assert_eq!(probe.look().await.status, Status::Ready);
        shutdown.begin();
        assert_eq!(ask(&probe, "/ready").await, (503, json!({"status": "draining", "dependencies": {}})));
        assert_eq!(ask(&probe, "/health").await.0, 200);
    }
}
