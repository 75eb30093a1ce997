//! The ports of one process: the event bus, the clock, ids, secrets and revoked sessions.
//!
//! The bus carries the same envelopes as a broker would and makes the same promise, at least once and in any order;
//! with [`Mischief`] a test makes it keep no more than that promise.

mod bus;
mod revoked;
mod system;

pub use bus::{EventBus, Mischief};
pub use revoked::RevocationList;
pub use system::{SystemClock, SystemIds, SystemSecrets};
