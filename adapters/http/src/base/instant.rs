//! Instants as the API writes them.

use std::{fmt, str::FromStr};

use pediafor_kernel::Timestamp;

use super::scalar::scalar;

/// An instant in a request or an answer: RFC 3339, written in UTC with microseconds, read with any offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Timestamp);

/// Text that is not an RFC 3339 instant. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant, such as 2026-03-01T09:00:00Z")]
pub struct NotAnInstant;

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl From<Instant> for Timestamp {
    fn from(Instant(at): Instant) -> Self {
        at
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Instant {
    type Err = NotAnInstant;

    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        text.parse().map(Self).map_err(|_| NotAnInstant)
    }
}

scalar!(Instant, "instant", {
    ty: "string",
    format: Some("date-time"),
    example: Some("2026-03-01T09:00:00.000000Z".into()),
}, from_json, from_parameter, to_json);
