//! Finds or starts the servers that tests talk to, in this order:
//!
//! 1. **external**: an address in the environment (`PEDIAFOR_TEST_POSTGRES`, else `DATABASE_URL` where it names
//!    PostgreSQL), with the right to create databases;
//! 2. **docker**: a container, where `DOCKER_HOST` or the default socket answers; network and image from
//!    `PEDIAFOR_TEST_DOCKER_NETWORK` and `PEDIAFOR_TEST_POSTGRES_IMAGE` (default `postgres:15-alpine`);
//! 3. **process**: installed binaries, started on a free port in a temporary folder.
//!
//! What was started ends when its handle is dropped.

mod docker;
mod environment;
mod postgres;
mod process;

pub use postgres::{Missing, Postgres, Provider};
