//! A database that is slow, or from which nothing comes back: whoever waits is told so within a bound, and soon after the
//! end of it all is as before.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pediafor_kernel::{Changes, Clock, Event, EventId, Kind, PortError, Timestamp, UserId, events::UserDeactivated};
use pediafor_sql::{Database, DatabaseClock, Service};
use pediafor_test_servers::Proxy;
use support::{Scratch, at, on_postgres};

const POOL: u32 = 4;

async fn write(database: &Database) -> Result<(), PortError> {
    let user = UserId::from_uuid(uuid::Uuid::from_u128(1));
    let id = EventId::from_uuid(uuid::Uuid::from_bytes(chance()));
    let event = Event::new(id, "/pediafor/users", &user, 1, at("2026-03-01T08:59:00Z"), &UserDeactivated { user });
    let mut tx = database.begin().await?;
    tx.record(&Changes::events(vec![event])).await?;
    tx.commit().await
}

fn chance() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let (a, b) = (RandomState::new().hash_one(0), RandomState::new().hash_one(1));
    ((u128::from(a) << 64) | u128::from(b)).to_be_bytes()
}

/// The database behind a proxy.
async fn behind_proxy(scratch: &Scratch) -> (Proxy, Database) {
    let proxy = Proxy::before(&scratch.url()).await.unwrap();
    let database = Database::open(Service::Users, proxy.url(), POOL).await.unwrap();
    (proxy, database)
}

#[tokio::test]
async fn a_stall_is_told_within_a_bound_and_over_soon_after_its_end() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        let (proxy, database) = behind_proxy(scratch).await;
        for written in join_all((0..20).map(|_| write(&database))).await {
            written.unwrap();
        }
        proxy.stall();
        let timed = async || {
            let begun = Instant::now();
            (write(&database).await, begun.elapsed())
        };
        let told = join_all((0..40).map(|_| timed())).await;
        let mut waits: Vec<_> = told.iter().map(|(_, wait)| *wait).collect();
        waits.sort();
        for (outcome, _) in &told {
            assert_eq!(outcome.as_ref().unwrap_err().kind(), Kind::Unavailable, "{outcome:?}");
        }
        // Those who got a connection wait for an answer, the others only for a connection.
        assert!(waits[30] < Duration::from_millis(4_500), "{waits:?}");
        assert!(waits[39] < Duration::from_millis(14_000), "{waits:?}");
        assert!(database.pool_state().size <= POOL, "{:?}", database.pool_state());

        proxy.pass().await;
        let over = Instant::now();
        loop {
            let written = join_all((0..20).map(|_| write(&database))).await;
            if written.iter().all(Result::is_ok) {
                break;
            }
            assert!(over.elapsed() < Duration::from_secs(10), "{written:?}");
        }
        assert!(over.elapsed() < Duration::from_secs(10), "{:?}", over.elapsed());
        let pool = database.pool_state();
        assert!(pool.size <= POOL && pool.max == POOL, "{pool:?}");
        database.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_from_which_nothing_ever_comes_back_does_not_keep_connections_for_ever() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        let (proxy, database) = behind_proxy(scratch).await;
        write(&database).await.unwrap();
        let begun = Instant::now();
        while usize::try_from(database.pool_state().idle).unwrap() < proxy.connections() {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", database.pool_state());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        proxy.stall();
        join_all((0..POOL).map(|_| write(&database))).await.into_iter().for_each(|outcome| drop(outcome.unwrap_err()));
        let begun = Instant::now();
        while database.pool_state().size > 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", database.pool_state());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(proxy);
        database.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_slow_database_serves_as_many_as_it_can_and_keeps_its_connections() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        let (proxy, database) = behind_proxy(scratch).await;
        join_all((0..POOL).map(|_| write(&database))).await.into_iter().for_each(|outcome| outcome.unwrap());
        proxy.delay(Duration::from_secs(1), Duration::from_secs(1));
        let timed = async || {
            let begun = Instant::now();
            (write(&database).await, begun.elapsed())
        };
        let told = join_all((0..30).map(|_| timed())).await;
        let served = told.iter().filter(|(outcome, _)| outcome.is_ok()).count();
        assert!(served >= 2, "{told:?}");
        for (outcome, wait) in &told {
            let bound = if outcome.is_ok() { 14_000 } else { 4_500 };
            assert!(*wait < Duration::from_millis(bound), "{outcome:?} after {wait:?}");
            assert!(outcome.as_ref().err().is_none_or(|error| error.kind() == Kind::Unavailable), "{outcome:?}");
        }
        proxy.pass().await;
        let over = Instant::now();
        while !join_all((0..10).map(|_| write(&database))).await.iter().all(Result::is_ok) {
            assert!(over.elapsed() < Duration::from_secs(10), "{:?}", database.pool_state());
        }
        database.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_waits_for_a_lock_is_ended_by_the_server_and_its_connection_goes_on() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        use sea_orm::ConnectionTrait;
        write(&scratch.database).await.unwrap();
        let holder = scratch.again().await;
        let held = holder.begin().await.unwrap();
        held.connection().execute_unprepared("LOCK TABLE outbox").await.unwrap();
        let begun = Instant::now();
        let error = write(&scratch.database).await.unwrap_err();
        let wait = begun.elapsed();
        assert_eq!(error.kind(), Kind::Unavailable, "{error:?}");
        assert!(wait > Duration::from_secs(7) && wait < Duration::from_secs(10), "{wait:?}");
        held.commit().await.unwrap();
        write(&scratch.database).await.unwrap();
        holder.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_clock_is_the_databases_and_goes_on_while_it_is_slow_or_away() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        let (proxy, database) = behind_proxy(scratch).await;
        let clock = Arc::new(DatabaseClock::of(&database).await.unwrap());
        let told = async || -> Timestamp {
            let pool = scratch.database.reader().unbounded().get_postgres_connection_pool();
            Timestamp::new(sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(pool).await.unwrap())
        };
        let close = async |allowed: i64| {
            let (before, bound, shown) = (told().await, clock.error_bound(), clock.now());
            let after = told().await;
            let bound = i64::try_from(bound.as_millis()).unwrap() + 1;
            assert!(bound <= allowed, "the clock says it may be {bound} ms wrong");
            assert!(
                shown >= before.plus_millis(-bound) && shown <= after.plus_millis(bound),
                "{before} {shown} {after}"
            );
        };
        close(500).await;
        // For longer than it takes until the database is asked again.
        proxy.delay(Duration::from_millis(700), Duration::from_millis(700));
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(9) {
            close(500).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        proxy.stall();
        close(500).await;
        let (first, second) = (clock.now(), clock.now());
        assert!(second >= first);
        drop(proxy);
        database.close().await;
    })
    .await;
}
