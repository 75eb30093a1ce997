//! From the outbox to the publisher.

mod claims;
mod listen;

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use pediafor_kernel::{Clock, Event, EventPublisher, PortError, PortErrorCode, Timestamp};
use rand::RngExt;
use sqlx::postgres::PgConnectOptions;

use self::claims::{BATCH, Claimed, Fates, postgres, sqlite};
pub(crate) use self::listen::CHANNEL;
use crate::{
    Database,
    database::{Pools, in_time},
    error::failed_sqlx,
};

/// How long a claim holds: a relay that dies leaves its events to the next one after this.
const LEASE_MILLIS: i64 = 10_000;
/// How long to wait where nothing rings, a fifth more or less: replicas do not look all at once.
const POLL: Duration = Duration::from_secs(1);
/// The shortest wait between two looks.
const SHORTEST: Duration = Duration::from_millis(10);
/// The shortest wait between two looks while the publisher is away, however much rings.
const SHORTEST_WHILE_AWAY: Duration = Duration::from_millis(100);
/// How long published events and receipts are kept.
const RETENTION_SECONDS: i64 = 7 * 24 * 3600;
/// How often what is too old is thrown away.
const PURGE: Duration = Duration::from_secs(3600);
/// The longest text that is kept of an error.
const ERROR_CHARS: usize = 1000;

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

    /// As many as a claim takes at most?
    fn is_full(self) -> bool {
        i64::try_from(self.published + self.failed + self.parked).is_ok_and(|events| events >= BATCH)
    }
}

/// Publishes the events of one database, each at least once, whatever dies in between. Any number of relays on one
/// database share the work: one batch each, claimed for a while and marked when it is safe.
pub struct Relay {
    database: Database,
    publisher: Arc<dyn EventPublisher>,
    clock: Arc<dyn Clock>,
    /// How many batches in a row found the publisher away.
    away: AtomicU32,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("database", &self.database).finish_non_exhaustive()
    }
}

impl Relay {
    /// From `database` to `publisher`.
    pub fn new(database: Database, publisher: Arc<dyn EventPublisher>, clock: Arc<dyn Clock>) -> Self {
        Self { database, publisher, clock, away: AtomicU32::new(0) }
    }

    /// Publishes until `stop` resolves: whenever a commit rings, in this process or another, when an event that failed is
    /// due again, and about every second in any case. It ends only between two batches, however many are waiting.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let _rings = self.database.is_relayed_here();
        let mut stop = pin!(stop);
        let mut told = pin!(self.listen());
        let mut purge = tokio::time::interval(PURGE);
        loop {
            let rest = match self.turn().await {
                Ok(delivered) if delivered.published > 0 => {
                    if delivered.is_full() {
                        self.call_for_help().await;
                    }
                    Duration::ZERO
                }
                Ok(_) => self.rest().await,
                Err(error) => {
                    tracing::warn!(service = %self.database.service(), error = &error as &dyn std::error::Error, "the outbox can't be read");
                    jittered(POLL)
                }
            };
            if self.away.load(Ordering::Relaxed) > 0 {
                tokio::select! {
                    biased;
                    () = &mut stop => return,
                    () = tokio::time::sleep(SHORTEST_WHILE_AWAY) => {}
                }
            }
            tokio::select! {
                // The end before all else, and what is seldom before what never ceases.
                biased;
                () = &mut stop => return,
                _ = purge.tick() => {
                    if let Err(error) = self.purge(self.clock.now().plus_seconds(-RETENTION_SECONDS)).await {
                        tracing::warn!(service = %self.database.service(), error = &error as &dyn std::error::Error, "old events can't be removed");
                    }
                }
                () = &mut told => {}
                () = self.database.raised() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// Rings whenever another process says that events are waiting. Never ends.
    async fn listen(&self) {
        match self.database.pools() {
            Pools::Sqlite { .. } => std::future::pending().await,
            Pools::Postgres(pool) => {
                let options = PgConnectOptions::clone(&pool.connect_options());
                listen::ring_when_told(&self.database, options).await;
            }
        }
    }

    /// Tells the relays of other processes that one batch was not all. They look by themselves as well, so that nothing
    /// hangs on being heard.
    async fn call_for_help(&self) {
        if let Pools::Postgres(pool) = self.database.pools() {
            let told = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(pool);
            if let Err(error) = in_time(told).await {
                tracing::debug!(service = %self.database.service(), %error, "other relays can't be told");
            }
        }
    }

    /// How long there is nothing to do unless a commit rings.
    async fn rest(&self) -> Duration {
        let poll = jittered(POLL);
        let due = self.database.next_event_due().await.ok().flatten();
        let millis = due.map(|due| due.millis_since(self.clock.now()) + 1);
        millis.map_or(poll, |millis| Duration::from_millis(u64::try_from(millis).unwrap_or(1)).clamp(SHORTEST, poll))
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
            Pools::Postgres(pool) => in_time(sqlx::query(sql).bind(now).execute(pool)).await.map(drop),
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
        if claimed.is_empty() {
            return Ok(Delivered::default());
        }
        let readable: Vec<Event> = claimed.iter().filter_map(|row| row.event.as_ref().ok().cloned()).collect();
        let results = self.publisher.publish(&readable).await;
        let fates = self.fates(claimed, results);
        let delivered = Delivered {
            published: fates.published.len(),
            failed: fates.again.len() + fates.untried.len(),
            parked: fates.parked.len(),
        };
        self.settle(&fates).await?;
        Ok(delivered)
    }

    /// What becomes of each event of a batch. Where all of them found nobody there, the publisher is away: then they are
    /// due again soon and together, and the attempt does not count.
    fn fates(&self, claimed: Vec<Claimed>, results: Vec<Result<(), PortError>>) -> Fates {
        let service = self.database.service();
        let now = self.clock.now();
        let is_away = !results.is_empty()
            && results.len() == claimed.len()
            && results.iter().all(|result| result.as_ref().is_err_and(|error| is_passing(error.code())));
        let away = if is_away {
            self.away.fetch_add(1, Ordering::Relaxed) + 1
        } else {
            self.away.store(0, Ordering::Relaxed);
            0
        };
        let mut fates = Fates::default();
        let mut results = results.into_iter();
        for Claimed { position, attempts, event } in claimed {
            let result = match event {
                Err(error) => Err(error),
                Ok(_) => results.next().unwrap_or_else(|| Err(PortError::new(PortErrorCode::Internal, "no answer"))),
            };
            match result {
                Ok(()) => fates.published.push(position),
                Err(error) if error.code() == PortErrorCode::Corrupt => {
                    let error = chain(&error);
                    tracing::error!(%service, position, error, "an event was parked");
                    fates.parked.push((position, error));
                }
                Err(error) => {
                    let error = chain(&error);
                    tracing::debug!(%service, position, error, "an event will be tried again");
                    if is_away {
                        fates.untried.push((position, now.plus_millis(away_millis(away)), error));
                    } else {
                        fates.again.push((position, now.plus_millis(back_off_millis(attempts)), error));
                    }
                }
            }
        }
        fates
    }

    async fn claim(&self) -> Result<Vec<Claimed>, PortError> {
        let now = self.clock.now();
        let lease = now.plus_millis(LEASE_MILLIS);
        let mut claimed = match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlite::claim(writer, now, lease).await,
            Pools::Postgres(pool) => in_time(postgres::claim(pool, now, lease)).await,
        }
        .map_err(failed_sqlx("claim events"))?;
        claimed.sort_by_key(|row| row.position);
        Ok(claimed)
    }

    async fn settle(&self, fates: &Fates) -> Result<(), PortError> {
        let now = self.clock.now();
        match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlite::settle(writer, fates, now).await,
            Pools::Postgres(pool) => in_time(postgres::settle(pool, fates, now)).await,
        }
        .map_err(failed_sqlx("settle events"))
    }

    /// Throws away published events and receipts older than `before`.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn purge(&self, before: Timestamp) -> Result<(), PortError> {
        match self.database.pools() {
            Pools::Sqlite { writer, .. } => sqlite::purge(writer, before).await,
            Pools::Postgres(pool) => in_time(postgres::purge(pool, before)).await,
        }
        .map_err(failed_sqlx("remove old events"))
    }
}

/// May the same be done later, without anybody doing anything about it?
fn is_passing(code: PortErrorCode) -> bool {
    matches!(code, PortErrorCode::Unavailable | PortErrorCode::Timeout)
}

/// 50 ms, doubled with each attempt, half a minute at most.
fn back_off_millis(attempts: i32) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 10)).unwrap_or(0);
    (50_i64 << doublings).min(30_000)
}

/// The same while the publisher is away, two seconds at most: what waited for it is published soon after its return.
fn away_millis(batches: u32) -> i64 {
    (50_i64 << batches.saturating_sub(1).min(10)).min(2_000)
}

/// A fifth more or less.
#[expect(clippy::disallowed_methods, reason = "chance that spreads waiting and decides nothing")]
fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(rand::rng().random_range(0.8..=1.2))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text.chars().take(ERROR_CHARS).collect()
}
