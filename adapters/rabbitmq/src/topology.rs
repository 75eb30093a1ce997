//! What stands in the broker, declared here and nowhere else, alike by everybody: declaring a thing differently from how it
//! stands closes a channel.
//!
//! | what | kind | where its messages go |
//! |---|---|---|
//! | exchange `pediafor.events` | topic, durable | to every queue bound to `<noun>.<past participle>` |
//! | queue `<consumer>` | quorum | to its consumer; after too many deliveries to `pediafor.dead` |
//! | queue `<consumer>.again.<millis>` | quorum, that TTL; declared when first needed | back to `<consumer>` alone |
//! | exchange `pediafor.dead` | direct, durable | to `<consumer>.dead` |
//! | queue `<consumer>.dead` | quorum | stay until a person decides |
//!
//! What the broker itself moves (a delay that has passed, a delivery too many) it moves with confirms
//! (`x-dead-letter-strategy: at-least-once`).

use std::time::Duration;

use lapin::{
    Channel, ExchangeKind,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable, ShortString},
};
use pediafor_kernel::EventHandler;

/// The exchange of all events.
pub const EVENTS: &str = "pediafor.events";

/// The exchange of dead letters; its routing key is the consumer.
pub const DEAD: &str = "pediafor.dead";

/// After how many deliveries that nobody answered the broker parks a message by itself. Consumers park it earlier and tell
/// whom it concerns; this is for a message that ends the process even so.
const DELIVERY_LIMIT: i64 = 12;

/// How long a message waits before it comes back: up to which time, and how long.
const DELAYS: [(u32, Duration); 4] = [
    (1, Duration::from_millis(100)),
    (3, Duration::from_secs(1)),
    (8, Duration::from_secs(5)),
    (u32::MAX, Duration::from_secs(30)),
];

/// How long a message waits for its `tries`-th return.
pub(crate) fn delay(tries: u32) -> Duration {
    let stage = DELAYS.iter().find(|(up_to, _)| tries <= *up_to);
    stage.map_or(Duration::from_secs(30), |(_, delay)| *delay)
}

/// The routing key of events of type `kind`, `pediafor.<noun>.<past participle>.v1`. `None` where it is no such type.
pub fn routing_key(kind: &str) -> Option<&str> {
    let (key, version) = kind.strip_prefix("pediafor.")?.rsplit_once(".v")?;
    let (noun, participle) = key.split_once('.')?;
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let sound = is_word(noun) && is_word(participle) && version.parse::<u16>().is_ok() && key.len() <= 255;
    sound.then_some(key)
}

/// The queue of what `consumer` could not take.
pub fn dead_queue(consumer: &str) -> String {
    format!("{consumer}.dead")
}

/// The queue from which messages come back to `consumer` after `delay`.
pub(crate) fn delay_queue(consumer: &str, delay: Duration) -> String {
    format!("{consumer}.again.{}", delay.as_millis())
}

/// Every queue that may stand for `consumer`, its own first.
pub fn queues_of(consumer: &str) -> Vec<String> {
    let mut queues = vec![consumer.to_owned(), dead_queue(consumer)];
    queues.extend(DELAYS.iter().map(|(_, delay)| delay_queue(consumer, *delay)));
    queues
}

/// A name as AMQP carries it.
pub(crate) fn short(name: impl Into<String>) -> lapin::Result<ShortString> {
    ShortString::try_new(name).map_err(|error| std::io::Error::other(error).into())
}

fn text(value: &str) -> AMQPValue {
    AMQPValue::LongString(value.into())
}

/// A durable, replicated queue whose dead letters go to `exchange` by `key`, with confirms.
fn quorum(exchange: &str, key: &str) -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    arguments.insert("x-dead-letter-exchange".into(), text(exchange));
    arguments.insert("x-dead-letter-routing-key".into(), text(key));
    arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
    arguments.insert("x-overflow".into(), text("reject-publish"));
    arguments
}

async fn durable(channel: &Channel, queue: String, arguments: FieldTable) -> lapin::Result<()> {
    channel.queue_declare(short(queue)?, QueueDeclareOptions::durable(), arguments).await?;
    Ok(())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> lapin::Result<()> {
    let options = QueueBindOptions::default();
    channel.queue_bind(short(queue)?, short(exchange)?, short(key)?, options, FieldTable::default()).await
}

/// Declares the exchanges.
pub(crate) async fn declare_exchanges(channel: &Channel) -> lapin::Result<()> {
    for (name, kind) in [(EVENTS, ExchangeKind::Topic), (DEAD, ExchangeKind::Direct)] {
        let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
        channel.exchange_declare(short(name)?, kind, options, FieldTable::default()).await?;
    }
    Ok(())
}

/// Declares the dead letters of `consumer`.
async fn declare_dead(channel: &Channel, consumer: &str) -> lapin::Result<()> {
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), text("quorum"));
    // to look at dead letters is to deliver them, and newer brokers have a limit of their own
    arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(1_000_000_000));
    durable(channel, dead_queue(consumer), arguments).await?;
    bind(channel, &dead_queue(consumer), DEAD, consumer).await
}

/// Declares the queue of `handler`, and its dead letters, and binds it to what it listens to.
pub(crate) async fn declare_consumer(channel: &Channel, handler: &dyn EventHandler) -> lapin::Result<()> {
    let name = handler.name();
    declare_dead(channel, name).await?;
    let mut arguments = quorum(DEAD, name);
    arguments.insert("x-delivery-limit".into(), AMQPValue::LongLongInt(DELIVERY_LIMIT));
    durable(channel, name.to_owned(), arguments).await?;
    bind_to_all(channel, name, handler).await
}

/// Declares a queue that only this connection has and that goes with it, and binds it to what `handler` listens to.
pub(crate) async fn declare_own(channel: &Channel, handler: &dyn EventHandler) -> lapin::Result<String> {
    let options = QueueDeclareOptions::exclusive().auto_delete();
    let queue = channel.queue_declare(short("")?, options, FieldTable::default()).await?;
    let name = queue.name().as_str().to_owned();
    bind_to_all(channel, &name, handler).await?;
    Ok(name)
}

async fn bind_to_all(channel: &Channel, queue: &str, handler: &dyn EventHandler) -> lapin::Result<()> {
    for kind in handler.listens_to() {
        let Some(key) = routing_key(kind) else {
            let error = format!("{} listens to {kind}, which is no type of event", handler.name());
            return Err(std::io::Error::other(error).into());
        };
        bind(channel, queue, EVENTS, key).await?;
    }
    Ok(())
}

/// Declares the queue in which messages of `consumer` wait for `delay`.
pub(crate) async fn declare_delay(channel: &Channel, consumer: &str, delay: Duration) -> lapin::Result<()> {
    // the exchange without a name leads to the queue named by the key
    let mut arguments = quorum("", consumer);
    let millis = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
    arguments.insert("x-message-ttl".into(), AMQPValue::LongLongInt(millis));
    durable(channel, delay_queue(consumer, delay), arguments).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_routed_by_its_noun_and_past_participle() {
        assert_eq!(routing_key("pediafor.assessment.key_published.v1"), Some("assessment.key_published"));
        assert_eq!(routing_key("pediafor.submission.submitted.v12"), Some("submission.submitted"));
        for kind in [
            "",
            "pediafor.user.v1",
            "other.user.erased.v1",
            "pediafor.user.erased",
            "pediafor.user.*.v1",
            "pediafor.a.b.c.v1",
            "pediafor.#.x.v1",
        ] {
            assert_eq!(routing_key(kind), None, "{kind}");
        }
    }

    #[test]
    fn what_comes_back_waits_longer_each_time_and_half_a_minute_at_most() {
        let delays: Vec<_> = (1..=20).map(delay).collect();
        assert!(delays.is_sorted(), "{delays:?}");
        assert_eq!((delays[0].as_millis(), delays[19].as_secs()), (100, 30));
        assert_eq!(delay(u32::MAX).as_secs(), 30);
    }
}
