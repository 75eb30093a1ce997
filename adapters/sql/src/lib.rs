//! Every repository port of the platform, once, on SeaORM: PostgreSQL and SQLite from the same code.
//!
//! Each service has a database of its own, opened as [`Database`]. Writing goes through a [`Transaction`], which stores
//! an aggregate, the events it raised and the caller's receipt together or not at all; reading goes to
//! [`Database::reader`]. The [`Relay`] carries events from the outbox to a publisher.
//!
//! # How to add a repository
//!
//! 1. Tables: `migrations/<service>/{sqlite,postgres}/01NN_name.{up,down}.sql`. The outbox, receipts and people tables are
//!    there already, from `migrations/shared`.
//! 2. A module here named after the service, with an entity a table (SeaORM) and one `Sql…` struct a port that holds a
//!    [`Database`]; see `people.rs` for the shape. `save` is
//!    `let mut tx = db.begin().await?; …write on tx.connection()…; tx.record(changes).await?; tx.commit().await`.
//! 3. Errors leave as `PortError`, through [`failed`] and [`stale_unless_one`].
//! 4. A query that only one database can run stands in a `postgres` module beside its `sqlite` twin; the choice is made
//!    once, by [`Database::backend`].
//! 5. The port's contract suite in `tests/<service>.rs`, run on both through `tests/support`.

#![expect(unreachable_pub, reason = "what SeaORM derives for an entity is public and names it")]

mod clock;
pub mod convert;
mod database;
mod error;
mod migrations;
mod outbox;
mod people;
mod receipts;
mod relay;
mod revocations;

pub mod assessments;
pub mod grading;
pub mod notifications;
pub mod submissions;
pub mod users;

pub use clock::DatabaseClock;
pub use database::{Backend, Database, InTime, Lists, OpenError, PoolState, Service, Transaction};
pub use error::{failed, stale_unless_one};
pub use migrations::{MigrationState, Migrations};
pub use outbox::OutboxState;
pub use people::SqlPeople;
pub use receipts::SqlReceipts;
pub use relay::{Delivered, Relay};
pub use revocations::SqlRevocations;
