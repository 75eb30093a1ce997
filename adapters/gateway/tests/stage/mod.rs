//! A gateway before services that tell what reached them.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use axum::{
    Json, Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::IntoResponse,
};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use http_body_util::BodyExt;
use pediafor_gateway::{
    Config, Documentation, Gateway, Health, HealthCheck, Limits, Service, ServiceName, Services, Upstream,
};
use pediafor_kernel::{
    Clock, Role, SessionId, Timestamp, UserId,
    auth::{Claims, RevokedSessions, TokenError, TokenVerifier},
};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// Knows the tokens `good`, `u7` (of a user of that number), `gone` (of a session that was ended) and `old`; it is always
/// 1970.
#[derive(Default)]
struct Ports {
    deaf: AtomicBool,
}

const GONE: Uuid = Uuid::from_u128(2);

impl Clock for Ports {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}

impl RevokedSessions for Ports {
    fn is_revoked(&self, session: SessionId) -> bool {
        session.uuid() == GONE
    }

    fn hears(&self) -> bool {
        !self.deaf.load(Ordering::SeqCst)
    }
}

impl TokenVerifier for Ports {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let user = token.strip_prefix('u').and_then(|number| number.parse().ok());
        let session = match token {
            "good" => Uuid::from_u128(1),
            _ if user.is_some() => Uuid::from_u128(1),
            "gone" => GONE,
            "old" => return Err(TokenError::Expired),
            "early" => return Err(TokenError::NotYetValid),
            _ => return Err(TokenError::Invalid),
        };
        Ok(Claims {
            user: UserId::from_uuid(Uuid::from_u128(user.unwrap_or(7))),
            role: Role::Student,
            session: SessionId::from_uuid(session),
            issued_at: now,
            expires_at: now.plus_seconds(900),
        })
    }
}

/// Says what it is told to, and counts how often it was asked.
pub struct Pulse {
    pub health: Mutex<Health>,
    pub asked: AtomicUsize,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { health: Mutex::new(Health::Healthy), asked: AtomicUsize::new(0) }
    }
}

impl Pulse {
    pub fn set(&self, health: Health) {
        *self.health.lock().unwrap() = health;
    }
}

#[async_trait]
impl HealthCheck for Pulse {
    async fn check(&self) -> Health {
        self.asked.fetch_add(1, Ordering::SeqCst);
        *self.health.lock().unwrap()
    }
}

pub struct Stage {
    pub router: Router,
    pub pulses: BTreeMap<ServiceName, Arc<Pulse>>,
    pub ready: Arc<Pulse>,
    ports: Arc<Ports>,
}

/// Tells what reached the service called `name`.
pub fn telling(name: ServiceName) -> Router {
    Router::new().fallback(async move |request: Request| {
        let (parts, body) = request.into_parts();
        match parts.uri.path() {
            "/users/panic" => panic!("the secret of the service"),
            "/users/sleep" => std::future::pending().await,
            _ => {}
        }
        let headers: BTreeMap<_, _> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let Ok(body) = body.collect().await else { return StatusCode::BAD_REQUEST.into_response() };
        let told = json!({
            "service": name.as_str(),
            "method": parts.method.as_str(),
            "uri": parts.uri.to_string(),
            "headers": headers,
            "length": body.to_bytes().len(),
        });
        ([("etag", "\"1\"")], Json(told)).into_response()
    })
}

pub fn stage_with(config: Config, upstream: impl Fn(ServiceName) -> Upstream) -> Stage {
    stage_limited(config, Limits::default(), upstream)
}

pub fn stage_limited(config: Config, limits: Limits, upstream: impl Fn(ServiceName) -> Upstream) -> Stage {
    let ports: Arc<Ports> = Arc::default();
    let pulses: BTreeMap<_, Arc<Pulse>> = ServiceName::ALL.into_iter().map(|name| (name, Arc::default())).collect();
    let service = |name| Service { upstream: upstream(name), health: pulses[&name].clone() };
    let ready: Arc<Pulse> = Arc::default();
    let gateway = Gateway {
        services: Services {
            users: service(ServiceName::Users),
            assessments: service(ServiceName::Assessments),
            submissions: service(ServiceName::Submissions),
            grading: service(ServiceName::Grading),
            notifications: service(ServiceName::Notifications),
        },
        ready: ready.clone(),
        verifier: ports.clone(),
        revoked: ports.clone(),
        clock: ports.clone(),
        documentation: Documentation {
            openapi: json!({"openapi": "3.0.0"}).to_string(),
            script: "script".to_owned(),
            style: "style".to_owned(),
        },
        limits,
        metrics: Some(Arc::new(|| "measured 1\n".to_owned())),
        config,
    };
    Stage { router: gateway.into_router(), pulses, ready, ports }
}

pub fn stage() -> Stage {
    stage_with(Config::default(), |name| Upstream::local(telling(name)))
}

pub fn stage_configured(config: Config) -> Stage {
    stage_with(config, |name| Upstream::local(telling(name)))
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and code of the problem this is.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["trace_id"].as_str().map(str::len), Some(32));
        (self.status, code.to_owned())
    }
}

impl Stage {
    pub async fn ask(&self, method: Method, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        self.ask_from("192.0.2.1", method, uri, headers, body).await
    }

    /// The same, from the peer at `address`.
    pub async fn ask_from(
        &self,
        address: &str,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let peer = ConnectInfo(SocketAddr::new(address.parse().unwrap(), 4711));
        let mut request = Request::builder().method(method).uri(uri).extension(peer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let Ok(response) = self.router.clone().oneshot(request.body(body.into()).unwrap()).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    /// `GET uri`, signed in.
    pub async fn get(&self, uri: &str) -> Answer {
        self.ask(Method::GET, uri, &[("authorization", "Bearer good")], "").await
    }

    /// Lets nothing be heard of ended sessions, or lets it be heard again.
    pub fn deafen(&self, deaf: bool) {
        self.ports.deaf.store(deaf, Ordering::SeqCst);
    }

    /// Serves the edge on a port of its own until the test is over.
    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        address
    }
}
