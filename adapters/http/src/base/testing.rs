//! For tests of handlers: a service is asked through its whole edge, without a network.
//!
//! A token's text is `<role>:<uuid>`, so a test needs no keys: [`token`] writes one, [`FakeVerifier`] reads it.
//!
//! ```
//! use pediafor_http::base::testing::{self, Client};
//! use pediafor_kernel::{Role, UserId};
//!
//! let edge = testing::edge();
//! let teacher = testing::actor(Role::Teacher, 1);
//! assert_eq!(testing::token(&teacher), "teacher:00000000-0000-0000-0000-000000000001");
//! # let _ = (edge, Client::new(axum::Router::new()));
//! ```

use std::sync::Arc;

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use pediafor_kernel::{
    Actor, Role, SessionId, Timestamp, UserId,
    auth::{Claims, RevokedSessions, TokenError, TokenVerifier},
    mock::FakeClock,
};
use serde_json::Value;
use tower::ServiceExt;

use super::edge::Edge;

/// When the tests' clock stands: 2026-03-01 at nine, UTC.
pub const NOW: &str = "2026-03-01T09:00:00Z";

/// Reads tokens of the form `<role>:<uuid>`; `expired:<role>:<uuid>` has expired. The session's id is the user's.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeVerifier;

impl TokenVerifier for FakeVerifier {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        if token.starts_with("expired:") {
            return Err(TokenError::Expired);
        }
        let (role, user) = token.split_once(':').ok_or(TokenError::Invalid)?;
        let role: Role = role.parse().map_err(|_| TokenError::Invalid)?;
        let user: UserId = user.parse().map_err(|_| TokenError::Invalid)?;
        let session = SessionId::from_uuid(user.uuid());
        Ok(Claims { user, role, session, issued_at: now, expires_at: now.plus_seconds(900) })
    }
}

/// The sessions of these users were ended.
#[derive(Debug, Clone, Default)]
pub struct Revoked(pub Vec<SessionId>);

impl RevokedSessions for Revoked {
    fn is_revoked(&self, session: SessionId) -> bool {
        self.0.contains(&session)
    }
}

/// An edge with the fake verifier, nobody revoked, and a clock that stands at [`NOW`].
pub fn edge() -> Edge {
    let clock = FakeClock::at(NOW.parse().unwrap_or_default());
    Edge::new(Arc::new(FakeVerifier), Arc::new(Revoked::default()), Arc::new(clock))
}

/// The `number`th account, being a `role`.
pub fn actor(role: Role, number: u128) -> Actor {
    let id = uuid::Uuid::from_u128(number);
    Actor { session: Some(SessionId::from_uuid(id)), ..Actor::new(UserId::from_uuid(id), role) }
}

/// A token that [`FakeVerifier`] reads as `actor`.
pub fn token(actor: &Actor) -> String {
    format!("{}:{}", actor.role, actor.user)
}

/// Asks a router.
#[derive(Debug, Clone)]
pub struct Client(Router);

/// A request being written.
#[derive(Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Ask {
    router: Router,
    request: Request<Body>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Bytes,
}

impl Client {
    /// A client of `router`.
    pub fn new(router: Router) -> Self {
        Self(router)
    }

    /// A request of `method` to `path`, which may carry a query.
    ///
    /// # Panics
    ///
    /// Where `path` is no address.
    #[expect(clippy::expect_used, reason = "a test that asks for no address is wrong")]
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("an address");
        Ask { router: self.0.clone(), request }
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// `POST path`.
    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// `PUT path`.
    pub fn put(&self, path: &str) -> Ask {
        self.ask(Method::PUT, path)
    }

    /// `PATCH path`.
    pub fn patch(&self, path: &str) -> Ask {
        self.ask(Method::PATCH, path)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> Ask {
        self.ask(Method::DELETE, path)
    }
}

impl Ask {
    /// As `actor`.
    pub fn by(self, actor: &Actor) -> Self {
        self.header("authorization", &format!("Bearer {}", token(actor)))
    }

    /// With one more header.
    ///
    /// # Panics
    ///
    /// Where it is no header.
    #[expect(clippy::expect_used, reason = "a test that sends no header is wrong")]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().append(name, value.parse().expect("a header's value"));
        self
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With any body.
    pub fn body(self, media_type: &str, body: impl Into<Body>) -> Self {
        let mut ask = self.header("content-type", media_type);
        *ask.request.body_mut() = body.into();
        ask
    }

    /// The request as it stands.
    pub fn into_request(self) -> Request<Body> {
        self.request
    }

    /// Sends it.
    ///
    /// # Panics
    ///
    /// Where the answer's body breaks off.
    #[expect(clippy::expect_used, reason = "a test can't go on without its answer")]
    pub async fn send(self) -> Answer {
        let Ok(response) = self.router.oneshot(self.request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Answer {
    /// The body as JSON; null where it is empty.
    ///
    /// # Panics
    ///
    /// Where the body is something else.
    #[expect(clippy::expect_used, reason = "a test that expects JSON is wrong about anything else")]
    pub fn json(&self) -> Value {
        if self.bytes.is_empty() { Value::Null } else { serde_json::from_slice(&self.bytes).expect("a JSON body") }
    }

    /// A header's text, or nothing where it is absent.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The code of the problem this is.
    ///
    /// # Panics
    ///
    /// Where it is no problem.
    #[expect(clippy::panic, reason = "a test that expects a problem shows what came instead")]
    pub fn code(&self) -> String {
        let media = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let body = String::from_utf8_lossy(&self.bytes);
        if media != Some("application/problem+json") {
            panic!("{} with {media:?} is no problem: {body}", self.status);
        }
        let problem = self.json();
        if problem["status"] != self.status.as_u16()
            || problem["type"] != format!("/problems/{}", problem["code"].as_str().unwrap_or_default())
        {
            panic!("{} has a problem that contradicts itself: {body}", self.status);
        }
        problem["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The pointers of the problem this is, in order.
    pub fn pointers(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect()
    }
}
