//! What rooms tell one another: CloudEvents 1.0, delivered at least once and in any order.

use async_trait::async_trait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{EventId, PortError, Timestamp, trace::TraceParent};

/// What a kind of event carries. One type, one struct; the list is [`crate::events`].
///
/// Readers ignore fields they do not know, so that services can be upgraded one at a time.
pub trait EventData: Serialize + DeserializeOwned {
    /// `pediafor.<noun>.<past participle>.v1`.
    const TYPE: &'static str;
}

/// An event in its envelope, in the JSON shape of CloudEvents 1.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Always `1.0`.
    pub specversion: String,
    /// The same however often the event is delivered.
    pub id: EventId,
    /// Which service it comes from: `/pediafor/<room>`.
    pub source: String,
    /// `pediafor.<noun>.<past participle>.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id of the aggregate it is about.
    pub subject: String,
    /// The aggregate's version when it happened: consumers keep the highest per subject. (A CloudEvents extension.)
    pub sequence: u64,
    /// When it happened.
    pub time: Timestamp,
    /// Always `application/json`.
    pub datacontenttype: String,
    /// The step of a journey that raised it. (CloudEvents' extension for distributed tracing.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<TraceParent>,
    /// What it carries.
    pub data: serde_json::Value,
}

impl Event {
    /// An event of type `T` about `subject`, as of the aggregate's version `sequence`.
    ///
    /// # Panics
    ///
    /// Never for the types of [`crate::events`], which are plain data.
    pub fn new<T: EventData>(
        id: EventId,
        source: &'static str,
        subject: &impl ToString,
        sequence: u64,
        time: Timestamp,
        data: &T,
    ) -> Self {
        Self {
            specversion: "1.0".into(),
            id,
            source: source.into(),
            kind: T::TYPE.into(),
            subject: subject.to_string(),
            sequence,
            time,
            datacontenttype: "application/json".into(),
            traceparent: None,
            data: serde_json::to_value(data).unwrap_or_default(),
        }
    }

    /// Is it of type `T`?
    pub fn is<T: EventData>(&self) -> bool {
        self.kind == T::TYPE
    }

    /// What it carries, read as `T`.
    ///
    /// # Errors
    ///
    /// [`HandleError::Malformed`] where it is another type's or does not parse.
    pub fn data<T: EventData>(&self) -> Result<T, HandleError> {
        if !self.is::<T>() {
            return Err(HandleError::Malformed(format!("expected {}, got {}", T::TYPE, self.kind)));
        }
        T::deserialize(&self.data).map_err(|error| HandleError::Malformed(error.to_string()))
    }
}

/// Why a consumer did not take an event.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// It can never be taken: park it for a person to look at.
    #[error("malformed event: {0}")]
    Malformed(String),
    /// What it builds on has not arrived yet: deliver it again later.
    #[error("not yet: {0}")]
    NotYet(String),
    /// The store failed: deliver it again later.
    #[error("could not store the effect")]
    Port(#[from] PortError),
}

/// A consumer of events. Its effect is the same however often and in whatever order events arrive, and is committed
/// before it returns.
#[async_trait]
pub trait EventHandler: Send + Sync {
    /// The consumer's name: its queue's.
    fn name(&self) -> &'static str;

    /// Which [`EventData::TYPE`]s it listens to.
    fn listens_to(&self) -> &'static [&'static str];

    /// Takes one event.
    ///
    /// # Errors
    ///
    /// [`HandleError`] where it took no effect.
    async fn handle(&self, event: &Event) -> Result<(), HandleError>;

    /// Hears that `event` was parked for a person because it can't be taken, so that whoever waits for its effect is told.
    /// It may come more than once, and the event itself may yet be delivered again.
    ///
    /// # Errors
    ///
    /// [`HandleError`] where it took no effect; the event stays parked all the same.
    async fn given_up(&self, event: &Event, why: &str) -> Result<(), HandleError> {
        let _ = (event, why);
        Ok(())
    }
}

/// Hands events to whoever listens.
#[async_trait]
pub trait EventPublisher: Send + Sync {
    /// Publishes `events` and waits until each is safe with the broker (or, in one process, has taken effect with
    /// every consumer). Answers one result an event, in the order given; an event that failed is published again
    /// later by the relay.
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>>;
}
