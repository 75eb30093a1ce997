use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::natural::Natural;
use crate::limits;

/// An exact decimal number: a whole number times a power of ten, without rounding and without limits that a
/// person would meet (a hundred characters, powers of ten from −400 to 400).
///
/// In JSON a number wherever a double writes it exactly as it is (`0.1`, `-11.7`, `6.02e23`), otherwise text
/// (`"3.14159265358979323846"`); both are read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    negative: bool,
    /// Without trailing zeros; zero has exponent 0 and is not negative, so equal numbers are equal structs.
    significand: Natural,
    exponent: i32,
}

/// Why a text is not a [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DecimalError {
    /// It is not digits with an optional sign, point and exponent.
    #[error("not a decimal number")]
    Malformed,
    /// It is longer than [`limits::NUMBER_CHARS`] or has a power of ten beyond [`limits::NUMBER_EXPONENT`].
    #[error("the number is too long, too large or too small")]
    OutOfRange,
}

impl Decimal {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::default()
    }

    /// One.
    pub(crate) fn one() -> Self {
        Self::scaled(1, 0)
    }

    /// This number, which has no trailing zeros, times ten to the `power`.
    pub(crate) fn scaled(number: u32, power: i32) -> Self {
        Self::whole(false, Natural::from(number), power)
    }

    /// The shortest decimal that stands for this double, or nothing for infinities and "not a number".
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        format!("{value:e}").parse().ok()
    }

    /// Whether this is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.significand.is_zero()
    }

    /// Whether this is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Its size without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self { negative: false, ..self.clone() }
    }

    /// The same size with the other sign.
    pub(crate) fn negated(&self) -> Self {
        Self { negative: !self.negative && !self.is_zero(), ..self.clone() }
    }

    /// The power of ten of its first digit, ⌊log₁₀|x|⌋; nothing for zero.
    pub(crate) fn magnitude(&self) -> Option<i32> {
        (!self.is_zero()).then(|| self.exponent + self.significand.length() as i32 - 1)
    }

    pub(crate) fn times_ten_to(&self, power: i32) -> Self {
        let exponent = if self.is_zero() { 0 } else { self.exponent + power };
        Self { exponent, ..self.clone() }
    }

    /// Builds the number that `digits` (ASCII digits only) times ten to the `exponent` is.
    pub(super) fn from_parts(negative: bool, digits: &[u8], exponent: i64) -> Result<Self, DecimalError> {
        let first = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
        let last = digits.iter().rposition(|digit| *digit != b'0').map_or(first, |index| index + 1);
        let digits_of_value = &digits[first..last];
        if digits_of_value.is_empty() {
            return Ok(Self::zero());
        }
        let exponent = exponent.saturating_add((digits.len() - last) as i64);
        let highest = exponent.saturating_add(digits_of_value.len() as i64);
        let bound = i64::from(limits::NUMBER_EXPONENT);
        if digits_of_value.len() > limits::NUMBER_CHARS || exponent < -bound || highest > bound {
            return Err(DecimalError::OutOfRange);
        }
        Ok(Self { negative, significand: Natural::from_digits(digits_of_value), exponent: exponent as i32 })
    }

    /// This number times ten to the `places`, where that is a whole number that fits.
    pub(crate) fn to_scaled_i64(&self, places: i32) -> Option<i64> {
        let shift = u32::try_from(self.exponent.checked_add(places)?).ok().filter(|shift| *shift <= 20)?;
        let size = i128::try_from(self.significand.shifted(shift).to_u128()?).ok()?;
        i64::try_from(if self.negative { -size } else { size }).ok()
    }

    /// The nearest double; infinite beyond all of them.
    pub(crate) fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::INFINITY)
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        self.minus(&other.negated())
    }

    pub(crate) fn minus(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let (mine, theirs) = (self.at(exponent), other.at(exponent));
        if self.negative == other.negative {
            let negative = (mine.compare(&theirs) == Ordering::Less) != self.negative;
            Self::whole(negative, mine.distance(&theirs), exponent)
        } else {
            Self::whole(self.negative, mine.plus(&theirs), exponent)
        }
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let negative = self.negative != other.negative;
        Self::whole(negative, self.significand.times(&other.significand), self.exponent + other.exponent)
    }

    /// Not normalised: for intermediate results, which are only compared and multiplied.
    fn whole(negative: bool, significand: Natural, exponent: i32) -> Self {
        Self { negative: negative && !significand.is_zero(), significand, exponent }
    }

    fn at(&self, exponent: i32) -> Natural {
        self.significand.shifted(self.exponent.abs_diff(exponent))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sizes = || {
            // Only numbers of the same magnitude need their digits compared.
            self.magnitude().cmp(&other.magnitude()).then_with(|| {
                let exponent = self.exponent.min(other.exponent);
                self.at(exponent).compare(&other.at(exponent))
            })
        };
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => sizes(),
            (true, true) => sizes().reverse(),
        }
    }
}

/// What a sign, a point and a power of ten, or the zeros behind a point, add to the digits of a number that is written, so
/// that one with as many digits as there may be is read again.
const WRITTEN_BESIDE_DIGITS: usize = 10;

/// What a program writes: `-12.5`, `.5`, `6.02e23`. What people write is read by [`Typed`](super::Typed).
impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if text.len() > limits::NUMBER_CHARS + WRITTEN_BESIDE_DIGITS {
            return Err(DecimalError::OutOfRange);
        }
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
        let exponent = exponent.map_or(Ok(0), parse_exponent)?;
        let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole.as_bytes(), decimals.as_bytes()].concat();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(DecimalError::Malformed);
        }
        if text.len() > limits::NUMBER_CHARS
            && digits.iter().skip_while(|digit| **digit == b'0').count() > limits::NUMBER_CHARS
        {
            return Err(DecimalError::OutOfRange);
        }
        Self::from_parts(negative, &digits, exponent - decimals.len() as i64)
    }
}

/// Reads a power of ten: digits with an optional sign. One too large for any number is clipped, so that it is
/// out of range later rather than malformed.
pub(super) fn parse_exponent(text: &str) -> Result<i64, DecimalError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DecimalError::Malformed);
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX).min(1_000_000);
    Ok(if text.starts_with('-') { -size } else { size })
}

/// Plain digits where they are readable (`0.00012`, `1500`), otherwise a power of ten (`6.02e23`).
impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            out.write_str("-")?;
        }
        if self.is_zero() {
            return out.write_str("0");
        }
        let all = self.significand.digits();
        // Intermediate results have trailing zeros.
        let digits = all.trim_end_matches('0');
        let exponent = i64::from(self.exponent) + (all.len() - digits.len()) as i64;
        let highest = exponent + digits.len() as i64;
        if exponent >= 0 && highest <= 21 {
            write!(out, "{digits}{}", "0".repeat(exponent as usize))
        } else if exponent < 0 && highest > 0 {
            let (whole, decimals) = digits.split_at(highest as usize);
            write!(out, "{whole}.{decimals}")
        } else if exponent < 0 && highest > -6 {
            write!(out, "0.{}{digits}", "0".repeat(highest.unsigned_abs() as usize))
        } else {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            write!(out, "{first}{point}{rest}e{}", highest - 1)
        }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// Whole numbers beyond this are not all doubles, so readers in other languages would change them.
        const SAFE: i64 = 1 << 53;
        let text = self.to_string();
        match self.to_scaled_i64(0) {
            Some(whole) if whole.abs() <= SAFE => serializer.serialize_i64(whole),
            _ => match text.parse::<f64>() {
                Ok(double) if Self::from_f64(double).as_ref() == Some(self) => serializer.serialize_f64(double),
                _ => serializer.serialize_str(&text),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a decimal number, or one as text")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
                self.visit_str(&value.to_string())
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
                self.visit_str(&value.to_string())
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
                Decimal::from_f64(value).ok_or_else(|| E::invalid_value(de::Unexpected::Float(value), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
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

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_decimal_is_written_as_it_would_be_read() {
        for (given, written) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.000", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+1500.750", "1500.75"),
            ("-11.70", "-11.7"),
            ("1.5e3", "1500"),
            ("1E-3", "0.001"),
            ("0.000001", "0.000001"),
            ("0.00000012", "1.2e-7"),
            ("6.02e23", "6.02e23"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1e21"),
            ("3.14159265358979323846", "3.14159265358979323846"),
        ] {
            assert_eq!(decimal(given).to_string(), written, "{given}");
            assert_eq!(decimal(written), decimal(given), "{given}");
        }
    }

    #[test]
    fn a_decimal_of_as_many_digits_as_there_may_be_is_written_as_it_is_read() {
        let digits = "7".repeat(limits::NUMBER_CHARS - 2);
        for text in [
            format!("-{digits}1"),
            format!("-.{digits}"),
            format!("{digits}e9"),
            format!("-{digits}"),
            format!("{digits}11"),
        ] {
            let Ok(number) = text.parse::<Decimal>() else { continue };
            assert_eq!(number.to_string().parse(), Ok(number), "{text}");
        }
        let long = format!("-{digits}1").parse::<Decimal>().unwrap();
        assert!(long.to_string().len() > limits::NUMBER_CHARS);
        assert!(format!("{digits}111").parse::<Decimal>().is_err());
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for text in
            ["", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", " 1", "0x10", "inf", "NaN", "--1", "1e5e5", "½", "٣"]
        {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Malformed), "{text}");
        }
        for text in ["1e401", "1e-401", "1e99999999999999999999", "1e-99999999999999999999", &"9".repeat(101)] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError::OutOfRange), "{text}");
        }
        assert_eq!(decimal("0e99999999999999999999"), Decimal::zero());
        assert_eq!(decimal(&"9".repeat(100)).to_string(), format!("9.{}e99", "9".repeat(99)));
        assert_eq!(decimal("1e399").to_string(), "1e399");
        assert_eq!(decimal("1e-400").to_string(), "1e-400");
    }

    #[test]
    fn json_keeps_every_digit() {
        for (given, written) in [
            ("0.1", "0.1"),
            ("-11.7", "-11.7"),
            ("3", "3"),
            ("3.0", "3"),
            ("6.02e23", "6.02e+23"),
            ("6.62607015e-34", "6.62607015e-34"),
            ("18446744073709551615", "\"18446744073709551615\""),
            ("9007199254740992", "9007199254740992"),
            ("\"3.14159265358979323846\"", "\"3.14159265358979323846\""),
            ("\"1e-400\"", "\"1e-400\""),
        ] {
            let number: Decimal = serde_json::from_str(given).unwrap();
            assert_eq!(serde_json::to_string(&number).unwrap(), written, "{given}");
        }
        for refused in ["\"\"", "\"three\"", "null", "[1]", "true"] {
            assert!(serde_json::from_str::<Decimal>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn order_goes_by_value_whatever_the_exponents() {
        let ascending = ["-1e30", "-11.72", "-11.7", "-0.001", "0", "1e-30", "0.1", "0.11", "9", "1e1", "10.5", "1e30"];
        for (left, low) in ascending.iter().enumerate() {
            for (right, high) in ascending.iter().enumerate() {
                assert_eq!(decimal(low).cmp(&decimal(high)), left.cmp(&right), "{low} {high}");
            }
        }
    }

    #[test]
    fn scaling_takes_whole_numbers_only() {
        assert_eq!(decimal("2.5").to_scaled_i64(6), Some(2_500_000));
        assert_eq!(decimal("-0.000001").to_scaled_i64(6), Some(-1));
        assert_eq!(decimal("0.0000001").to_scaled_i64(6), None);
        assert_eq!(decimal("1e15").to_scaled_i64(6), None);
        assert_eq!(Decimal::zero().to_scaled_i64(6), Some(0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn differences_and_products_are_exact(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000, places in 0_i64..12) {
            let number = |value: i64, places: i64| {
                Decimal::from_parts(value < 0, value.unsigned_abs().to_string().as_bytes(), -places).unwrap()
            };
            let (left, right) = (number(a, places), number(b, places));
            prop_assert_eq!(left.minus(&right).cmp(&number(a - b, places)), Ordering::Equal);
            prop_assert_eq!(left.plus(&right).cmp(&number(a + b, places)), Ordering::Equal);
            prop_assert_eq!(left.times(&right).cmp(&number(a * b, 2 * places)), Ordering::Equal);
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
            prop_assert_eq!(left.abs().is_negative(), false);
        }

        #[test]
        fn every_double_is_read_and_written_back(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
            let number = Decimal::from_f64(value).unwrap();
            let written = serde_json::to_string(&number).unwrap();
            prop_assert_eq!(serde_json::from_str::<Decimal>(&written).unwrap(), number.clone());
            prop_assert_eq!(number.to_string().parse::<f64>().unwrap(), value);
        }

        #[test]
        fn any_text_is_a_decimal_or_an_error(text in ".{0,120}") {
            if let Ok(number) = text.parse::<Decimal>() {
                prop_assert_eq!(number.to_string().parse::<Decimal>().unwrap(), number);
            }
        }
    }
}
