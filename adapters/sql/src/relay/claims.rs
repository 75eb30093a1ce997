//! What a relay reads and writes: claims, fates, old rows. Each statement for SQLite and for PostgreSQL.

use pediafor_kernel::{Event, PortError, Timestamp};
use sqlx::{PgPool, SqlitePool};

use crate::convert;

/// How many events one claim takes.
pub(super) const BATCH: i64 = 50;
/// How many bytes of events one claim takes, the last of them not counted: a published paper weighs megabytes.
pub(super) const BYTES: i64 = 4 << 20;
/// How many old rows are removed in one statement.
const CHUNK: i64 = 1000;

pub(super) struct Claimed {
    pub position: i64,
    pub attempts: i32,
    pub event: Result<Event, PortError>,
}

/// What became of a batch, one list a fate.
#[derive(Default)]
pub(super) struct Fates {
    /// Safe with the publisher.
    pub published: Vec<i64>,
    /// To be tried again: when, and why it failed.
    pub again: Vec<(i64, Timestamp, String)>,
    /// Not tried at all, as the publisher was away: when it is due again, its attempt given back.
    pub untried: Vec<(i64, Timestamp, String)>,
    /// Never to be taken, and why.
    pub parked: Vec<(i64, String)>,
}

fn claimed((position, attempts, envelope): (i64, i32, serde_json::Value)) -> Claimed {
    Claimed { position, attempts, event: convert::from_json("read an event from the outbox", envelope) }
}

pub(super) mod sqlite {
    use super::*;

    pub(in super::super) async fn claim(
        pool: &SqlitePool,
        now: Timestamp,
        lease: Timestamp,
    ) -> Result<Vec<Claimed>, sqlx::Error> {
        const SQL: &str = "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE position IN (\
            SELECT position FROM (\
                SELECT position, sum(size) OVER (ORDER BY due_at, position) - size AS before FROM (\
                    SELECT position, due_at, size FROM outbox \
                    WHERE published_at IS NULL AND parked_at IS NULL AND due_at <= $1 \
                    ORDER BY due_at, position LIMIT $3)) \
            WHERE before < $4) RETURNING position, attempts, envelope";
        let rows = sqlx::query_as(SQL).bind(now.instant()).bind(lease.instant()).bind(BATCH).bind(BYTES);
        Ok(rows.fetch_all(pool).await?.into_iter().map(claimed).collect())
    }

    pub(in super::super) async fn settle(pool: &SqlitePool, fates: &Fates, now: Timestamp) -> Result<(), sqlx::Error> {
        let mut tx = pool.begin().await?;
        if !fates.published.is_empty() {
            let positions = serde_json::to_string(&fates.published).unwrap_or_default();
            let sql = "UPDATE outbox SET published_at = $1, last_error = NULL \
                       WHERE position IN (SELECT value FROM json_each($2))";
            sqlx::query(sql).bind(now.instant()).bind(positions).execute(&mut *tx).await?;
        }
        for (given_back, rows) in [(0, &fates.again), (1, &fates.untried)] {
            for (position, due_at, error) in rows {
                let sql =
                    "UPDATE outbox SET due_at = $1, last_error = $2, attempts = attempts - $3 WHERE position = $4";
                let query = sqlx::query(sql).bind(due_at.instant()).bind(error).bind(given_back).bind(position);
                query.execute(&mut *tx).await?;
            }
        }
        for (position, error) in &fates.parked {
            let sql = "UPDATE outbox SET parked_at = $1, last_error = $2 WHERE position = $3";
            sqlx::query(sql).bind(now.instant()).bind(error).bind(position).execute(&mut *tx).await?;
        }
        tx.commit().await
    }

    pub(in super::super) async fn purge(pool: &SqlitePool, before: Timestamp) -> Result<(), sqlx::Error> {
        let events =
            "DELETE FROM outbox WHERE position IN (SELECT position FROM outbox WHERE published_at < $1 LIMIT $2)";
        let receipts =
            "DELETE FROM receipts WHERE rowid IN (SELECT rowid FROM receipts WHERE created_at < $1 LIMIT $2)";
        for sql in [events, receipts] {
            while sqlx::query(sql).bind(before.instant()).bind(CHUNK).execute(pool).await?.rows_affected() > 0 {}
        }
        Ok(())
    }
}

pub(super) mod postgres {
    use super::*;

    pub(in super::super) async fn claim(
        pool: &PgPool,
        now: Timestamp,
        lease: Timestamp,
    ) -> Result<Vec<Claimed>, sqlx::Error> {
        // The rows are locked and chosen once, in an expression of their own: inside an IN the planner may choose anew.
        const SQL: &str = "WITH due AS MATERIALIZED (\
                SELECT position, due_at, size FROM outbox \
                WHERE published_at IS NULL AND parked_at IS NULL AND due_at <= $1 \
                ORDER BY due_at, position LIMIT $3 FOR UPDATE SKIP LOCKED), \
            taken AS (SELECT position, sum(size) OVER (ORDER BY due_at, position) - size AS before FROM due) \
            UPDATE outbox SET due_at = $2, attempts = attempts + 1 FROM taken \
            WHERE outbox.position = taken.position AND taken.before < $4 \
            RETURNING outbox.position, outbox.attempts, outbox.envelope";
        let rows = sqlx::query_as(SQL).bind(now.instant()).bind(lease.instant()).bind(BATCH).bind(BYTES);
        Ok(rows.fetch_all(pool).await?.into_iter().map(claimed).collect())
    }

    pub(in super::super) async fn settle(pool: &PgPool, fates: &Fates, now: Timestamp) -> Result<(), sqlx::Error> {
        if !fates.published.is_empty() {
            let sql = "UPDATE outbox SET published_at = $1, last_error = NULL WHERE position = ANY($2)";
            sqlx::query(sql).bind(now.instant()).bind(&fates.published).execute(pool).await?;
        }
        for (given_back, rows) in [(0, &fates.again), (1, &fates.untried)] {
            if rows.is_empty() {
                continue;
            }
            let positions: Vec<_> = rows.iter().map(|(position, ..)| *position).collect();
            let due: Vec<_> = rows.iter().map(|(_, due_at, _)| due_at.instant()).collect();
            let errors: Vec<_> = rows.iter().map(|(.., error)| error.as_str()).collect();
            let sql = "UPDATE outbox SET due_at = fate.due_at, last_error = fate.error, attempts = attempts - $4 \
                       FROM UNNEST($1::BIGINT[], $2::TIMESTAMPTZ[], $3::TEXT[]) AS fate (position, due_at, error) \
                       WHERE outbox.position = fate.position";
            sqlx::query(sql).bind(positions).bind(due).bind(errors).bind(given_back).execute(pool).await?;
        }
        if !fates.parked.is_empty() {
            let positions: Vec<_> = fates.parked.iter().map(|(position, _)| *position).collect();
            let errors: Vec<_> = fates.parked.iter().map(|(_, error)| error.as_str()).collect();
            let sql = "UPDATE outbox SET parked_at = $1, last_error = fate.error \
                       FROM UNNEST($2::BIGINT[], $3::TEXT[]) AS fate (position, error) \
                       WHERE outbox.position = fate.position";
            sqlx::query(sql).bind(now.instant()).bind(positions).bind(errors).execute(pool).await?;
        }
        Ok(())
    }

    pub(in super::super) async fn purge(pool: &PgPool, before: Timestamp) -> Result<(), sqlx::Error> {
        let events =
            "DELETE FROM outbox WHERE position IN (SELECT position FROM outbox WHERE published_at < $1 LIMIT $2)";
        let receipts =
            "DELETE FROM receipts WHERE ctid = ANY(ARRAY(SELECT ctid FROM receipts WHERE created_at < $1 LIMIT $2))";
        for sql in [events, receipts] {
            while sqlx::query(sql).bind(before.instant()).bind(CHUNK).execute(pool).await?.rows_affected() > 0 {}
        }
        Ok(())
    }
}
