//! The ports of one process: the event bus, the clock, ids and secrets.
//!
//! The bus carries the same envelopes as a broker would and makes the same promise, at least once and in any order;
//! with [`Mischief`] a test makes it keep no more than that promise.

mod bus;
mod system;

pub use bus::{EventBus, Mischief};
pub use system::{SystemClock, SystemIds, SystemSecrets};
