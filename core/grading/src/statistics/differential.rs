use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Insufficient, ItemSample, Tally,
    figure::{Figure, at_least},
    quantile::normal_within,
};
use crate::Points;

/// Whether an item is harder for one group than for another whose attempts have the same totals, by the method of
/// Mantel and Haenszel. \[Holland & Thayer 1988\]
///
/// For each total, the item's own mark included, A of the reference group and C of the focal group earned the whole
/// maximum, B and D less, N all together. At a total that only one group has nothing is compared. In a drawn paper equal
/// totals come of different items, so there this says less.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Differential {
    /// α̂ = Σ(A·D/N)/Σ(B·C/N): above 1 the item favours the reference group.
    pub odds_ratio: f64,
    /// MH D-DIF, Δ = −2.35·ln α̂, on the delta scale of ETS: below zero the item favours the reference group.
    pub delta: f64,
    /// Of Δ: 2.35 times that of ln α̂. \[Robins, Breslow & Greenland 1986\]
    pub standard_error: f64,
    /// (|ΣA − ΣE(A)| − ½)²/Σ var A, never below zero before it is squared; χ² with one degree of freedom where no
    /// group is favoured.
    pub chi_squared: f64,
    /// How much that is.
    pub class: DifferentialClass,
    /// The attempts whose totals both groups have.
    pub compared: u64,
}

/// The classes of ETS. \[Dorans & Holland 1993; Zwick 2012\]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DifferentialClass {
    /// Negligible: |Δ| < 1, or χ² not significant at 5 %.
    A,
    /// Moderate: neither A nor C.
    B,
    /// Large: |Δ| ≥ 1.5, and above 1 by more than 1.645 standard errors, which is significant at 5 %.
    C,
}

impl Tally {
    /// Each item that both groups had, with how it treats the focal group.
    #[must_use]
    pub fn differentials(&self, reference: &str, focal: &str) -> BTreeMap<String, Figure<Differential>> {
        let (reference, focal) = (self.group(reference).items(), self.group(focal).items());
        let both = reference.iter().filter_map(|(item, reference)| Some((item, reference, focal.get(item)?)));
        both.map(|(item, reference, focal)| ((*item).to_owned(), Differential::between(reference, focal).into()))
            .collect()
    }
}

impl Differential {
    /// How an item treats the focal group, against the reference group.
    ///
    /// ```
    /// # use pediafor_grading::statistics::{Differential, Insufficient, Tally};
    /// # let tally = Tally::new(1)?;
    /// let found = Differential::between(&tally.group("m").item("q1"), &tally.group("f").item("q1"));
    /// assert_eq!(found, Err(Insufficient::Attempts { needed: 1, counted: 0 }));
    /// # Ok::<(), pediafor_grading::statistics::NotCounted>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where a group has no attempt, or at no total both groups have right and wrong answers to compare.
    pub fn between(reference: &ItemSample<'_>, focal: &ItemSample<'_>) -> Result<Self, Insufficient> {
        at_least(1, reference.sums.attempts)?;
        at_least(1, focal.sums.attempts)?;
        let mut strata: BTreeMap<Points, Stratum> = BTreeMap::new();
        for (total, right, times) in marked(reference) {
            let stratum = strata.entry(total).or_default();
            *(if right { &mut stratum.a } else { &mut stratum.b }) += times as f64;
        }
        for (total, right, times) in marked(focal) {
            let stratum = strata.entry(total).or_default();
            *(if right { &mut stratum.c } else { &mut stratum.d }) += times as f64;
        }
        strata.retain(|_, stratum| stratum.a + stratum.b > 0.0 && stratum.c + stratum.d > 0.0);
        Self::of(strata.values())
    }

    fn of<'s>(strata: impl Iterator<Item = &'s Stratum>) -> Result<Self, Insufficient> {
        let (mut r, mut s, mut pr, mut ps_qr, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut observed, mut expected, mut variance, mut compared) = (0.0, 0.0, 0.0, 0.0);
        for Stratum { a, b, c, d } in strata {
            let n = a + b + c + d;
            let (for_reference, for_focal) = (a * d / n, b * c / n);
            let (agree, differ) = ((a + d) / n, (b + c) / n);
            r += for_reference;
            s += for_focal;
            pr += agree * for_reference;
            ps_qr += agree * for_focal + differ * for_reference;
            qs += differ * for_focal;
            observed += a;
            expected += (a + b) * (a + c) / n;
            // Both groups have attempts here, so n is 2 or more.
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1.0));
            compared += n;
        }
        if r <= 0.0 || s <= 0.0 {
            return Err(Insufficient::NothingToCompare);
        }
        let odds_ratio = r / s;
        let delta = -DELTA * libm::log(odds_ratio);
        let standard_error = DELTA * (pr / (2.0 * r * r) + ps_qr / (2.0 * r * s) + qs / (2.0 * s * s)).sqrt();
        let off = (f64::abs(observed - expected) - 0.5).max(0.0);
        let chi_squared = off * off / variance;
        let class = DifferentialClass::of(delta, standard_error, chi_squared);
        Ok(Self { odds_ratio, delta, standard_error, chi_squared, class, compared: compared as u64 })
    }
}

/// Four over 1.7: from logits to the delta scale. \[Holland & Thayer 1988\]
const DELTA: f64 = 2.35;

/// Right and wrong of the two groups at one total.
#[derive(Debug, Clone, Copy, Default)]
struct Stratum {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

/// Totals, each with whether the whole maximum was earned, and how often.
fn marked(item: &ItemSample<'_>) -> impl Iterator<Item = (Points, bool, u64)> {
    item.parts
        .iter()
        .flat_map(|(key, tally)| tally.cells.iter().map(|(cell, times)| (cell.total, cell.mark >= key.maximum, times)))
}

impl DifferentialClass {
    fn of(delta: f64, standard_error: f64, chi_squared: f64) -> Self {
        let size = delta.abs();
        // One-sided at 5 % is two-sided at 10 %.
        let (one_sided, two_sided) = (normal_within(0.9), normal_within(0.95));
        if size < 1.0 || chi_squared <= two_sided * two_sided {
            Self::A
        } else if size >= 1.5 && size - 1.0 > one_sided * standard_error {
            Self::C
        } else {
            Self::B
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Batch, Column};

    /// An item, and another that brings the attempts of each stratum to a total of its own.
    fn tally(strata: &[[usize; 4]]) -> Tally {
        let mut tally = Tally::new(2).unwrap();
        for (total, [a, b, c, d]) in (10..).zip(strata) {
            for (group, right, wrong) in [("reference", *a, *b), ("focal", *c, *d)] {
                let points = [vec![Points::whole(1); right], vec![Points::ZERO; wrong]].concat();
                let rest: Vec<_> =
                    points.iter().map(|points| Points::whole(total).checked_sub(*points).unwrap()).collect();
                let column = |item, points| Column { item, maximum: Points::whole(1), points, given: None };
                let columns = [column("q", &points), column("rest", &rest)];
                tally.add_batch(&Batch { group: Some(group), columns: &columns }).unwrap();
            }
        }
        tally
    }

    fn between(strata: &[[usize; 4]]) -> Result<Differential, Insufficient> {
        let tally = tally(strata);
        let found = Differential::between(&tally.group("reference").item("q"), &tally.group("focal").item("q"));
        assert_eq!(tally.differentials("reference", "focal")["q"], Figure::from(found));
        found
    }

    fn close(found: f64, expected: f64, digits: i32, what: &str) {
        assert!((found - expected).abs() <= 0.5 * 10_f64.powi(-digits), "{what}: {found}, expected {expected}");
    }

    #[test]
    fn berkeleys_admissions_come_out_as_published() {
        // Admitted and rejected men and women of six departments. [mantelhaen.test of R on UCBAdmissions: common odds
        // ratio 0.9046968, 95 % interval 0.7719074 to 1.0603298, X² = 1.4269]
        let found = between(&[
            [512, 313, 89, 19],
            [353, 207, 17, 8],
            [120, 205, 202, 391],
            [138, 279, 131, 244],
            [53, 138, 94, 299],
            [22, 351, 24, 317],
        ])
        .unwrap();
        close(found.odds_ratio, 0.904_696_8, 7, "odds ratio");
        close(found.chi_squared, 1.4269, 4, "chi-squared");
        let half = 1.959_963_984_540_054 * found.standard_error / DELTA;
        close((found.odds_ratio.ln() - half).exp(), 0.771_907_4, 7, "low");
        close((found.odds_ratio.ln() + half).exp(), 1.060_329_8, 7, "high");
        assert_eq!((found.class, found.compared), (DifferentialClass::A, 4_526));
    }

    #[test]
    fn two_strata_come_out_as_by_hand() {
        // ΣAD/N = 8·5/20 + 9·3/20 = 3.35, ΣBC/N = 2·5/20 + 1·7/20 = 0.85.
        let found = between(&[[8, 2, 5, 5], [9, 1, 7, 3]]).unwrap();
        close(found.odds_ratio, 3.35 / 0.85, 12, "odds ratio");
        close(found.delta, -2.35 * (3.35_f64 / 0.85).ln(), 12, "delta");
        // ΣA = 17, ΣE(A) = 6.5 + 8, Σ var A = 100·13·7/7600 + 100·16·4/7600 = 155/76.
        close(found.chi_squared, 4.0 * 76.0 / 155.0, 12, "chi-squared");
        assert_eq!((found.class, found.compared), (DifferentialClass::A, 40));
        // Totals that one group has alone change nothing.
        assert_eq!(between(&[[8, 2, 5, 5], [9, 1, 7, 3], [3, 1, 0, 0], [0, 0, 0, 1]]), Ok(found));
        // One group of 2 × 2: the variance of ln α̂ is 1/A + 1/B + 1/C + 1/D.
        let single = between(&[[80, 20, 50, 50]]).unwrap();
        let variance = 1.0 / 80.0 + 1.0 / 20.0 + 1.0 / 50.0 + 1.0 / 50.0;
        close(single.standard_error, 2.35 * f64::sqrt(variance), 12, "standard error");
    }

    #[test]
    fn classes_are_those_of_ets() {
        use DifferentialClass::{A, B, C};
        for (delta, standard_error, chi_squared, class) in [
            (0.99, 0.1, 50.0, A),
            (-3.0, 2.0, 3.84, A),
            (1.0, 0.1, 50.0, B),
            (-1.49, 0.1, 50.0, B),
            (1.5, 0.1, 50.0, C),
            (-1.5, 0.1, 50.0, C),
            // 1.6 is above 1 by 0.6, which takes a standard error below 0.6/1.645 = 0.365.
            (-1.6, 0.37, 18.0, B),
            (-1.6, 0.36, 19.0, C),
        ] {
            assert_eq!(DifferentialClass::of(delta, standard_error, chi_squared), class, "{delta} ± {standard_error}");
        }
    }

    #[test]
    fn a_lack_of_answers_to_compare_is_said() {
        let nothing = Err(Insufficient::NothingToCompare);
        assert_eq!(between(&[[5, 0, 5, 0]]), nothing);
        assert_eq!(between(&[[5, 5, 5, 0]]), nothing);
        let tally = tally(&[[5, 5, 0, 0], [0, 0, 5, 5]]);
        let found = Differential::between(&tally.group("reference").item("q"), &tally.group("focal").item("q"));
        assert_eq!(found, nothing);
        assert_eq!(tally.differentials("reference", "nobody"), BTreeMap::new());
    }
}
