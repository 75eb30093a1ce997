//! The relay under stress: several on one database, killed at any moment, a publisher that is away, events that weigh much,
//! events that other processes wrote.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use pediafor_kernel::{
    Changes, Clock, Event, EventId, EventPublisher, PortError, PortErrorCode, Timestamp, UserId,
    events::{UserDeactivated, UserProfileUpdated},
};
use pediafor_sql::{Backend, Database, Relay, Service};
use support::{Scratch, at, clock, on_each, on_postgres};
use tokio::{sync::Notify, time::timeout};

/// How long anything here may take.
const BOUND: Duration = Duration::from_secs(60);

fn event(number: u128) -> Event {
    let user = UserId::from_uuid(uuid::Uuid::from_u128(number));
    let id = EventId::from_uuid(uuid::Uuid::from_u128(1_000_000 + number));
    Event::new(id, "/pediafor/users", &user, 1, at("2026-03-01T08:59:00Z"), &UserDeactivated { user })
}

/// An event of about `bytes`, and not one that packs well.
fn heavy(number: u128, bytes: usize) -> Event {
    let user = UserId::from_uuid(uuid::Uuid::from_u128(number));
    let mut state = u32::try_from(number).unwrap();
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + u8::try_from((state >> 24) % 26).unwrap())
    };
    let name = (0..bytes).map(|_| letter()).collect();
    let data = UserProfileUpdated { user, role: pediafor_kernel::Role::Student, name, email: "a@example.org".into() };
    Event::new(event(number).id, "/pediafor/users", &user, 1, at("2026-03-01T08:59:00Z"), &data)
}

async fn store(database: &Database, events: Vec<Event>) {
    let mut tx = database.begin().await.unwrap();
    tx.record(&Changes::events(events)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Takes events down, how many at once, and answers as told.
#[derive(Default)]
struct Recorder {
    seen: Mutex<Vec<EventId>>,
    batches: Mutex<Vec<usize>>,
    away: Mutex<bool>,
    heard: Notify,
}

#[async_trait]
impl EventPublisher for Recorder {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        self.batches.lock().unwrap().push(events.len());
        let away = *self.away.lock().unwrap();
        if !away {
            self.seen.lock().unwrap().extend(events.iter().map(|event| event.id));
            self.heard.notify_waiters();
        }
        let answer = || if away { Err(PortError::new(PortErrorCode::Unavailable, "nobody there")) } else { Ok(()) };
        events.iter().map(|_| answer()).collect()
    }
}

impl Recorder {
    async fn has_seen(&self, events: usize) {
        let waiting = async {
            loop {
                let heard = self.heard.notified();
                if self.seen.lock().unwrap().len() >= events {
                    return;
                }
                heard.await;
            }
        };
        let seen = timeout(BOUND, waiting).await;
        assert!(seen.is_ok(), "{} of {events} events were seen", self.seen.lock().unwrap().len());
    }
}

/// Sometimes publishes half a batch and is not heard of again.
struct Unreliable {
    name: usize,
    seen: Arc<Mutex<HashMap<EventId, usize>>>,
    by: Arc<Mutex<BTreeMap<usize, usize>>>,
    calls: Arc<AtomicUsize>,
}

#[async_trait]
impl EventPublisher for Unreliable {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let dies = call.is_multiple_of(3);
        for event in events.iter().take(if dies { events.len() / 2 } else { events.len() }) {
            *self.seen.lock().unwrap().entry(event.id).or_default() += 1;
            tokio::task::yield_now().await;
        }
        if dies {
            std::future::pending::<()>().await;
        }
        *self.by.lock().unwrap().entry(self.name).or_default() += events.len();
        events.iter().map(|_| Ok(())).collect()
    }
}

#[tokio::test]
async fn three_relays_that_die_again_and_again_publish_a_thousand_events_each_at_least_once_and_none_starves() {
    on_each(Service::Users, async |database| {
        let events: Vec<Event> = (1..=1000).map(event).collect();
        for chunk in events.chunks(100) {
            store(&database, chunk.to_vec()).await;
        }
        let time = clock();
        let seen = Arc::new(Mutex::new(HashMap::new()));
        let by = Arc::new(Mutex::new(BTreeMap::new()));
        let calls = Arc::new(AtomicUsize::new(0));
        let mut workers = tokio::task::JoinSet::new();
        for name in 0..3 {
            let (seen, by, calls) = (seen.clone(), by.clone(), calls.clone());
            let publisher = Arc::new(Unreliable { name, seen, by, calls });
            let relay = Relay::new(database.clone(), publisher, time.clone());
            let (database, time) = (database.clone(), time.clone());
            workers.spawn(async move {
                let mut turn = 0;
                while database.waiting_events().await.unwrap() > 0 {
                    // Dropped in the middle of whatever it does: claiming, publishing, writing down.
                    turn = (turn * 7 + name as u64 + 3) % 61;
                    drop(timeout(Duration::from_millis(2 + turn), relay.turn()).await);
                    time.advance_millis(500);
                }
            });
        }
        let done = timeout(BOUND, async { while workers.join_next().await.transpose().unwrap().is_some() {} }).await;
        assert!(done.is_ok(), "{} events are left", database.waiting_events().await.unwrap());
        let seen = seen.lock().unwrap();
        for event in &events {
            assert!(seen.contains_key(&event.id), "{} was never published", event.id);
        }
        assert_eq!(by.lock().unwrap().len(), 3, "every relay had a share: {:?}", by.lock().unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_batch_weighs_no_more_than_a_few_megabytes() {
    on_each(Service::Users, async |database| {
        for number in 1..=6 {
            store(&database, vec![heavy(number, 2 << 20)]).await;
        }
        store(&database, (7..=90).map(event).collect()).await;
        let recorder = Arc::new(Recorder::default());
        let relay = Relay::new(database.clone(), recorder.clone(), clock());
        while !relay.turn().await.unwrap().is_idle() {}
        let batches = recorder.batches.lock().unwrap().clone();
        assert_eq!(batches.iter().sum::<usize>(), 90);
        assert_eq!(&batches[..2], [2, 2], "two megabytes an event: {batches:?}");
        assert!(batches.iter().all(|events| *events <= 50), "{batches:?}");
    })
    .await;
}

#[tokio::test]
async fn a_publisher_that_is_away_costs_no_attempts_and_gets_everything_soon_after_its_return() {
    on_each(Service::Users, async |database| {
        store(&database, (1..=120).map(event).collect()).await;
        let recorder = Arc::new(Recorder::default());
        *recorder.away.lock().unwrap() = true;
        let time = clock();
        let relay = Relay::new(database.clone(), recorder.clone(), time.clone());
        for _ in 0..200 {
            relay.turn().await.unwrap();
            time.advance_millis(2_000);
        }
        *recorder.away.lock().unwrap() = false;
        time.advance_millis(2_000);
        while !relay.turn().await.unwrap().is_idle() {}
        assert_eq!(recorder.seen.lock().unwrap().len(), 120, "all are due two seconds after the last try");
        let state = database.outbox_state(time.now()).await.unwrap();
        assert_eq!((state.waiting, state.parked), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn the_outbox_tells_how_many_wait_and_for_how_long() {
    on_each(Service::Users, async |database| {
        let time = clock();
        let state = database.outbox_state(time.now()).await.unwrap();
        assert_eq!((state.waiting, state.oldest_age, state.parked), (0, Duration::ZERO, 0));
        store(&database, (1..=3).map(event).collect()).await;
        let state = database.outbox_state(time.now()).await.unwrap();
        assert_eq!((state.waiting, state.oldest_age, state.parked), (3, Duration::from_secs(60), 0));
        let pool = database.pool_state();
        assert!(pool.idle <= pool.size && pool.size <= pool.max && pool.max > 1, "{pool:?}");
    })
    .await;
}

/// A clock that goes with the machine's monotonic one, so that nothing waits for a fake one to be turned.
struct Ticking(tokio::time::Instant);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        at("2026-03-01T09:00:00Z").plus_millis(i64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

#[tokio::test]
async fn events_that_another_process_wrote_ring_at_once_also_after_the_connection_was_lost() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        let elsewhere = scratch.again().await;
        let recorder = Arc::new(Recorder::default());
        let relay =
            Relay::new(scratch.database.clone(), recorder.clone(), Arc::new(Ticking(tokio::time::Instant::now())));
        let stop = Arc::new(Notify::new());
        let stopped = stop.clone();
        let running = tokio::spawn(async move { relay.run_until(stopped.notified()).await });
        scratch.wait_for_listener().await;

        // The relay looks by itself about once a second: only who is rung for is this fast twenty times in a row.
        let mut waits = Vec::new();
        for number in 1..=20 {
            let begun = tokio::time::Instant::now();
            store(&elsewhere, vec![event(number)]).await;
            recorder.has_seen(usize::try_from(number).unwrap()).await;
            waits.push(begun.elapsed());
        }
        waits.sort();
        assert!(waits[10] < Duration::from_millis(300), "{waits:?}");

        scratch.end_listeners().await;
        store(&elsewhere, vec![event(21)]).await;
        recorder.has_seen(21).await;
        scratch.wait_for_listener().await;
        let begun = tokio::time::Instant::now();
        for number in 22..=31 {
            store(&elsewhere, vec![event(number)]).await;
            recorder.has_seen(usize::try_from(number).unwrap()).await;
        }
        assert!(begun.elapsed() < Duration::from_secs(4), "ten events took {:?}", begun.elapsed());

        stop.notify_one();
        timeout(BOUND, running).await.unwrap().unwrap();
        elsewhere.close().await;
    })
    .await;
}

#[tokio::test]
async fn writing_down_what_became_of_a_batch_does_not_stall() {
    on_postgres(Service::Users, async |scratch: &Scratch| {
        for chunk in (1..=1000).collect::<Vec<_>>().chunks(50) {
            store(&scratch.database, chunk.iter().map(|number| event(*number)).collect()).await;
        }
        let relay = Relay::new(scratch.database.clone(), Arc::new(Recorder::default()), clock());
        relay.turn().await.unwrap();
        let begun = tokio::time::Instant::now();
        let mut turns = 0;
        while relay.turn().await.unwrap().published > 0 {
            turns += 1;
        }
        let each = begun.elapsed() / turns;
        assert!(turns >= 19 && each < Duration::from_millis(40), "{turns} batches took {each:?} each");
        assert_eq!(scratch.database.backend(), Backend::Postgres);
    })
    .await;
}
