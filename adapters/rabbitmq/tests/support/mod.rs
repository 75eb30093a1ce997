//! Consumers that do as they are told, and the broker to try them on: the virtual host that `PEDIAFOR_TEST_RABBITMQ` names.
//! Every test has consumers and types of events of its own, so tests keep apart in one virtual host.

#![allow(dead_code, unreachable_pub, reason = "each suite uses what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a helper that fails, fails its test"
)]

use std::{
    collections::HashMap,
    fmt::Debug,
    future::Future,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use lapin::{
    Channel, Connection, ConnectionProperties,
    options::{QueueDeclareOptions, QueueDeleteOptions},
    types::FieldTable,
};
use pediafor_kernel::{
    Event, EventHandler, EventId, EventPublisher, HandleError, PortError, Timestamp, mock::FakeClock,
};
use pediafor_rabbitmq::{Address, Consumers, Publisher, topology};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The virtual host to try on, where there is one. A run that asks for brokers fails rather than leaving them out.
pub fn broker() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test command says where RabbitMQ is")]
    let url = std::env::var("PEDIAFOR_TEST_RABBITMQ").ok().filter(|url| !url.is_empty());
    if url.is_none() {
        eprintln!("left out: PEDIAFOR_TEST_RABBITMQ names no virtual host");
    }
    url
}

pub fn address(url: &str) -> Address {
    url.parse().unwrap()
}

pub fn chance() -> u64 {
    RandomState::new().hash_one(())
}

/// A type of event of this test's own.
pub fn kind() -> &'static str {
    Box::leak(format!("pediafor.test{:016x}.tried.v1", chance()).into_boxed_str())
}

pub fn event(kind: &str, number: u64) -> Event {
    Event {
        specversion: "1.0".into(),
        id: EventId::from_uuid(uuid::Uuid::from_u64_pair(chance(), number)),
        source: "/pediafor/tests".into(),
        kind: kind.into(),
        subject: number.to_string(),
        sequence: number,
        time: Timestamp::default(),
        datacontenttype: "application/json".into(),
        traceparent: None,
        data: serde_json::json!({ "number": number }),
    }
}

pub fn events(kind: &str, count: u64) -> Vec<Event> {
    (0..count).map(|number| event(kind, number)).collect()
}

/// Waits for a condition for a minute and a half, for brokers start slowly; says how far it got.
pub async fn eventually<T, E: Debug>(what: &str, mut check: impl AsyncFnMut() -> Result<T, E>) -> T {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(90);
    loop {
        match check().await {
            Ok(value) => return value,
            Err(so_far) if tokio::time::Instant::now() > deadline => panic!("not so: {what}; it is {so_far:?}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

type Answer = Box<dyn Fn(&Event, usize) -> Result<(), HandleError> + Send + Sync>;
type Gate = Arc<tokio::sync::Semaphore>;

/// A consumer that answers as it is told, by the event and how often it has seen it, and notes what came.
pub struct Consumer {
    name: &'static str,
    kinds: &'static [&'static str],
    answer: Answer,
    gate: Option<Gate>,
    deaf_for: Mutex<usize>,
    seen: Mutex<HashMap<EventId, usize>>,
    taken: Mutex<Vec<Event>>,
    told: Mutex<Vec<(EventId, String)>>,
}

impl Consumer {
    pub fn new(
        kind: &'static str,
        answer: impl Fn(&Event, usize) -> Result<(), HandleError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: Box::leak(format!("test.{:016x}", chance()).into_boxed_str()),
            kinds: Box::leak(vec![kind].into_boxed_slice()),
            answer: Box::new(answer),
            gate: None,
            deaf_for: Mutex::new(0),
            seen: Mutex::default(),
            taken: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// Takes everything.
    pub fn willing(kind: &'static str) -> Self {
        Self::new(kind, |_, _| Ok(()))
    }

    /// Takes what the gate lets through.
    pub fn behind(mut self, gate: Gate) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Does not hear the first `times` that something is given up.
    pub fn deaf_for(self, times: usize) -> Self {
        *self.deaf_for.lock().unwrap() = times;
        self
    }

    /// How often it was given the event.
    pub fn times(&self, id: EventId) -> usize {
        self.seen.lock().unwrap().get(&id).copied().unwrap_or(0)
    }

    /// How often it was given anything.
    pub fn seen(&self) -> usize {
        self.seen.lock().unwrap().values().sum()
    }

    pub fn taken(&self) -> Vec<Event> {
        self.taken.lock().unwrap().clone()
    }

    pub fn told(&self) -> Vec<(EventId, String)> {
        self.told.lock().unwrap().clone()
    }

    pub async fn has_taken(&self, events: &[Event]) {
        eventually("every event was taken", async || {
            let taken = self.taken();
            let missing = events.iter().filter(|event| !taken.contains(event)).count();
            if missing == 0 { Ok(()) } else { Err(format!("{missing} missing")) }
        })
        .await;
    }
}

#[async_trait]
impl EventHandler for Consumer {
    fn name(&self) -> &'static str {
        self.name
    }

    fn listens_to(&self) -> &'static [&'static str] {
        self.kinds
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        *self.seen.lock().unwrap().entry(event.id).or_default() += 1;
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        let times = self.times(event.id);
        (self.answer)(event, times)?;
        self.taken.lock().unwrap().push(event.clone());
        Ok(())
    }

    async fn given_up(&self, event: &Event, why: &str) -> Result<(), HandleError> {
        let mut deaf_for = self.deaf_for.lock().unwrap();
        if *deaf_for > 0 {
            *deaf_for -= 1;
            return Err(PortError::new(pediafor_kernel::PortErrorCode::Unavailable, "no database").into());
        }
        self.told.lock().unwrap().push((event.id, why.to_owned()));
        Ok(())
    }
}

/// Consumers at work.
pub struct Work {
    stop: CancellationToken,
    pub running: JoinHandle<()>,
    pub connected: tokio::sync::watch::Receiver<bool>,
}

impl Work {
    /// Begins, and waits until the queues stand.
    pub async fn begin(consumers: Consumers) -> Self {
        let stop = CancellationToken::new();
        let mut connected = consumers.connected();
        let running = tokio::spawn(consumers.run_until(stop.clone().cancelled_owned()));
        connected.wait_for(|connected| *connected).await.unwrap();
        Self { stop, running, connected }
    }

    pub fn ask_to_stop(&self) {
        self.stop.cancel();
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.running.await.unwrap();
    }
}

pub fn consumers(url: &str, handlers: &[&Arc<Consumer>]) -> Consumers {
    let clock = Arc::new(FakeClock::at(Timestamp::default()));
    let handlers = handlers.iter().map(|one| (*one).clone() as Arc<dyn EventHandler>).collect();
    Consumers::new(address(url), "tests", handlers, clock)
}

pub async fn publisher(url: &str, expected: &[&'static str]) -> Publisher {
    let publisher = Publisher::start(address(url), "tests", expected);
    publisher.connected().wait_for(|connected| *connected).await.unwrap();
    publisher
}

pub async fn publish(publisher: &Publisher, events: &[Event]) {
    for result in publisher.publish(events).await {
        result.unwrap();
    }
}

/// The broker without our adapter before it.
pub struct Raw {
    pub connection: Connection,
    pub channel: Channel,
}

impl Raw {
    pub async fn open(url: &str) -> Self {
        let uri = format!("{url}?heartbeat=10");
        let connection = Connection::connect(&uri, ConnectionProperties::default()).await.unwrap();
        let channel = connection.create_channel().await.unwrap();
        Self { connection, channel }
    }

    /// How many messages wait in a queue, ready; `None` where there is no such queue.
    pub async fn count(&self, queue: &str) -> Option<u32> {
        let channel = self.connection.create_channel().await.unwrap();
        let options = QueueDeclareOptions::durable().passive();
        let queue = channel.queue_declare(queue.into(), options, FieldTable::default()).await.ok()?;
        Some(queue.message_count())
    }

    /// Waits until a queue holds so many.
    pub async fn holds(&self, queue: &str, messages: u32) {
        eventually(&format!("{queue} holds {messages}"), async || {
            let count = self.count(queue).await;
            if count == Some(messages) { Ok(()) } else { Err(count) }
        })
        .await;
    }

    /// Removes everything of these consumers.
    pub async fn remove(&self, handlers: &[&Arc<Consumer>]) {
        for handler in handlers {
            for queue in topology::queues_of(handler.name()) {
                self.channel.queue_delete(queue.into(), QueueDeleteOptions::default()).await.unwrap();
            }
        }
    }
}

/// Runs a test on the broker, where there is one.
pub async fn on_broker<F: Future<Output = ()>>(test: impl FnOnce(String) -> F) {
    if let Some(url) = broker() {
        tokio::time::timeout(Duration::from_secs(100), test(url)).await.expect("the test takes too long");
    }
}
