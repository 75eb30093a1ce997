use std::{fmt, path::Path, str::FromStr, sync::Arc, time::Duration};

use pediafor_kernel::{PortError, once::Changes};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector,
    TransactionOptions, TransactionTrait,
};
use sqlx::{
    ConnectOptions, Executor, PgPool, Row, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::Notify;

use crate::{
    error::{failed, failed_sqlx},
    outbox, receipts,
};

/// The services that own a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Accounts and sessions.
    Users,
    /// Assessments and versions.
    Assessments,
    /// Attempts, answers and files.
    Submissions,
    /// Keys and grades.
    Grading,
    /// Inboxes.
    Notifications,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 5] =
        [Service::Users, Service::Assessments, Service::Submissions, Service::Grading, Service::Notifications];

    /// The name of its folder of migrations and of its database file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Service::Users => "users",
            Service::Assessments => "assessments",
            Service::Submissions => "submissions",
            Service::Grading => "grading",
            Service::Notifications => "notifications",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Service::ALL.into_iter().find(|service| service.as_str() == text).ok_or_else(|| {
            format!("no service called {text:?}: expected {}", Service::ALL.map(Service::as_str).join(", "))
        })
    }
}

/// Which database this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Why a database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite:` nor `postgres:`/`postgresql:`.
    #[error("not a database address: expected postgres://… or sqlite:…")]
    Scheme,
    /// The address is of a known kind but can't be read, or nobody answers there.
    #[error("can't open the {service} database")]
    Connect {
        /// Whose database.
        service: Service,
        /// Why.
        source: sqlx::Error,
    },
}

#[derive(Clone)]
pub(crate) enum Pools {
    /// SQLite has one writer at a time: one connection writes, the others read.
    Sqlite {
        reader: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// One service's database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Database {
    service: Service,
    pools: Pools,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    raised: Arc<Notify>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database")
            .field("service", &self.service)
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}

/// How long a request waits for a connection before it is told that the database is unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long SQLite waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl Database {
    /// Opens the database of `service` at `url` (`postgres://…`, or `sqlite:<path>`, made where absent) with at most
    /// `pool_size` connections. Does not migrate.
    ///
    /// # Errors
    ///
    /// [`OpenError`] where the address can't be read or nobody answers there.
    pub async fn open(service: Service, url: &str, pool_size: u32) -> Result<Self, OpenError> {
        let connect = |source| OpenError::Connect { service, source };
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = url.parse::<PgConnectOptions>().map_err(connect)?;
            Self::open_postgres(service, options, pool_size).await.map_err(connect)
        } else if url.starts_with("sqlite:") {
            let options = url.parse::<SqliteConnectOptions>().map_err(connect)?;
            Self::open_sqlite(service, options, pool_size).await.map_err(connect)
        } else {
            Err(OpenError::Scheme)
        }
    }

    /// Opens the SQLite file of `service` in `folder`.
    ///
    /// # Errors
    ///
    /// [`OpenError`] where the file can't be opened.
    pub async fn open_file(service: Service, folder: &Path, pool_size: u32) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new().filename(folder.join(format!("{service}.sqlite")));
        Self::open_sqlite(service, options, pool_size).await.map_err(|source| OpenError::Connect { service, source })
    }

    async fn open_sqlite(service: Service, options: SqliteConnectOptions, pool_size: u32) -> Result<Self, sqlx::Error> {
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
        Ok(Self {
            service,
            reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader.clone()),
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer.clone()),
            pools: Pools::Sqlite { reader, writer },
            raised: Arc::default(),
        })
    }

    async fn open_postgres(service: Service, options: PgConnectOptions, pool_size: u32) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(pool_size.max(1))
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            // As above. Outside a transaction the two times are one and the same, as long as they are asked for by the
            // simple protocol, whose one message both begins the statement and runs it; a connection where they differ
            // is inside a transaction that nobody owns any more, and is closed.
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection.fetch_one("SELECT now() = statement_timestamp()").await?.try_get::<bool, _>(0)
                })
            })
            .connect_with(options.application_name(service.as_str()).disable_statement_logging())
            .await?;
        let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        Ok(Self {
            service,
            reader: connection.clone(),
            writer: connection,
            pools: Pools::Postgres(pool),
            raised: Arc::default(),
        })
    }

    /// Whose database it is.
    pub fn service(&self) -> Service {
        self.service
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match self.pools {
            Pools::Sqlite { .. } => Backend::Sqlite,
            Pools::Postgres(_) => Backend::Postgres,
        }
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.pools
    }

    /// For reading. On SQLite these connections can't write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Begins a write. On SQLite it holds the one writer until it ends.
    ///
    /// # Errors
    ///
    /// `PortError` where the database is not there.
    pub async fn begin(&self) -> Result<Transaction, PortError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.writer.begin_with_options(options).await.map_err(failed("begin a transaction"))?;
        Ok(Transaction { inner, backend: self.backend(), raised: false, wake: self.raised.clone() })
    }

    /// Waits until a commit has stored new events.
    pub(crate) async fn raised(&self) {
        self.raised.notified().await;
    }

    /// Does the database answer?
    ///
    /// # Errors
    ///
    /// `PortError` where it does not.
    pub async fn ping(&self) -> Result<(), PortError> {
        let context = "ping the database";
        match &self.pools {
            Pools::Sqlite { reader, .. } => reader.execute("SELECT 1").await.map(drop),
            Pools::Postgres(pool) => pool.execute("SELECT 1").await.map(drop),
        }
        .map_err(failed_sqlx(context))
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A write under way. Dropped without [`commit`](Transaction::commit) it leaves nothing behind.
pub struct Transaction {
    inner: DatabaseTransaction,
    backend: Backend,
    raised: bool,
    wake: Arc<Notify>,
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("backend", &self.backend).finish_non_exhaustive()
    }
}

impl Transaction {
    /// What SeaORM statements run on.
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Which database it is on.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Writes events to the outbox and the receipt, if any.
    ///
    /// # Errors
    ///
    /// A conflict where the receipt's key is taken: somebody did the same thing first.
    pub async fn record(&mut self, changes: &Changes) -> Result<(), PortError> {
        if let Some(receipt) = &changes.receipt {
            receipts::insert(&self.inner, receipt).await?;
        }
        if !changes.events.is_empty() {
            outbox::insert(&self.inner, &changes.events).await?;
            self.raised = true;
        }
        Ok(())
    }

    /// Makes it last. When this returns, what was written is on the disk.
    ///
    /// # Errors
    ///
    /// `PortError` where it was not committed, or where it can't be known.
    pub async fn commit(self) -> Result<(), PortError> {
        self.inner.commit().await.map_err(failed("commit a transaction"))?;
        if self.raised {
            self.wake.notify_one();
        }
        Ok(())
    }
}
