//! How connections are made and given back.

use std::time::Duration;

use sqlx::{
    ConnectOptions, Executor, PgPool, Row, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::Service;

/// How long a request waits for a connection before it is told that the database is unavailable.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long SQLite waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long PostgreSQL works on one statement, waiting for locks included, before it gives it up.
const STATEMENT_TIMEOUT: &str = "8s";
/// How long PostgreSQL keeps a transaction, and its locks, whose client says nothing.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "15s";
/// How long giving a connection back may take before it is closed instead.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn sqlite(
    options: SqliteConnectOptions,
    pool_size: u32,
) -> Result<(SqlitePool, SqlitePool), sqlx::Error> {
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk before it is acknowledged.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .disable_statement_logging();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT.max(BUSY_TIMEOUT))
        .test_before_acquire(false)
        // A future dropped between BEGIN and its answer must not leave its transaction to the next borrower.
        // Where none is open SQLite says so, which is what we hope to hear.
        .after_release(|connection, _| {
            Box::pin(async move {
                let _ = connection.execute("ROLLBACK").await;
                Ok(true)
            })
        })
        .connect_with(options.clone())
        .await?;
    let reader = SqlitePoolOptions::new()
        .max_connections(pool_size.max(1))
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options.read_only(true).create_if_missing(false))
        .await?;
    Ok((reader, writer))
}

fn postgres_pool(pool_size: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(pool_size.max(1))
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        // As above. Outside a transaction the two times are one and the same, as long as they are asked for by the
        // simple protocol, whose one message both begins the statement and runs it; a connection where they differ
        // is inside a transaction that nobody owns any more, and is closed. So is one that does not answer: whoever
        // gave up waiting for it gives it back here.
        .after_release(|connection, _| {
            Box::pin(async move {
                let told = connection.fetch_one("SELECT now() = statement_timestamp()");
                match tokio::time::timeout(RELEASE_TIMEOUT, told).await {
                    Ok(row) => row?.try_get::<bool, _>(0),
                    Err(_) => abandon(),
                }
            })
        })
}

/// Drops a connection that does not answer, and with it the task that gives it back. To close it would be to wait for it
/// once more: sqlx flushes first, and on TLS that waits until something can be read. Nobody waits for the task, nothing but
/// the connection is in it, and its place in the pool is free when it is gone.
fn abandon<T>() -> T {
    std::panic::resume_unwind(Box::new("a connection that does not answer is dropped"))
}

fn postgres_options(service: Service, options: PgConnectOptions) -> PgConnectOptions {
    options
        .application_name(service.as_str())
        .options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT),
        ])
        .disable_statement_logging()
}

pub(super) async fn postgres(
    service: Service,
    options: PgConnectOptions,
    pool_size: u32,
) -> Result<PgPool, sqlx::Error> {
    postgres_pool(pool_size).connect_with(postgres_options(service, options)).await
}

/// Connects when it is first used: it may not be there just now.
pub(super) fn postgres_later(service: Service, options: PgConnectOptions, pool_size: u32) -> PgPool {
    postgres_pool(pool_size).connect_lazy_with(postgres_options(service, options))
}
