//! The promise of [`EventPublisher`] together with the consumers behind it: at least once, to everybody who listens, as it
//! was said.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use pediafor_kernel::{
    Event, EventData, EventHandler, EventId, EventPublisher, HandleError, PortError, Role, Timestamp, UserId,
    events::{UserDeactivated, UserRoleChanged},
    mock::FakeClock,
};
use pediafor_rabbitmq::{Address, Consumers, Publisher};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::eventually;

/// Makes a bus that delivers to these consumers.
pub trait Makes: Fn(Vec<Arc<dyn EventHandler>>) -> Arc<dyn EventPublisher> {}

impl<F: Fn(Vec<Arc<dyn EventHandler>>) -> Arc<dyn EventPublisher>> Makes for F {}

/// Makes buses over a virtual host of RabbitMQ, which is theirs alone.
pub fn over_rabbitmq(address: Address) -> impl Makes {
    move |handlers: Vec<Arc<dyn EventHandler>>| {
        let expected: Vec<_> = handlers.iter().flat_map(|handler| handler.listens_to().iter().copied()).collect();
        let clock = Arc::new(FakeClock::at(Timestamp::default()));
        let consumers = Consumers::new(address.clone(), "contract", handlers, clock);
        let (connected, stop) = (consumers.connected(), CancellationToken::new());
        tokio::spawn(consumers.run_until(stop.clone().cancelled_owned()));
        let publisher = Publisher::start(address.clone(), "contract", &expected);
        Arc::new(OverRabbitMq { publisher, connected, _stop: stop.drop_guard() }) as Arc<dyn EventPublisher>
    }
}

/// A publisher and the consumers behind it, which end with it.
struct OverRabbitMq {
    publisher: Publisher,
    connected: watch::Receiver<bool>,
    _stop: DropGuard,
}

#[async_trait]
impl EventPublisher for OverRabbitMq {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        // a bus has its consumers from the beginning: what was published before their queues stood is not theirs
        self.connected.clone().wait_for(|connected| *connected).await.expect("the consumers run");
        self.publisher.publish(events).await
    }
}

/// A consumer that notes what it took, and fails its first calls as it is told.
struct Consumer {
    name: &'static str,
    listens_to: &'static [&'static str],
    failures: AtomicUsize,
    taken: Mutex<Vec<Event>>,
}

impl Consumer {
    fn new(name: &'static str, listens_to: &'static [&'static str], failures: usize) -> Arc<Self> {
        Arc::new(Self { name, listens_to, failures: AtomicUsize::new(failures), taken: Mutex::default() })
    }

    fn taken(&self) -> Vec<Event> {
        self.taken.lock().unwrap().clone()
    }

    /// Waits until every one of `events` was taken.
    async fn has_taken(&self, events: &[Event]) {
        eventually(&format!("{} has taken every event", self.name), async || {
            let taken = self.taken();
            if events.iter().all(|event| taken.contains(event)) { Ok(()) } else { Err(taken.len()) }
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
        self.listens_to
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let fail = |left: usize| left.checked_sub(1);
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fail).is_ok() {
            return Err(HandleError::NotYet("told to".into()));
        }
        self.taken.lock().unwrap().push(event.clone());
        Ok(())
    }
}

fn user(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number))
}

fn event<T: EventData>(number: u128, data: &T) -> Event {
    let id = EventId::from_uuid(uuid::Uuid::from_u128(number));
    let time = Timestamp::default().plus_millis(i64::try_from(number).unwrap());
    Event::new(id, "/pediafor/users", &user(number), 3, time, data)
}

/// Publishes as a relay does: what was refused is published again.
async fn relay(bus: &dyn EventPublisher, events: &[Event]) {
    let left = Mutex::new(events.to_vec());
    eventually("the bus has taken every event", || async {
        let batch = left.lock().unwrap().clone();
        let results = bus.publish(&batch).await;
        assert_eq!(results.len(), batch.len(), "one result an event");
        let refused: Vec<_> = batch.into_iter().zip(results).filter(|(_, result)| result.is_err()).collect();
        *left.lock().unwrap() = refused.into_iter().map(|(event, _)| event).collect();
        match left.lock().unwrap().len() {
            0 => Ok(()),
            waiting => Err(waiting),
        }
    })
    .await;
}

/// The whole promise.
pub async fn holds(make: impl Makes) {
    everybody_who_listens_gets_the_event_as_it_was_said(&make).await;
    a_consumer_that_was_not_ready_gets_the_event_again_and_holds_up_nobody(&make).await;
}

async fn everybody_who_listens_gets_the_event_as_it_was_said(make: &impl Makes) {
    let both = Consumer::new("both", &[UserDeactivated::TYPE, UserRoleChanged::TYPE], 0);
    let roles = Consumer::new("roles", &[UserRoleChanged::TYPE], 0);
    let bus = make(vec![both.clone(), roles.clone()]);
    let deactivated: Vec<_> = (1..=20).map(|n| event(n, &UserDeactivated { user: user(n) })).collect();
    let changed: Vec<_> = (21..=40)
        .map(|n| event(n, &UserRoleChanged { user: user(n), role: Role::Teacher, name: "Ada".into() }))
        .collect();
    let all = [deactivated.clone(), changed.clone()].concat();
    relay(&*bus, &all).await;
    both.has_taken(&all).await;
    roles.has_taken(&changed).await;
    assert!(!roles.taken().iter().any(|event| deactivated.contains(event)), "nobody gets what they don't listen to");
}

async fn a_consumer_that_was_not_ready_gets_the_event_again_and_holds_up_nobody(make: &impl Makes) {
    let late = Consumer::new("late", &[UserDeactivated::TYPE], 7);
    let ready = Consumer::new("ready", &[UserDeactivated::TYPE], 0);
    let bus = make(vec![late.clone(), ready.clone()]);
    let events: Vec<_> = (1..=5).map(|n| event(n, &UserDeactivated { user: user(n) })).collect();
    relay(&*bus, &events).await;
    ready.has_taken(&events).await;
    late.has_taken(&events).await;
}

#[cfg(test)]
mod tests {
    use pediafor_test_servers::RabbitMq;

    use super::*;

    #[tokio::test]
    async fn rabbitmq_delivers_as_promised() {
        let server = match RabbitMq::find().await {
            Ok(server) => server,
            Err(missing) => return eprintln!("left out: {missing}"),
        };
        let name = format!("contract_bus_{}", std::process::id());
        let url = server.create_vhost(&name).await.unwrap();
        holds(over_rabbitmq(url.parse().unwrap())).await;
        server.delete_vhost(&name).await.unwrap();
    }
}
