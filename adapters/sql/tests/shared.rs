//! What every service's database does alike: schema, outbox and relay, receipts, people.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use pediafor_kernel::{
    Changes, Event, EventHandler, EventId, EventPublisher, Once, PortError, PortErrorCode, Role, UserId,
    events::{UserDeactivated, UserProfileUpdated, UserRegistered, UserRoleChanged},
    once::{Receipt, Receipts, ReplayError, replay},
    people::{People, Person, RememberPeople},
};
use pediafor_sql::{Backend, Database, Migrations, Relay, Service, SqlPeople, SqlReceipts};
use support::{at, clock, on_each};
use tokio::sync::Notify;

fn event(number: u128) -> Event {
    let user = UserId::from_uuid(uuid::Uuid::from_u128(number));
    let id = EventId::from_uuid(uuid::Uuid::from_u128(1000 + number));
    let time = at("2026-03-01T08:59:00Z").plus_millis(i64::try_from(number).unwrap());
    Event::new(id, "/pediafor/users", &user, 1, time, &UserDeactivated { user })
}

async fn store(database: &Database, changes: &Changes) -> Result<(), PortError> {
    let mut tx = database.begin().await?;
    tx.record(changes).await?;
    tx.commit().await
}

/// Takes events down and answers as told.
#[derive(Default)]
struct Recorder {
    seen: Mutex<Vec<Event>>,
    refuse: Mutex<Option<PortErrorCode>>,
}

#[async_trait]
impl EventPublisher for Recorder {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        let refuse = *self.refuse.lock().unwrap();
        self.seen.lock().unwrap().extend_from_slice(events);
        events.iter().map(|_| refuse.map_or(Ok(()), |code| Err(PortError::new(code, "refused")))).collect()
    }
}

#[tokio::test]
async fn every_schema_goes_up_down_and_up_again() {
    for service in Service::ALL {
        on_each(service, async |database| {
            let migrations = Migrations::of(&database);
            let steps = migrations.status().await.unwrap();
            assert!(!steps.is_empty() && steps.iter().all(|step| step.applied), "{steps:?}");
            for _ in &steps {
                migrations.down().await.unwrap();
            }
            let steps = migrations.status().await.unwrap();
            assert!(steps.iter().all(|step| !step.applied), "{steps:?}");
            migrations.up().await.unwrap();
            migrations.up().await.unwrap();
            store(&database, &Changes::events(vec![event(1)])).await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn committed_events_are_published_in_order_and_once_where_nothing_fails() {
    on_each(Service::Users, async |database| {
        let recorder = Arc::new(Recorder::default());
        let relay = Relay::new(database.clone(), recorder.clone(), clock());
        let events: Vec<Event> = (1..=120).map(event).collect();
        for pair in events.chunks(2) {
            store(&database, &Changes::events(pair.to_vec())).await.unwrap();
        }
        assert_eq!(database.waiting_events().await.unwrap(), 120);
        let mut published = 0;
        loop {
            let turn = relay.turn().await.unwrap();
            if turn.is_idle() {
                break;
            }
            published += turn.published;
        }
        assert_eq!(published, 120);
        assert_eq!(database.waiting_events().await.unwrap(), 0);
        assert_eq!(*recorder.seen.lock().unwrap(), events);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_no_event_and_frees_the_writer() {
    on_each(Service::Users, async |database| {
        let mut tx = database.begin().await.unwrap();
        tx.record(&Changes::events(vec![event(1)])).await.unwrap();
        drop(tx);
        store(&database, &Changes::events(vec![event(2)])).await.unwrap();
        let recorder = Arc::new(Recorder::default());
        Relay::new(database, recorder.clone(), clock()).turn().await.unwrap();
        assert_eq!(*recorder.seen.lock().unwrap(), [event(2)]);
    })
    .await;
}

#[tokio::test]
async fn a_connection_is_kept_when_it_is_given_back_and_closed_when_it_is_inside_a_transaction() {
    for backend in support::backends().into_iter().filter(|backend| *backend == Backend::Postgres) {
        let scratch = support::Scratch::new(Service::Users, backend).await;
        let pool = scratch.database.reader().unbounded().get_postgres_connection_pool().clone();
        let pid = async || sqlx::query_scalar::<_, i32>("SELECT pg_backend_pid()").fetch_one(&pool).await.unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            seen.insert(pid().await);
        }
        assert!(seen.len() <= 8, "the pool opened {} connections for one caller", seen.len());

        let mut stray = pool.acquire().await.unwrap();
        sqlx::Executor::execute(&mut *stray, "BEGIN").await.unwrap();
        drop(stray);
        // Giving back happens beside this test: whoever comes next gets a connection that is in no transaction.
        for _ in 0..50 {
            let mut next = pool.acquire().await.unwrap();
            let simple = sqlx::Executor::fetch_one(&mut *next, "SELECT now() = statement_timestamp()").await.unwrap();
            assert!(sqlx::Row::get::<bool, _>(&simple, 0), "a stray transaction was handed on");
        }
        scratch.end().await;
    }
}

#[tokio::test]
async fn an_event_that_was_refused_comes_again_after_a_while_and_a_malformed_one_is_parked() {
    on_each(Service::Users, async |database| {
        let recorder = Arc::new(Recorder::default());
        let time = clock();
        let relay = Relay::new(database.clone(), recorder.clone(), time.clone());
        store(&database, &Changes::events(vec![event(1)])).await.unwrap();

        *recorder.refuse.lock().unwrap() = Some(PortErrorCode::Unavailable);
        assert_eq!(relay.turn().await.unwrap().failed, 1);
        assert!(relay.turn().await.unwrap().is_idle(), "it is not due yet");
        time.advance_millis(60_000);
        assert_eq!(relay.turn().await.unwrap().failed, 1);

        *recorder.refuse.lock().unwrap() = Some(PortErrorCode::Corrupt);
        time.advance_millis(60_000);
        assert_eq!(relay.turn().await.unwrap().parked, 1);
        *recorder.refuse.lock().unwrap() = None;
        time.advance_millis(60_000);
        assert!(relay.turn().await.unwrap().is_idle(), "a parked event waits for a person");
        assert_eq!(recorder.seen.lock().unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_relay_had_claimed_goes_to_the_next_one_when_its_lease_ends() {
    struct Never;
    #[async_trait]
    impl EventPublisher for Never {
        async fn publish(&self, _: &[Event]) -> Vec<Result<(), PortError>> {
            std::future::pending().await
        }
    }

    on_each(Service::Users, async |database| {
        let time = clock();
        store(&database, &Changes::events(vec![event(1)])).await.unwrap();
        let dying = Relay::new(database.clone(), Arc::new(Never), time.clone());
        let died = tokio::time::timeout(std::time::Duration::from_millis(300), dying.turn()).await;
        assert!(died.is_err(), "it hangs with the event in its hands");

        let recorder = Arc::new(Recorder::default());
        let relay = Relay::new(database.clone(), recorder.clone(), time.clone());
        assert!(relay.turn().await.unwrap().is_idle(), "the lease still holds");
        time.advance_millis(11_000);
        assert_eq!(relay.turn().await.unwrap().published, 1);
        assert_eq!(*recorder.seen.lock().unwrap(), [event(1)]);
    })
    .await;
}

#[tokio::test]
async fn two_relays_share_the_work_and_publish_nothing_twice() {
    on_each(Service::Users, async |database| {
        let recorder = Arc::new(Recorder::default());
        let events: Vec<Event> = (1..=200).map(event).collect();
        store(&database, &Changes::events(events.clone())).await.unwrap();
        let relay = || Relay::new(database.clone(), recorder.clone(), clock());
        let (one, two) = (relay(), relay());
        let work = async |relay: &Relay| while relay.turn().await.unwrap().published > 0 {};
        tokio::join!(work(&one), work(&two), work(&one), work(&two));
        let mut seen: Vec<_> = recorder.seen.lock().unwrap().iter().map(|event| event.id).collect();
        seen.sort();
        assert_eq!(seen, events.iter().map(|event| event.id).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_relay_ends_when_it_is_asked_to_however_much_is_waiting() {
    /// For every event published there is another to publish.
    struct Endless {
        database: Database,
        published: Mutex<u128>,
        enough: Notify,
    }

    #[async_trait]
    impl EventPublisher for Endless {
        async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
            let number = {
                let mut published = self.published.lock().unwrap();
                *published += 1;
                *published
            };
            store(&self.database, &Changes::events(vec![event(number)])).await.unwrap();
            if number == 5 {
                self.enough.notify_one();
            }
            events.iter().map(|_| Ok(())).collect()
        }
    }

    on_each(Service::Users, async |database| {
        store(&database, &Changes::events(vec![event(0)])).await.unwrap();
        let (published, enough) = (Mutex::default(), Notify::new());
        let endless = Arc::new(Endless { database: database.clone(), published, enough });
        let relay = Relay::new(database, endless.clone(), clock());
        let ended = tokio::time::timeout(Duration::from_secs(20), relay.run_until(endless.enough.notified())).await;
        assert!(ended.is_ok(), "{} events later it still goes on", endless.published.lock().unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_kept_with_its_effect_and_refuses_another_request_under_its_key() {
    on_each(Service::Users, async |database| {
        let receipts = SqlReceipts::new(database.clone());
        let user = UserId::from_uuid(uuid::Uuid::from_u128(7));
        let once = Once { user, operation: "test.create", key: "k-1".into(), fingerprint: [1; 32] };
        assert_eq!(replay::<String>(&receipts, Some(&once)).await.unwrap(), None);

        let receipt = Receipt { once: once.clone(), result: "made".into(), at: at("2026-03-01T09:00:00.123456Z") };
        let changes = Changes { events: vec![event(1)], receipt: Some(receipt.clone()) };
        store(&database, &changes).await.unwrap();
        assert_eq!(receipts.find(&once).await.unwrap(), Some(receipt));
        assert_eq!(replay::<String>(&receipts, Some(&once)).await.unwrap(), Some("made".into()));

        let other = Once { fingerprint: [2; 32], ..once.clone() };
        assert!(matches!(replay::<String>(&receipts, Some(&other)).await, Err(ReplayError::OtherRequest)));

        let changes = Changes { events: vec![event(2)], ..changes };
        let error = store(&database, &changes).await.unwrap_err();
        assert!(error.is_conflict(), "{error:?}");
        let recorder = Arc::new(Recorder::default());
        Relay::new(database, recorder.clone(), clock()).turn().await.unwrap();
        assert_eq!(*recorder.seen.lock().unwrap(), [event(1)], "the second effect left nothing");
    })
    .await;
}

#[tokio::test]
async fn people_follow_the_latest_news_in_whatever_order_it_arrives() {
    on_each(Service::Grading, async |database| {
        let people = Arc::new(SqlPeople::new(database));
        let remember = RememberPeople::new("people", people.clone());
        let user = UserId::from_uuid(uuid::Uuid::from_u128(7));
        let (email, at) = ("ada@example.org".to_owned(), at("2026-03-01T09:00:00Z"));
        let said = async |event: Event| remember.handle(&event).await.unwrap();
        let id = |number| EventId::from_uuid(uuid::Uuid::from_u128(number));
        let registered = UserRegistered { user, role: Role::Student, name: "Ada".into(), email: email.clone() };
        let renamed = UserProfileUpdated { user, role: Role::Student, name: "Ada B.".into(), email };
        let promoted = UserRoleChanged { user, role: Role::Teacher, name: "Ada B.".into() };
        let registered = Event::new(id(1), "/pediafor/users", &user, 1, at, &registered);
        let renamed = Event::new(id(2), "/pediafor/users", &user, 2, at, &renamed);
        let promoted = Event::new(id(3), "/pediafor/users", &user, 3, at, &promoted);

        // a change of role before the account is known, and news that is old by then
        let stranger = UserId::from_uuid(uuid::Uuid::from_u128(8));
        for event in [&promoted, &registered, &renamed, &promoted] {
            said(event.clone()).await;
            let found: Vec<_> = people.find(&[user, stranger]).await.unwrap().into_values().collect();
            assert_eq!(found, [Person { user, name: "Ada B.".into(), role: Role::Teacher }]);
        }
    })
    .await;
}
