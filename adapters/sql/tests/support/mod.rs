//! Databases for contract suites: a fresh, migrated one each, gone when dropped.
//!
//! SQLite always; PostgreSQL where `PEDIAFOR_TEST_POSTGRES` names a server on which databases may be created. The test
//! command sets it; a run that asks for both fails rather than leaving PostgreSQL out.

#![allow(dead_code, unreachable_pub, reason = "each suite uses what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a helper that fails, fails its test, which says on which database"
)]

use std::{future::Future, sync::Arc};

use pediafor_kernel::{Timestamp, mock::FakeClock};
use pediafor_sql::{Backend, Database, Migrations, Service};
use sqlx::{Connection, Executor, PgConnection};

/// A database of one service, empty but for its schema.
pub struct Scratch {
    pub database: Database,
    folder: Option<tempfile::TempDir>,
    server: Option<(String, String)>,
}

/// The server's address, where there is one.
fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test command says where PostgreSQL is")]
    std::env::var("PEDIAFOR_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// The databases every suite runs on.
pub fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::Sqlite];
    if server().is_some() {
        backends.push(Backend::Postgres);
    }
    backends
}

impl Scratch {
    pub async fn new(service: Service, backend: Backend) -> Self {
        let scratch = match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let database = Database::open_file(service, folder.path(), 4).await.unwrap();
                Self { database, folder: Some(folder), server: None }
            }
            Backend::Postgres => {
                let server = server().expect("backends() names PostgreSQL only where there is one");
                let name = format!("contract_{service}_{}", uuid::Uuid::from_bytes(chance()).simple());
                let mut admin = PgConnection::connect(&server).await.unwrap();
                admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
                let (address, _) = server.rsplit_once('/').unwrap();
                let database = Database::open(service, &format!("{address}/{name}"), 8).await.unwrap();
                Self { database, folder: None, server: Some((server, name)) }
            }
        };
        Migrations::of(&scratch.database).up().await.unwrap();
        scratch
    }

    /// The same database, opened as another process would.
    pub async fn again(&self) -> Database {
        Database::open(self.database.service(), &self.url(), 4).await.unwrap()
    }

    /// Where the database is on the server.
    pub fn url(&self) -> String {
        let (server, name) = self.server.as_ref().expect("only PostgreSQL has an address");
        let (address, _) = server.rsplit_once('/').unwrap();
        format!("{address}/{name}")
    }

    async fn admin(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }

    /// Waits until a relay listens on this database.
    pub async fn wait_for_listener(&self) {
        let mut admin = self.admin().await;
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'relay' AND query ILIKE 'LISTEN%' AND state = 'idle'";
        for _ in 0..1000 {
            if sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut admin).await.unwrap() > 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("no relay listens");
    }

    /// Ends the connections on which relays listen.
    pub async fn end_listeners(&self) {
        let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND application_name = 'relay'";
        let ended = sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut self.admin().await).await.unwrap();
        assert!(ended > 0, "no relay listened");
    }

    /// Ends the database. Called by [`on_each`]; a test that panics leaves a PostgreSQL database behind for a look.
    pub async fn end(self) {
        self.database.close().await;
        if let Some((server, name)) = self.server {
            let mut admin = PgConnection::connect(&server).await.unwrap();
            admin.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.unwrap();
        }
    }
}

/// Runs `test` on a fresh database of `service` on each backend.
pub async fn on_each<F, Fut>(service: Service, test: F)
where
    F: Fn(Database) -> Fut,
    Fut: Future<Output = ()>,
{
    for backend in backends() {
        let scratch = Scratch::new(service, backend).await;
        eprintln!("on {backend:?}");
        test(scratch.database.clone()).await;
        scratch.end().await;
    }
}

/// Runs `test` on a fresh database of `service` on PostgreSQL, where there is a server.
pub async fn on_postgres(service: Service, test: impl AsyncFn(&Scratch)) {
    for backend in backends().into_iter().filter(|backend| *backend == Backend::Postgres) {
        let scratch = Scratch::new(service, backend).await;
        test(&scratch).await;
        scratch.end().await;
    }
}

/// A clock at a round time.
pub fn clock() -> Arc<FakeClock> {
    Arc::new(FakeClock::at(at("2026-03-01T09:00:00Z")))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn chance() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let (a, b) = (RandomState::new().hash_one(0), RandomState::new().hash_one(1));
    ((u128::from(a) << 64) | u128::from(b)).to_be_bytes()
}
