use std::{cmp::Ordering, fmt};

use crate::{Decimal, number::Quotient};

/// The answers that are close enough: all from the least to the greatest. Where the least is above the greatest there
/// are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interval {
    low: Quotient,
    high: Quotient,
    ends: Ends,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Included,
    Excluded,
}

impl Interval {
    /// From the one to the other, both included.
    pub(super) fn between(low: impl Into<Quotient>, high: impl Into<Quotient>) -> Self {
        Self { low: low.into(), high: high.into(), ends: Ends::Included }
    }

    /// |x − a| ≤ reach.
    pub(super) fn around(value: &Decimal, reach: &Decimal) -> Self {
        Self::between(value.minus(reach), value.plus(reach))
    }

    /// No answer at all.
    pub(super) fn nothing() -> Self {
        Self::between(Decimal::one(), Decimal::zero())
    }

    /// The same without its ends.
    pub(super) fn open(self) -> Self {
        Self { ends: Ends::Excluded, ..self }
    }

    pub(crate) fn contains(&self, number: &Quotient) -> bool {
        self.side(number).is_eq()
    }

    /// Whether a number is below all that is inside, inside, or above it. Rising numbers never fall back.
    pub(crate) fn side(&self, number: &Quotient) -> Ordering {
        let (below, above) = match self.ends {
            Ends::Included => (*number < self.low, *number > self.high),
            Ends::Excluded => (*number <= self.low, *number >= self.high),
        };
        match (below, above) {
            (true, _) => Ordering::Less,
            (_, true) => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self.ends {
            Ends::Included => self.low > self.high,
            Ends::Excluded => self.low >= self.high,
        }
    }

    /// Whether this contains whatever the other does, which is something.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let reaches = match (self.ends, other.ends) {
            (Ends::Excluded, Ends::Included) => self.low < other.low && other.high < self.high,
            _ => self.low <= other.low && other.high <= self.high,
        };
        reaches && !other.is_empty()
    }
}

/// `[3.9, 4.1]`, or with its ends outside `]3.9, 4.1[`.
impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ends {
            Ends::Included => write!(out, "[{}, {}]", self.low, self.high),
            Ends::Excluded => write!(out, "]{}, {}[", self.low, self.high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(text: &str) -> Interval {
        let (low, high) = text.trim_matches(['[', ']']).split_once(", ").unwrap();
        let closed = Interval::between(low.parse::<Quotient>().unwrap(), high.parse::<Quotient>().unwrap());
        if text.starts_with('[') { closed } else { closed.open() }
    }

    #[test]
    fn ends_are_inside_or_outside() {
        for (written, number, inside) in [
            ("[1, 2]", "1", true),
            ("[1, 2]", "2", true),
            ("[1, 2]", "2.0001", false),
            ("[1, 2]", "0.9999", false),
            ("]1, 2[", "1", false),
            ("]1, 2[", "2", false),
            ("]1, 2[", "1.0001", true),
            ("[1/3, 2/3]", "1/3", true),
            ("[1/3, 2/3]", "0.3333333333333333", false),
            ("[1, 1]", "1", true),
            ("]1, 1[", "1", false),
            ("[2, 1]", "1.5", false),
        ] {
            let interval = interval(written);
            assert_eq!(interval.contains(&number.parse().unwrap()), inside, "{number} in {written}");
            assert_eq!(interval.to_string(), written);
        }
        assert!(Interval::nothing().is_empty() && interval("]1, 1[").is_empty() && !interval("[1, 1]").is_empty());
    }

    #[test]
    fn a_wider_interval_covers_a_narrower_one() {
        for (wide, narrow, covers) in [
            ("[1, 4]", "[2, 3]", true),
            ("[1, 4]", "[1, 4]", true),
            ("[1, 4]", "]1, 4[", true),
            ("]1, 4[", "]1, 4[", true),
            ("]1, 4[", "[1, 3]", false),
            ("]1, 4[", "[2, 4]", false),
            ("]1, 4[", "[2, 3]", true),
            ("[1, 4]", "[0, 3]", false),
            ("[1, 4]", "[2, 5]", false),
            ("[1, 4]", "[3, 2]", false),
        ] {
            assert_eq!(interval(wide).covers(&interval(narrow)), covers, "{wide} {narrow}");
        }
    }
}
