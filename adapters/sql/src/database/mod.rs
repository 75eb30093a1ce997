//! One service's database: its connections, its transactions, how long it may keep anybody waiting.

mod in_time;
mod open;
mod replica;
mod ring;
mod service;
mod transaction;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use pediafor_kernel::{Changes, Event, PortError, PortErrorCode};
use sea_orm::{
    DatabaseConnection, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, TransactionOptions,
    TransactionTrait,
};
use sqlx::{Executor, PgPool, SqlitePool, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

pub(crate) use self::in_time::in_time;
pub use self::{in_time::InTime, replica::Lists, service::Service, transaction::Transaction};
use self::{
    in_time::orm_in_time,
    ring::{Hearing, Ring},
};
use crate::error::{failed, failed_sqlx};

/// How long the database may take to say that it is there.
const PING_TIMEOUT: Duration = Duration::from_secs(3);

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
    /// A replica is a PostgreSQL server beside a PostgreSQL server.
    #[error("a replica is for PostgreSQL: expected postgres://… for it and for the database")]
    Replica,
}

/// How many connections there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Open ones.
    pub size: u32,
    /// Of those, the ones that nobody uses just now.
    pub idle: u32,
    /// How many there may be.
    pub max: u32,
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
    reader: InTime<DatabaseConnection>,
    writer: DatabaseConnection,
    lists: Lists,
    ring: Arc<Ring>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database")
            .field("service", &self.service)
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}

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
            open::postgres(service, options, pool_size)
                .await
                .map(|pool| Self::on_postgres(service, pool))
                .map_err(connect)
        } else if url.starts_with("sqlite:") {
            let options = url.parse::<SqliteConnectOptions>().map_err(connect)?;
            Self::open_sqlite(service, options, pool_size).await.map_err(connect)
        } else {
            Err(OpenError::Scheme)
        }
    }

    /// The same, with a read replica at `replica_url` (PostgreSQL alone) from which [`lists`](Self::lists) reads while it
    /// is there and close behind. It need not be there now.
    ///
    /// # Errors
    ///
    /// [`OpenError`] as above, or where the replica's address can't be read or the database is not PostgreSQL.
    pub async fn open_with_replica(
        service: Service,
        url: &str,
        pool_size: u32,
        replica_url: &str,
    ) -> Result<Self, OpenError> {
        let mut database = Self::open(service, url, pool_size).await?;
        let Pools::Postgres(primary) = &database.pools else { return Err(OpenError::Replica) };
        if !(replica_url.starts_with("postgres:") || replica_url.starts_with("postgresql:")) {
            return Err(OpenError::Replica);
        }
        let options = replica_url.parse().map_err(|source| OpenError::Connect { service, source })?;
        let replica = open::postgres_later(service, options, pool_size);
        database.lists = Lists::with_replica(database.reader.clone(), primary.clone(), replica);
        Ok(database)
    }

    /// Opens the same PostgreSQL database at `url` once more, with connections of its own for work that must not wait for
    /// those of requests: a relay on it hears the commits of this one.
    ///
    /// # Errors
    ///
    /// [`OpenError`] as of [`open`](Self::open).
    pub async fn open_beside(&self, url: &str, pool_size: u32) -> Result<Self, OpenError> {
        let beside = Self::open(self.service, url, pool_size).await?;
        Ok(Self { ring: self.ring.clone(), ..beside })
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
        let (reader, writer) = open::sqlite(options, pool_size).await?;
        let connection = InTime(SqlxSqliteConnector::from_sqlx_sqlite_pool(reader.clone()));
        Ok(Self {
            service,
            lists: Lists::of(connection.clone()),
            reader: connection,
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer.clone()),
            pools: Pools::Sqlite { reader, writer },
            ring: Arc::default(),
        })
    }

    fn on_postgres(service: Service, pool: PgPool) -> Self {
        let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        Self {
            service,
            lists: Lists::of(InTime(connection.clone())),
            reader: InTime(connection.clone()),
            writer: connection,
            pools: Pools::Postgres(pool),
            ring: Arc::default(),
        }
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

    /// For reading what is so now. On SQLite these connections can't write.
    pub fn reader(&self) -> &InTime<DatabaseConnection> {
        &self.reader
    }

    /// For reading what may be a little old: lists, exports, figures. From the replica where there is one that is at most
    /// [`Lists::STALENESS`] behind, otherwise the same as [`reader`](Self::reader). Never for attempts, sessions,
    /// permissions, or anything a student reads right after writing it.
    pub fn lists(&self) -> &Lists {
        &self.lists
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
        let begun = orm_in_time(self.writer.begin_with_options(options)).await;
        let inner = InTime(begun.map_err(failed("begin a transaction"))?);
        Ok(Transaction { inner, backend: self.backend(), raised: false, ring: self.ring.clone() })
    }

    /// Stores `events` alone, for the relay to publish.
    ///
    /// # Errors
    ///
    /// `PortError` where they were not stored, or where it can't be known.
    pub async fn raise(&self, events: Vec<Event>) -> Result<(), PortError> {
        let mut tx = self.begin().await?;
        tx.record(&Changes::events(events)).await?;
        tx.commit().await
    }

    /// Waits until somebody says that there are new events.
    pub(crate) async fn raised(&self) {
        self.ring.rung().await;
    }

    /// Says that there are new events.
    pub(crate) fn ring(&self) {
        self.ring.ring();
    }

    /// A relay of this process works for as long as what is returned lives: it hears commits directly.
    pub(crate) fn is_relayed_here(&self) -> Hearing {
        self.ring.hear()
    }

    /// How the connections stand; on SQLite the writer and the readers together.
    pub fn pool_state(&self) -> PoolState {
        let idle = |idle: usize| u32::try_from(idle).unwrap_or(u32::MAX);
        match &self.pools {
            Pools::Sqlite { reader, writer } => PoolState {
                size: reader.size() + writer.size(),
                idle: idle(reader.num_idle() + writer.num_idle()),
                max: reader.options().get_max_connections() + writer.options().get_max_connections(),
            },
            Pools::Postgres(pool) => {
                PoolState { size: pool.size(), idle: idle(pool.num_idle()), max: pool.options().get_max_connections() }
            }
        }
    }

    /// Does the database answer?
    ///
    /// # Errors
    ///
    /// `PortError` where it does not.
    pub async fn ping(&self) -> Result<(), PortError> {
        let context = "ping the database";
        let ping = async {
            match &self.pools {
                Pools::Sqlite { reader, .. } => reader.execute("SELECT 1").await.map(drop),
                Pools::Postgres(pool) => pool.execute("SELECT 1").await.map(drop),
            }
        };
        match tokio::time::timeout(PING_TIMEOUT, ping).await {
            Ok(answered) => answered.map_err(failed_sqlx(context)),
            Err(_) => Err(PortError::new(PortErrorCode::Timeout, context)),
        }
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
        self.lists.close().await;
    }
}
