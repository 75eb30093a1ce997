use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{MultipleChoiceScoring, Stated, Ticks, mean_of_ticks};
use crate::{
    BlindGuess, FindingCode, Fraction, Points,
    guess::{Step, Sums},
    interactions::MultipleChoice,
    lint::{self, Report},
    number::Ratio,
};

/// F = clamp(Σ weight of the chosen options, 0, 1), or down to −1 where that is allowed. \[Moodle, multiple choice with
/// several answers\]
///
/// `{"rule": "option_weights", "weights": {"a": 0.5, "b": 0.5, "c": -0.5}}`: `a b` earns everything, `a` half,
/// `a c` nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionWeights {
    /// By option id; an option without one weighs nothing. The keys' weights reach 1 together.
    pub weights: BTreeMap<String, Fraction>,
    /// Whether the sum may stay below zero.
    #[serde(default)]
    pub allow_negative: bool,
}

impl OptionWeights {
    fn weight(&self, option: &str) -> Fraction {
        self.weights.get(option).copied().unwrap_or(Fraction::ZERO)
    }

    fn each(&self, question: &MultipleChoice) -> impl Iterator<Item = Fraction> {
        question.options.iter().map(|option| self.weight(&option.id))
    }

    fn bounded(&self, sum: Ratio) -> Ratio {
        let lowest = if self.allow_negative { Ratio::new(-1, 1) } else { Ratio::ZERO };
        sum.at_least(lowest).at_most(Ratio::ONE)
    }
}

impl MultipleChoiceScoring for OptionWeights {
    fn fraction(&self, ticks: &Ticks<'_>, _: Points) -> Ratio {
        let sum = ticks.stated().map(|(weight, chosen)| weight.of(chosen)).sum();
        self.bounded(Ratio::new(sum, Fraction::UNITS.into()))
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        ticks.stated().map(|(weight, chosen)| Ratio::new(weight.of(chosen), Fraction::UNITS.into())).collect()
    }

    fn stated(&self, option: &str) -> Stated {
        Stated { chosen: self.weight(option).units(), left: 0 }
    }

    fn least(&self, question: &MultipleChoice, _: Points) -> Ratio {
        self.bounded(Ratio::sum(self.each(question).filter(|weight| weight.is_negative()))).at_most(Ratio::ZERO)
    }

    fn blind_guess(&self, question: &MultipleChoice, _: Points) -> BlindGuess {
        let whole = i128::from(Fraction::UNITS);
        let sums = Sums {
            start: 0,
            steps: self.each(question).map(|weight| Step { by: weight.units().into(), chance: 0.5 }).collect(),
            bounds: if self.allow_negative { -whole } else { 0 }..=whole,
            whole,
        };
        mean_of_ticks(question, &sums)
    }

    fn lint(&self, question: &MultipleChoice, _: Points, report: &mut Report) {
        let options = lint::ids(&question.options);
        report.within("weights", |report| {
            for option in self.weights.keys() {
                if !options.contains(option.as_str()) {
                    report.error_at(option, FindingCode::UnknownId, format!("there is no option {option:?}"));
                }
            }
            let keys: HashSet<&str> = question.keys.iter().map(String::as_str).collect();
            if !keys.is_empty() && Ratio::sum(keys.intersection(&options).map(|key| self.weight(key))) < Ratio::ONE {
                report.error(FindingCode::UnreachableMaximum, "the weights of the keys add up to less than 1");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{judge, question},
        *,
    };

    fn weights(weights: &[(&str, (i64, i64))]) -> BTreeMap<String, Fraction> {
        weights.iter().map(|(id, (part, whole))| ((*id).to_owned(), Fraction::new(*part, *whole).unwrap())).collect()
    }

    #[test]
    fn chosen_weights_add_up_between_the_bounds() {
        let halves = weights(&[("a", (1, 2)), ("b", (1, 2)), ("c", (-1, 2)), ("d", (-1, 1))]);
        let thirds = weights(&[("a", (1, 3)), ("b", (1, 3)), ("c", (1, 3)), ("d", (-1, 3))]);
        let wholes = weights(&[("a", (1, 1)), ("b", (1, 1)), ("c", (-1, 1))]);
        for (weights, allow_negative, chosen, expected) in [
            (&halves, false, "ab", Ratio::ONE),
            (&halves, false, "a", Ratio::share(1, 2)),
            (&halves, false, "ac", Ratio::ZERO),
            (&halves, false, "abc", Ratio::share(1, 2)),
            (&halves, false, "cd", Ratio::ZERO),
            (&halves, true, "c", Ratio::new(-1, 2)),
            (&halves, true, "cd", Ratio::new(-1, 1)),
            (&halves, false, "e", Ratio::ZERO),
            (&thirds, false, "abc", Ratio::ONE),
            (&thirds, false, "ab", Ratio::share(2, 3)),
            (&thirds, false, "abcd", Ratio::share(2, 3)),
            (&wholes, false, "ab", Ratio::ONE),
            (&wholes, false, "abc", Ratio::ONE),
        ] {
            let rule = OptionWeights { weights: weights.clone(), allow_negative };
            let judgement = judge(&rule, 5, "abc", chosen, Points::whole(1));
            assert_eq!(judgement.fraction, expected, "{chosen}, negative: {allow_negative}");
        }
    }

    #[test]
    fn each_option_shows_its_own_weight() {
        let rule = OptionWeights { weights: weights(&[("a", (1, 1)), ("c", (-1, 2))]), allow_negative: false };
        let shares = judge(&rule, 4, "a", "acd", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::ONE, Ratio::ZERO, Ratio::new(-1, 2), Ratio::ZERO]);
    }

    #[test]
    fn the_least_is_the_sum_of_what_costs_within_the_bounds() {
        for (stated, allow_negative, expected) in [
            ([(-1, 2), (-1, 4), (1, 1)], true, Ratio::new(-3, 4)),
            ([(-1, 2), (-1, 4), (1, 1)], false, Ratio::ZERO),
            ([(-1, 1), (-1, 4), (1, 1)], true, Ratio::new(-1, 1)),
            ([(1, 2), (1, 2), (1, 1)], true, Ratio::ZERO),
        ] {
            let weights = weights(&[("a", stated[0]), ("b", stated[1]), ("c", stated[2])]);
            let least = OptionWeights { weights, allow_negative }.least(&question(3, "ab"), Points::whole(1));
            assert_eq!(least, expected, "{stated:?}");
        }
    }
}
