//! What a port promises, as a suite that every adapter of it passes. (Repositories have theirs in `adapters/sql/tests`.)

pub mod broadcast;
pub mod bus;
pub mod limits;
pub mod revoked;
pub mod tokens;
