//! What the gaps of a text earn together.

use crate::{interactions::Weight, number::Ratio};

/// F = Σ wᵢFᵢ / Σ wᵢ over all gaps; an empty gap has Fᵢ = 0. \[Moodle, embedded answers\]
///
/// With two gaps of weights 2 and 1, the first right and the second wrong, F = 2/3.
pub(crate) fn weighted_gaps(gaps: impl IntoIterator<Item = (Weight, Ratio)>) -> Ratio {
    Ratio::weighted_mean(gaps.into_iter().map(|(weight, fraction)| (weight.millionths(), fraction)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fraction, Points, limits};

    #[test]
    fn gaps_count_by_their_weights() {
        let gap = |weight: i64, part: usize, whole: usize| {
            (Weight::from_millionths(weight).unwrap(), Ratio::share(part, whole))
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
    fn the_most_and_heaviest_gaps_of_the_oddest_fractions_are_still_exact() {
        let fraction = |numerator, denominator| Ratio::from(Fraction::new(numerator, denominator).unwrap());
        // A share of the mark for a wrong unit, and a share of the keywords, of what a key earns.
        let odd = |index: i64| match index % 2 {
            0 => fraction(999_999 - index, 1_000_000).times(fraction(1_000 - index % 7, 1_000)),
            _ => fraction(index % 19 + 1, 23).times(fraction(index % 5 + 1, 25 - index % 20)),
        };
        let weight = |index: i64| Weight::from_millionths(1_000_000_000 - index).unwrap();
        let gaps = (0..100).flat_map(|index| {
            let share = odd(index);
            [(weight(index), share), (weight(index), Ratio::ONE.minus(share))]
        });
        let earned = weighted_gaps(gaps);
        assert_eq!(earned, Ratio::share(1, 2));
        let most = Points::whole(limits::ITEM_POINTS);
        assert_eq!(earned.of(most), Points::whole(limits::ITEM_POINTS / 2));
    }
}
