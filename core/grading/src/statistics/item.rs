use super::{
    Confidence, Correlation, Given, Insufficient, Quantity,
    counts::Counts,
    figure::{at_least, varied},
    group::{ItemKey, ItemTally},
    packed::CellRef,
    sample::{MILLION, falling},
    sums::{Comoments, Sums},
    weights::maxima,
    wide::Wide,
};

/// The answers to one item, or in one slot. See [`Sample::item`](super::Sample::item).
///
/// In the formulas n is the number of these answers, x the mark, T the attempt's total, R = T − x the rest.
#[derive(Debug, Clone)]
pub struct ItemSample<'a> {
    pub(super) parts: Vec<(&'a ItemKey, &'a ItemTally)>,
    pub(super) sums: Sums,
}

impl<'a> ItemSample<'a> {
    pub(super) fn new(parts: Vec<(&'a ItemKey, &'a ItemTally)>) -> Self {
        let mut sums = Sums::default();
        parts.iter().for_each(|(_, tally)| sums += tally.sums);
        Self { parts, sums }
    }

    /// n.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        u64::try_from(self.sums.attempts).unwrap_or(0)
    }

    /// How many left it out and went on.
    #[must_use]
    pub fn omitted(&self) -> u64 {
        self.times_given(&Given::Omitted)
    }

    /// How many did not come to it.
    #[must_use]
    pub fn not_reached(&self) -> u64 {
        self.times_given(&Given::NotReached)
    }

    /// How much of what could be earned was earned: Σx/Σ maxima, a share of the points as the blind guess beside it is;
    /// for right and wrong the share of right answers. \[Moodle, quiz statistics calculations; Crocker & Algina 1986, ch. 14\]
    ///
    /// # Errors
    ///
    /// Without an attempt, or where nothing could be earned.
    pub fn facility(&self) -> Result<f64, Insufficient> {
        at_least(1, self.sums.attempts)?;
        match self.maxima() {
            0 => Err(Insufficient::NoMaximum),
            maxima => Ok(self.sums.mark as f64 / maxima as f64),
        }
    }

    /// √((nΣx² − (Σx)²)/(n(n − 1))), the sample standard deviation of the marks, in points.
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts.
    pub fn standard_deviation(&self) -> Result<f64, Insufficient> {
        at_least(2, self.sums.attempts)?;
        Ok((self.sums.with_total().xx.to_f64() / falling(self.sums.attempts, 2) / (MILLION * MILLION)).sqrt())
    }

    /// The discrimination index 100·cov(x, R)/√(var x·var R), the item–rest correlation in per cent: do those who are
    /// good at the rest of the paper earn more here? \[Moodle, quiz statistics calculations; Crocker & Algina 1986, ch. 14\]
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts, or marks or rests all alike.
    pub fn discrimination(&self) -> Result<f64, Insufficient> {
        Ok(100.0 * self.correlation(&self.sums.with_rest(), Quantity::Rests)?)
    }

    /// The discriminative efficiency 100·cov(x, R)/cov⁺(x, R), in per cent, where for cov⁺ marks and rests are each
    /// sorted ascending and paired anew: the share of the discrimination that these marks could reach.
    /// \[Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// As [`Self::discrimination`].
    pub fn efficiency(&self) -> Result<f64, Insufficient> {
        let found = self.sums.with_rest();
        self.correlation(&found, Quantity::Rests)?;
        let of = |value: fn(CellRef<'_>) -> i64| -> Counts<i64> {
            self.cells().map(|(cell, times)| (value(cell), times)).collect()
        };
        let marks = of(|cell| cell.mark.millionths());
        let rests = of(|cell| cell.total.millionths() - cell.mark.millionths());
        let best = Wide::product(self.sums.attempts, sum_of_sorted(&marks, &rests))
            - Wide::product(self.sums.mark, self.sums.rest());
        Ok(100.0 * found.xy.to_f64() / best.to_f64())
    }

    /// Pearson's correlation of marks and totals, with its interval; for right and wrong the point-biserial correlation.
    /// The item is part of its totals, so it is the higher the shorter the paper: to judge an item, look at
    /// [`Self::discrimination`]. \[Crocker & Algina 1986, ch. 14\]
    ///
    /// # Errors
    ///
    /// With fewer than 2 attempts, or marks or totals all alike.
    pub fn point_biserial(&self, confidence: Confidence) -> Result<Correlation, Insufficient> {
        let r = self.correlation(&self.sums.with_total(), Quantity::Totals)?;
        Ok(Correlation::new(r, self.sums.attempts, confidence))
    }

    /// Σ of what could be earned, in millionths.
    pub(super) fn maxima(&self) -> i128 {
        self.parts.iter().map(|(key, tally)| maxima(tally.sums.attempts, key.maximum)).sum()
    }

    /// All cells; those of different parts may be alike.
    pub(super) fn cells(&self) -> impl Iterator<Item = (CellRef<'a>, u64)> {
        self.parts.iter().flat_map(|(_, tally)| tally.cells.iter())
    }

    fn times_given(&self, given: &Given) -> u64 {
        self.cells().filter(|(cell, _)| cell.given == given).map(|(_, times)| times).sum()
    }

    fn correlation(&self, comoments: &Comoments, other: Quantity) -> Result<f64, Insufficient> {
        at_least(2, self.sums.attempts)?;
        varied(!comoments.xx.is_zero(), Quantity::Marks)?;
        comoments.correlation().ok_or(Insufficient::NoVariance { of: other })
    }
}

/// Σ of products of what stands at the same place when both are sorted ascending.
fn sum_of_sorted(marks: &Counts<i64>, rests: &Counts<i64>) -> i128 {
    let (mut sum, mut rest, mut left) = (0_i128, 0, 0);
    let mut rests = rests.iter();
    for (mark, mut times) in marks.iter() {
        while times > 0 {
            if left == 0 {
                let Some(next) = rests.next() else { return sum };
                (rest, left) = (*next.0, next.1);
            }
            let both = times.min(left);
            sum += i128::from(*mark) * i128::from(rest) * i128::from(both);
            (times, left) = (times - both, left - both);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Points,
        statistics::{
            Answer, Attempt, Tally,
            testing::{GUTTMAN, close, marks},
        },
    };

    #[test]
    fn items_are_described_as_by_hand() {
        let tally = marks(GUTTMAN, 1);
        let all = tally.everyone();
        // Times n(n − 1): cov(x, R) = 3, 4, 3; var x = 3, 4, 3; var R = 11, 8, 11.
        for (slot, facility, variance, discrimination) in [
            (0, 0.75, 0.25, 3.0 / 33.0_f64.sqrt()),
            (1, 0.5, 1.0 / 3.0, 4.0 / 32.0_f64.sqrt()),
            (2, 0.25, 0.25, 3.0 / 33.0_f64.sqrt()),
        ] {
            let item = all.slot(slot);
            assert_eq!(item.attempts(), 4);
            close(item.facility(), facility);
            close(item.standard_deviation(), f64::sqrt(variance));
            close(item.discrimination(), 100.0 * discrimination);
            // Whoever is right here is never behind in the rest: no marks could discriminate more.
            close(item.efficiency(), 100.0);
        }
    }

    #[test]
    fn efficiency_is_what_is_reached_of_what_could_be() {
        // x = 2, 0, 1, 1 and R = 1, 0, 3, 0: nΣxR − ΣxΣR = 4·5 − 4·4 = 4; sorted 0, 1, 1, 2 and 0, 0, 1, 3: 4·7 − 16 = 12.
        let tally = marks(&[&[2, 1], &[0, 0], &[1, 3], &[1, 0]], 3);
        let item = tally.everyone().slot(0);
        close(item.efficiency(), 100.0 / 3.0);
        // Times n(n − 1): var x = 4·6 − 16 = 8, var R = 4·10 − 16 = 24.
        close(item.discrimination(), 400.0 / 192.0_f64.sqrt());
        close(item.facility(), 4.0 / 12.0);
        // An item that goes against the rest.
        let against = marks(&[&[1, 0], &[0, 2], &[0, 4]], 4);
        // nΣxR − ΣxΣR = 0 − 6; sorted 0, 0, 1 and 0, 2, 4: 3·4 − 6 = 6.
        close(against.everyone().slot(0).efficiency(), -100.0);
    }

    #[test]
    fn the_point_biserial_is_the_difference_of_means() {
        // M₁ = 2, M₀ = 0 of the totals 0, 1, 2, 3 with σ = √(5/4): (2 − 0)/σ·√(¾·¼).
        let tally = marks(GUTTMAN, 1);
        let found = tally.everyone().slot(0).point_biserial(Confidence::default()).unwrap();
        close(Ok(found.r), 2.0 / 1.25_f64.sqrt() * 0.1875_f64.sqrt());
        let interval = found.interval.value().unwrap();
        assert!(interval.low < found.r && found.r < interval.high, "{found:?}");
    }

    #[test]
    fn too_little_and_all_alike_tell_nothing() {
        let few = |needed, counted| Insufficient::Attempts { needed, counted };
        let alike = |of| Insufficient::NoVariance { of };
        for (rows, facility, spread, discrimination) in [
            (&[][..], Err(few(1, 0)), Err(few(2, 0)), few(2, 0)),
            (&[&[1, 0][..]], Ok(0.5), Err(few(2, 1)), few(2, 1)),
            (&[&[1, 0], &[1, 2]], Ok(0.5), Ok(0.0), alike(Quantity::Marks)),
            (&[&[1, 2], &[0, 2]], Ok(0.25), Ok(0.5_f64.sqrt()), alike(Quantity::Rests)),
        ] {
            let tally = marks(rows, 2);
            let item = tally.everyone().slot(0);
            assert_eq!(item.facility(), facility, "{rows:?}");
            assert_eq!(item.standard_deviation(), spread, "{rows:?}");
            assert_eq!(
                (item.discrimination(), item.efficiency()),
                (Err(discrimination), Err(discrimination)),
                "{rows:?}"
            );
        }
        let nothing = marks(&[&[0], &[0]], 0);
        assert_eq!(nothing.everyone().slot(0).facility(), Err(Insufficient::NoMaximum));
        // The totals are alike, the marks are not.
        let opposed = marks(&[&[1, 0], &[0, 1]], 1);
        let found = opposed.everyone().slot(0).point_biserial(Confidence::default());
        assert_eq!(found, Err(alike(Quantity::Totals)));
        assert_eq!(opposed.everyone().slot(7).facility(), Err(few(1, 0)));
        assert_eq!(opposed.everyone().item("none").attempts(), 0);
    }

    #[test]
    fn what_was_left_out_is_counted_apart() {
        let mut tally = Tally::new(1).unwrap();
        for given in [Given::Omitted, Given::answered(), Given::Omitted, Given::NotReached] {
            let answer = Answer { item: "q".into(), points: Points::ZERO, maximum: Points::whole(1), given };
            tally.add(&Attempt::new(vec![answer])).unwrap();
        }
        let item = tally.everyone().item("q");
        assert_eq!((item.attempts(), item.omitted(), item.not_reached()), (4, 2, 1));
    }
}
