//! Rules for any number of options, and how to add one: see [the parent module](super).
//!
//! Most rules go by how many keys and wrong options are chosen and implement `Counting`; a rule that must know which
//! implements `MultipleChoiceScoring` itself.

mod at_most;
mod checked_unchecked;
mod counts;
mod coverage;
mod each_option;
mod exact;
mod halves;
mod morgan;
mod negative_marking;
mod option_weights;
mod penalised;
mod right_minus_wrong;
mod share_of_keys;
mod ticks;

use super::Judgement;
use crate::{BlindGuess, Points, guess::Sums, interactions::MultipleChoice, lint::Report, number::Ratio};

pub(crate) use at_most::{Judged, guess_at_most};
pub use checked_unchecked::States;
use counts::binomials;
pub(crate) use counts::{Counting, Counts};
pub(crate) use ticks::{Boxes, Stated, Ticks};

/// How a multiple choice is scored.
pub(crate) trait MultipleChoiceScoring {
    /// F of the chosen options.
    fn fraction(&self, ticks: &Ticks<'_>, points: Points) -> Ratio;

    /// What each option earns by itself; none where the rule judges the whole alone.
    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio>;

    /// Both.
    fn judge(&self, ticks: &Ticks<'_>, points: Points) -> Judgement {
        Judgement { fraction: self.fraction(ticks, points), shares: self.shares(ticks) }
    }

    /// What the rule states for an option.
    fn stated(&self, _option: &str) -> Stated {
        Stated::default()
    }

    /// Whether it makes no difference which keys and which wrong options are chosen, only how many.
    fn goes_by_counts(&self) -> bool {
        false
    }

    /// The least that a response can earn, zero or below.
    fn least(&self, question: &MultipleChoice, points: Points) -> Ratio;

    /// What is earned on average by ticking each box with a chance of one half.
    fn blind_guess(&self, question: &MultipleChoice, points: Points) -> BlindGuess;

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
        /// Each option that is rightly chosen or rightly left earns its share.
        each_option::EachOption = "each_option",
        /// The share of the keys that are chosen, times the share of the chosen that are keys.
        coverage::Coverage = "coverage",
        /// Each key earns its share; a wrong option costs nothing.
        share_of_keys::ShareOfKeys = "share_of_keys",
        /// Each key earns its share; each wrong option costs a stated one.
        penalised::Penalised = "penalised",
        /// Each key earns its share; all wrong options together take everything back.
        morgan::Morgan = "morgan",
        /// One mistake halves the points, a second one halves them again.
        halves::Halves = "halves",
        /// Each option earns what is stated for it when chosen, or when left.
        checked_unchecked::CheckedUnchecked = "checked_unchecked",
        /// Exactly the keys earn everything, anything else costs a stated number of points.
        negative_marking::NegativeMarking = "negative_marking",
    }
}

impl MultipleChoiceRule {
    /// The rule as it judges this question. Without keys there is nothing to share out: only choosing nothing earns, and
    /// everything, whatever the rule; negative marking costs what it states.
    pub(crate) fn of(&self, question: &MultipleChoice) -> &Self {
        match self {
            Self::NegativeMarking(_) => self,
            _ if question.keys.is_empty() => &Self::Exact(Exact {}),
            _ => self,
        }
    }
}

/// The mean of a sum over the ticked boxes, each ticked with a chance of one half; no tick is no answer, unless "none
/// apply" can be chosen.
fn mean_of_ticks(question: &MultipleChoice, sums: &Sums) -> BlindGuess {
    let mean = sums.mean();
    if question.none_apply.is_some() || sums.whole <= 0 {
        return mean;
    }
    let none = question.options.iter().fold(1.0, |chance, _| chance * 0.5);
    mean.without(sums.fraction(sums.start), none)
}

/// A question with the options `a`, `b`, … as many as `options`, and the letters of `keys` as keys.
#[cfg(test)]
fn question(options: usize, keys: &str) -> MultipleChoice {
    let ids = |letters: &str| letters.chars().map(String::from).collect::<Vec<_>>();
    MultipleChoice {
        options: ids(&"abcdefghij"[..options])
            .into_iter()
            .map(|id| crate::interactions::Choice::new(id.clone(), id))
            .collect(),
        keys: ids(keys),
        none_apply: None,
        scoring: MultipleChoiceRule::default(),
    }
}

/// Runs a rule over letters, as [`question`] reads them.
#[cfg(test)]
fn judge(rule: &dyn MultipleChoiceScoring, options: usize, keys: &str, chosen: &str, points: Points) -> Judgement {
    let chosen: Vec<_> = chosen.chars().map(String::from).collect();
    rule.judge(&question(options, keys).boxes(rule).ticked(&chosen), points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_keys_only_choosing_nothing_earns() {
        let halves = MultipleChoiceRule::from(Halves {});
        let cost = Points::whole(1);
        let negative = MultipleChoiceRule::from(NegativeMarking { penalty: cost });
        let weights = MultipleChoiceRule::from(OptionWeights {
            weights: [("a".to_owned(), crate::Fraction::ONE)].into(),
            allow_negative: false,
        });
        for (rule, chosen, expected) in [
            (&halves, "", Ratio::ONE),
            (&halves, "a", Ratio::ZERO),
            (&weights, "", Ratio::ONE),
            (&weights, "a", Ratio::ZERO),
            (&negative, "", Ratio::ONE),
            (&negative, "ab", Ratio::new(-1, 4)),
        ] {
            let question = question(4, "");
            let judgement = judge(rule.of(&question).scoring(), 4, "", chosen, Points::whole(4));
            assert_eq!(judgement, Judgement::whole(expected), "{} with {chosen:?}", rule.name());
        }
    }
}
