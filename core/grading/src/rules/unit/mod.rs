//! What a missing or a wrong unit costs, and how to add a rule: see [the parent module](super).
//!
//! In the formulas m is what the number earns by itself.

mod free;
mod required;
mod share_of_mark;
mod share_of_points;

use crate::{FindingCode, Fraction, lint::Report, number::Ratio};

/// What a number earns whose unit is missing or wrong.
pub(crate) trait UnitScoring {
    /// Of the points, where the number by itself earns `mark`.
    fn earns(&self, mark: Fraction) -> Ratio;

    /// What is wrong with the rule's parameters.
    fn lint(&self, report: &mut Report);
}

rules! {
    /// What a missing or a wrong unit costs. In JSON the variant's name is the field `rule`.
    UnitRule: UnitScoring, default Required, {
        /// All that the number earns.
        required::Required = "required",
        /// Nothing.
        free::Free = "free",
        /// A stated share of what the number earns.
        share_of_mark::ShareOfMark = "share_of_mark",
        /// A stated share of the item's points.
        share_of_points::ShareOfPoints = "share_of_points",
    }
}

/// A cost: above 0, at most 1, and of few enough decimals that a mark less its share is kept exactly.
fn cost(share: Fraction, report: &mut Report) {
    /// A thousandth, and what is left of each denominator up to 25, are whole numbers of these.
    const STEP: i64 = Fraction::UNITS / 133_855_722_000;
    if share <= Fraction::ZERO || share.units() % STEP != 0 {
        let detail = "a share is above 0 and at most 1, with at most three decimals or a denominator of at most 25";
        report.error_at("share", FindingCode::OutOfRange, detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks of each row what a mark is worth without its unit.
    pub(super) fn check<const N: usize>(rule: impl Fn(&str) -> UnitRule, rows: [(&str, &str, Ratio); N]) {
        for (share, mark, earned) in rows {
            let rule = rule(share);
            assert_eq!(rule.scoring().earns(mark.parse().unwrap()), earned, "{mark} less {share}");
        }
    }

    #[test]
    fn a_share_is_one_that_is_kept_exactly() {
        for (share, sound) in [
            ("1", true),
            ("0.001", true),
            ("1/3", true),
            ("7/23", true),
            ("0.042", true),
            ("0", false),
            ("-0.5", false),
            ("0.0001", false),
            ("0.333333", false),
        ] {
            let mut report = Report::default();
            cost(share.parse().unwrap(), &mut report);
            assert_eq!(report.findings().is_empty(), sound, "{share}");
        }
    }
}
