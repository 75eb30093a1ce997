use std::cmp::Ordering;

use super::fraction::{Fraction, greatest_common_divisor};
use crate::Points;

/// An exact fraction of an item's points, as a rule computes it: rounded once, half away from zero, when it
/// becomes [`Points`].
///
/// The bounds of items (see [`limits`](crate::limits)) keep numerators and denominators inside an `i128`; beyond them, in
/// an item that [`lint`](crate::Item::lint) refuses, arithmetic saturates.
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

    /// What a penalty of so many points is of an item's points: below zero, or zero where the penalty is not above it.
    pub(crate) fn penalty(penalty: Points, points: Points) -> Self {
        Self::new(-i128::from(penalty.millionths().max(0)), i128::from(points.millionths()))
    }

    /// The exact sum.
    pub(crate) fn sum(fractions: impl IntoIterator<Item = Fraction>) -> Self {
        Self::new(fractions.into_iter().map(|fraction| i128::from(fraction.units())).sum(), i128::from(Fraction::UNITS))
    }

    /// The exact mean of what each is, by weights above zero.
    pub(crate) fn weighted_mean(parts: impl IntoIterator<Item = (i64, Self)>) -> Self {
        let (mut earned, mut weights) = (Self::ZERO, 0_i128);
        for (weight, part) in parts {
            earned = earned.plus(Self::new(part.numerator.saturating_mul(weight.into()), part.denominator));
            weights = weights.saturating_add(weight.into());
        }
        Self::new(earned.numerator, earned.denominator.saturating_mul(weights))
    }

    /// The exact sum, over the least common denominator.
    pub(crate) fn plus(self, other: Self) -> Self {
        let common = divisor(self.denominator, other.denominator);
        let (mine, theirs) = (other.denominator / common, self.denominator / common);
        Self::new(
            self.numerator.saturating_mul(mine).saturating_add(other.numerator.saturating_mul(theirs)),
            self.denominator.saturating_mul(mine),
        )
    }

    /// The exact product, in lowest terms.
    pub(crate) fn times(self, other: Self) -> Self {
        let cancelled = |numerator: i128, denominator: i128| {
            let common = divisor(numerator, denominator);
            (numerator / common, denominator / common)
        };
        let (up, other_down) = cancelled(self.numerator, other.denominator);
        let (other_up, down) = cancelled(other.numerator, self.denominator);
        let ((up, down), (other_up, other_down)) = (cancelled(up, down), cancelled(other_up, other_down));
        Self::new(up.saturating_mul(other_up), down.saturating_mul(other_down))
    }

    /// The exact difference.
    pub(crate) fn minus(self, other: Self) -> Self {
        self.plus(Self { numerator: other.numerator.saturating_neg(), ..other })
    }

    /// This less so many times a stated fraction.
    pub(crate) fn less(self, fraction: Fraction, times: usize) -> Self {
        self.minus(Self::from(fraction).times(Self::whole(times)))
    }

    /// This · max(0, 1 − so many times a stated fraction).
    pub(crate) fn reduced(self, fraction: Fraction, times: usize) -> Self {
        self.times(Self::ONE.less(fraction, times).at_least(Self::ZERO))
    }

    /// So many.
    pub(crate) const fn whole(number: usize) -> Self {
        Self { numerator: number as i128, denominator: 1 }
    }

    /// The finest denominator that is kept where exact ones would outgrow an `i128`: whatever is stated of points is a whole
    /// number of these parts, and products with a stated fraction still fit.
    pub(crate) const GRAIN: i128 = Fraction::UNITS as i128 * 1_000_000_000;

    /// This, or where its lowest denominator is above the grain, the nearest multiple of it.
    pub(crate) fn settled(self) -> Self {
        let common = divisor(self.numerator, self.denominator);
        let lowest = Self { numerator: self.numerator / common, denominator: self.denominator / common };
        if lowest.denominator <= Self::GRAIN { lowest } else { self.nearest_grain() }
    }

    /// Whether these, in lowest terms, have a common denominator that is not above the grain.
    pub(crate) fn have_common_grain(ratios: &[Self]) -> bool {
        let common = ratios.iter().try_fold(1_i128, |common, ratio| {
            let multiple = (common / divisor(common, ratio.denominator)).checked_mul(ratio.denominator)?;
            (multiple <= Self::GRAIN).then_some(multiple)
        });
        common.is_some()
    }

    /// The nearest multiple of the grain, half away from zero.
    pub(crate) fn nearest_grain(self) -> Self {
        let (size, whole) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        let grain = Self::GRAIN.unsigned_abs();
        let (most, rest) = product_over(size % whole, grain, whole);
        let up = u128::from(rest >= whole - rest);
        let rounded = i128::try_from((size / whole).saturating_mul(grain).saturating_add(most + up));
        let rounded = rounded.unwrap_or(i128::MAX);
        Self { numerator: if self.numerator < 0 { -rounded } else { rounded }, denominator: Self::GRAIN }
    }

    pub(crate) fn at_least(self, low: Self) -> Self {
        if self < low { low } else { self }
    }

    pub(crate) fn at_most(self, high: Self) -> Self {
        if self > high { high } else { self }
    }

    pub(crate) fn negated(self) -> Self {
        Self { numerator: self.numerator.saturating_neg(), ..self }
    }

    /// About as much, for expectations; no mark is made of it.
    pub(crate) fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// This fraction of so many points, rounded half away from zero to a millionth.
    pub(crate) fn of(self, points: Points) -> Points {
        let (size, whole) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        let millionths = points.millionths().unsigned_abs();
        let rounded = of_small(size, millionths, whole).unwrap_or_else(|| {
            let millionths = u128::from(millionths);
            let (most, rest) = product_over(size % whole, millionths, whole);
            // The remainder is at least half of the denominator, asked without doubling what might not fit.
            let up = u128::from(rest >= whole - rest);
            let rounded = (size / whole).saturating_mul(millionths).saturating_add(most + up);
            i64::try_from(rounded).unwrap_or(i64::MAX)
        });
        let negative = (self.numerator < 0) != points.is_negative();
        Points::from_millionths(if negative { -rounded } else { rounded })
    }
}

/// The same for fractions of machine words, which nearly all are: a·b/c, rounded half up.
fn of_small(a: u128, b: u64, c: u128) -> Option<i64> {
    let (a, c) = (u64::try_from(a).ok()?, u64::try_from(c).ok()?);
    let product = a.checked_mul(b)?;
    let (most, rest) = (product / c, product % c);
    i64::try_from(most + u64::from(rest >= c - rest)).ok()
}

/// `a · b / c` and the remainder, where a is below c and c below 2¹²⁷: where the product does not fit, a long multiplication
/// by the bits of b, in which nothing is larger than 2c.
fn product_over(a: u128, b: u128, c: u128) -> (u128, u128) {
    if let Some(product) = a.checked_mul(b) {
        return (product / c, product % c);
    }
    let (mut quotient, mut rest) = (0, 0);
    for bit in (0..u128::BITS - b.leading_zeros()).rev() {
        quotient *= 2;
        for addend in [rest, if (b >> bit) & 1 == 1 { a } else { 0 }] {
            rest += addend;
            if rest >= c {
                rest -= c;
                quotient += 1;
            }
        }
    }
    (quotient, rest)
}

/// What both can be divided by, at least one.
fn divisor(a: i128, b: i128) -> i128 {
    i128::try_from(greatest_common_divisor(a.unsigned_abs(), b.unsigned_abs())).unwrap_or(1).max(1)
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
    /// Exact for any terms: where products do not fit, whole parts are compared, then what is left turned upside down.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (*self, *other);
        loop {
            let products =
                left.numerator.checked_mul(right.denominator).zip(right.numerator.checked_mul(left.denominator));
            if let Some((left, right)) = products {
                return left.cmp(&right);
            }
            let whole = |ratio: Self| ratio.numerator.div_euclid(ratio.denominator);
            let rest = |ratio: Self| ratio.numerator.rem_euclid(ratio.denominator);
            let wholes = whole(left).cmp(&whole(right));
            if wholes.is_ne() {
                return wholes;
            }
            (left, right) = match (rest(left), rest(right)) {
                (0, 0) => return Ordering::Equal,
                (0, _) => return Ordering::Less,
                (_, 0) => return Ordering::Greater,
                (of_left, of_right) => (
                    Self { numerator: right.denominator, denominator: of_right },
                    Self { numerator: left.denominator, denominator: of_left },
                ),
            };
        }
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
    fn what_is_taken_away_is_exact() {
        let third = Fraction::new(1, 3).unwrap();
        assert_eq!(Ratio::ONE.less(third, 3), Ratio::ZERO);
        assert_eq!(Ratio::share(1, 2).less(third, 1), Ratio::share(1, 6));
        assert_eq!(Ratio::share(1, 2).less(third, 2), Ratio::new(-1, 6));
        assert_eq!(Ratio::share(1, 2).reduced(third, 2), Ratio::share(1, 6));
        assert_eq!(Ratio::share(1, 2).reduced(third, 4), Ratio::ZERO);
        assert_eq!(Ratio::share(1, 6).plus(Ratio::share(1, 3)), Ratio::share(1, 2));
        assert_eq!(Ratio::share(1, 6).plus(Ratio::new(-1, 4)), Ratio::new(-1, 12));
        assert_eq!(Ratio::new(-1, 6).times(Ratio::whole(3)), Ratio::new(-1, 2));
    }

    #[test]
    fn the_largest_fractions_of_the_most_points_are_exact() {
        // 10²⁸/3 of 10¹² millionths do not fit an i128 before they are divided.
        let ratio = Ratio::new(10_i128.pow(28) / 3, 10_i128.pow(28));
        assert_eq!(ratio.of(Points::whole(1_000_000)).millionths(), 333_333_333_333);
        assert_eq!(ratio.times(Ratio::new(-2, 1)).of(Points::whole(1_000_000)).millionths(), -666_666_666_667);
        assert_eq!(ratio.times(Ratio::whole(7)).of(Points::whole(-1_000_000)).millionths(), -2_333_333_333_333);
    }

    #[test]
    fn sums_and_means_of_fractions_are_exact() {
        let fraction = |part, whole| Fraction::new(part, whole).unwrap();
        assert_eq!(Ratio::sum([fraction(1, 3), fraction(1, 3), fraction(1, 3)]), Ratio::ONE);
        assert_eq!(Ratio::sum([fraction(1, 2), fraction(-1, 7)]), Ratio::share(5, 14));
        assert_eq!(Ratio::sum([]), Ratio::ZERO);
        assert_eq!(Ratio::weighted_mean([(2, Ratio::ONE), (1, Ratio::ZERO)]), Ratio::share(2, 3));
        assert_eq!(Ratio::weighted_mean([(3, fraction(1, 3).into()), (1, Ratio::ONE)]), Ratio::share(1, 2));
        assert_eq!(Ratio::weighted_mean([(3, Ratio::new(-1, 3)), (2, Ratio::share(2, 7))]), Ratio::new(-3, 35));
        assert_eq!(Ratio::weighted_mean([]), Ratio::ZERO);
    }

    #[test]
    fn what_has_too_fine_a_denominator_is_rounded_and_the_rest_is_not() {
        let third = Ratio::share(1, 3);
        assert_eq!((third.settled(), third.nearest_grain()), (third, third));
        let fine = |numerator| Ratio::new(numerator, 3 * Ratio::GRAIN + 1);
        assert_eq!(fine(1).settled(), Ratio::ZERO);
        assert_eq!(fine(2).settled(), Ratio::new(1, Ratio::GRAIN));
        assert_eq!(fine(-2).settled(), Ratio::new(-1, Ratio::GRAIN));
        assert_eq!(fine(3 * Ratio::GRAIN + 1), Ratio::ONE);
        assert!(Ratio::have_common_grain(&[third, Ratio::share(1, 7), Ratio::new(1, Ratio::GRAIN)]));
        assert!(!Ratio::have_common_grain(&[Ratio::share(1, 29), Ratio::new(1, Ratio::GRAIN)]));
        assert!(!Ratio::have_common_grain(&[Ratio::new(1, Ratio::GRAIN + 1)]));
    }

    #[test]
    fn a_product_over_a_divisor_is_exact_where_the_product_does_not_fit() {
        let most = i128::MAX.unsigned_abs();
        for (a, b, c, expected) in [
            (2, 7, 3, (4, 2)),
            (0, 7, 3, (0, 0)),
            (2, 0, 3, (0, 0)),
            (most - 1, 1 << 62, most, ((1 << 62) - 1, most - (1 << 62))),
            (most / 2, 1_000_000_000_000_000, most, (499_999_999_999_999, most - 500_000_000_000_000)),
        ] {
            assert_eq!(product_over(a, b, c), expected, "{a} · {b} / {c}");
        }
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
        fn long_division_is_division(a in any::<u128>(), b in any::<u64>(), divisor in 1_u128 << 60..1 << 126) {
            let a = a % divisor;
            let (whole, rest) = product_over(a, b.into(), divisor);
            prop_assert!(rest < divisor);
            // to 128 bits, which the product need not fit
            prop_assert_eq!(whole.wrapping_mul(divisor).wrapping_add(rest), a.wrapping_mul(b.into()));
        }

        #[test]
        fn ratios_of_any_size_compare_by_value(part in -1_000_000_000_i64..1_000_000_000, whole in 1_i64..1_000_000_000, more in 2_i64..1_000_000_000) {
            let large = i128::MAX / 2_000_000_000;
            let ratio = Ratio::new(i128::from(part) * large, i128::from(whole) * large);
            prop_assert_eq!(ratio, Ratio::new(part.into(), whole.into()));
            prop_assert!(ratio < Ratio::new(i128::from(part) * large + 1, i128::from(whole) * large));
            prop_assert!(Ratio::new(i128::MAX - i128::from(more), i128::MAX) < Ratio::new(i128::MAX - 1, i128::MAX));
            prop_assert!((ratio.to_f64() - part as f64 / whole as f64).abs() <= 1e-15 * ratio.to_f64().abs());
        }

        #[test]
        fn no_ratio_panics(numerator in any::<i128>(), denominator in any::<i128>(), millionths in any::<i64>()) {
            let ratio = Ratio::new(numerator, denominator);
            let third = Fraction::new(1, 3).unwrap();
            let _ = (ratio.less(third, 7), ratio.reduced(third, 2), ratio.plus(ratio.less(third, 1)));
            let _ = ratio.of(Points::from_millionths(millionths));
            let other = Ratio::new(denominator, numerator);
            let _ = (ratio.plus(other), ratio.minus(other), ratio.times(other));
            let _ = (ratio.settled(), ratio.nearest_grain(), Ratio::have_common_grain(&[ratio, other]));
            let _ = Ratio::weighted_mean([(millionths, ratio), (1, other)]).of(Points::whole(1));
            let _ = ratio.cmp(&Ratio::new(denominator, numerator));
        }
    }
}
