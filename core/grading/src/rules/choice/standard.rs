use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ChoiceScoring;
use crate::{
    FindingCode, Fraction, Points,
    interactions::SingleChoice,
    lint::{self, Report},
    number::Ratio,
};

/// F = 1 for the key, the stated fraction for another option, 0 where none is stated. \[Moodle, multiple choice with
/// one answer\]
///
/// `{"rule": "standard", "fractions": {"b": 0.5}}`: with the key `a` and 10 points, `a` earns 10, `b` earns 5,
/// anything else nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standard {
    /// By option id, for options that are neither quite right nor worth nothing; below zero it costs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fractions: BTreeMap<String, Fraction>,
}

impl ChoiceScoring for Standard {
    fn fraction(&self, question: &SingleChoice, chosen: &str, _: Points) -> Ratio {
        if chosen == question.key {
            Ratio::ONE
        } else {
            self.fractions.get(chosen).copied().map_or(Ratio::ZERO, Ratio::from)
        }
    }

    fn least(&self, _: Points) -> Ratio {
        self.fractions.values().copied().map(Ratio::from).min().map_or(Ratio::ZERO, |least| least.at_most(Ratio::ZERO))
    }

    fn lint(&self, question: &SingleChoice, _: Points, report: &mut Report) {
        let options = lint::ids(&question.options);
        for option in self.fractions.keys() {
            report.within("fractions", |report| {
                if *option == question.key {
                    report.error_at(option, FindingCode::OutOfRange, "the key always earns everything");
                } else if !options.contains(option.as_str()) {
                    report.error_at(option, FindingCode::UnknownId, format!("there is no option {option:?}"));
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interactions::Choice;

    #[test]
    fn the_key_earns_all_and_others_what_is_stated() {
        let question = SingleChoice {
            options: ["a", "b", "c", "d"].map(|id| Choice::new(id, id.to_uppercase())).into(),
            key: "a".into(),
            scoring: Standard::default().into(),
        };
        let half = Fraction::new(1, 2).unwrap();
        let minus_third = Fraction::new(-1, 3).unwrap();
        let stated = Standard { fractions: [("b".to_owned(), half), ("c".to_owned(), minus_third)].into() };
        for (rule, chosen, expected) in [
            (&Standard::default(), "a", Ratio::ONE),
            (&Standard::default(), "b", Ratio::ZERO),
            (&stated, "a", Ratio::ONE),
            (&stated, "b", Ratio::share(1, 2)),
            (&stated, "c", Ratio::new(-1, 3)),
            (&stated, "d", Ratio::ZERO),
        ] {
            assert_eq!(rule.fraction(&question, chosen, Points::whole(10)), expected, "{chosen}");
        }
        assert_eq!(Standard::default().least(Points::whole(10)), Ratio::ZERO);
        assert_eq!(stated.least(Points::whole(10)), Ratio::new(-1, 3));
    }
}
