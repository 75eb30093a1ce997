//! What a message tells of its way so far, in its headers.

use lapin::{
    BasicProperties,
    message::Delivery,
    types::{AMQPValue, FieldTable},
};
use pediafor_kernel::Timestamp;

use crate::{publisher::CLOUD_EVENT, topology::short};

/// Which consumer could not take it.
pub(crate) const CONSUMER: &str = "pediafor-consumer";
/// Why it was not taken.
pub(crate) const REASON: &str = "pediafor-reason";
/// How often it came back.
pub(crate) const TRIES: &str = "pediafor-tries";
/// When it first was not taken.
pub(crate) const FIRST_FAILURE: &str = "pediafor-first-failure";
/// The routing key it was published with.
pub(crate) const ROUTING_KEY: &str = "pediafor-routing-key";
/// How often it made a consumer fail, or end, in a way that consumers should not.
const FAILURES: &str = "pediafor-failures";
/// Set once it is given up: how often whom it concerns could not be told.
const UNTOLD: &str = "pediafor-untold";
/// The broker's: how often it was delivered and nobody answered.
const DELIVERIES: &str = "x-delivery-count";

/// How many bytes of a reason are kept.
const REASON_BYTES: usize = 2_000;

/// The way of a message so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks {
    /// How often it came back.
    pub(super) tries: u32,
    /// How often it made a consumer fail in a way that consumers should not.
    pub(super) failures: u32,
    /// How often its delivery ended without an answer, since it last came back.
    pub(super) unanswered: u32,
    /// When it first was not taken.
    pub(super) first_failure: Option<Timestamp>,
    /// The routing key it was published with.
    pub(super) routing_key: String,
    /// Why it was not taken, the last time.
    pub(super) reason: String,
    /// Where it is given up, how often whom it concerns could not be told.
    pub(super) untold: Option<u32>,
}

/// A number in a header.
pub(crate) fn number(headers: Option<&FieldTable>, name: &str) -> u32 {
    let value = headers.and_then(|headers| headers.inner().get(name));
    let number = value.map(|value| match value {
        AMQPValue::ShortShortInt(n) => i64::from(*n),
        AMQPValue::ShortShortUInt(n) => i64::from(*n),
        AMQPValue::ShortInt(n) => i64::from(*n),
        AMQPValue::ShortUInt(n) => i64::from(*n),
        AMQPValue::LongInt(n) => i64::from(*n),
        AMQPValue::LongUInt(n) => i64::from(*n),
        AMQPValue::LongLongInt(n) => *n,
        _ => 0,
    });
    number.unwrap_or(0).clamp(0, i64::from(u32::MAX)).try_into().unwrap_or(u32::MAX)
}

/// A text in a header.
pub(crate) fn text(headers: Option<&FieldTable>, name: &str) -> Option<String> {
    match headers?.inner().get(name)? {
        AMQPValue::LongString(text) => Some(text.to_string()),
        AMQPValue::ShortString(text) => Some(text.to_string()),
        _ => None,
    }
}

impl Marks {
    /// As the message tells it.
    pub(super) fn of(delivery: &Delivery) -> Self {
        let headers = delivery.properties.headers().as_ref();
        let given_up = headers.is_some_and(|headers| headers.contains_key(UNTOLD));
        Self {
            tries: number(headers, TRIES),
            failures: number(headers, FAILURES),
            unanswered: number(headers, DELIVERIES),
            first_failure: text(headers, FIRST_FAILURE).and_then(|text| text.parse().ok()),
            routing_key: text(headers, ROUTING_KEY).unwrap_or_else(|| delivery.routing_key.to_string()),
            reason: text(headers, REASON).unwrap_or_default(),
            untold: given_up.then(|| number(headers, UNTOLD)),
        }
    }

    /// The same, as of one more time that it was not taken, at `now`.
    #[must_use]
    pub(super) fn not_taken(mut self, why: &str, now: Timestamp) -> Self {
        self.tries = self.tries.saturating_add(1);
        self.first_failure.get_or_insert(now);
        self.reason = why.to_owned();
        self
    }

    /// The properties of a copy of `delivery` that goes on with these marks.
    pub(super) fn properties(&self, delivery: &Delivery, consumer: &str) -> lapin::Result<BasicProperties> {
        let long = |text: &str| AMQPValue::LongString(text.into());
        let mut headers = FieldTable::default();
        headers.insert(CONSUMER.into(), long(consumer));
        headers.insert(REASON.into(), long(cut(&self.reason)));
        headers.insert(TRIES.into(), AMQPValue::LongLongInt(self.tries.into()));
        headers.insert(FAILURES.into(), AMQPValue::LongLongInt(self.failures.into()));
        headers.insert(ROUTING_KEY.into(), long(&self.routing_key));
        if let Some(at) = self.first_failure {
            headers.insert(FIRST_FAILURE.into(), long(&at.to_string()));
        }
        if let Some(untold) = self.untold {
            headers.insert(UNTOLD.into(), AMQPValue::LongLongInt(untold.into()));
        }
        let mut properties = BasicProperties::default()
            .with_content_type(short(CLOUD_EVENT)?)
            .with_delivery_mode(2)
            .with_headers(headers);
        if let Some(id) = delivery.properties.message_id() {
            properties = properties.with_message_id(id.clone());
        }
        Ok(properties)
    }
}

/// The beginning of `text`.
fn cut(text: &str) -> &str {
    let end = (0..=REASON_BYTES.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(marks: &Marks) -> Marks {
        let mut delivery = Delivery::mock(1, "".into(), "the.queue".into(), false, vec![]);
        delivery.properties = marks.properties(&delivery, "grading.marks").unwrap();
        Marks::of(&delivery)
    }

    #[test]
    fn marks_survive_the_way_through_the_broker() {
        let fresh = Marks::of(&Delivery::mock(1, "".into(), "user.erased".into(), false, vec![]));
        assert_eq!(fresh, Marks { routing_key: "user.erased".into(), ..Marks::default() });
        let now = Timestamp::from_micros(1_700_000_000_000_001).unwrap();
        let once = fresh.not_taken("the key has not come", now);
        assert_eq!(again(&once), once);
        let mut twice = once.clone().not_taken("still not", now.plus_seconds(9));
        assert_eq!((twice.tries, twice.first_failure), (2, Some(now)));
        twice.untold = Some(3);
        twice.failures = 4;
        assert_eq!(again(&twice), twice);
    }

    #[test]
    fn a_long_reason_is_cut_between_two_characters() {
        let marks = Marks { reason: "ä".repeat(5_000), ..Marks::default() };
        assert_eq!(again(&marks).reason, "ä".repeat(1_000));
    }
}
