use std::fmt;

use serde::{Deserialize, Serialize};

/// A figure of a report, or why there is none. In JSON `{"value": 0.81}`, or
/// `{"insufficient": {"why": "attempts", "needed": 2, "counted": 1}}`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure<T = f64> {
    /// The figure; a number is finite.
    Value(T),
    /// There is too little to tell.
    Insufficient(Insufficient),
}

impl<T> Figure<T> {
    /// The figure, where there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Insufficient(_) => None,
        }
    }
}

impl<T> From<Result<T, Insufficient>> for Figure<T> {
    fn from(result: Result<T, Insufficient>) -> Self {
        match result {
            Ok(value) => Self::Value(value),
            Err(why) => Self::Insufficient(why),
        }
    }
}

/// What was counted does not tell a figure: why, and what it would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Insufficient {
    /// Too few attempts.
    #[error("at least {needed} attempts are needed, {counted} are counted")]
    Attempts {
        /// The fewest it takes.
        needed: u64,
        /// How many there are.
        counted: u64,
    },
    /// Too few slots.
    #[error("at least {needed} slots are needed, there are {counted}")]
    Slots {
        /// The fewest it takes.
        needed: u64,
        /// How many there are.
        counted: u64,
    },
    /// All are alike, where at least two different ones are needed.
    #[error("at least two different {of} are needed, all are alike")]
    NoVariance {
        /// What is alike.
        of: Quantity,
    },
    /// The correlation is 1 or −1: no interval can be laid around it.
    #[error("a correlation strictly between -1 and 1 is needed")]
    PerfectCorrelation,
    /// A slot held different items, so what is said of the slot is said of no item; ask for it with
    /// [`DrawnSlots::Pooled`](super::DrawnSlots::Pooled).
    #[error("slot {slot} held different items")]
    DrawnItems {
        /// Counted from 0.
        slot: usize,
    },
    /// The marks go against the totals, so the slot weighs nothing that could be named.
    #[error("a covariance of marks and totals of at least 0 is needed")]
    NegativeCovariance,
    /// Nothing could be earned.
    #[error("a maximum above 0 is needed")]
    NoMaximum,
    /// At no total do both groups have right and wrong answers to compare.
    #[error("a total is needed at which both groups have answers, some right and some wrong")]
    NothingToCompare,
}

/// What [`Insufficient::NoVariance`] speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// The marks of an item or a slot.
    Marks,
    /// The totals of attempts.
    Totals,
    /// The totals without the item or slot.
    Rests,
    /// Whether an option was chosen.
    Choices,
}

impl fmt::Display for Quantity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Marks => "marks",
            Self::Totals => "totals",
            Self::Rests => "totals without the item",
            Self::Choices => "choices",
        })
    }
}

/// Refuses fewer attempts than needed.
pub(super) fn at_least(needed: u64, attempts: i128) -> Result<(), Insufficient> {
    let counted = u64::try_from(attempts).unwrap_or(0);
    if counted < needed { Err(Insufficient::Attempts { needed, counted }) } else { Ok(()) }
}

/// Refuses what is all alike.
pub(super) fn varied(varies: bool, of: Quantity) -> Result<(), Insufficient> {
    if varies { Ok(()) } else { Err(Insufficient::NoVariance { of }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_a_value_or_a_reason_and_read_back() {
        for (figure, written) in [
            (Figure::Value(0.81), r#"{"value":0.81}"#),
            (
                Figure::from(at_least(2, 1).map(|()| 0.0)),
                r#"{"insufficient":{"why":"attempts","needed":2,"counted":1}}"#,
            ),
            (
                Figure::from(varied(false, Quantity::Marks).map(|()| 0.0)),
                r#"{"insufficient":{"why":"no_variance","of":"marks"}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&figure).unwrap(), written);
            assert_eq!(serde_json::from_str::<Figure>(written).unwrap(), figure);
        }
        assert_eq!(Figure::Value(2.0).value(), Some(&2.0));
        assert_eq!(Figure::<f64>::Insufficient(Insufficient::NoMaximum).value(), None);
    }

    #[test]
    fn reasons_say_what_is_needed() {
        for (why, text) in [
            (Insufficient::Attempts { needed: 4, counted: 3 }, "at least 4 attempts are needed, 3 are counted"),
            (
                Insufficient::NoVariance { of: Quantity::Totals },
                "at least two different totals are needed, all are alike",
            ),
            (Insufficient::DrawnItems { slot: 2 }, "slot 2 held different items"),
        ] {
            assert_eq!(why.to_string(), text);
        }
        assert_eq!(at_least(2, 2), Ok(()));
        assert_eq!(varied(true, Quantity::Rests), Ok(()));
    }
}
