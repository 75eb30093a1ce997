//! The edge on axum: the one door to every service.
//!
//! It checks tokens, limits how often anybody may ask and how much anything may weigh, answers browsers' questions about
//! origins, and passes each request on to the service that the table in [`route`] names, with the token itself and with no
//! header that could pass for an identity. A service is a router in this process ([`Upstream::local`]) or replicas that are
//! reached over HTTP ([`Upstream::http`]). It knows nothing of assessments, reads no database, and keeps no state but what
//! it last saw of its replicas. The numbers and their reasons stand in `docs/limits.md`.
//!
//! ```
//! use std::sync::Arc;
//!
//! use pediafor_gateway::{Config, Documentation, Gateway, Health, HealthCheck, Limits, Service, Services, Upstream};
//! # use pediafor_kernel::{Clock, SessionId, Timestamp, auth::{Claims, RevokedSessions, TokenError, TokenVerifier}};
//! # struct Ports;
//! # impl Clock for Ports { fn now(&self) -> Timestamp { Timestamp::default() } }
//! # impl RevokedSessions for Ports { fn is_revoked(&self, _: SessionId) -> bool { false } }
//! # impl TokenVerifier for Ports {
//! #     fn verify(&self, _: &str, _: Timestamp) -> Result<Claims, TokenError> { Err(TokenError::Invalid) }
//! # }
//!
//! struct Alive;
//!
//! #[async_trait::async_trait]
//! impl HealthCheck for Alive {
//!     async fn check(&self) -> Health {
//!         Health::Healthy
//!     }
//! }
//!
//! let service = || Service { upstream: Upstream::local(axum::Router::new()), health: Arc::new(Alive) };
//! let gateway = Gateway {
//!     services: Services {
//!         users: service(),
//!         assessments: service(),
//!         submissions: service(),
//!         grading: service(),
//!         notifications: service(),
//!     },
//!     ready: Arc::new(Alive),
//!     verifier: Arc::new(Ports),
//!     revoked: Arc::new(Ports),
//!     clock: Arc::new(Ports),
//!     documentation: Documentation::default(),
//!     limits: Limits::default(),
//!     metrics: None,
//!     config: Config::default(),
//! };
//! let router: axum::Router = gateway.into_router();
//! # let _ = router;
//! ```
//!
//! Serve the router with the peer's address as [`ConnectInfo`](axum::extract::ConnectInfo): without it, all who are not
//! signed in share one limit.
//!
//! # How to add a path
//!
//! A line in the table of [`route`]; one in [`route::PUBLIC`] where it needs no token; a class of its own in [`Class`]
//! where it needs another limit than reading or writing. A new service is a member of
//! [`Services`] and of [`ServiceName`].

mod bounds;
mod class;
mod client;
mod config;
mod docs;
mod forward;
mod framing;
mod gateway;
mod guard;
mod health;
mod journey;
mod limits;
mod measure;
mod path;
mod patience;
mod problem;
pub mod route;
mod service;
mod upstream;

pub use class::Class;
pub use client::ClientAddress;
pub use config::{Config, InvalidOrigin, Origins};
pub use docs::Documentation;
pub use gateway::Gateway;
pub use health::{All, Health, HealthCheck};
pub use limits::{Limits, Quotas};
pub use measure::Render;
pub use service::{Service, ServiceName, Services};
pub use upstream::{Addresses, InvalidAddresses, Upstream, UpstreamConfig};
