use std::collections::{BTreeMap, BTreeSet};

use super::{
    Insufficient, ItemSample, Quantity,
    counts::Counts,
    figure::{at_least, varied},
    group::{GroupTally, ItemKey, ItemTally},
    sums::{Powers, Sums},
    wide::Wide,
};
use crate::Points;

/// The attempts that figures are read from: everyone's, or a group's. See [`Tally::everyone`](super::Tally::everyone).
///
/// In the formulas n is the number of attempts, T an attempt's total, p the number of slots, x the mark of a slot.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    slots: usize,
    groups: Vec<&'a GroupTally>,
    drawn: DrawnSlots,
    pub(super) powers: Powers,
}

/// What is said of slots that held different items in different attempts, as drawn papers have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DrawnSlots {
    /// No α and no effective weight: they would be said of no paper that anybody sat.
    #[default]
    Refused,
    /// The slot is taken as if it held one item.
    Pooled,
}

impl<'a> Sample<'a> {
    pub(super) fn new(slots: usize, groups: Vec<&'a GroupTally>) -> Self {
        let mut powers = Powers::default();
        groups.iter().for_each(|group| powers += group.powers);
        Self { slots, groups, drawn: DrawnSlots::default(), powers }
    }

    /// The same attempts, with this said of slots that held different items.
    #[must_use]
    pub const fn with_drawn_slots(mut self, drawn: DrawnSlots) -> Self {
        self.drawn = drawn;
        self
    }

    /// n.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        u64::try_from(self.powers.attempts).unwrap_or(0)
    }

    /// p.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// The answers in one slot, counted from 0, whichever items it held.
    #[must_use]
    pub fn slot(&self, slot: usize) -> ItemSample<'a> {
        ItemSample::new(self.parts(slot).collect())
    }

    /// The answers to one item, whichever slots held it.
    #[must_use]
    pub fn item(&self, item: &str) -> ItemSample<'a> {
        ItemSample::new((0..self.slots).flat_map(|slot| self.parts(slot)).filter(|(key, _)| key.item == item).collect())
    }

    /// The answers to each item that was held by any slot, by its id.
    #[must_use]
    pub fn items(&self) -> BTreeMap<&'a str, ItemSample<'a>> {
        let mut items: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (key, tally) in (0..self.slots).flat_map(|slot| self.parts(slot)) {
            items.entry(&key.item).or_default().push((key, tally));
        }
        items.into_iter().map(|(item, parts)| (item, ItemSample::new(parts))).collect()
    }

    /// The ids of the items that a slot held.
    pub(super) fn slot_items(&self, slot: usize) -> Vec<String> {
        self.parts(slot).map(|(key, _)| key.item.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn parts(&self, slot: usize) -> impl Iterator<Item = (&'a ItemKey, &'a ItemTally)> {
        self.groups.iter().filter_map(move |group| group.slots.get(slot)).flat_map(|slot| slot.items())
    }

    /// The sums of a slot, where it may be taken as one item.
    pub(super) fn slot_sums(&self, slot: usize) -> Result<Sums, Insufficient> {
        let mut parts = self.parts(slot).peekable();
        let first = parts.peek().map(|(key, _)| key.item.as_str());
        let mut sums = Sums::default();
        for (key, tally) in parts {
            if self.drawn == DrawnSlots::Refused && Some(key.item.as_str()) != first {
                return Err(Insufficient::DrawnItems { slot });
            }
            sums += tally.sums;
        }
        Ok(sums)
    }

    /// How often each total was reached.
    pub(super) fn totals(&self) -> Counts<Points> {
        self.groups.iter().flat_map(|group| group.totals.iter()).map(|(total, times)| (*total, times)).collect()
    }

    /// The mean total k₁ = ΣT/n, in points.
    ///
    /// # Errors
    ///
    /// Without an attempt.
    pub fn mean(&self) -> Result<f64, Insufficient> {
        at_least(1, self.powers.attempts)?;
        Ok(self.powers.first as f64 / self.powers.attempts as f64 / MILLION)
    }

    /// The middle total, or the mean of the two in the middle, in points.
    ///
    /// # Errors
    ///
    /// Without an attempt.
    pub fn median(&self) -> Result<f64, Insufficient> {
        at_least(1, self.powers.attempts)?;
        let totals = self.totals();
        // The first total by which more than so many attempts are counted.
        let at = |place: u64| {
            let mut counted = 0;
            totals.iter().find(|(_, times)| {
                counted += times;
                counted > place
            })
        };
        let (low, high) = (at((self.attempts() - 1) / 2), at(self.attempts() / 2));
        let millionths = |found: Option<(&Points, u64)>| found.map_or(0, |(total, _)| i128::from(total.millionths()));
        Ok((millionths(low) + millionths(high)) as f64 / 2.0 / MILLION)
    }

    /// k₂ = (nΣT² − (ΣT)²)/(n(n − 1)), the sample variance, in square points.
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts.
    pub fn variance(&self) -> Result<f64, Insufficient> {
        at_least(2, self.powers.attempts)?;
        Ok(self.second_moment().to_f64() / falling(self.powers.attempts, 2) / (MILLION * MILLION))
    }

    /// √k₂, in points.
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts.
    pub fn standard_deviation(&self) -> Result<f64, Insufficient> {
        Ok(self.variance()?.sqrt())
    }

    /// k₃/k₂^(3/2), k₃ = (n²ΣT³ − 3nΣTΣT² + 2(ΣT)³)/(n(n − 1)(n − 2)): above zero where the tail of good attempts is the
    /// longer. \[Fisher 1930; Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// With fewer than 3 attempts, or totals all alike.
    pub fn skewness(&self) -> Result<f64, Insufficient> {
        let Powers { attempts, first, second, third, .. } = self.powers;
        at_least(3, attempts)?;
        varied(!self.second_moment().is_zero(), Quantity::Totals)?;
        let [n, one, two] = [attempts, first, second].map(Wide::from);
        let scaled = n * n * third - Wide::from(3) * n * one * two + Wide::from(2) * one * one * one;
        let variance = self.scaled_variance();
        Ok(scaled.to_f64() / falling(attempts, 3) / (variance * variance.sqrt()))
    }

    /// k₄/k₂², k₄ = (n²(n + 1)ΣT⁴ − 4n(n + 1)ΣTΣT³ − 3n(n − 1)(ΣT²)² + 12n(ΣT)²ΣT² − 6(ΣT)⁴)/(n(n − 1)(n − 2)(n − 3)):
    /// zero for a bell, above where the tails are heavier. \[Fisher 1930; Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// With fewer than 4 attempts, or totals all alike.
    pub fn kurtosis(&self) -> Result<f64, Insufficient> {
        let Powers { attempts, first, second, third, fourth } = self.powers;
        at_least(4, attempts)?;
        varied(!self.second_moment().is_zero(), Quantity::Totals)?;
        let [n, more, less] = [attempts, attempts + 1, attempts - 1].map(Wide::from);
        let [one, two] = [first, second].map(Wide::from);
        let scaled =
            n * n * more * fourth - Wide::from(4) * n * more * one * third - Wide::from(3) * n * less * two * two
                + Wide::from(12) * n * one * one * two
                - Wide::from(6) * one * one * one * one;
        let variance = self.scaled_variance();
        Ok(scaled.to_f64() / falling(attempts, 4) / (variance * variance))
    }

    /// nΣT² − (ΣT)², in square millionths: the variance times n(n − 1).
    pub(super) fn second_moment(&self) -> Wide {
        let Powers { attempts, first, second, .. } = self.powers;
        Wide::product(attempts, second) - Wide::product(first, first)
    }

    /// In square millionths.
    fn scaled_variance(&self) -> f64 {
        self.second_moment().to_f64() / falling(self.powers.attempts, 2)
    }
}

/// Millionths of a point.
pub(super) const MILLION: f64 = 1e6;

/// n(n − 1)…, so many factors.
pub(super) fn falling(n: i128, factors: i128) -> f64 {
    (0..factors).map(|less| (n - less) as f64).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::testing::{close, marks};

    #[test]
    fn totals_are_described_as_by_hand() {
        // Mean 5; deviations −3, −1, −1, −1, 0, 0, 2, 4 with squares 32, cubes 42, fourth powers 356 in sum:
        // k₂ = 32/7, k₃ = 8·42/(7·6) = 8, k₄ = (8·9·356 − 3·7·32²)/(7·6·5) = 688/35.
        let tally = marks(&[&[2], &[4], &[4], &[4], &[5], &[5], &[7], &[9]], 10);
        let all = tally.everyone();
        assert_eq!((all.mean(), all.median()), (Ok(5.0), Ok(4.5)));
        close(all.variance(), 32.0 / 7.0);
        close(all.standard_deviation(), (32.0_f64 / 7.0).sqrt());
        close(all.skewness(), 8.0 / (32.0_f64 / 7.0).powf(1.5));
        close(all.kurtosis(), 688.0 / 35.0 / (32.0_f64 / 7.0).powi(2));
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_middles() {
        for (totals, median) in [
            (&[&[3][..]][..], 3.0),
            (&[&[3], &[4]], 3.5),
            (&[&[9], &[1], &[1]], 1.0),
            (&[&[1], &[1], &[2], &[2]], 1.5),
            (&[&[-3], &[0], &[2]], 0.0),
        ] {
            assert_eq!(marks(totals, 10).everyone().median(), Ok(median), "{totals:?}");
        }
    }

    #[test]
    fn too_few_attempts_and_totals_all_alike_tell_nothing() {
        let few = |needed, counted| Err(Insufficient::Attempts { needed, counted });
        let alike = Err(Insufficient::NoVariance { of: Quantity::Totals });
        for (count, mean, variance, skewness, kurtosis) in [
            (0, few(1, 0), few(2, 0), few(3, 0), few(4, 0)),
            (1, Ok(2.0), few(2, 1), few(3, 1), few(4, 1)),
            (2, Ok(2.0), Ok(0.0), few(3, 2), few(4, 2)),
            (3, Ok(2.0), Ok(0.0), alike, few(4, 3)),
            (4, Ok(2.0), Ok(0.0), alike, alike),
        ] {
            let tally = marks(&vec![&[2][..]; count], 10);
            let all = tally.everyone();
            assert_eq!((all.mean(), all.median(), all.variance()), (mean, mean, variance), "{count}");
            assert_eq!((all.skewness(), all.kurtosis()), (skewness, kurtosis), "{count}");
        }
    }
}
