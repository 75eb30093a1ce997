//! The platform from outside: what every flow, contract and fault test stands on.
//!
//! [`Platform`] starts the whole platform on free ports: in this process on SQLite or PostgreSQL, or as a [`Cluster`] of
//! processes over PostgreSQL, RabbitMQ and Redis, as a [`Stage`] says; [`Client`] speaks to it over HTTP as a front end would; [`eventually`] waits for a condition, never for time. [`Place`] is where its data
//! lives, for what happens between two runs. [`Program`] is the program itself in a process of its own, to be killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

mod class;
mod client;
mod cluster;
pub mod contracts;
mod eventually;
pub mod fixtures;
pub mod load;
mod neighbours;
pub mod operations;
mod place;
mod platform;
mod process;
mod raw;
mod school;
mod sitting;
mod tap;
pub mod world;

pub use client::{Answer, Client};
pub use cluster::{App, Cluster, Plan, Process};
pub use eventually::eventually;
pub use neighbours::Neighbours;
pub use pediafor_sql::Backend;
pub use place::{Place, Stage, answers_in_file, backends, count_in_file, raised_in_file, stages, stages_for_long};
pub use platform::{Options, PASSWORD, Platform};
pub use process::{Exit, Program, Server, Signal};
pub use raw::{HangUp, Reply, Request};
pub use school::{Exam, fingerprint, full};
pub use sitting::{Seat, Sitting};
pub use tap::{Heard, Tap};

/// The examples of the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
