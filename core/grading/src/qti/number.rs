//! Arithmetic on floats as people do it: in decimal, rounded to a float once.
//!
//! 0.1 + 0.2 is 0.3 here. A float stands for the shortest decimal that is read as it; infinities follow IEEE 754.

use std::cmp::Ordering;

use crate::Decimal;

/// A number of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    pub(crate) const fn as_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// Exactly; nothing for infinities.
    pub(crate) fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => number.to_string().parse().ok(),
            Self::Float(number) => Decimal::from_f64(number),
        }
    }

    /// Exactly, infinities included.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self.decimal(), other.decimal()) {
            (Some(mine), Some(theirs)) => mine.cmp(&theirs),
            _ => self.as_f64().total_cmp(&other.as_f64()),
        }
    }
}

/// The sum, rounded once.
pub(crate) fn sum(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let exact = numbers.clone().try_fold(Decimal::zero(), |sum, number| Some(sum.plus(&Decimal::from_f64(number)?)));
    exact.map_or_else(|| numbers.sum(), |exact| to_f64(&exact))
}

/// The product of two.
pub(crate) fn product(one: f64, other: f64) -> f64 {
    match (Decimal::from_f64(one), Decimal::from_f64(other)) {
        (Some(first), Some(second)) => to_f64(&first.times(&second)),
        _ => one * other,
    }
}

/// Whether y is within [low, high], each end with the distance from x that is given, and included or not.
pub(crate) fn is_within(y: Number, x: Number, distances: [&Decimal; 2], included: [bool; 2]) -> bool {
    let (Some(value), Some(centre)) = (y.decimal(), x.decimal()) else { return y.as_f64() == x.as_f64() };
    let [low, high] = [value.cmp(&centre.minus(distances[0])), value.cmp(&centre.plus(distances[1]))];
    (low == Ordering::Greater || (low == Ordering::Equal && included[0]))
        && (high == Ordering::Less || (high == Ordering::Equal && included[1]))
}

/// This many hundredths of x; x itself or its size.
pub(crate) fn per_cent(x: Number, share: &Decimal, of_size: bool) -> Decimal {
    let number = x.decimal().unwrap_or_default();
    (if of_size { number.abs() } else { number }).times(share).times_ten_to(-2)
}

/// What to round to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoundingMode {
    SignificantFigures,
    DecimalPlaces,
}

/// Rounds to so many figures, by the first digit that is left out: 5 and above raise the last that stays.
pub(crate) fn round_to(number: f64, figures: u32, mode: RoundingMode) -> f64 {
    if !number.is_finite() || number == 0.0 {
        return number;
    }
    let written = format!("{:e}", number.abs());
    let Some((mantissa, exponent)) = written.split_once('e') else { return number };
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let exponent: i64 = exponent.parse().unwrap_or_default();
    let stay = match mode {
        RoundingMode::SignificantFigures => i64::from(figures),
        RoundingMode::DecimalPlaces => exponent + 1 + i64::from(figures),
    };
    let Ok(stay) = usize::try_from(stay) else { return 0.0 };
    if stay >= digits.len() {
        return number;
    }
    let raised = digits[stay] >= b'5';
    digits.truncate(stay);
    let mut size = format!("0.{}e{}", String::from_utf8_lossy(&digits), exponent + 1).parse().unwrap_or(0.0);
    if raised {
        let unit: f64 = format!("1e{}", exponent + 1 - stay as i64).parse().unwrap_or(0.0);
        size = sum([size, unit].into_iter());
    }
    if size == 0.0 { 0.0 } else { size.copysign(number) }
}

/// To fifteen significant digits: what a platform's mathematics library is sure of, so that all give the same.
pub(crate) fn settled(number: f64) -> f64 {
    round_to(number, 15, RoundingMode::SignificantFigures)
}

fn to_f64(exact: &Decimal) -> f64 {
    exact.to_string().parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_are_those_of_decimals() {
        assert_eq!(sum([0.1, 0.2].into_iter()), 0.3);
        assert_eq!(sum([1e300, 1.0, -1e300].into_iter()), 1.0);
        assert_eq!(sum([f64::INFINITY, 1.0].into_iter()), f64::INFINITY);
        assert!(sum([f64::INFINITY, f64::NEG_INFINITY].into_iter()).is_nan());
        assert_eq!(product(0.1, 3.0), 0.3);
        assert_eq!(product(1e200, 1e200), f64::INFINITY);
        assert_eq!(product(1e-200, 1e-200), 0.0);
    }

    #[test]
    fn the_first_digit_left_out_decides() {
        use RoundingMode::{DecimalPlaces, SignificantFigures};
        for (number, figures, mode, expected) in [
            (3.175, 3, SignificantFigures, 3.18),
            (3.1749, 3, SignificantFigures, 3.17),
            (-3.175, 3, SignificantFigures, -3.18),
            (1.68572, 2, DecimalPlaces, 1.69),
            (1.005, 2, DecimalPlaces, 1.01),
            (9.99, 2, SignificantFigures, 10.0),
            (0.5, 0, DecimalPlaces, 1.0),
            (0.49, 0, DecimalPlaces, 0.0),
            (0.04, 0, DecimalPlaces, 0.0),
            (149.0, 1, SignificantFigures, 100.0),
            (150.0, 1, SignificantFigures, 200.0),
            (1e300, 2, DecimalPlaces, 1e300),
            (12.0, 4_000_000_000, SignificantFigures, 12.0),
            (0.0, 3, SignificantFigures, 0.0),
            (f64::INFINITY, 3, SignificantFigures, f64::INFINITY),
        ] {
            assert_eq!(round_to(number, figures, mode), expected, "{number} to {figures} {mode:?}");
        }
    }

    #[test]
    fn numbers_compare_exactly() {
        assert_eq!(Number::Integer(i64::MAX).compare(Number::Float(9_223_372_036_854_775_807.0)), Ordering::Less);
        assert_eq!(Number::Float(f64::INFINITY).compare(Number::Integer(i64::MAX)), Ordering::Greater);
        assert_eq!(Number::Float(-0.0).compare(Number::Integer(0)), Ordering::Equal);
    }
}
