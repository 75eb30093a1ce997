//! Reading from a replica that really streams: while it is close behind, and not otherwise.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

#[path = "support/server.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, unreachable_pub, reason = "a helper")]
mod server;
mod support;

use std::time::{Duration, Instant};

use pediafor_sql::{Database, Lists, Migrations, Service};
use sea_orm::{ConnectionTrait, Statement};
use server::Server;

const BOUND: Duration = Duration::from_secs(30);

/// Waits for what `condition` says.
async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !condition().await {
        assert!(begun.elapsed() < BOUND, "{what}: not after {BOUND:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn asked<C: ConnectionTrait>(connection: &C, sql: &str) -> i64 {
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

async fn reads_replica(database: &Database) -> bool {
    asked(database.lists(), "SELECT pg_is_in_recovery()::INT::BIGINT").await == 1
}

async fn rows(database: &Database) -> i64 {
    asked(database.lists(), "SELECT count(*) FROM people").await
}

#[tokio::test]
async fn lists_are_read_from_a_replica_that_is_close_behind_and_from_the_primary_otherwise() {
    if support::backends().len() < 2 {
        return;
    }
    let primary = Server::primary().await.expect("PostgreSQL is installed");
    let mut replica = primary.replica().await;
    let (url, replica_url) = (primary.url("postgres"), replica.url("postgres"));
    let database = Database::open_with_replica(Service::Grading, &url, 4, &replica_url).await.unwrap();
    Migrations::of(&database).up().await.unwrap();
    let insert = async |number: &str| {
        let tx = database.begin().await.unwrap();
        let sql = format!("INSERT INTO people VALUES (gen_random_uuid(), '{number}', 'student', 1)");
        tx.connection().execute_unprepared(&sql).await.unwrap();
        tx.commit().await.unwrap();
    };

    until("the replica is read", async || reads_replica(&database).await).await;
    assert_eq!(asked(database.reader(), "SELECT pg_is_in_recovery()::INT::BIGINT").await, 0, "the rest never is");
    insert("one").await;
    until("the replica has the row", async || rows(&database).await == 1).await;

    // Where nothing is written, a replica is not late.
    let quiet = Instant::now();
    until("a while passes", async || {
        assert!(reads_replica(&database).await, "after {:?} of quiet", quiet.elapsed());
        quiet.elapsed() > Lists::STALENESS + Duration::from_secs(2)
    })
    .await;

    // One that does not keep up is left alone before anybody sees what is older than was promised.
    replica.execute("postgres", "SELECT pg_wal_replay_pause()").await;
    insert("two").await;
    let written = Instant::now();
    until("the second row is seen", async || rows(&database).await == 2).await;
    let seen = written.elapsed();
    assert!(seen <= Lists::STALENESS + Duration::from_secs(1), "{seen:?}");
    assert!(!database.lists().uses_replica());
    replica.execute("postgres", "SELECT pg_wal_replay_resume()").await;
    until("the replica is read again", async || reads_replica(&database).await).await;

    // One that goes away in the middle of everything is missed by nobody.
    replica.kill();
    for _ in 0..50 {
        assert_eq!(rows(&database).await, 2);
    }
    assert!(!reads_replica(&database).await);
    replica.start().await;
    until("the replica is read again", async || reads_replica(&database).await).await;
    database.close().await;

    // A server that is no replica is not taken for one.
    let mistaken = Database::open_with_replica(Service::Grading, &url, 4, &url).await.unwrap();
    let begun = Instant::now();
    until("it was looked at", async || {
        assert!(!mistaken.lists().uses_replica());
        begun.elapsed() > Duration::from_secs(3)
    })
    .await;
    mistaken.close().await;
}
