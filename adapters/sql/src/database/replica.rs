//! Reading from a replica while it is close behind.
//!
//! How far a replica is behind is told without anybody's clock: each second the primary is asked how far its log has come,
//! and the replica how far it has repeated it. Whatever the primary had written when it was asked is on a replica that has
//! come as far, so that what is read there is as old as that answer at most. A primary where nothing happens makes no
//! replica late, and a replica that hears nothing from its primary, or nobody from either, is late by itself.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use pediafor_kernel::PortErrorCode;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, SqlxPostgresConnector, Statement,
};
use sqlx::PgPool;
use tokio::{task::JoinHandle, time::timeout};

use super::InTime;
use crate::error::code;

/// How often the two are asked.
const EVERY: Duration = Duration::from_secs(1);
/// How long each may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a statement on the replica may take, before it is the primary's turn.
const LONGEST: Duration = Duration::from_secs(5);

/// Where lists are read: the replica while it is fit, the primary otherwise. A statement that finds the replica gone is
/// run on the primary instead, and nobody notices.
#[derive(Clone)]
pub struct Lists {
    primary: InTime<DatabaseConnection>,
    replica: Option<Arc<Replica>>,
}

impl Lists {
    /// What is read from the replica is older than this by no more than the reading takes.
    pub const STALENESS: Duration = Duration::from_secs(5);

    pub(super) fn of(primary: InTime<DatabaseConnection>) -> Self {
        Self { primary, replica: None }
    }

    pub(super) fn with_replica(connection: InTime<DatabaseConnection>, primary: PgPool, replica: PgPool) -> Self {
        Self { primary: connection, replica: Some(Replica::watched(primary, replica)) }
    }

    /// Would the replica be read just now?
    pub fn uses_replica(&self) -> bool {
        self.fit().is_some()
    }

    fn fit(&self) -> Option<&Replica> {
        self.replica.as_deref().filter(|replica| replica.is_fit())
    }

    pub(super) async fn close(&self) {
        if let Some(replica) = &self.replica {
            replica.watch.abort();
            replica.pool.close().await;
        }
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lists")
            .field("replica", &self.replica.is_some())
            .field("used", &self.uses_replica())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl ConnectionTrait for Lists {
    fn get_database_backend(&self) -> DbBackend {
        self.primary.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.primary.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.primary.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if let Some(replica) = self.fit()
            && let Some(answer) = replica.try_to(replica.connection.query_one_raw(statement.clone())).await
        {
            return answer;
        }
        self.primary.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if let Some(replica) = self.fit()
            && let Some(answer) = replica.try_to(replica.connection.query_all_raw(statement.clone())).await
        {
            return answer;
        }
        self.primary.query_all_raw(statement).await
    }
}

/// A replica and how far behind it is.
struct Replica {
    pool: PgPool,
    connection: DatabaseConnection,
    fitness: Arc<Fitness>,
    watch: JoinHandle<()>,
}

impl Replica {
    /// A replica whose distance from `primary` is measured for as long as it lives.
    fn watched(primary: PgPool, pool: PgPool) -> Arc<Self> {
        let fitness = Arc::new(Fitness { since: Instant::now(), until_millis: AtomicU64::new(0) });
        let watch = tokio::spawn(watch(primary, pool.clone(), fitness.clone()));
        let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        Arc::new(Self { pool, connection, fitness, watch })
    }

    fn is_fit(&self) -> bool {
        self.fitness.is_fit()
    }

    /// What the replica answers; `None` where it does not.
    async fn try_to<T>(&self, query: impl Future<Output = Result<T, DbErr>>) -> Option<Result<T, DbErr>> {
        match timeout(LONGEST, query).await {
            Ok(Err(error)) if code(&error) == PortErrorCode::Unavailable => {
                tracing::warn!(%error, "the replica is away: reading from the primary");
            }
            Ok(answer) => return Some(answer),
            Err(_) => tracing::warn!("the replica is slow: reading from the primary"),
        }
        self.fitness.lose();
        None
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// Until when what is on the replica counts as fresh.
struct Fitness {
    since: Instant,
    until_millis: AtomicU64,
}

impl Fitness {
    fn is_fit(&self) -> bool {
        let now = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        now < self.until_millis.load(Ordering::Relaxed)
    }

    /// What is on the replica is as new as `as_of`.
    fn keep(&self, as_of: Instant) {
        let until = (as_of + Lists::STALENESS).saturating_duration_since(self.since);
        let until = u64::try_from(until.as_millis()).unwrap_or(u64::MAX);
        if until > self.until_millis.swap(until, Ordering::Relaxed) && !self.is_fit() {
            tracing::debug!("the replica is too far behind");
        }
    }

    fn lose(&self) {
        self.until_millis.store(0, Ordering::Relaxed);
    }
}

/// Measures, until it is aborted.
async fn watch(primary: PgPool, replica: PgPool, fitness: Arc<Fitness>) {
    let mut written = Written::default();
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let at = Instant::now();
        if let Ok(Ok(position)) = timeout(PATIENCE, written_by(&primary)).await {
            written.note(at, position);
        }
        match timeout(PATIENCE, repeated_by(&replica)).await {
            Ok(Ok(Some(position))) => match written.as_of(position) {
                Some(as_of) => fitness.keep(as_of),
                None => fitness.lose(),
            },
            Ok(Ok(None)) => {
                tracing::warn!("the server at the replica's address is no replica: it is not read");
                fitness.lose();
            }
            Ok(Err(_)) | Err(_) => fitness.lose(),
        }
    }
}

async fn written_by(primary: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::BIGINT").fetch_one(primary).await
}

/// How far a replica has come; `None` of a server that is no replica.
async fn repeated_by(replica: &PgPool) -> Result<Option<i64>, sqlx::Error> {
    let sql = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::BIGINT END";
    sqlx::query_scalar(sql).fetch_one(replica).await
}

/// How far the primary's log had come when.
#[derive(Default)]
struct Written(VecDeque<(Instant, i64)>);

impl Written {
    /// More than are looked at within the time that counts.
    const KEPT: usize = 32;

    fn note(&mut self, at: Instant, position: i64) {
        self.0.push_back((at, position));
        if self.0.len() > Self::KEPT {
            self.0.pop_front();
        }
    }

    /// As of when a replica that has come to `position` has everything.
    fn as_of(&self, position: i64) -> Option<Instant> {
        self.0.iter().rev().find(|(_, written)| *written <= position).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_is_as_old_as_the_newest_look_at_which_it_has_everything() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut written = Written::default();
        assert_eq!(written.as_of(100), None, "nobody has looked yet");
        for (seconds, position) in [(0, 100), (1, 150), (2, 150), (3, 200)] {
            written.note(at(seconds), position);
        }
        assert_eq!(written.as_of(99), None);
        assert_eq!(written.as_of(100), Some(at(0)));
        assert_eq!(written.as_of(199), Some(at(2)), "where nothing was written the replica is not late");
        assert_eq!(written.as_of(500), Some(at(3)));
    }

    #[test]
    fn fitness_ends_by_itself_when_nobody_looks_any_more() {
        let since = Instant::now() - Duration::from_secs(60);
        let fitness = Fitness { since, until_millis: AtomicU64::new(0) };
        assert!(!fitness.is_fit());
        fitness.keep(Instant::now());
        assert!(fitness.is_fit());
        fitness.keep(Instant::now() - Lists::STALENESS);
        assert!(!fitness.is_fit());
        fitness.keep(Instant::now());
        fitness.lose();
        assert!(!fitness.is_fit());
    }
}
