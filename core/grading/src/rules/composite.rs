//! What the parts of a composite earn together.

use crate::number::Ratio;

/// wᵢFᵢ / Σ w for each part, by weights of which some are above zero. Their sum is F = Σ wᵢFᵢ / Σ wᵢ; a part that is not
/// answered has Fᵢ = 0. \[as the gaps of a cloze: Moodle, embedded answers\]
///
/// Exact as long as they have a common denominator of at most [`Ratio::GRAIN`]. Beyond it, where several parts are scored by
/// odd weights or costs of their own, each is the nearest of its multiples, off by less than 10⁻²³.
///
/// With two parts of weights 2 and 1, the first right and the second half right, the shares are 2/3 and 1/6, and F = 5/6.
pub(crate) fn weighted_parts(parts: &[(i64, Ratio)]) -> Vec<Ratio> {
    let weights: i128 = parts.iter().map(|(weight, _)| i128::from(*weight)).sum();
    let of_whole = |weight: i64| Ratio::new(weight.into(), weights);
    let shares: Vec<_> = parts.iter().map(|(weight, earned)| earned.settled().times(of_whole(*weight))).collect();
    if Ratio::have_common_grain(&shares) { shares } else { shares.into_iter().map(Ratio::nearest_grain).collect() }
}

/// F, of the shares.
pub(crate) fn together(shares: &[Ratio]) -> Ratio {
    shares.iter().copied().reduce(Ratio::plus).unwrap_or(Ratio::ZERO).at_most(Ratio::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Points;

    fn earned(parts: &[(i64, Ratio)]) -> Ratio {
        together(&weighted_parts(parts))
    }

    #[test]
    fn parts_count_by_their_weights() {
        let part = |weight: i64, numerator: i128, denominator: i128| (weight, Ratio::new(numerator, denominator));
        for (parts, expected) in [
            (vec![part(1, 1, 1), part(1, 0, 1)], Ratio::share(1, 2)),
            (vec![part(2, 1, 1), part(1, 1, 2)], Ratio::share(5, 6)),
            (vec![part(1, -1, 2), part(2, 1, 1)], Ratio::share(1, 2)),
            (vec![part(1, -3, 1), part(1, 1, 1)], Ratio::new(-1, 1)),
            (vec![part(0, 1, 1), part(3, 1, 3)], Ratio::share(1, 3)),
            (vec![part(1_000_000_000, 1, 1), part(1, 1, 1)], Ratio::ONE),
            (vec![part(0, 1, 1)], Ratio::ZERO),
            (vec![], Ratio::ZERO),
        ] {
            assert_eq!(earned(&parts), expected, "{parts:?}");
        }
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        let shares = weighted_parts(&[(2, Ratio::ONE), (1, Ratio::share(1, 2)), (1, Ratio::new(-1, 3))]);
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::share(1, 8), Ratio::new(-1, 12)]);
        assert_eq!(together(&shares), Ratio::share(13, 24));
    }

    #[test]
    fn denominators_that_have_nothing_in_common_are_no_more_than_rounded() {
        // Fifty different primes near 10¹², as costs in points of parts worth almost as much are.
        let odd = |index: usize| 999_999_999_989_i128 - 60 * index as i128;
        let parts: Vec<_> = (0..50).map(|index| (1_000_000_000, Ratio::new(odd(index) - 1, odd(index)))).collect();
        let most = Points::whole(1_000_000);
        // Each is 10⁻¹² short of the whole, so all are, which is one millionth of a point.
        assert_eq!(earned(&parts).of(most).millionths(), most.millionths() - 1);
        let none: Vec<_> = parts.iter().map(|(weight, earned)| (*weight, earned.minus(Ratio::ONE))).collect();
        assert_eq!(earned(&none).of(most).millionths(), -1);
        assert!(earned(&parts) < Ratio::ONE && earned(&none) < Ratio::ZERO);
    }

    #[test]
    fn the_greatest_costs_of_the_smallest_parts_are_exact() {
        let cost = Ratio::new(-1_000_000_000_000, 1);
        let parts: Vec<_> = (0..50).map(|_| (1_000_000_000, cost)).collect();
        assert_eq!(earned(&parts), cost);
    }
}
