//! The servers that tests talk to, found or started, and treated as badly as a bad day would.
//!
//! [`Postgres::find`], [`RabbitMq::find`] and [`Redis::find`] ask in this order:
//!
//! 1. **external**: an address in the environment: `PEDIAFOR_TEST_POSTGRES` (else `DATABASE_URL` where it names
//!    PostgreSQL) with the right to create databases; `PEDIAFOR_TEST_RABBITMQ`, and `PEDIAFOR_TEST_RABBITMQ_MANAGEMENT`
//!    where its management is not on port 15672 of the same host; `PEDIAFOR_TEST_REDIS`;
//! 2. **docker**: a container, where `DOCKER_HOST` or the default socket answers; its network from
//!    `PEDIAFOR_TEST_DOCKER_NETWORK`, its image from `PEDIAFOR_TEST_POSTGRES_IMAGE` (`postgres:15-alpine`),
//!    `PEDIAFOR_TEST_RABBITMQ_IMAGE` (`rabbitmq:3.12-management-alpine`) and `PEDIAFOR_TEST_REDIS_IMAGE`
//!    (`redis:7-alpine`);
//! 3. **process**: installed binaries, started on free ports in a temporary folder.
//!
//! `PEDIAFOR_TEST_PROVIDER` (`external`, `docker`, `process`) asks one alone. Tests keep apart by a database
//! ([`Postgres::create_database`]), a virtual host ([`RabbitMq::create_vhost`]) or a key prefix of their own.
//!
//! For faults, `start_private` gives a server to one test alone: it can be [killed](Private::kill),
//! [stopped](Private::stop), [paused](Private::pause) and [started](Private::start) again on the same port and data.
//!
//! What was started ends when its handle is dropped, and also when the process that holds it is killed.

mod address;
mod docker;
mod environment;
mod management;
mod nginx;
mod ports;
mod postgres;
mod private;
mod process;
mod provider;
mod proxy;
mod rabbitmq;
mod redis;

pub use nginx::Nginx;
pub use postgres::Postgres;
pub use private::Private;
pub use provider::{Failed, Missing, Provider};
pub use proxy::Proxy;
pub use rabbitmq::RabbitMq;
pub use redis::Redis;
