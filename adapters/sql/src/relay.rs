//! From the outbox to the publisher.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use pediafor_kernel::{Clock, Event, EventPublisher, PortError, PortErrorCode, Timestamp};
use sqlx::{PgPool, SqlitePool};

use crate::{Database, convert, database::Pools, error::failed_sqlx};

/// How many events one claim takes.
const BATCH: i64 = 50;
/// How long a claim holds: a relay that dies leaves its events to the next one after this.
const LEASE_MILLIS: i64 = 10_000;
/// How long to wait where nothing rings.
const POLL: Duration = Duration::from_secs(1);
/// The shortest wait between two looks.
const SHORTEST: Duration = Duration::from_millis(10);
/// How long published events and receipts are kept.
const RETENTION_SECONDS: i64 = 7 * 24 * 3600;
/// How often what is too old is thrown away.
const PURGE: Duration = Duration::from_secs(3600);

/// What one turn of the relay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivered {
    /// Events that are safe with the publisher.
    pub published: usize,
    /// Events that will be tried again.
    pub failed: usize,
    /// Events that can never be taken and wait for a person.
    pub parked: usize,
}

impl Delivered {
    /// Did it find nothing to do?
    pub fn is_idle(self) -> bool {
        self == Self::default()
    }
}

/// Publishes the events of one database, each at least once, whatever dies in between.
pub struct Relay {
    database: Database,
    publisher: Arc<dyn EventPublisher>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("database", &self.database).finish_non_exhaustive()
    }
}

struct Claimed {
    position: i64,
    attempts: i32,
    event: Result<Event, PortError>,
}

enum Fate {
    Published,
    Again { due_at: Timestamp, error: String },
    Parked { error: String },
}

impl Relay {
    /// From `database` to `publisher`.
    pub fn new(database: Database, publisher: Arc<dyn EventPublisher>, clock: Arc<dyn Clock>) -> Self {
        Self { database, publisher, clock }
    }

    /// Publishes until `stop` resolves: whenever a commit rings, when an event that failed is due again, and every second
    /// in any case. It ends only between two batches, however many are waiting.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut purge = tokio::time::interval(PURGE);
        loop {
            let rest = match self.turn().await {
                Ok(delivered) if delivered.published > 0 => Duration::ZERO,
                Ok(_) => self.rest().await,
                Err(error) => {
                    tracing::warn!(service = %self.database.service(), error = &error as &dyn std::error::Error, "the outbox can't be read");
                    POLL
                }
            };
            tokio::select! {
                // The end before all else, and what is seldom before what never ceases.
                biased;
                () = &mut stop => return,
                _ = purge.tick() => {
                    if let Err(error) = self.purge(self.clock.now().plus_seconds(-RETENTION_SECONDS)).await {
                        tracing::warn!(service = %self.database.service(), error = &error as &dyn std::error::Error, "old events can't be removed");
                    }
                }
                () = self.database.raised() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// How long there is nothing to do unless a commit rings.
    async fn rest(&self) -> Duration {
        let due = self.database.next_event_due().await.ok().flatten();
        let millis = due.map(|due| due.millis_since(self.clock.now()) + 1);
        millis.map_or(POLL, |millis| Duration::from_millis(u64::try_from(millis).unwrap_or(1)).clamp(SHORTEST, POLL))
    }

    /// Makes whatever a process that died had claimed due at once. Only where no other relay works on this database.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn reclaim(&self) -> Result<(), PortError> {
        let now = self.clock.now().instant();
        let sql = "UPDATE outbox SET due_at = $1 WHERE published_at IS NULL AND parked_at IS NULL AND due_at > $1";
        match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlx::query(sql).bind(now).execute(writer).await.map(drop),
            Pools::Postgres(pool) => sqlx::query(sql).bind(now).execute(pool).await.map(drop),
        }
        .map_err(failed_sqlx("reclaim events"))
    }

    /// Claims one batch of events that are due, publishes it and writes down what became of each.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer; nothing is lost then.
    pub async fn turn(&self) -> Result<Delivered, PortError> {
        let claimed = self.claim().await?;
        let mut delivered = Delivered::default();
        if claimed.is_empty() {
            return Ok(delivered);
        }
        let readable: Vec<Event> = claimed.iter().filter_map(|row| row.event.as_ref().ok().cloned()).collect();
        let mut results = self.publisher.publish(&readable).await.into_iter();
        let mut fates = Vec::with_capacity(claimed.len());
        for row in claimed {
            let result = match row.event {
                Err(error) => Err(error),
                Ok(_) => results.next().unwrap_or_else(|| Err(PortError::new(PortErrorCode::Internal, "no answer"))),
            };
            let fate = self.fate(row.attempts, result);
            match &fate {
                Fate::Published => delivered.published += 1,
                Fate::Again { error, .. } => {
                    delivered.failed += 1;
                    tracing::debug!(service = %self.database.service(), position = row.position, error, "an event will be tried again");
                }
                Fate::Parked { error } => {
                    delivered.parked += 1;
                    tracing::error!(service = %self.database.service(), position = row.position, error, "an event was parked");
                }
            }
            fates.push((row.position, fate));
        }
        self.settle(&fates).await?;
        Ok(delivered)
    }

    fn fate(&self, attempts: i32, result: Result<(), PortError>) -> Fate {
        match result {
            Ok(()) => Fate::Published,
            Err(error) if error.code() == PortErrorCode::Corrupt => Fate::Parked { error: chain(&error) },
            Err(error) => {
                Fate::Again { due_at: self.clock.now().plus_millis(back_off_millis(attempts)), error: chain(&error) }
            }
        }
    }

    async fn claim(&self) -> Result<Vec<Claimed>, PortError> {
        let now = self.clock.now();
        let lease = now.plus_millis(LEASE_MILLIS);
        let mut claimed = match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlite::claim(writer, now, lease).await,
            Pools::Postgres(pool) => postgres::claim(pool, now, lease).await,
        }
        .map_err(failed_sqlx("claim events"))?;
        claimed.sort_by_key(|row| row.position);
        Ok(claimed)
    }

    async fn settle(&self, fates: &[(i64, Fate)]) -> Result<(), PortError> {
        let now = self.clock.now();
        match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlite::settle(writer, fates, now).await,
            Pools::Postgres(pool) => postgres::settle(pool, fates, now).await,
        }
        .map_err(failed_sqlx("settle events"))
    }

    /// Throws away published events and receipts older than `before`.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn purge(&self, before: Timestamp) -> Result<(), PortError> {
        let before = before.instant();
        for sql in ["DELETE FROM outbox WHERE published_at < $1", "DELETE FROM receipts WHERE created_at < $1"] {
            match self.database.pools() {
                Pools::Sqlite { writer, .. } => sqlx::query(sql).bind(before).execute(writer).await.map(drop),
                Pools::Postgres(pool) => sqlx::query(sql).bind(before).execute(pool).await.map(drop),
            }
            .map_err(failed_sqlx("remove old events"))?;
        }
        Ok(())
    }
}

/// 50 ms, doubled with each attempt, half a minute at most.
fn back_off_millis(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 10)).unwrap_or(0);
    (50_i64 << doublings).min(30_000)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

fn claimed((position, attempts, envelope): (i64, i32, serde_json::Value)) -> Claimed {
    Claimed { position, attempts, event: convert::from_json("read an event from the outbox", envelope) }
}

macro_rules! twins {
    ($($module:ident $pool:ty, $skip_locked:literal;)*) => {$(
        mod $module {
            use super::*;

            pub(super) async fn claim(pool: &$pool, now: Timestamp, lease: Timestamp) -> Result<Vec<Claimed>, sqlx::Error> {
                const SQL: &str = concat!(
                    "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE position IN (",
                    "SELECT position FROM outbox WHERE published_at IS NULL AND parked_at IS NULL AND due_at <= $1 ",
                    "ORDER BY position LIMIT $3", $skip_locked, ") RETURNING position, attempts, envelope"
                );
                let rows = sqlx::query_as(SQL).bind(now.instant()).bind(lease.instant()).bind(BATCH).fetch_all(pool).await?;
                Ok(rows.into_iter().map(claimed).collect())
            }

            pub(super) async fn settle(pool: &$pool, fates: &[(i64, Fate)], now: Timestamp) -> Result<(), sqlx::Error> {
                let mut tx = pool.begin().await?;
                for (position, fate) in fates {
                    match fate {
                        Fate::Published => sqlx::query("UPDATE outbox SET published_at = $1, last_error = NULL WHERE position = $2")
                            .bind(now.instant()).bind(position).execute(&mut *tx).await?,
                        Fate::Again { due_at, error } => sqlx::query("UPDATE outbox SET due_at = $1, last_error = $2 WHERE position = $3")
                            .bind(due_at.instant()).bind(error).bind(position).execute(&mut *tx).await?,
                        Fate::Parked { error } => sqlx::query("UPDATE outbox SET parked_at = $1, last_error = $2 WHERE position = $3")
                            .bind(now.instant()).bind(error).bind(position).execute(&mut *tx).await?,
                    };
                }
                tx.commit().await
            }
        }
    )*};
}

twins! {
    sqlite SqlitePool, "";
    postgres PgPool, " FOR UPDATE SKIP LOCKED";
}
