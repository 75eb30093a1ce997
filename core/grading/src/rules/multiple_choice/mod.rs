//! Rules for any number of options, and how to add one: see [the parent module](super).

mod exact;
mod negative_marking;
mod option_weights;
mod right_minus_wrong;
mod share_of_keys;

use std::collections::HashSet;

use super::Judgement;
use crate::{Points, interactions::MultipleChoice, lint::Report, number::Ratio};

/// How a multiple choice is scored.
pub(crate) trait MultipleChoiceScoring {
    /// What the chosen options earn.
    fn judge(&self, ticks: &Ticks<'_>, points: Points) -> Judgement;

    /// The least that a response can earn.
    fn least(&self, _points: Points) -> Ratio {
        Ratio::ZERO
    }

    /// What is wrong with the rule's parameters.
    fn lint(&self, question: &MultipleChoice, points: Points, report: &mut Report);
}

rules! {
    /// How a multiple choice is scored. In JSON the variant's name is the field `rule`.
    MultipleChoiceRule: MultipleChoiceScoring, default Exact, {
        /// Exactly the keys earn everything, anything else nothing.
        exact::Exact = "exact",
        /// Each option earns, or costs, its weight.
        option_weights::OptionWeights = "option_weights",
        /// Each wrong option takes back what a key earns.
        right_minus_wrong::RightMinusWrong = "right_minus_wrong",
        /// Each key earns its share; a wrong option costs nothing.
        share_of_keys::ShareOfKeys = "share_of_keys",
        /// Exactly the keys earn everything, anything else costs a stated number of points.
        negative_marking::NegativeMarking = "negative_marking",
    }
}

/// The options of a question, and which of them are keys and which are chosen.
#[derive(Debug)]
pub(crate) struct Ticks<'a> {
    question: &'a MultipleChoice,
    keys: HashSet<&'a str>,
    chosen: HashSet<&'a str>,
}

impl<'a> Ticks<'a> {
    /// Ids that the question does not have, and repeated ones, count for nothing.
    pub(crate) fn new(question: &'a MultipleChoice, chosen: &'a [String]) -> Self {
        let options: HashSet<&str> = question.options.iter().map(|option| option.id.as_str()).collect();
        let known = |ids: &'a [String]| ids.iter().map(String::as_str).filter(|id| options.contains(id)).collect();
        Self { question, keys: known(&question.keys), chosen: known(chosen) }
    }

    /// c: how many options are keys.
    pub(crate) fn keys(&self) -> usize {
        self.keys.len()
    }

    /// t: how many of the keys are chosen.
    pub(crate) fn right(&self) -> usize {
        self.keys.intersection(&self.chosen).count()
    }

    /// f: how many options are chosen that are no keys.
    pub(crate) fn wrong(&self) -> usize {
        self.chosen.len() - self.right()
    }

    /// Whether the keys are chosen and nothing else.
    pub(crate) fn exact(&self) -> bool {
        !self.keys.is_empty() && self.keys == self.chosen
    }

    pub(crate) fn is_key(&self, option: &str) -> bool {
        self.keys.contains(option)
    }

    pub(crate) fn is_chosen(&self, option: &str) -> bool {
        self.chosen.contains(option)
    }

    /// One share for each option, in the question's order: `share(is key)` for a chosen one, otherwise nothing.
    fn shares(&self, share: impl Fn(&str, bool) -> Ratio) -> Vec<Ratio> {
        let options = self.question.options.iter().map(|option| option.id.as_str());
        options.map(|id| if self.is_chosen(id) { share(id, self.is_key(id)) } else { Ratio::ZERO }).collect()
    }
}

/// Runs a rule over letters: options `a`, `b`, … as many as `options`, keys and choice as words of them.
#[cfg(test)]
fn judge(rule: &dyn MultipleChoiceScoring, options: usize, keys: &str, chosen: &str, points: Points) -> Judgement {
    let ids = |letters: &str| letters.chars().map(String::from).collect::<Vec<_>>();
    let question = MultipleChoice {
        options: ids(&"abcdefghij"[..options])
            .into_iter()
            .map(|id| crate::interactions::Choice::new(id.clone(), id))
            .collect(),
        keys: ids(keys),
        scoring: MultipleChoiceRule::default(),
    };
    rule.judge(&Ticks::new(&question, &ids(chosen)), points)
}
