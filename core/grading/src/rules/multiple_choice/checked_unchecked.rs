use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{MultipleChoiceScoring, Stated, Ticks, mean_of_ticks};
use crate::{
    BlindGuess, FindingCode, Points,
    guess::{Step, Sums},
    interactions::MultipleChoice,
    lint::{self, Report},
    number::Ratio,
};

/// F = Σ stated points of each option's state / the best sum, at least 0, or −1 where negatives are allowed. \[ILIAS,
/// multiple choice with several answers\]
///
/// `{"rule": "checked_unchecked", "states": {"a": {"checked": 2}, "b": {"checked": 1}, "c": {"unchecked": 1}}}`: `a b`
/// earns everything, `a` 3/4, `b c` 1/4.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckedUnchecked {
    /// By option id; an option without one earns nothing either way. The keys are the options that earn more when they are
    /// chosen. Only proportions count: the best states together earn the item's points.
    pub states: BTreeMap<String, States>,
    /// Whether the sum may stay below zero.
    #[serde(default)]
    pub allow_negative: bool,
}

/// What an option earns, or costs, by its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct States {
    /// When it is chosen.
    pub checked: Points,
    /// When it is left.
    pub unchecked: Points,
}

impl States {
    fn points(self, chosen: bool) -> i128 {
        i128::from(if chosen { self.checked } else { self.unchecked }.millionths())
    }

    /// What choosing it changes.
    fn gain(self) -> i128 {
        self.points(true) - self.points(false)
    }
}

impl CheckedUnchecked {
    fn of(&self, option: &str) -> States {
        self.states.get(option).copied().unwrap_or_default()
    }

    fn each(&self, question: &MultipleChoice) -> impl Iterator<Item = States> {
        question.options.iter().map(|option| self.of(&option.id))
    }

    fn best(&self, question: &MultipleChoice) -> i128 {
        self.each(question).map(|states| states.points(true).max(states.points(false))).sum()
    }

    fn of_best(&self, sum: i128, best: i128) -> Ratio {
        let lowest = if self.allow_negative { Ratio::new(-1, 1) } else { Ratio::ZERO };
        Ratio::new(sum, best).at_least(lowest)
    }
}

/// What the options earn at best.
fn best(ticks: &Ticks<'_>) -> i128 {
    ticks.stated().map(|(states, _)| states.of(true).max(states.of(false))).sum()
}

impl MultipleChoiceScoring for CheckedUnchecked {
    fn fraction(&self, ticks: &Ticks<'_>, _: Points) -> Ratio {
        let earned = ticks.stated().map(|(states, chosen)| states.of(chosen)).sum();
        self.of_best(earned, best(ticks))
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let best = best(ticks);
        ticks.stated().map(|(states, chosen)| Ratio::new(states.of(chosen), best)).collect()
    }

    fn stated(&self, option: &str) -> Stated {
        let States { checked, unchecked } = self.of(option);
        Stated { chosen: checked.millionths(), left: unchecked.millionths() }
    }

    fn least(&self, question: &MultipleChoice, _: Points) -> Ratio {
        let lowest: i128 = self.each(question).map(|states| states.points(true).min(states.points(false))).sum();
        // Where that is to choose nothing, which is no answer, something is chosen that changes it least.
        let chosen = self.each(question).map(States::gain).min().filter(|_| question.none_apply.is_none());
        let lowest = lowest + chosen.unwrap_or(0).max(0);
        self.of_best(lowest, self.best(question)).at_most(Ratio::ZERO)
    }

    fn blind_guess(&self, question: &MultipleChoice, _: Points) -> BlindGuess {
        let best = self.best(question);
        let sums = Sums {
            start: self.each(question).map(|states| states.points(false)).sum(),
            steps: self.each(question).map(|states| Step { by: states.gain(), chance: 0.5 }).collect(),
            bounds: if self.allow_negative { -best } else { 0 }..=best,
            whole: best,
        };
        mean_of_ticks(question, &sums)
    }

    fn lint(&self, question: &MultipleChoice, _: Points, report: &mut Report) {
        let options = lint::ids(&question.options);
        report.within("states", |report| {
            for option in self.states.keys() {
                if !options.contains(option.as_str()) {
                    report.error_at(option, FindingCode::UnknownId, format!("there is no option {option:?}"));
                }
            }
            let keys: HashSet<&str> = question.keys.iter().map(String::as_str).collect();
            let keys: i128 = options.iter().map(|option| self.of(option).points(keys.contains(option))).sum();
            let best = self.best(question);
            if !question.keys.is_empty() && (best <= 0 || keys < best) {
                report.error(FindingCode::UnreachableMaximum, "to choose the keys does not earn the most");
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

    /// By option: checked and unchecked, in whole points.
    fn rule(states: &[(i32, i32)], allow_negative: bool) -> CheckedUnchecked {
        let states = "abcdefghij".chars().zip(states).map(|(id, (checked, unchecked))| {
            (id.to_string(), States { checked: Points::whole(*checked), unchecked: Points::whole(*unchecked) })
        });
        CheckedUnchecked { states: states.collect(), allow_negative }
    }

    #[test]
    fn each_option_earns_by_its_state() {
        let plain = [(2, 0), (1, 0), (0, 1)];
        let harsh = [(1, -1), (1, -1), (-2, 0)];
        for (states, allow_negative, chosen, expected) in [
            (plain, false, "ab", Ratio::ONE),
            (plain, false, "a", Ratio::share(3, 4)),
            (plain, false, "bc", Ratio::share(1, 4)),
            (plain, false, "c", Ratio::ZERO),
            (harsh, false, "ab", Ratio::ONE),
            (harsh, false, "a", Ratio::ZERO),
            (harsh, false, "c", Ratio::ZERO),
            (harsh, true, "ac", Ratio::new(-1, 1)),
            (harsh, true, "c", Ratio::new(-1, 1)),
            (harsh, true, "", Ratio::new(-1, 1)),
        ] {
            let rule = rule(&states, allow_negative);
            let judgement = judge(&rule, 4, "ab", chosen, Points::whole(1));
            assert_eq!(judgement.fraction, expected, "{chosen} under {rule:?}");
        }
        let shares = judge(&rule(&harsh, false), 4, "ab", "ac", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::new(-1, 2), Ratio::new(-1, 1), Ratio::ZERO]);
    }

    #[test]
    fn the_least_is_the_worst_state_of_each_option_with_something_chosen() {
        for (states, allow_negative, expected) in [
            ([(3, -1), (2, -1), (0, 1)], true, Ratio::new(-2, 6)),
            ([(3, -1), (2, -1), (0, 1)], false, Ratio::ZERO),
            ([(3, -1), (2, -1), (1, -1)], true, Ratio::new(-1, 6)),
            ([(1, 0), (1, 0), (0, 0)], true, Ratio::ZERO),
            ([(1, -1), (1, -1), (-2, 0)], true, Ratio::new(-1, 1)),
        ] {
            let least = rule(&states, allow_negative).least(&question(3, "ab"), Points::whole(1));
            assert_eq!(least, expected, "{states:?}, {allow_negative}");
        }
    }
}
