//! Rules for one option of several, and how to add one: see [the parent module](super).

mod negative_marking;
mod standard;

use crate::{Points, interactions::SingleChoice, lint::Report, number::Ratio};

/// How a choice is scored.
pub(crate) trait ChoiceScoring {
    /// The fraction that the chosen option earns, which is one of the item's.
    fn fraction(&self, question: &SingleChoice, chosen: &str, points: Points) -> Ratio;

    /// The least that a response can earn.
    fn least(&self, points: Points) -> Ratio;

    /// What is wrong with the rule's parameters.
    fn lint(&self, question: &SingleChoice, points: Points, report: &mut Report);
}

rules! {
    /// How a choice is scored. In JSON the variant's name is the field `rule`.
    ChoiceRule: ChoiceScoring, default Standard, {
        /// The key earns everything, another option what is stated for it, otherwise nothing.
        standard::Standard = "standard",
        /// The key earns everything, any other option costs a stated number of points.
        negative_marking::NegativeMarking = "negative_marking",
    }
}
