use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::number::Decimal;

/// Marks, in whole millionths of a point, so that sums are exact and the same on every machine.
///
/// In JSON a plain number with at most six decimals, between −1,000,000,000 and 1,000,000,000.
/// (An item's own points are bounded more tightly, by [`Item::lint`](crate::Item::lint).)
///
/// ```
/// use pediafor_grading::Points;
///
/// let points: Points = serde_json::from_str("2.5")?;
/// assert_eq!(points.millionths(), 2_500_000);
/// assert_eq!(points.to_string(), "2.5");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// The most that is read from JSON: a thousand million points.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// So many millionths of a point: `2_500_000` is two and a half points.
    #[must_use]
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// So many whole points.
    #[must_use]
    pub const fn whole(points: i32) -> Self {
        // An i32 times a million fits an i64 with room to spare.
        Self(points as i64 * 1_000_000)
    }

    /// The number of millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The sum, or nothing where it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or nothing where it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The same size with the other sign.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// Whether these are more than no points.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether these are less than no points.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// The shortest decimal: `2`, `2.5`, `-0.333333`.
impl fmt::Display for Points {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 {
            write!(out, "{sign}{whole}")
        } else {
            let decimals = format!("{rest:06}");
            write!(out, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
        }
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_millionths(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let points = Self(deserialize_millionths(deserializer)?);
        if points.0.unsigned_abs() > Self::MAX.0.unsigned_abs() {
            return Err(de::Error::custom("points are at most 1,000,000,000"));
        }
        Ok(points)
    }
}

/// Writes millionths as the plain JSON number they are: `5`, `0.25`.
pub(crate) fn serialize_millionths<S: Serializer>(millionths: i64, serializer: S) -> Result<S::Ok, S::Error> {
    if millionths % 1_000_000 == 0 {
        serializer.serialize_i64(millionths / 1_000_000)
    } else {
        // Division rounds correctly, so this is the double nearest to the decimal, and prints as that decimal.
        serializer.serialize_f64(millionths as f64 / 1e6)
    }
}

/// Reads a JSON number that is a whole number of millionths.
pub(crate) fn deserialize_millionths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(MillionthsVisitor)
}

struct MillionthsVisitor;

impl de::Visitor<'_> for MillionthsVisitor {
    type Value = i64;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number with at most six decimals")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        value.checked_mul(1_000_000).ok_or_else(|| E::custom("the number is too large"))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        let value = i64::try_from(value).map_err(|_| E::custom("the number is too large"))?;
        self.visit_i64(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        Decimal::from_f64(value)
            .and_then(|decimal| decimal.to_scaled_i64(6))
            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_and_read_as_the_decimals_they_are() {
        for (text, millionths) in [
            ("0", 0),
            ("2", 2_000_000),
            ("-2.5", -2_500_000),
            ("0.000001", 1),
            ("0.1", 100_000),
            ("0.333333", 333_333),
            ("999999.999999", 999_999_999_999),
            ("999999999.999999", 999_999_999_999_999),
            ("1000000000", 1_000_000_000_000_000),
        ] {
            let points: Points = serde_json::from_str(text).unwrap();
            assert_eq!(points.millionths(), millionths, "{text}");
            assert_eq!(points.to_string(), text);
            let written = serde_json::to_string(&points).unwrap();
            assert_eq!(serde_json::from_str::<Points>(&written).unwrap(), points, "{written}");
        }
        assert_eq!(serde_json::to_string(&Points::from_millionths(100_000)).unwrap(), "0.1");
        assert_eq!(serde_json::to_string(&Points::whole(-3)).unwrap(), "-3");
        assert_eq!(serde_json::from_str::<Points>("2.0").unwrap(), Points::whole(2));
        assert_eq!(serde_json::from_str::<Points>("1e3").unwrap(), Points::whole(1000));
    }

    #[test]
    fn what_is_not_exactly_so_many_millionths_is_refused() {
        for text in
            ["0.1234567", "1e-7", "1000000000.000001", "1e300", "18446744073709551615", "\"2\"", "null", "-1e10"]
        {
            assert!(serde_json::from_str::<Points>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_says_when_it_does_not_fit() {
        let most = Points::from_millionths(i64::MAX);
        assert_eq!(most.checked_add(Points::from_millionths(1)), None);
        assert_eq!(Points::from_millionths(i64::MIN).checked_sub(Points::from_millionths(1)), None);
        assert_eq!(Points::from_millionths(i64::MIN).checked_neg(), None);
        assert_eq!(Points::whole(2).checked_add(Points::whole(3)), Some(Points::whole(5)));
        assert_eq!(Points::whole(2).checked_sub(Points::whole(3)), Some(Points::whole(-1)));
        assert_eq!(Points::whole(2).checked_neg(), Some(Points::whole(-2)));
        assert!(Points::whole(1).is_positive() && !Points::ZERO.is_positive() && !Points::ZERO.is_negative());
        assert!(Points::whole(-1).is_negative());
    }
}
