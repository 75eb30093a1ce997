//! Every exchange and queue there is, in one place.
//!
//! ```text
//! producer ─▶ pediafor.events (topic) ─▶ <consumer> ─▶ handler
//!                                           ▲    │ refused again and again: x-delivery-limit
//!                                           │    ▼
//!             pediafor.queues (direct) ─────┴▶ <consumer>.dead        what nobody bound: pediafor.unclaimed
//!                ▲ after its time
//!             pediafor.retry.<stage> (fanout, then a queue of the same name with a time to live)
//! ```
//!
//! All queues are durable quorum queues; what passes from one to another does so at least once. A consumer's queue is bound
//! to the kinds of event it listens to and to nothing else, so nobody is sent what they must not have.

use std::time::Duration;

use lapin::{
    Channel, ExchangeKind, Queue,
    options::{ExchangeDeclareOptions, QueueBindOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};

/// Where producers publish; the routing key is the kind of event without `pediafor.` and its version.
pub const EVENTS: &str = "pediafor.events";

/// Leads to exactly the queue that its routing key names.
pub(crate) const QUEUES: &str = "pediafor.queues";

/// Keeps what was meant for a queue that is no longer there.
pub const UNCLAIMED: &str = "pediafor.unclaimed";

/// How often the broker delivers a message that is never acknowledged before it parks it by itself. Consumers park one
/// sooner; this holds where they can't, because each of them dies of it.
pub(crate) const DELIVERY_LIMIT: i32 = 20;

/// How long a message waits before it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Instant,
    Second,
    Seconds,
    HalfMinute,
}

impl Stage {
    pub(crate) const ALL: [Self; 4] = [Self::Instant, Self::Second, Self::Seconds, Self::HalfMinute];

    /// The exchange and the queue of this stage.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Instant => "pediafor.retry.100ms",
            Self::Second => "pediafor.retry.1s",
            Self::Seconds => "pediafor.retry.5s",
            Self::HalfMinute => "pediafor.retry.30s",
        }
    }

    pub(crate) const fn wait(self) -> Duration {
        match self {
            Self::Instant => Duration::from_millis(100),
            Self::Second => Duration::from_secs(1),
            Self::Seconds => Duration::from_secs(5),
            Self::HalfMinute => Duration::from_secs(30),
        }
    }

    /// The stage after `tries` tries that took no effect: quickly at first, for what is only a little out of order.
    pub(crate) const fn after(tries: u32) -> Self {
        match tries {
            0..=3 => Self::Instant,
            4..=8 => Self::Second,
            9..=14 => Self::Seconds,
            _ => Self::HalfMinute,
        }
    }
}

/// `pediafor.user.registered.v1` is routed as `user.registered`; what is not of that shape goes by its own name.
pub fn routing_key(kind: &str) -> &str {
    let short = kind.strip_prefix("pediafor.").unwrap_or(kind);
    match short.rsplit_once(".v") {
        Some((name, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => short,
    }
}

/// Where what `consumer` could not take is kept.
pub fn dead(consumer: &str) -> String {
    format!("{consumer}.dead")
}

/// Declares what every process needs, whoever comes first.
pub(crate) async fn declare_shared(channel: &Channel) -> lapin::Result<()> {
    exchange(channel, EVENTS, ExchangeKind::Topic, FieldTable::default()).await?;
    exchange(channel, UNCLAIMED, ExchangeKind::Fanout, FieldTable::default()).await?;
    queue(channel, UNCLAIMED, FieldTable::default()).await?;
    bind(channel, UNCLAIMED, UNCLAIMED, "").await?;
    let unclaimed = table([("alternate-exchange", text(UNCLAIMED))]);
    exchange(channel, QUEUES, ExchangeKind::Direct, unclaimed).await?;
    for stage in Stage::ALL {
        let millis = i32::try_from(stage.wait().as_millis()).unwrap_or(i32::MAX);
        exchange(channel, stage.name(), ExchangeKind::Fanout, FieldTable::default()).await?;
        queue(
            channel,
            stage.name(),
            table([("x-message-ttl", millis.into()), ("x-dead-letter-exchange", text(QUEUES))]),
        )
        .await?;
        bind(channel, stage.name(), stage.name(), "").await?;
    }
    Ok(())
}

/// Declares the queue of `consumer`, which listens to these kinds of event, and where its dead letters are kept.
pub(crate) async fn declare_consumer(channel: &Channel, consumer: &str, kinds: &[&str]) -> lapin::Result<()> {
    let dead = dead(consumer);
    queue(channel, &dead, FieldTable::default()).await?;
    bind(channel, &dead, QUEUES, &dead).await?;
    let arguments = table([
        ("x-delivery-limit", DELIVERY_LIMIT.into()),
        ("x-dead-letter-exchange", text(QUEUES)),
        ("x-dead-letter-routing-key", text(&dead)),
    ]);
    queue(channel, consumer, arguments).await?;
    bind(channel, consumer, QUEUES, consumer).await?;
    for kind in kinds {
        bind(channel, consumer, EVENTS, routing_key(kind)).await?;
    }
    Ok(())
}

/// Declares a queue that lives as long as this connection, and names it.
pub(crate) async fn declare_own(channel: &Channel, kinds: &[&str]) -> lapin::Result<String> {
    let options = QueueDeclareOptions::exclusive().auto_delete();
    let queue = channel.queue_declare("".into(), options, FieldTable::default()).await?;
    let name = queue.name().to_string();
    for kind in kinds {
        bind(channel, &name, EVENTS, routing_key(kind)).await?;
    }
    Ok(name)
}

/// Looks at a queue that must be there.
pub(crate) async fn look_at(channel: &Channel, name: &str) -> lapin::Result<Queue> {
    channel.queue_declare(name.into(), QueueDeclareOptions::durable().passive(), FieldTable::default()).await
}

async fn exchange(channel: &Channel, name: &str, kind: ExchangeKind, arguments: FieldTable) -> lapin::Result<()> {
    let options = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
    channel.exchange_declare(name.into(), kind, options, arguments).await
}

/// A durable quorum queue; what leaves it by itself leaves it only when it is safe elsewhere.
async fn queue(channel: &Channel, name: &str, mut arguments: FieldTable) -> lapin::Result<()> {
    arguments.insert("x-queue-type".into(), text("quorum"));
    if arguments.contains_key("x-dead-letter-exchange") {
        arguments.insert("x-dead-letter-strategy".into(), text("at-least-once"));
        arguments.insert("x-overflow".into(), text("reject-publish"));
    }
    channel.queue_declare(name.into(), QueueDeclareOptions::durable(), arguments).await?;
    Ok(())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> lapin::Result<()> {
    let options = QueueBindOptions::default();
    channel.queue_bind(queue.into(), exchange.into(), key.into(), options, FieldTable::default()).await
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}

fn table<const N: usize>(entries: [(&str, AMQPValue); N]) -> FieldTable {
    let mut table = FieldTable::default();
    for (name, value) in entries {
        table.insert(name.into(), value);
    }
    table
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::events;

    use super::*;

    #[test]
    fn an_event_is_routed_by_what_happened_to_what() {
        assert_eq!(routing_key("pediafor.assessment.key_published.v1"), "assessment.key_published");
        assert_eq!(routing_key("pediafor.user.registered.v12"), "user.registered");
        assert_eq!(routing_key("another.kind.vague"), "another.kind.vague");
        for kind in events::ALL {
            let key = routing_key(kind);
            assert_eq!(format!("pediafor.{key}.v1"), *kind);
            assert_eq!(key.split('.').count(), 2, "{key}");
        }
    }

    #[test]
    fn who_waits_long_waits_longer_but_never_more_than_half_a_minute() {
        let waits: Vec<_> = (1..100).map(|tries| Stage::after(tries).wait()).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits[0], Duration::from_millis(100));
        assert_eq!(waits[98], Duration::from_secs(30));
    }
}
