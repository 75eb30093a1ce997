//! Pediafor in one process, and its command line.
//!
//! [`platform::Platform`] puts every domain on its database, every API behind the gateway, and the event bus between
//! them; [`cli::Cli`] is the program. Nothing here decides anything about assessing: it is wiring.

pub mod admin;
pub mod analyse;
pub mod cli;
pub mod demo;
pub mod demo_folder;
pub mod edge;
pub mod events;
pub mod grade;
pub mod identity;
pub mod keys;
pub mod migrate;
pub mod openapi;
pub mod platform;
pub mod say;
pub mod seed;
pub mod serve;
mod sheets;
pub mod storage;
mod tables;
