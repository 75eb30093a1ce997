//! What every endpoint of every service stands on. The crate's front page shows how it goes together.

pub mod about;
pub mod auth;
mod body;
mod diagnose;
mod document;
pub mod edge;
pub mod error;
pub mod idempotency;
pub mod instant;
mod measure;
pub mod page;
pub mod precondition;
pub mod problem;
mod reject;
mod routes;
pub(crate) mod scalar;
mod serve;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
mod twins;

pub use about::{About, Tag};
pub use auth::Bearer;
pub use edge::{Edge, Limits, Services};
pub use error::ApiError;
pub use idempotency::Idempotency;
pub use instant::Instant;
pub use page::{After, Limit, Page, page_request};
pub use precondition::{ETag, IfMatch};
pub use problem::{Problem, ProblemField};
pub use serve::mount;

pub use document::document;
