use serde::{Deserialize, Deserializer, Serialize, de};

/// Between which numbers something lies with the asked-for [`Confidence`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How often an interval, made anew from as many attempts, would hold the true number: between 0.01 and 0.9999.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Confidence(f64);

impl Confidence {
    /// 90 %.
    pub const NINETY: Self = Self(0.9);
    /// 95 %, where nothing else is asked for.
    pub const NINETY_FIVE: Self = Self(0.95);
    /// 99 %.
    pub const NINETY_NINE: Self = Self(0.99);

    /// Such a level; nothing where it is not between 0.01 and 0.9999.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        (0.01..=0.9999).contains(&level).then_some(Self(level))
    }

    /// As a share.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.0
    }

    /// The chances of lying below the lower end, and below the upper.
    pub(super) fn tails(self) -> (f64, f64) {
        (f64::midpoint(0.0, 1.0 - self.0), f64::midpoint(1.0, self.0))
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self::NINETY_FIVE
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?)
            .ok_or_else(|| de::Error::custom("a confidence is between 0.01 and 0.9999"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_is_a_share_with_two_tails() {
        assert_eq!(serde_json::from_str::<Confidence>("0.99").unwrap(), Confidence::NINETY_NINE);
        assert_eq!(serde_json::to_string(&Confidence::default()).unwrap(), "0.95");
        for level in ["0", "1", "95", "-0.5"] {
            assert!(serde_json::from_str::<Confidence>(level).is_err(), "{level}");
        }
        assert_eq!(Confidence::new(f64::NAN), None);
        let (low, high) = Confidence::NINETY.tails();
        assert!((low - 0.05).abs() < 1e-15 && (high - 0.95).abs() < 1e-15);
    }
}
