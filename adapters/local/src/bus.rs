use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use pediafor_kernel::{Event, EventHandler, EventPublisher, HandleError, PortError, PortErrorCode};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

/// Hands events to the consumers of this process and waits until each has taken effect.
///
/// An event counts as published when every consumer that listens to it has committed; otherwise the relay brings the
/// whole event again, which consumers are made for. So nothing lives in memory only, and a process that is killed loses
/// nothing.
pub struct EventBus {
    handlers: Vec<Arc<dyn EventHandler>>,
    mischief: Option<Mutex<StdRng>>,
}

/// Makes the bus repeat, reorder and forget its own success, all of which the promise allows.
#[derive(Debug, Clone, Copy)]
pub struct Mischief {
    /// The same seed does the same mischief to the same calls.
    pub seed: u64,
}

impl std::fmt::Debug for EventBus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.handlers.iter().map(|handler| handler.name()).collect();
        f.debug_struct("EventBus").field("handlers", &names).finish_non_exhaustive()
    }
}

impl EventBus {
    /// A bus with these consumers.
    pub fn new(handlers: Vec<Arc<dyn EventHandler>>) -> Self {
        Self { handlers, mischief: None }
    }

    /// The same bus, up to mischief.
    #[must_use]
    pub fn with_mischief(mut self, mischief: Mischief) -> Self {
        self.mischief = Some(Mutex::new(StdRng::seed_from_u64(mischief.seed)));
        self
    }

    /// In which order, and how often, each event of a batch is delivered, and whether that is then forgotten.
    fn plan(&self, events: usize) -> Vec<(usize, bool)> {
        let Some(mischief) = &self.mischief else {
            return (0..events).map(|index| (index, false)).collect();
        };
        let mut chance = mischief.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan: Vec<_> = (0..events)
            .flat_map(|index| {
                let forget = chance.random_bool(0.2);
                std::iter::repeat_n((index, forget), chance.random_range(1..=3))
            })
            .collect();
        plan.shuffle(&mut *chance);
        plan
    }

    /// Delivers one event to everybody who listens; one consumer's failure keeps none of the others waiting.
    async fn deliver(&self, event: &Event) -> Result<(), PortError> {
        let event = Arc::new(over_the_wire(event)?);
        let mut result = Ok(());
        let mut failures = Vec::new();
        for handler in self.handlers.iter().filter(|handler| handler.listens_to().contains(&event.kind.as_str())) {
            let (consumer, copy) = (handler.clone(), event.clone());
            // A task of its own: a consumer that panics is a consumer that failed.
            let taken = tokio::spawn(async move { consumer.handle(&copy).await }).await;
            let failure = match taken {
                Ok(Ok(())) => continue,
                Ok(Err(HandleError::Malformed(why))) => PortError::new(PortErrorCode::Corrupt, why),
                Ok(Err(HandleError::NotYet(why))) => PortError::new(PortErrorCode::Unavailable, why),
                Ok(Err(HandleError::Port(error))) => error,
                Err(panicked) => PortError::new(PortErrorCode::Corrupt, "a consumer panicked").caused_by(panicked),
            };
            tracing::debug!(consumer = handler.name(), kind = event.kind, subject = event.subject, error = %failure, "not taken");
            failures.push((handler, chain(&failure)));
            result = worse(result, failure);
        }
        // The relay parks what nobody waits for any more: those who could not take it tell whom it concerns. An event
        // whose end could not be told is not parked yet.
        if result.as_ref().is_err_and(|error: &PortError| error.code() == PortErrorCode::Corrupt) {
            for (handler, why) in failures {
                let (consumer, copy) = (handler.clone(), event.clone());
                let told = tokio::spawn(async move { consumer.given_up(&copy, &why).await }).await;
                let error: Box<dyn std::error::Error + Send + Sync> = match told {
                    Ok(Ok(())) => continue,
                    Ok(Err(HandleError::Port(error))) if error.code() != PortErrorCode::Corrupt => return Err(error),
                    Ok(Err(HandleError::NotYet(why))) => return Err(PortError::new(PortErrorCode::Unavailable, why)),
                    Ok(Err(error)) => error.into(),
                    Err(panicked) => panicked.into(),
                };
                tracing::error!(
                    consumer = handler.name(),
                    error = &*error as &dyn std::error::Error,
                    "nobody is told of an event that was parked"
                );
            }
        }
        result
    }
}

/// A failure with what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

/// What may still succeed outweighs what never will: an event is parked only when nobody waits for it any more.
fn worse(so_far: Result<(), PortError>, failure: PortError) -> Result<(), PortError> {
    match so_far {
        Err(first) if first.code() != PortErrorCode::Corrupt => Err(first),
        _ => Err(failure),
    }
}

/// What arrives is what a broker would carry, not what the producer holds in memory.
fn over_the_wire(event: &Event) -> Result<Event, PortError> {
    let bytes = serde_json::to_vec(event).map_err(|error| PortError::corrupt("write an event", error))?;
    serde_json::from_slice(&bytes).map_err(|error| PortError::corrupt("read an event", error))
}

#[async_trait]
impl EventPublisher for EventBus {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        let mut results: Vec<_> = events.iter().map(|_| Ok(())).collect();
        for (index, forget) in self.plan(events.len()) {
            let delivered = self.deliver(&events[index]).await;
            results[index] = match delivered {
                Ok(()) if forget => Err(PortError::new(PortErrorCode::Unavailable, "the acknowledgement was lost")),
                other => other,
            };
        }
        results
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{EventData, EventId, Timestamp, UserId, events::UserDeactivated};

    use super::*;

    struct Consumer {
        name: &'static str,
        seen: Mutex<Vec<EventId>>,
        answer: fn() -> Result<(), HandleError>,
    }

    impl Consumer {
        fn new(name: &'static str, answer: fn() -> Result<(), HandleError>) -> Arc<Self> {
            Arc::new(Self { name, seen: Mutex::default(), answer })
        }
    }

    #[async_trait]
    impl EventHandler for Consumer {
        fn name(&self) -> &'static str {
            self.name
        }

        fn listens_to(&self) -> &'static [&'static str] {
            &[UserDeactivated::TYPE]
        }

        async fn handle(&self, event: &Event) -> Result<(), HandleError> {
            self.seen.lock().unwrap().push(event.id);
            (self.answer)()
        }
    }

    fn event(number: u128) -> Event {
        let user = UserId::from_uuid(uuid::Uuid::from_u128(number));
        let id = EventId::from_uuid(uuid::Uuid::from_u128(number));
        Event::new(id, "/pediafor/users", &user, 1, Timestamp::default(), &UserDeactivated { user })
    }

    #[tokio::test]
    async fn every_listener_gets_every_event_in_order() {
        let (one, two) = (Consumer::new("one", || Ok(())), Consumer::new("two", || Ok(())));
        let bus = EventBus::new(vec![one.clone(), two.clone()]);
        let events: Vec<_> = (1..=10).map(event).collect();
        assert!(bus.publish(&events).await.iter().all(Result::is_ok));
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        assert_eq!(*one.seen.lock().unwrap(), ids);
        assert_eq!(*two.seen.lock().unwrap(), ids);
    }

    #[tokio::test]
    async fn one_consumer_that_fails_or_panics_keeps_nobody_from_the_event() {
        let panics = Consumer::new("panics", || panic!("on purpose"));
        let waits = Consumer::new("waits", || Err(HandleError::NotYet("the key".into())));
        let takes = Consumer::new("takes", || Ok(()));
        let bus = EventBus::new(vec![panics.clone(), waits, takes.clone()]);
        let result = bus.publish(&[event(1)]).await.remove(0);
        assert_eq!(result.unwrap_err().code(), PortErrorCode::Unavailable, "somebody still waits for it");
        assert_eq!(takes.seen.lock().unwrap().len(), 1);

        let bus = EventBus::new(vec![panics, takes]);
        let result = bus.publish(&[event(1)]).await.remove(0);
        assert_eq!(result.unwrap_err().code(), PortErrorCode::Corrupt, "nobody waits for it any more");
    }

    /// Can't take anything, and notes what it hears of that.
    struct Hopeless {
        told: Mutex<Vec<String>>,
        deaf: Mutex<bool>,
    }

    #[async_trait]
    impl EventHandler for Hopeless {
        fn name(&self) -> &'static str {
            "hopeless"
        }

        fn listens_to(&self) -> &'static [&'static str] {
            &[UserDeactivated::TYPE]
        }

        async fn handle(&self, _: &Event) -> Result<(), HandleError> {
            panic!("on purpose")
        }

        async fn given_up(&self, _: &Event, why: &str) -> Result<(), HandleError> {
            if *self.deaf.lock().unwrap() {
                return Err(PortError::new(PortErrorCode::Unavailable, "no database").into());
            }
            self.told.lock().unwrap().push(why.to_owned());
            Ok(())
        }
    }

    #[tokio::test]
    async fn who_could_not_take_an_event_is_told_when_nobody_waits_for_it_any_more() {
        let hopeless = Arc::new(Hopeless { told: Mutex::default(), deaf: Mutex::new(false) });
        let waits = Consumer::new("waits", || Err(HandleError::NotYet("the key".into())));
        let bus = EventBus::new(vec![hopeless.clone(), waits]);
        assert!(bus.publish(&[event(1)]).await.remove(0).is_err());
        assert!(hopeless.told.lock().unwrap().is_empty(), "somebody still waits for the event");

        let bus = EventBus::new(vec![hopeless.clone(), Consumer::new("takes", || Ok(()))]);
        *hopeless.deaf.lock().unwrap() = true;
        let result = bus.publish(&[event(1)]).await.remove(0);
        assert_eq!(result.unwrap_err().code(), PortErrorCode::Unavailable, "it is not parked before it was told");
        *hopeless.deaf.lock().unwrap() = false;
        let result = bus.publish(&[event(1)]).await.remove(0);
        assert_eq!(result.unwrap_err().code(), PortErrorCode::Corrupt);
        let told = hopeless.told.lock().unwrap();
        assert!(told.len() == 1 && told[0].contains("panicked"), "{told:?}");
    }

    #[tokio::test]
    async fn mischief_repeats_and_reorders_and_forgets_but_withholds_nothing() {
        let consumer = Consumer::new("one", || Ok(()));
        let bus = EventBus::new(vec![consumer.clone()]).with_mischief(Mischief { seed: 7 });
        let events: Vec<_> = (1..=50).map(event).collect();
        let results = bus.publish(&events).await;
        assert!(results.iter().any(Result::is_err), "some acknowledgements were lost");
        let seen = consumer.seen.lock().unwrap().clone();
        assert!(seen.len() > 50, "some events came twice");
        assert!(!seen.is_sorted(), "they came out of order");
        for event in &events {
            assert!(seen.contains(&event.id), "{} was withheld", event.id);
        }
    }
}
