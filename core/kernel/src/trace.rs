//! Which request a thing belongs to: W3C Trace Context, as HTTP headers and event attributes carry it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One journey through the platform, from the first request to the last event it causes. Never zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(u128);

/// One step of a journey. Never zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanId(u64);

/// A `traceparent`: the journey, the step that comes before, and whether it is sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent {
    /// The journey.
    pub trace: TraceId,
    /// The step before.
    pub span: SpanId,
    /// Is the journey recorded?
    pub sampled: bool,
}

impl Serialize for TraceParent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TraceParent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Text that is not a `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a W3C traceparent")]
pub struct InvalidTraceParent;

impl TraceId {
    /// A journey named by `number`, or `None` for zero, which W3C forbids.
    pub const fn new(number: u128) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// Its number.
    pub const fn number(self) -> u128 {
        self.0
    }
}

impl SpanId {
    /// A step named by `number`, or `None` for zero, which W3C forbids.
    pub const fn new(number: u64) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl TraceParent {
    /// The beginning of a journey named by a fresh `id`, recorded.
    ///
    /// The step takes the id's random half, so that one source of ids is enough.
    pub fn begin(id: uuid::Uuid) -> Self {
        let (_, random) = id.as_u64_pair();
        Self { trace: TraceId(id.as_u128().max(1)), span: SpanId(random.max(1)), sampled: true }
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

impl FromStr for TraceParent {
    type Err = InvalidTraceParent;

    fn from_str(text: &str) -> Result<Self, InvalidTraceParent> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next().ok_or(InvalidTraceParent)?;
            let hex = part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !hex || part.len() != digits {
                return Err(InvalidTraceParent);
            }
            u128::from_str_radix(part, 16).map_err(|_| InvalidTraceParent)
        };
        let (version, trace, span, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
        // a later version may append fields; the first one must not
        if version == 0xff || (version == 0 && parts.next().is_some()) {
            return Err(InvalidTraceParent);
        }
        Ok(Self {
            trace: TraceId::new(trace).ok_or(InvalidTraceParent)?,
            span: u64::try_from(span).ok().and_then(SpanId::new).ok_or(InvalidTraceParent)?,
            sampled: flags & 1 == 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIMEN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_survives_the_way_out_and_back() {
        let parent: TraceParent = SPECIMEN.parse().unwrap();
        assert_eq!(parent.to_string(), SPECIMEN);
        assert_eq!(parent.trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        let begun = TraceParent::begin(uuid::Uuid::from_u128(7));
        assert_eq!(begun.to_string().parse(), Ok(begun));
    }

    #[test]
    fn a_later_version_may_say_more_and_the_first_may_not() {
        assert!(SPECIMEN.replacen("00", "01", 1).parse::<TraceParent>().is_ok());
        assert!(format!("{}-more", SPECIMEN.replacen("00", "01", 1)).parse::<TraceParent>().is_ok());
        assert!(format!("{SPECIMEN}-more").parse::<TraceParent>().is_err());
    }

    #[test]
    fn what_w3c_forbids_is_refused() {
        for text in [
            "",
            "00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(text.parse::<TraceParent>(), Err(InvalidTraceParent), "{text}");
        }
    }
}
