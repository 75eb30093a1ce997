use super::{Figure, Insufficient, Quantity, Sample, figure::varied, sums::Comoments};
use crate::Points;

/// What each slot weighs in the totals.
impl Sample<'_> {
    /// The share of each slot in what could be earned, in per cent: 100·Σ maxima of the slot/Σ maxima of all.
    /// \[Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// Where nothing could be earned.
    pub fn intended_weights(&self) -> Result<Vec<f64>, Insufficient> {
        let maxima: Vec<i128> = (0..self.slots()).map(|slot| self.slot(slot).maxima()).collect();
        let all: i128 = maxima.iter().sum();
        if all == 0 {
            return Err(Insufficient::NoMaximum);
        }
        Ok(maxima.into_iter().map(|slot| 100.0 * slot as f64 / all as f64).collect())
    }

    /// How much each slot does to tell totals apart, in per cent: 100·√cov(x, T)/Σⱼ√cov(xⱼ, T), the sum over the slots
    /// whose covariance is not below zero. \[Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts, totals all alike, or [drawn slots](Sample::with_drawn_slots); of a slot, where its
    /// covariance is below zero.
    pub fn effective_weights(&self) -> Result<Vec<Figure>, Insufficient> {
        let slots = self.slot_comoments()?;
        varied(!self.second_moment().is_zero(), Quantity::Totals)?;
        let root = |slot: &Comoments| if slot.xy.is_negative() { None } else { Some(slot.xy.to_f64().sqrt()) };
        let all: f64 = slots.iter().filter_map(root).sum();
        let weight = |slot| root(slot).map(|root| 100.0 * root / all).ok_or(Insufficient::NegativeCovariance);
        Ok(slots.iter().map(|slot| weight(slot).into()).collect())
    }
}

/// Σ of what could be earned, in millionths.
pub(super) fn maxima(attempts: i128, maximum: Points) -> i128 {
    attempts * i128::from(maximum.millionths())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{
        Answer, Attempt, DrawnSlots, Given, Tally,
        testing::{GUTTMAN, close, close_each, marks},
    };

    #[test]
    fn weights_are_as_by_hand() {
        // Times n(n − 1): covariances 6, 8, 6; and √8/(√6 + √8 + √6) = 1/(1 + √3).
        let tally = marks(GUTTMAN, 1);
        let weights = tally.everyone().effective_weights().unwrap();
        let middle = 100.0 / (1.0 + 3.0_f64.sqrt());
        close_each(&weights, &[50.0 - middle / 2.0, middle, 50.0 - middle / 2.0]);
        for weight in tally.everyone().intended_weights().unwrap() {
            close(Ok(weight), 100.0 / 3.0);
        }
    }

    #[test]
    fn a_slot_that_goes_against_the_totals_has_no_weight_and_takes_none() {
        let tally = marks(&[&[1, 0, 0], &[0, 1, 1], &[0, 1, 1]], 1);
        let weights = tally.everyone().effective_weights().unwrap();
        assert_eq!(weights[0], Figure::Insufficient(Insufficient::NegativeCovariance));
        close_each(&weights[1..], &[50.0, 50.0]);
    }

    #[test]
    fn nothing_to_earn_and_nothing_to_tell_apart_have_no_weights() {
        let nothing = marks(&[&[0, 0], &[0, 0]], 0);
        assert_eq!(nothing.everyone().intended_weights(), Err(Insufficient::NoMaximum));
        let alike = Insufficient::NoVariance { of: Quantity::Totals };
        assert_eq!(nothing.everyone().effective_weights(), Err(alike));
        let one = marks(&[&[1, 0]], 1);
        assert_eq!(one.everyone().effective_weights(), Err(Insufficient::Attempts { needed: 2, counted: 1 }));
    }

    #[test]
    fn drawn_slots_are_refused_unless_asked_for() {
        let mut tally = Tally::new(2).unwrap();
        for (item, maximum, marks) in [("a", 1, [1, 1]), ("a", 1, [0, 0]), ("b", 3, [1, 0])] {
            let answer = |item: &str, mark, maximum| Answer {
                item: item.into(),
                points: Points::whole(mark),
                maximum: Points::whole(maximum),
                given: Given::answered(),
            };
            tally.add(&Attempt::new(vec![answer("c", marks[0], 1), answer(item, marks[1], maximum)])).unwrap();
        }
        let (refused, pooled) = (tally.everyone(), tally.everyone().with_drawn_slots(DrawnSlots::Pooled));
        let drawn = Insufficient::DrawnItems { slot: 1 };
        assert_eq!(refused.alpha(), Err(drawn));
        assert_eq!(refused.effective_weights(), Err(drawn));
        // Pooled: variances ⅓ and ⅓, totals 2, 0, 1 with variance 1: α = 2·(1 − ⅔).
        close(pooled.alpha(), 2.0 / 3.0);
        close_each(&pooled.effective_weights().unwrap(), &[50.0, 50.0]);
        // The slot could earn 1 + 1 + 3, the other 3.
        assert_eq!(refused.intended_weights(), Ok(vec![37.5, 62.5]));
        assert_eq!(refused.item("a").attempts(), 2);
        assert_eq!(refused.item("b").facility(), Ok(0.0));
        assert_eq!(refused.items().into_keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
