use std::collections::HashSet;

use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ErrorKind,
    message::BasicGetMessage,
    options::{BasicAckOptions, BasicGetOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions},
    protocol::{AMQPErrorKind, AMQPSoftError},
    types::{AMQPValue, FieldTable},
};
use pediafor_kernel::{Event, EventId, PortError, Timestamp};

use crate::{
    Address,
    connection::{Failure, connect, part, within},
    consumers::marks::{CONSUMER, FIRST_FAILURE, REASON, ROUTING_KEY, TRIES, number, text},
    publisher::CLOUD_EVENT,
    topology::{dead_queue, short},
};

/// How many dead letters of a consumer, and how many bytes of them, are held at once.
const LETTERS: usize = 10_000;
const BYTES: usize = 256 * 1024 * 1024;

/// An event that a consumer could not take.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// Which consumer.
    pub consumer: String,
    /// The event's id: the letter's address. `None` where the message has none and is no event.
    pub id: Option<EventId>,
    /// The event; or, where the message is none, what it says.
    pub event: Result<Event, String>,
    /// Why it was parked.
    pub reason: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it first failed, where that is known.
    pub first_failure: Option<Timestamp>,
    /// The routing key it was published with.
    pub routing_key: String,
}

/// Which dead letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those of these events.
    Of(Vec<EventId>),
    /// All there are, as of now.
    All,
}

/// What came of sending dead letters on their way again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redriven {
    /// How many are in the consumer's queue again.
    pub sent: usize,
    /// Which of those asked for are not there.
    pub missing: Vec<EventId>,
}

/// What consumers could not take, for a person to look at and to send on its way again.
///
/// To look is to hold: the letters looked at are out of reach of others until the look is over, and are where they were
/// again even if this process ends. Of one consumer at most 10,000 letters or 256 MiB are held.
#[derive(Debug)]
pub struct DeadLetters {
    connection: Connection,
}

impl DeadLetters {
    /// Connects to the broker.
    ///
    /// # Errors
    ///
    /// `Unavailable` where it can't be reached.
    pub async fn open(address: &Address) -> Result<Self, PortError> {
        let connection = connect(address, "dead letters").await.map_err(|error| error.port("reach the broker"))?;
        Ok(Self { connection })
    }

    /// Ends the connection.
    pub async fn close(self) {
        part(self.connection).await;
    }

    /// How many dead letters `consumer` has; `None` where there is no such consumer.
    ///
    /// # Errors
    ///
    /// `Unavailable` where the broker does not answer.
    pub async fn count(&self, consumer: &str) -> Result<Option<u32>, PortError> {
        let counted = async {
            let channel = within(self.connection.create_channel()).await?;
            let options = QueueDeclareOptions::durable().passive();
            within(async { channel.queue_declare(short(dead_queue(consumer))?, options, FieldTable::default()).await })
                .await
        };
        match counted.await {
            Ok(queue) => Ok(Some(queue.message_count())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error.port("count dead letters")),
        }
    }

    /// The first `most` dead letters of `consumer`, oldest first; empty where there is no such consumer.
    ///
    /// # Errors
    ///
    /// `Unavailable` where the broker does not answer.
    pub async fn list(&self, consumer: &str, most: usize) -> Result<Vec<DeadLetter>, PortError> {
        let mut letters = Vec::new();
        self.look(consumer, |letter, _| {
            letters.push(letter);
            if letters.len() >= most { Look::Enough } else { Look::On }
        })
        .await?;
        Ok(letters)
    }

    /// The dead letter of `consumer` that holds the event `id`.
    ///
    /// # Errors
    ///
    /// `Unavailable` where the broker does not answer.
    pub async fn show(&self, consumer: &str, id: EventId) -> Result<Option<DeadLetter>, PortError> {
        let mut found = None;
        self.look(consumer, |letter, _| {
            if letter.id != Some(id) {
                return Look::On;
            }
            found = Some(letter);
            Look::Enough
        })
        .await?;
        Ok(found)
    }

    /// Puts dead letters of `consumer` into its queue again, and into no other, as if they had just been published. Each is
    /// there, confirmed, before it leaves the dead letters; where that fails it stays a dead letter.
    ///
    /// # Errors
    ///
    /// `Unavailable` where the broker does not answer or the consumer's queue does not take them: some may have been sent.
    pub async fn redrive(&self, consumer: &str, which: &Which) -> Result<Redriven, PortError> {
        let mut asked: HashSet<EventId> = match which {
            Which::Of(ids) => ids.iter().copied().collect(),
            Which::All => HashSet::new(),
        };
        let mut chosen = Vec::new();
        let channel = self
            .look(consumer, |letter, message| match which {
                Which::All => {
                    chosen.push(message);
                    Look::On
                }
                Which::Of(_) => {
                    if letter.id.is_some_and(|id| asked.remove(&id)) {
                        chosen.push(message);
                    }
                    if asked.is_empty() { Look::Enough } else { Look::On }
                }
            })
            .await?;
        let mut missing: Vec<_> = asked.into_iter().collect();
        missing.sort();
        let mut redriven = Redriven { sent: 0, missing };
        let Some(channel) = channel else { return Ok(redriven) };
        let failed = |error: Failure| error.port("send a dead letter on its way again");
        within(channel.confirm_select(ConfirmSelectOptions::default())).await.map_err(failed)?;
        for message in chosen {
            within(send(&channel, consumer, &message)).await.map_err(failed)?;
            within(message.ack(BasicAckOptions::default())).await.map_err(failed)?;
            redriven.sent += 1;
        }
        // the acknowledgements are with the broker once it answers the goodbye
        within(async { channel.close(200, short("done")?).await }).await.map_err(failed)?;
        Ok(redriven)
    }

    /// Shows `see` one dead letter after another, holding them all by the channel it returns: what was not acknowledged
    /// when that goes is a dead letter as before. `None` where there is no such consumer.
    async fn look(
        &self,
        consumer: &str,
        mut see: impl FnMut(DeadLetter, BasicGetMessage) -> Look,
    ) -> Result<Option<Channel>, PortError> {
        let Some(waiting) = self.count(consumer).await? else { return Ok(None) };
        let failed = |error: Failure| error.port("look at dead letters");
        let channel = within(self.connection.create_channel()).await.map_err(failed)?;
        let mut bytes = 0;
        for _ in 0..usize::try_from(waiting).unwrap_or(LETTERS).min(LETTERS) {
            let got = async { channel.basic_get(short(dead_queue(consumer))?, BasicGetOptions::default()).await };
            let Some(message) = within(got).await.map_err(failed)? else { break };
            bytes += message.data.len();
            let letter = read(consumer, &message);
            if see(letter, message) == Look::Enough || bytes > BYTES {
                break;
            }
        }
        Ok(Some(channel))
    }
}

/// Whether to go on.
#[derive(PartialEq, Eq)]
enum Look {
    On,
    Enough,
}

fn is_missing(error: &Failure) -> bool {
    let Failure::Broker(error) = error else { return false };
    matches!(error.kind(), ErrorKind::ProtocolError(error) if *error.kind() == AMQPErrorKind::Soft(AMQPSoftError::NOTFOUND))
}

fn read(consumer: &str, message: &BasicGetMessage) -> DeadLetter {
    let headers = message.properties.headers().as_ref();
    let event: Result<Event, _> = serde_json::from_slice(&message.data);
    let id = message.properties.message_id().as_ref().and_then(|id| id.as_str().parse().ok());
    DeadLetter {
        consumer: text(headers, CONSUMER).unwrap_or_else(|| consumer.to_owned()),
        id: event.as_ref().map(|event| event.id).ok().or(id),
        event: event.map_err(|_| String::from_utf8_lossy(&message.data).into_owned()),
        reason: text(headers, REASON).unwrap_or_else(|| by_the_broker(headers)),
        tries: number(headers, TRIES),
        first_failure: text(headers, FIRST_FAILURE).and_then(|text| text.parse().ok()),
        routing_key: text(headers, ROUTING_KEY)
            .or_else(|| original_key(headers))
            .unwrap_or_else(|| message.routing_key.to_string()),
    }
}

/// Why the broker itself parked it.
fn by_the_broker(headers: Option<&FieldTable>) -> String {
    match text(headers, "x-first-death-reason").as_deref() {
        Some("delivery_limit") => "too many deliveries ended without an answer".into(),
        Some(reason) => format!("parked by the broker: {reason}"),
        None => "unknown".into(),
    }
}

/// The routing key of what the broker itself parked.
fn original_key(headers: Option<&FieldTable>) -> Option<String> {
    let AMQPValue::FieldArray(deaths) = headers?.inner().get("x-death")? else { return None };
    let AMQPValue::FieldTable(first) = deaths.as_slice().last()? else { return None };
    let AMQPValue::FieldArray(keys) = first.inner().get("routing-keys")? else { return None };
    match keys.as_slice().first()? {
        AMQPValue::LongString(key) => Some(key.to_string()),
        _ => None,
    }
}

/// Publishes the message to the consumer's queue, without the marks of its way so far.
async fn send(channel: &Channel, consumer: &str, message: &BasicGetMessage) -> lapin::Result<()> {
    let mut properties = BasicProperties::default().with_content_type(short(CLOUD_EVENT)?).with_delivery_mode(2);
    if let Some(id) = message.properties.message_id() {
        properties = properties.with_message_id(id.clone());
    }
    let mut headers = FieldTable::default();
    let key = read(consumer, message).routing_key;
    headers.insert(ROUTING_KEY.into(), AMQPValue::LongString(key.into()));
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let properties = properties.with_headers(headers);
    let confirm = channel.basic_publish(short("")?, short(consumer)?, options, &message.data, properties).await?;
    match confirm.await? {
        Confirmation::Ack(None) => Ok(()),
        Confirmation::Ack(Some(_)) => Err(std::io::Error::other("the consumer has no queue").into()),
        _ => Err(std::io::Error::other("the consumer's queue does not take it").into()),
    }
}
