//! What the gaps of a text earn together.

use crate::{Fraction, interactions::Weight, number::Ratio};

/// F = Σ wᵢFᵢ / Σ wᵢ over all gaps; an empty gap has Fᵢ = 0. \[Moodle, embedded answers\]
///
/// With two gaps of weights 2 and 1, the first right and the second wrong, F = 2/3.
pub(crate) fn weighted_gaps(gaps: impl IntoIterator<Item = (Weight, Fraction)>) -> Ratio {
    Ratio::weighted_mean(gaps.into_iter().map(|(weight, fraction)| (weight.millionths(), fraction)))
}

/// wF / Σw: what one gap earns by itself.
pub(crate) fn weighted_gap(weight: Weight, fraction: Fraction, weights: i128) -> Ratio {
    let earned = i128::from(weight.millionths()).saturating_mul(fraction.units().into());
    Ratio::new(earned, weights.saturating_mul(Fraction::UNITS.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_count_by_their_weights() {
        let gap = |weight: i64, part: i64, whole: i64| {
            (Weight::from_millionths(weight).unwrap(), Fraction::new(part, whole).unwrap())
        };
        for (gaps, expected) in [
            (vec![gap(1_000_000, 1, 1), gap(1_000_000, 0, 1)], Ratio::share(1, 2)),
            (vec![gap(2_000_000, 1, 1), gap(1_000_000, 0, 1)], Ratio::share(2, 3)),
            (vec![gap(2_000_000, 0, 1), gap(1_000_000, 1, 1)], Ratio::share(1, 3)),
            (vec![gap(500_000, 1, 3), gap(1_500_000, 2, 3)], Ratio::share(7, 12)),
            (vec![gap(1, 1, 1), gap(1_000_000_000, 1, 1)], Ratio::ONE),
            (vec![], Ratio::ZERO),
        ] {
            assert_eq!(weighted_gaps(gaps.clone()), expected, "{gaps:?}");
        }
    }

    #[test]
    fn the_most_and_heaviest_gaps_are_still_exact() {
        let gap = |index: i64| {
            let weight = Weight::from_millionths(1_000_000_000 - index).unwrap();
            (weight, Fraction::new(index % 25, 25 - index % 3).unwrap_or(Fraction::ONE))
        };
        let gaps: Vec<_> = (0..200).map(gap).collect();
        let points = crate::Points::whole(crate::limits::ITEM_POINTS);
        let exact = weighted_gaps(gaps.clone()).of(points).millionths() as f64;
        let weights: f64 = gaps.iter().map(|(weight, _)| weight.millionths() as f64).sum();
        let earned = |(weight, fraction): &(Weight, Fraction)| {
            weight.millionths() as f64 * fraction.units() as f64 / Fraction::UNITS as f64
        };
        let close = gaps.iter().map(earned).sum::<f64>() / weights * points.millionths() as f64;
        assert!((exact - close).abs() < 10.0, "{exact} is not about {close}");
    }
}
