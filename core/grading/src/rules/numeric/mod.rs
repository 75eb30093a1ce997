//! Tolerances of numbers, and how to add one: see [the parent module](super).
//!
//! In the formulas a is the key's value and x what was answered. Everything is compared exactly, in decimals and
//! fractions of them.

mod absolute;
mod relative;

use crate::{Decimal, Typed, lint::Report};

/// How far off an answer may be.
pub(crate) trait NumericScoring {
    /// Whether the answer is close enough to the key's value.
    fn includes(&self, value: &Decimal, given: &Typed) -> bool;

    /// The least and the greatest answer that is close enough.
    fn ends(&self, value: &Decimal) -> [Decimal; 2];

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
