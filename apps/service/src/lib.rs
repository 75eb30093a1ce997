//! What the five services share: what they stand on, how they are hosted, their configuration.
//!
//! A service is a [`Hosted`] built on a [`Ground`]. In one process the `pediafor` program hosts all five; in a process
//! of its own each is hosted by [`run`]: database, broker, cache, relay, consumers, readiness and an orderly end.

mod hosted;

pub use hosted::{Ground, Hosted};
