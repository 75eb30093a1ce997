use serde::{Deserialize, Serialize};

use super::ChoiceScoring;
use crate::{
    Points,
    interactions::SingleChoice,
    lint::{self, Report},
    number::Ratio,
};

/// The key earns P, any other option −penalty, whatever that leaves the item at; a blank response earns 0. \[the field's
/// common "negative marking"; Pediafor's own earlier system meant the same\]
///
/// `{"rule": "negative_marking", "penalty": 0.5}`: with 2 points, the key earns 2, a wrong option −0.5, no answer 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeMarking {
    /// What a wrong answer costs: above zero, in points.
    pub penalty: Points,
}

impl ChoiceScoring for NegativeMarking {
    fn fraction(&self, question: &SingleChoice, chosen: &str, points: Points) -> Ratio {
        if chosen == question.key { Ratio::ONE } else { self.least(points) }
    }

    fn least(&self, points: Points) -> Ratio {
        Ratio::penalty(self.penalty, points)
    }

    fn lint(&self, _: &SingleChoice, points: Points, report: &mut Report) {
        lint::penalty(self.penalty, points, report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interactions::Choice;

    #[test]
    fn a_wrong_option_costs_what_is_stated() {
        let question = SingleChoice {
            options: ["a", "b"].map(|id| Choice::new(id, id)).into(),
            key: "a".into(),
            scoring: NegativeMarking::default().into(),
        };
        for (penalty, chosen, expected) in [
            (500_000, "a", 2_000_000),
            (500_000, "b", -500_000),
            (2_000_000, "b", -2_000_000),
            (1, "b", -1),
            (0, "b", 0),
        ] {
            let rule = NegativeMarking { penalty: Points::from_millionths(penalty) };
            let earned = rule.fraction(&question, chosen, Points::whole(2)).of(Points::whole(2));
            assert_eq!(earned.millionths(), expected, "{chosen} with a penalty of {penalty}");
            assert_eq!(rule.least(Points::whole(2)).of(Points::whole(2)).millionths(), -penalty);
        }
    }
}
