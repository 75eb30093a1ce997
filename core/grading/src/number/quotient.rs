use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Decimal, DecimalError};

/// An exact number: a decimal, or one decimal divided by another, such as `1/3.6`.
///
/// In JSON as a [`Decimal`], or text for what no decimal writes (`"1/60"`); both are read.
///
/// ```
/// use pediafor_grading::Quotient;
///
/// let kilometres_per_hour: Quotient = serde_json::from_str("\"1/3.6\"")?;
/// assert_eq!(serde_json::to_string(&kilometres_per_hour)?, "\"1/3.6\"");
/// assert_eq!("2/4".parse::<Quotient>()?, "0.5".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Quotient {
    numerator: Decimal,
    /// Above zero.
    denominator: Decimal,
}

impl Quotient {
    /// One.
    #[must_use]
    pub fn one() -> Self {
        Decimal::one().into()
    }

    /// One divided by the other, or nothing where that is zero.
    pub(crate) fn new(numerator: Decimal, denominator: Decimal) -> Option<Self> {
        match (denominator.is_zero(), denominator.is_negative()) {
            (true, _) => None,
            (_, true) => Some(Self { numerator: numerator.negated(), denominator: denominator.negated() }),
            _ => Some(Self { numerator, denominator }),
        }
    }

    /// Whether this is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        !self.numerator.is_negative() && !self.numerator.is_zero()
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        Self {
            numerator: self.numerator.times(&other.numerator),
            denominator: self.denominator.times(&other.denominator),
        }
    }

    pub(crate) fn times_ten_to(&self, power: i32) -> Self {
        Self { numerator: self.numerator.times_ten_to(power), denominator: self.denominator.clone() }
    }
}

impl From<Decimal> for Quotient {
    fn from(number: Decimal) -> Self {
        Self { numerator: number, denominator: Decimal::one() }
    }
}

impl PartialEq for Quotient {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quotient {}

impl PartialOrd for Quotient {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quotient {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        self.numerator.times(&other.denominator).cmp(&other.numerator.times(&self.denominator))
    }
}

/// The decimal, or the two as they are: `1500.75`, `3/4`.
impl fmt::Display for Quotient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == Decimal::one() {
            self.numerator.fmt(out)
        } else {
            write!(out, "{}/{}", self.numerator, self.denominator)
        }
    }
}

/// What a program writes: `0.01`, `1/3.6`. What people write is read by [`Typed`](super::Typed).
impl FromStr for Quotient {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        Self::new(numerator.trim().parse()?, denominator.trim().parse()?).ok_or(DecimalError::Malformed)
    }
}

impl Serialize for Quotient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.denominator == Decimal::one() {
            self.numerator.serialize(serializer)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Quotient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Quotient;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a decimal number, or a quotient such as \"1/60\"")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Quotient, E> {
                self.visit_str(&value.to_string())
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Quotient, E> {
                self.visit_str(&value.to_string())
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Quotient, E> {
                let decimal =
                    Decimal::from_f64(value).ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))?;
                Ok(decimal.into())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Quotient, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quotient_is_written_as_it_is_read() {
        for (given, written) in [
            ("1", "1"),
            ("0.01", "0.01"),
            ("\"1e-400\"", "\"1e-400\""),
            ("\"1/60\"", "\"1/60\""),
            ("\" 1 / 3.6 \"", "\"1/3.6\""),
            ("\"5/-9\"", "\"-5/9\""),
            ("\"2/4\"", "\"2/4\""),
            ("\"7/1\"", "7"),
            ("\"0.3048\"", "0.3048"),
        ] {
            let quotient: Quotient = serde_json::from_str(given).unwrap();
            assert_eq!(serde_json::to_string(&quotient).unwrap(), written, "{given}");
        }
        for refused in ["\"1/0\"", "\"1/2/3\"", "\"/2\"", "\"a\"", "\"1e401\"", "null", "[1]", "true"] {
            assert!(serde_json::from_str::<Quotient>(refused).is_err(), "{refused}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn order_and_product_are_those_of_fractions(a in -9_999_i128..9_999, b in 1_i128..9_999, c in -9_999_i128..9_999, d in 1_i128..9_999, negative: bool) {
            let sign = if negative { -1 } else { 1 };
            let left: Quotient = format!("{}/{}", sign * a, sign * b).parse().unwrap();
            let right: Quotient = format!("{c}/{d}").parse().unwrap();
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
            prop_assert_eq!(left.is_positive(), a > 0);
            prop_assert_eq!(left.times(&right), format!("{}/{}", a * c, b * d).parse().unwrap());
            prop_assert_eq!(left.times_ten_to(2), left.times(&"100".parse().unwrap()));
        }
    }
}
