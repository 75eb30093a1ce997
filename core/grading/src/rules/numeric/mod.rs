//! Tolerances of numbers, and how to add one: see [the parent module](super).
//!
//! In the formulas a is the key's value and x what was answered. Everything is compared exactly, in decimals and
//! quotients of them. A tolerance goes by the size of the key: keys below zero have the mirror image of those above.

mod absolute;
mod decimal_places;
mod geometric;
mod interval;
mod range;
mod relabs;
mod relative;
mod significant_figures;
mod strict_qti;

use crate::{Decimal, FindingCode, lint::Report};
pub(crate) use interval::Interval;

/// How far off an answer may be.
pub(crate) trait NumericScoring {
    /// The answers that are close enough to the key's value.
    fn interval(&self, value: &Decimal) -> Interval;

    /// The right answers, for people: `3.14 ± 0.02`.
    fn describe(&self, value: &Decimal) -> String;

    /// What is wrong with the rule's parameters.
    fn lint(&self, value: &Decimal, report: &mut Report);
}

rules! {
    /// How far off an answer may be. In JSON the variant's name is the field `rule`.
    Tolerance: NumericScoring, default Absolute, {
        /// By a stated amount.
        absolute::Absolute = "absolute",
        /// By a stated share of the key's size.
        relative::Relative = "relative",
        /// By a stated amount and a stated share of the key's size together.
        relabs::Relabs = "relabs",
        /// By a stated factor, up or down.
        geometric::Geometric = "geometric",
        /// Between two stated numbers.
        range::Range = "range",
        /// In what lies beyond so many significant figures.
        significant_figures::SignificantFigures = "significant_figures",
        /// In what lies beyond so many decimal places.
        decimal_places::DecimalPlaces = "decimal_places",
        /// By per cents of the key, as the text of QTI has it.
        strict_qti::StrictQti = "strict_qti",
    }
}

impl Tolerance {
    /// Off by at most this much.
    #[must_use]
    pub fn absolute(within: Decimal) -> Self {
        Absolute { within }.into()
    }

    /// Off by at most this share of the key's size: 0.01 is one per cent.
    #[must_use]
    pub fn relative(within: Decimal) -> Self {
        Relative { within }.into()
    }
}

/// `3.14 ± 0.02`, or the value alone where nothing else is right.
fn around(value: &Decimal, reach: &Decimal) -> String {
    if reach.is_zero() { value.to_string() } else { format!("{value} ± {reach}") }
}

/// A part of a tolerance that may not be below zero.
fn at_least_zero(field: &str, number: &Decimal, report: &mut Report) {
    if number.is_negative() {
        report.error_at(field, FindingCode::EmptyTolerance, "a tolerance below zero includes nothing");
    }
}

/// Says of a tolerance that is a share of the key that nothing of zero is nothing.
fn no_share_of_zero(value: &Decimal, share: &Decimal, report: &mut Report) {
    if value.is_zero() && !share.is_zero() && !share.is_negative() {
        report.warning(FindingCode::EmptyTolerance, "a share of nothing is nothing: only 0 itself is right");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DecimalMark, Typed};

    /// Asks of each row whether the tolerance lets the given number pass for the value.
    pub(super) fn check<const N: usize>(tolerance: impl Fn(&str) -> Tolerance, rows: [(&str, &str, &str, bool); N]) {
        for (value, within, given, expected) in rows {
            let number = Typed::read(given, DecimalMark::Point).unwrap();
            let interval = tolerance(within).scoring().interval(&value.parse().unwrap());
            assert_eq!(interval.contains(number.value()), expected, "{given} for {value} within {within}: {interval}");
        }
    }

    /// Asks of each row how the tolerance describes the right answers.
    pub(super) fn check_text<const N: usize>(tolerance: impl Fn(&str) -> Tolerance, rows: [(&str, &str, &str); N]) {
        for (value, within, text) in rows {
            assert_eq!(tolerance(within).scoring().describe(&value.parse().unwrap()), text, "{value} within {within}");
        }
    }

    #[test]
    fn a_key_below_zero_has_the_mirror_image_of_the_one_above() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let tolerances: [Tolerance; 6] = [
            Tolerance::absolute(number("0.3")),
            Tolerance::relative(number("0.3")),
            Relabs { relative: number("0.1"), absolute: number("0.1") }.into(),
            Geometric { within: number("0.3") }.into(),
            SignificantFigures { figures: 2 }.into(),
            DecimalPlaces { places: 1 }.into(),
        ];
        for tolerance in &tolerances {
            for value in ["2.4", "0.024", "2400", "1e-300"] {
                let above = tolerance.scoring().interval(&number(value));
                let below = tolerance.scoring().interval(&number(value).negated());
                for given in (0..2_000).map(|step| number(&format!("{step}e-3")).times(&number(value))) {
                    let mirrored = below.contains(&given.negated().into());
                    assert_eq!(above.contains(&given.clone().into()), mirrored, "{given} for {value} {tolerance:?}");
                }
            }
        }
    }
}
