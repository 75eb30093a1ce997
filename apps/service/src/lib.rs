//! What the five services share: what they stand on, how they are hosted, their configuration.
//!
//! A service is a [`Hosted`] built on a [`Ground`]. In one process the `pediafor` program hosts all five; in a process
//! of its own each is hosted by a [`Host`]: database, broker, cache, relay, consumers, readiness and an orderly end.

mod args;
mod gauges;
mod host;
mod hosted;
mod limits;
mod neighbours;
mod retry;
mod revoked;

pub use args::{DatabaseUrl, KeyArgs, Keys, ServiceArgs};
pub use host::{Host, announce, ended, sessions_of};
pub use hosted::{Ground, Hosted};
pub use limits::RateLimitArgs;
pub use neighbours::{BrokerArgs, CONSUMERS, CacheArgs, HEARD, Neighbours};
