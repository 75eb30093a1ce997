use std::{fmt, str::FromStr, time::Duration};

/// A span of time as people write it in configuration: `15m`, `4h`, `7d`, `90s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(Duration);

/// A span of so many seconds.
pub const fn seconds(seconds: u64) -> Span {
    Span(Duration::from_secs(seconds))
}

impl Span {
    /// As the standard library's type.
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// Whole seconds.
    pub fn as_seconds(self) -> i64 {
        i64::try_from(self.0.as_secs()).unwrap_or(i64::MAX)
    }
}

/// Reads a span that may also be nothing: `0s`.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| format!("{error} (examples: 2s, 500ms, 0s)"))
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let span = humantime::parse_duration(text).map_err(|error| format!("{error} (examples: 15m, 4h, 7d)"))?;
        if span.is_zero() { Err("must be longer than nothing".into()) } else { Ok(Self(span)) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_as_people_write_them() {
        assert_eq!("15m".parse(), Ok(seconds(900)));
        assert_eq!("4h".parse(), Ok(seconds(4 * 3600)));
        assert_eq!("7d".parse(), Ok(seconds(7 * 86400)));
        assert_eq!(seconds(900).to_string(), "15m");
        assert_eq!(pause("0s"), Ok(Duration::ZERO));
        for text in ["", "4", "0s", "-1h", "four hours"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
