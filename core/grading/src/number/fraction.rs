use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Decimal;
use crate::points::serialize_millionths;

/// A stated share of an item's points, from −1 to 1, exact: any decimal of at most six places, and any fraction
/// whose denominator is at most 25 (a third is a third, so three of them make a whole).
///
/// In JSON a number (`0.5`), or text for what no decimal writes (`"1/3"`); both are read.
///
/// ```
/// use pediafor_grading::Fraction;
///
/// let third: Fraction = serde_json::from_str("\"1/3\"")?;
/// assert_eq!(serde_json::to_string(&third)?, "\"1/3\"");
/// assert_eq!(serde_json::to_string(&"2/4".parse::<Fraction>()?)?, "0.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fraction(i64);

/// Why something is not a [`Fraction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FractionError {
    /// It is not a decimal and not whole number, stroke, whole number.
    #[error("not a decimal number or a fraction such as 1/3")]
    Malformed,
    /// It has more than six decimals, or a denominator that is not kept exactly.
    #[error("a fraction has at most six decimals, or a denominator of at most 25")]
    NotExact,
    /// It is below −1 or above 1.
    #[error("a fraction is from -1 to 1")]
    OutOfRange,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const ONE: Self = Self(Self::UNITS);
    /// The least common multiple of 1 to 25 and a million: each fraction is a whole number of these parts, so
    /// sums are plain additions.
    pub(crate) const UNITS: i64 = 66_927_861_000_000;

    /// `numerator / denominator`.
    ///
    /// # Errors
    ///
    /// [`FractionError::NotExact`] where this is no whole number of parts, [`FractionError::OutOfRange`] where it
    /// is not from −1 to 1, [`FractionError::Malformed`] where the denominator is not above zero.
    pub fn new(numerator: i64, denominator: i64) -> Result<Self, FractionError> {
        if denominator <= 0 {
            return Err(FractionError::Malformed);
        }
        if numerator.unsigned_abs() > denominator.unsigned_abs() {
            return Err(FractionError::OutOfRange);
        }
        let parts = i128::from(numerator) * i128::from(Self::UNITS);
        if parts % i128::from(denominator) != 0 {
            return Err(FractionError::NotExact);
        }
        i64::try_from(parts / i128::from(denominator)).map(Self).map_err(|_| FractionError::OutOfRange)
    }

    pub(crate) const fn units(self) -> i64 {
        self.0
    }

    /// Whether this is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    fn from_decimal(decimal: &Decimal) -> Result<Self, FractionError> {
        Self::new(decimal.to_scaled_i64(6).ok_or(FractionError::NotExact)?, 1_000_000)
    }

    /// In millionths, where it is a whole number of them.
    fn millionths(self) -> Option<i64> {
        const PARTS_PER_MILLIONTH: i64 = Fraction::UNITS / 1_000_000;
        (self.0 % PARTS_PER_MILLIONTH == 0).then_some(self.0 / PARTS_PER_MILLIONTH)
    }
}

impl FromStr for Fraction {
    type Err = FractionError;

    fn from_str(text: &str) -> Result<Self, FractionError> {
        let Some((numerator, denominator)) = text.split_once('/') else {
            let decimal: Decimal = text.parse().map_err(|_| FractionError::Malformed)?;
            return Self::from_decimal(&decimal);
        };
        let whole = |text: &str| text.trim().parse::<i64>().map_err(|_| FractionError::Malformed);
        Self::new(whole(numerator)?, whole(denominator)?)
    }
}

/// `0.5`, or `1/3` where no decimal of six places is exact.
impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(millionths) = self.millionths() {
            return crate::Points::from_millionths(millionths).fmt(out);
        }
        let (parts, units) = (u128::from(self.0.unsigned_abs()), u128::from(Self::UNITS.unsigned_abs()));
        let divisor = greatest_common_divisor(parts, units);
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(out, "{sign}{}/{}", parts / divisor, units / divisor)
    }
}

/// The largest number that divides both; zero of zeros.
pub(super) fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.millionths() {
            Some(millionths) => serialize_millionths(millionths, serializer),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Fraction;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a number from -1 to 1, or a fraction such as \"1/3\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Fraction, E> {
                Fraction::new(value, 1).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Fraction, E> {
                Fraction::new(i64::try_from(value).unwrap_or(i64::MAX), 1).map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Fraction, E> {
                let decimal = Decimal::from_f64(value).ok_or_else(|| E::custom(FractionError::Malformed))?;
                Fraction::from_decimal(&decimal).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Fraction, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_and_read_back() {
        for (given, written) in [
            ("0", "0"),
            ("1", "1"),
            ("-1", "-1"),
            ("0.5", "0.5"),
            ("-0.25", "-0.25"),
            ("0.333333", "0.333333"),
            ("\"1/3\"", "\"1/3\""),
            ("\"-2/3\"", "\"-2/3\""),
            ("\"2/4\"", "0.5"),
            ("\" 5 / 25 \"", "0.2"),
            ("\"1/24\"", "\"1/24\""),
            ("\"0.125\"", "0.125"),
        ] {
            let fraction: Fraction = serde_json::from_str(given).unwrap();
            assert_eq!(serde_json::to_string(&fraction).unwrap(), written, "{given}");
        }
        for denominator in 1..=25 {
            for numerator in -denominator..=denominator {
                let fraction = Fraction::new(numerator, denominator).unwrap();
                let written = serde_json::to_string(&fraction).unwrap();
                assert_eq!(serde_json::from_str::<Fraction>(&written).unwrap(), fraction, "{numerator}/{denominator}");
            }
        }
        assert_eq!(3 * Fraction::new(1, 3).unwrap().units(), Fraction::ONE.units());
    }

    #[test]
    fn what_is_not_kept_exactly_is_refused() {
        for (given, why) in [
            ("1/29", FractionError::NotExact),
            ("0.1234567", FractionError::NotExact),
            ("1.5", FractionError::OutOfRange),
            ("-7/6", FractionError::OutOfRange),
            ("1/0", FractionError::Malformed),
            ("1/-2", FractionError::Malformed),
            ("half", FractionError::Malformed),
            ("1/2/3", FractionError::Malformed),
            ("", FractionError::Malformed),
        ] {
            assert_eq!(given.parse::<Fraction>(), Err(why), "{given}");
        }
        for given in ["2", "-2", "1e400", "18446744073709551615", "null", "{}", "\"x\""] {
            assert!(serde_json::from_str::<Fraction>(given).is_err(), "{given}");
        }
        assert_eq!(Fraction::new(i64::MIN, i64::MAX), Err(FractionError::OutOfRange));
    }
}
