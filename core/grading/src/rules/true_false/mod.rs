//! Rules for true or false, and how to add one: see [the parent module](super).

mod negative_marking;
mod standard;

use crate::{Points, lint::Report, number::Ratio};

/// How true or false is scored.
pub(crate) trait TrueFalseScoring {
    /// The fraction that a wrong answer earns; a right one earns everything.
    fn wrong(&self, points: Points) -> Ratio;

    /// What is wrong with the rule's parameters.
    fn lint(&self, points: Points, report: &mut Report);
}

rules! {
    /// How true or false is scored. In JSON the variant's name is the field `rule`.
    TrueFalseRule: TrueFalseScoring, default Standard, {
        /// Right earns everything, wrong nothing, or what is stated. or what is stated.
        standard::Standard = "standard",
        /// Right earns everything, wrong costs a stated number of points.
        negative_marking::NegativeMarking = "negative_marking",
    }
}
