use super::{
    Confidence, Figure, Insufficient, Interval, Quantity, Sample,
    figure::{at_least, varied},
    quantile::f_quantile,
    sums::Comoments,
    wide::Wide,
};

/// How far the totals can be relied on.
impl Sample<'_> {
    /// Cronbach's α = p/(p − 1)·(1 − Σ var xᵢ/k₂). \[Cronbach 1951; for right and wrong the same as Kuder–Richardson 20;
    /// Moodle, quiz statistics calculations: coefficient of internal consistency, as a share\]
    ///
    /// # Errors
    ///
    /// With fewer than 2 slots or attempts, totals all alike, or [drawn slots](Sample::with_drawn_slots).
    pub fn alpha(&self) -> Result<f64, Insufficient> {
        let slots = self.slot_comoments()?;
        coefficient(slots.len(), slots.iter().fold(Wide::default(), |sum, slot| sum + slot.xx), self.second_moment())
    }

    /// The interval of α: from 1 − (1 − α)·F(1 − γ/2) to 1 − (1 − α)·F(γ/2), where 1 − γ is the confidence and F the
    /// quantile with n − 1 and (n − 1)(p − 1) degrees of freedom. It supposes normal marks whose items measure alike.
    /// \[Feldt 1965; Feldt, Woodruff & Salih 1987, formulas 6 and 7\]
    ///
    /// # Errors
    ///
    /// As [`Self::alpha`], and with α = 1, around which no interval can be laid.
    pub fn alpha_interval(&self, confidence: Confidence) -> Result<Interval, Insufficient> {
        let alpha = self.alpha()?;
        if alpha >= 1.0 {
            return Err(Insufficient::PerfectCorrelation);
        }
        Ok(feldt(alpha, self.powers.attempts as f64, self.slots() as f64, confidence))
    }

    /// α of the paper without each slot in turn: above α where the paper would be the better for leaving the slot out.
    /// \[Crocker & Algina 1986, ch. 7\]
    ///
    /// # Errors
    ///
    /// As [`Self::alpha`], and with fewer than 3 slots.
    pub fn alpha_without_each(&self) -> Result<Vec<Figure>, Insufficient> {
        let slots = self.slot_comoments()?;
        enough_slots(3, slots.len())?;
        let sum = slots.iter().fold(Wide::default(), |sum, slot| sum + slot.xx);
        // var(T − x) = var T − 2·cov(x, T) + var x.
        let without =
            |slot: &Comoments| coefficient(slots.len() - 1, sum - slot.xx, slot.yy - slot.xy - slot.xy + slot.xx);
        Ok(slots.iter().map(|slot| without(slot).into()).collect())
    }

    /// √(1 − α): the share of the totals' spread that is error. \[Moodle, quiz statistics calculations\]
    ///
    /// # Errors
    ///
    /// As [`Self::alpha`].
    pub fn error_ratio(&self) -> Result<f64, Insufficient> {
        Ok((1.0 - self.alpha()?).max(0.0).sqrt())
    }

    /// The standard error of measurement √(1 − α)·√k₂, in points. \[Crocker & Algina 1986, ch. 6\]
    ///
    /// # Errors
    ///
    /// As [`Self::alpha`].
    pub fn standard_error(&self) -> Result<f64, Insufficient> {
        Ok(self.error_ratio()? * self.standard_deviation()?)
    }

    /// Of marks and totals, slot by slot.
    pub(super) fn slot_comoments(&self) -> Result<Vec<Comoments>, Insufficient> {
        let slots = (0..self.slots()).map(|slot| Ok(self.slot_sums(slot)?.with_total())).collect::<Result<_, _>>()?;
        at_least(2, self.powers.attempts)?;
        Ok(slots)
    }
}

fn enough_slots(needed: u64, counted: usize) -> Result<(), Insufficient> {
    let counted = counted as u64;
    if counted < needed { Err(Insufficient::Slots { needed, counted }) } else { Ok(()) }
}

/// α from the variances of the slots, summed, and of the totals, both times n(n − 1).
fn coefficient(slots: usize, parts: Wide, whole: Wide) -> Result<f64, Insufficient> {
    enough_slots(2, slots)?;
    varied(!whole.is_zero(), Quantity::Totals)?;
    Ok(slots as f64 / (slots - 1) as f64 * ((whole - parts).to_f64() / whole.to_f64()))
}

fn feldt(alpha: f64, attempts: f64, slots: f64, confidence: Confidence) -> Interval {
    let (below, above) = confidence.tails();
    let bound = |chance| 1.0 - (1.0 - alpha) * f_quantile(chance, attempts - 1.0, (attempts - 1.0) * (slots - 1.0));
    Interval { low: bound(above), high: bound(below) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::testing::{GUTTMAN, close, close_each, marks};

    #[test]
    fn reliability_is_as_by_hand() {
        // Variances ¼, ⅓, ¼ of the items and 5/3 of the totals 0, 1, 2, 3: α = 3/2·(1 − (5/6)/(5/3)) = ¾.
        let tally = marks(GUTTMAN, 1);
        let all = tally.everyone();
        close(all.alpha(), 0.75);
        close(all.error_ratio(), 0.5);
        close(all.standard_error(), 0.5 * (5.0_f64 / 3.0).sqrt());
        // Without the first item the totals are 0, 0, 1, 2 with variance 11/12: 2·(1 − (7/12)/(11/12)) = 8/11; without
        // the second 0, 1, 1, 2 with variance 2/3: 2·(1 − ½/(2/3)) = ½; without the third as without the first.
        close_each(&all.alpha_without_each().unwrap(), &[8.0 / 11.0, 0.5, 8.0 / 11.0]);
    }

    #[test]
    fn intervals_of_alpha_are_the_published_ones() {
        // [feldt1.return(0.913, 873, 20) of C. Evans, MRC CBU statistics wiki; and by hand, as the F(2, 2) below which a
        // share q lies is q/(1 − q): 39 and 1/39]
        for (alpha, attempts, slots, low, high) in
            [(0.913, 873.0, 20.0, 0.904_402_4, 0.921_158_8), (0.5, 3.0, 2.0, -18.5, 0.987_179_5)]
        {
            let found = feldt(alpha, attempts, slots, Confidence::NINETY_FIVE);
            let off = (found.low - low).abs().max((found.high - high).abs());
            assert!(off <= 5e-8, "{found:?}, expected {low} to {high}");
        }
    }

    #[test]
    fn a_wider_confidence_gives_a_wider_interval_around_alpha() {
        let tally = marks(GUTTMAN, 1);
        let all = tally.everyone();
        let interval = |confidence| all.alpha_interval(confidence).unwrap();
        let (narrow, wide) = (interval(Confidence::NINETY), interval(Confidence::NINETY_NINE));
        assert!(wide.low < narrow.low && narrow.low < 0.75 && 0.75 < narrow.high && narrow.high < wide.high);
    }

    #[test]
    fn what_has_no_reliability_says_why() {
        let alike = Insufficient::NoVariance { of: Quantity::Totals };
        for (rows, why) in [
            (&[][..], Insufficient::Attempts { needed: 2, counted: 0 }),
            (&[&[1, 0][..]], Insufficient::Attempts { needed: 2, counted: 1 }),
            (&[&[1], &[0]], Insufficient::Slots { needed: 2, counted: 1 }),
            (&[&[1, 0], &[0, 1]], alike),
            (&[&[1, 1], &[1, 1]], alike),
        ] {
            let tally = marks(rows, 1);
            let all = tally.everyone();
            let confidence = Confidence::default();
            assert_eq!((all.alpha(), all.alpha_interval(confidence)), (Err(why), Err(why)), "{rows:?}");
            assert_eq!((all.error_ratio(), all.standard_error()), (Err(why), Err(why)), "{rows:?}");
        }
        let same = marks(&[&[1, 1], &[0, 0]], 1);
        assert_eq!(same.everyone().alpha(), Ok(1.0));
        assert_eq!(same.everyone().alpha_interval(Confidence::default()), Err(Insufficient::PerfectCorrelation));
        assert_eq!(same.everyone().alpha_without_each(), Err(Insufficient::Slots { needed: 3, counted: 2 }));
        // Without its first slot all totals are 1; without either of the others they are not.
        let complements = marks(&[&[1, 1, 0], &[0, 0, 1]], 1);
        let without = complements.everyone().alpha_without_each().unwrap();
        assert_eq!(without[0], Figure::Insufficient(alike));
        assert!(without[2].value().is_some());
    }
}
