use std::cmp::Ordering;

use super::fraction::Fraction;
use crate::Points;

/// An exact fraction of an item's points, as a rule computes it: rounded once, half away from zero, when it
/// becomes [`Points`].
///
/// The bounds of items (see [`limits`](crate::limits)) keep numerators far inside an `i128`; beyond them, in an
/// item that [`lint`](crate::Item::lint) refuses, arithmetic saturates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    numerator: i128,
    /// Above zero.
    denominator: i128,
}

impl Ratio {
    pub(crate) const ZERO: Self = Self { numerator: 0, denominator: 1 };
    pub(crate) const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`; zero where the denominator is not above zero (there was nothing to earn).
    pub(crate) fn new(numerator: i128, denominator: i128) -> Self {
        if denominator > 0 { Self { numerator, denominator } } else { Self::ZERO }
    }

    /// So many out of so many.
    pub(crate) fn share(part: usize, whole: usize) -> Self {
        Self::new(part as i128, whole as i128)
    }

    /// One if so, otherwise nothing.
    pub(crate) fn all_or_nothing(right: bool) -> Self {
        if right { Self::ONE } else { Self::ZERO }
    }

    /// The nearest double.
    pub(crate) fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// What a penalty of so many points is of an item's points: below zero, or zero where the penalty is not above it.
    pub(crate) fn penalty(penalty: Points, points: Points) -> Self {
        Self::new(-i128::from(penalty.millionths().max(0)), i128::from(points.millionths()))
    }

    /// The exact sum.
    pub(crate) fn sum(fractions: impl IntoIterator<Item = Fraction>) -> Self {
        Self::new(fractions.into_iter().map(|fraction| i128::from(fraction.units())).sum(), i128::from(Fraction::UNITS))
    }

    /// The exact mean of what each is, by weights above zero.
    pub(crate) fn weighted_mean(parts: impl IntoIterator<Item = (i64, Fraction)>) -> Self {
        let (mut earned, mut weights) = (0_i128, 0_i128);
        for (weight, fraction) in parts {
            earned = earned.saturating_add(i128::from(weight).saturating_mul(i128::from(fraction.units())));
            weights = weights.saturating_add(i128::from(weight));
        }
        Self::new(earned, weights.saturating_mul(i128::from(Fraction::UNITS)))
    }

    pub(crate) fn at_least(self, low: Self) -> Self {
        if self < low { low } else { self }
    }

    pub(crate) fn at_most(self, high: Self) -> Self {
        if self > high { high } else { self }
    }

    /// This fraction of so many points, rounded half away from zero to a millionth.
    pub(crate) fn of(self, points: Points) -> Points {
        let product = self.numerator.saturating_mul(i128::from(points.millionths()));
        let (whole, rest) = (product / self.denominator, product % self.denominator);
        // The remainder is at least half of the denominator, asked without doubling what might not fit.
        let up = rest.unsigned_abs() >= self.denominator.unsigned_abs() - rest.unsigned_abs();
        let rounded = if up { whole.saturating_add(product.signum()) } else { whole };
        let bounds = (i128::from(i64::MIN), i128::from(i64::MAX));
        Points::from_millionths(rounded.clamp(bounds.0, bounds.1) as i64)
    }
}

impl From<Fraction> for Ratio {
    fn from(fraction: Fraction) -> Self {
        Self { numerator: i128::from(fraction.units()), denominator: i128::from(Fraction::UNITS) }
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = self.numerator.saturating_mul(other.denominator);
        let right = other.numerator.saturating_mul(self.denominator);
        left.cmp(&right)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounding_goes_half_away_from_zero() {
        for (numerator, denominator, millionths, expected) in [
            (1, 3, 1_000_000, 333_333),
            (2, 3, 1_000_000, 666_667),
            (1, 2, 1, 1),
            (-1, 2, 1, -1),
            (1, 2, 3, 2),
            (-1, 2, 3, -2),
            (1, 3, 1, 0),
            (-1, 3, 1, 0),
            (2, 3, 1, 1),
            (7, 7, 5_000_000, 5_000_000),
        ] {
            let points = Ratio::new(numerator, denominator).of(Points::from_millionths(millionths));
            assert_eq!(points.millionths(), expected, "{numerator}/{denominator} of {millionths}");
        }
    }

    #[test]
    fn nothing_out_of_nothing_is_nothing() {
        assert_eq!(Ratio::new(3, 0), Ratio::ZERO);
        assert_eq!(Ratio::new(3, -1), Ratio::ZERO);
        assert_eq!(Ratio::share(0, 0).of(Points::whole(5)), Points::ZERO);
    }

    #[test]
    fn ratios_compare_by_value() {
        assert_eq!(Ratio::new(2, 4), Ratio::share(1, 2));
        assert!(Ratio::new(-1, 2) < Ratio::ZERO && Ratio::ZERO < Ratio::share(1, 3));
        assert_eq!(Ratio::new(3, 2).at_most(Ratio::ONE), Ratio::ONE);
        assert_eq!(Ratio::new(-3, 2).at_least(Ratio::ZERO), Ratio::ZERO);
        assert_eq!(Ratio::share(1, 2).at_least(Ratio::ZERO).at_most(Ratio::ONE), Ratio::share(1, 2));
        assert_eq!(Ratio::penalty(Points::whole(1), Points::whole(4)), Ratio::new(-1, 4));
        assert_eq!(Ratio::penalty(Points::whole(-1), Points::whole(4)), Ratio::ZERO);
        assert_eq!(Ratio::penalty(Points::whole(1), Points::ZERO), Ratio::ZERO);
        assert_eq!(Ratio::all_or_nothing(true), Ratio::ONE);
        assert_eq!(Ratio::all_or_nothing(false), Ratio::ZERO);
    }

    #[test]
    fn sums_and_means_of_fractions_are_exact() {
        let fraction = |part, whole| Fraction::new(part, whole).unwrap();
        assert_eq!(Ratio::sum([fraction(1, 3), fraction(1, 3), fraction(1, 3)]), Ratio::ONE);
        assert_eq!(Ratio::sum([fraction(1, 2), fraction(-1, 7)]), Ratio::share(5, 14));
        assert_eq!(Ratio::sum([]), Ratio::ZERO);
        assert_eq!(Ratio::weighted_mean([(2, fraction(1, 1)), (1, fraction(0, 1))]), Ratio::share(2, 3));
        assert_eq!(Ratio::weighted_mean([(3, fraction(1, 3)), (1, fraction(1, 1))]), Ratio::share(1, 2));
        assert_eq!(Ratio::weighted_mean([]), Ratio::ZERO);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn rounding_is_never_off_by_more_than_half_a_millionth(numerator in -1_000_000_i64..1_000_000, denominator in 1_i64..1_000_000, millionths in 0_i64..1_000_000_000_000) {
            let points = Ratio::new(numerator.into(), denominator.into()).of(Points::from_millionths(millionths));
            let exact = i128::from(numerator) * i128::from(millionths);
            let off = (i128::from(points.millionths()) * i128::from(denominator) - exact).abs();
            prop_assert!(2 * off <= i128::from(denominator));
        }

        #[test]
        fn no_ratio_panics(numerator in any::<i128>(), denominator in any::<i128>(), millionths in any::<i64>()) {
            let ratio = Ratio::new(numerator, denominator);
            let _ = ratio.of(Points::from_millionths(millionths));
            let _ = ratio.cmp(&Ratio::new(denominator, numerator));
        }
    }
}
