use std::ops::RangeInclusive;

use super::BlindGuess;

/// More different sums than this are not told apart: their mean is sampled.
const MOST_SUMS: usize = 10_000;
/// How many guesses a sample has.
const GUESSES: u32 = 20_000;

/// A fraction that is a sum kept within bounds: of a start, and of each step that chance takes.
#[derive(Debug)]
pub(crate) struct Sums {
    pub(crate) start: i128,
    /// Taken or not, each by itself.
    pub(crate) steps: Vec<Step>,
    /// Between which the sum counts.
    pub(crate) bounds: RangeInclusive<i128>,
    /// The sum that is all of the points.
    pub(crate) whole: i128,
}

/// One step of [`Sums`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) by: i128,
    pub(crate) chance: f64,
}

impl Sums {
    /// The mean of the fraction: where the bounds are out of reach that of the sum, otherwise over all different sums,
    /// and where those are too many, of a sample.
    pub(crate) fn mean(&self) -> BlindGuess {
        if self.whole <= 0 {
            BlindGuess::NOTHING
        } else if self.always_within_bounds() {
            let steps: f64 = self.steps.iter().map(|step| step.by as f64 * step.chance).sum();
            // Rounding may take what is certain a hair beyond.
            let share = (self.start as f64 + steps) / self.whole as f64;
            BlindGuess::exactly(share.min(self.fraction(*self.bounds.end())).max(self.fraction(*self.bounds.start())))
        } else if let Some(sums) = self.distribution() {
            BlindGuess::exactly(sums.into_iter().map(|(sum, chance)| chance * self.fraction(sum)).sum())
        } else {
            self.sampled()
        }
    }

    /// What a sum is of the whole.
    pub(crate) fn fraction(&self, sum: i128) -> f64 {
        sum.min(*self.bounds.end()).max(*self.bounds.start()) as f64 / self.whole as f64
    }

    fn always_within_bounds(&self) -> bool {
        let lowest: i128 = self.steps.iter().map(|step| step.by.min(0)).sum();
        let highest: i128 = self.steps.iter().map(|step| step.by.max(0)).sum();
        [lowest, highest].iter().all(|steps| self.bounds.contains(&(self.start + steps)))
    }

    /// Each different sum with its chance, or nothing where they are too many.
    fn distribution(&self) -> Option<Vec<(i128, f64)>> {
        let mut sums = vec![(self.start, 1.0)];
        for Step { by, chance } in &self.steps {
            let stay = sums.iter().map(|(sum, before)| (*sum, before * (1.0 - chance)));
            let go = sums.iter().map(|(sum, before)| (sum + by, before * chance));
            let mut next: Vec<_> = stay.chain(go).collect();
            // Both halves are sorted, which this sort makes use of.
            next.sort_by_key(|(sum, _)| *sum);
            next.dedup_by(|other, one| {
                let same = other.0 == one.0;
                if same {
                    one.1 += other.1;
                }
                same
            });
            if next.len() > MOST_SUMS {
                return None;
            }
            sums = next;
        }
        Some(sums)
    }

    fn sampled(&self) -> BlindGuess {
        Draws::default().mean(GUESSES, |draws| {
            let taken = self.steps.iter().filter(|step| draws.next() < step.chance);
            self.fraction(self.start + taken.map(|step| step.by).sum::<i128>())
        })
    }
}

/// Even draws from 0 to below 1, always the same: SplitMix64.
#[derive(Default)]
pub(crate) struct Draws(u64);

impl Draws {
    /// The mean of so many guesses, more than one, each of which earns from −1 to 1.
    pub(crate) fn mean(&mut self, guesses: u32, guess: impl Fn(&mut Self) -> f64) -> BlindGuess {
        let (mut mean, mut squares) = (0.0, 0.0);
        for number in 1..=guesses {
            let value = guess(self);
            let off = value - mean;
            mean += off / f64::from(number);
            squares += off * (value - mean);
        }
        let guesses = f64::from(guesses);
        let error = (squares / (guesses - 1.0) / guesses).sqrt();
        // What no guess of so many has hit has a chance below 3 in so many, and is at most 2 away.
        BlindGuess { share: mean, margin: (1.96 * error).max(6.0 / guesses) }
    }

    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let draw = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let draw = (draw ^ (draw >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((draw ^ (draw >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Over every way of taking steps.
    fn by_hand(sums: &Sums) -> f64 {
        (0..1_u32 << sums.steps.len())
            .map(|taken| {
                let (mut sum, mut chance) = (sums.start, 1.0);
                for (index, step) in sums.steps.iter().enumerate() {
                    let here = taken & (1 << index) != 0;
                    sum += if here { step.by } else { 0 };
                    chance *= if here { step.chance } else { 1.0 - step.chance };
                }
                chance * sums.fraction(sum)
            })
            .sum()
    }

    fn sums() -> impl Strategy<Value = Sums> {
        let step = (-6_i128..=6, 0_u8..=8).prop_map(|(by, eighths)| Step { by, chance: f64::from(eighths) / 8.0 });
        (-5_i128..=5, prop::collection::vec(step, 0..8), 1_i128..=20, 0_i128..=20)
            .prop_map(|(start, steps, whole, low)| Sums { start, steps, bounds: -low.min(whole)..=whole, whole })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_mean_is_that_over_every_way_of_taking_steps(sums in sums()) {
            let mean = sums.mean();
            prop_assert_eq!(mean.margin, 0.0);
            prop_assert!((mean.share - by_hand(&sums)).abs() < 1e-12, "{mean:?} of {sums:?}");
        }

        #[test]
        fn a_sample_is_as_near_as_its_margin_says(sums in sums()) {
            let sample = sums.sampled();
            // Three margins, because one is missed once in twenty times.
            prop_assert!(sample.margin > 0.0 && (sample.share - by_hand(&sums)).abs() <= 3.0 * sample.margin, "{sample:?} of {sums:?}");
        }
    }

    #[test]
    fn too_many_different_sums_are_sampled() {
        let steps: Vec<_> = (0..120).map(|power| Step { by: 1 << power, chance: 0.5 }).collect();
        let sums = Sums { start: 0, steps, bounds: 0..=1 << 119, whole: 1 << 120 };
        let mean = sums.mean();
        // The last step alone reaches the upper bound; below it the sum is even from 0 to there.
        assert!(mean.margin > 0.0 && (mean.share - 0.375).abs() <= mean.margin, "{mean:?}");
        assert_eq!(sums.mean(), mean, "the same each time");
    }

    #[test]
    fn nothing_of_nothing_is_nothing() {
        for whole in [0, -1] {
            let sums = Sums { start: 3, steps: Vec::new(), bounds: 0..=3, whole };
            assert_eq!(sums.mean(), BlindGuess::NOTHING);
        }
    }
}
