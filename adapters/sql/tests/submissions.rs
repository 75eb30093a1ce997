//! The contract of the submissions service's ports: in memory, on SQLite, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

#[path = "submissions/answers.rs"]
mod answers;
#[path = "submissions/attempts.rs"]
mod attempts;
#[path = "submissions/files.rs"]
mod files;
#[path = "submissions/races.rs"]
mod races;
#[path = "submissions/rings.rs"]
mod rings;
#[path = "submissions/stores.rs"]
mod stores;
#[path = "submissions/versions.rs"]
mod versions;
