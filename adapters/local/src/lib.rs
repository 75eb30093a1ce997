//! The ports of one process: the event bus, the clock, ids, secrets, rate limits, news and revoked sessions.
//!
//! The bus carries the same envelopes as a broker would and makes the same promise, at least once and in any order;
//! with [`Mischief`] a test makes it keep no more than that promise.

mod broadcast;
mod bus;
mod fallback;
mod limiter;
mod revoked;
mod system;

pub use broadcast::LocalBroadcast;
pub use bus::{EventBus, Mischief};
pub use fallback::FallbackLimiter;
pub use limiter::LocalLimiter;
pub use revoked::{Feed, RevocationList};
pub use system::{SystemClock, SystemIds, SystemSecrets};
