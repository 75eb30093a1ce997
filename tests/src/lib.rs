//! The platform from outside: what every flow, contract and fault test stands on.
//!
//! [`Platform`] starts the whole platform in this process, on a port of its own, on SQLite or PostgreSQL; [`Client`] speaks
//! to it over HTTP as a front end would; [`eventually`] waits for a condition, never for time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

mod client;
pub mod contracts;
mod eventually;
pub mod fixtures;
mod platform;

pub use client::{Answer, Client};
pub use eventually::eventually;
pub use pediafor_sql::Backend;
pub use platform::{Options, PASSWORD, Platform, backends};

/// The examples of the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
