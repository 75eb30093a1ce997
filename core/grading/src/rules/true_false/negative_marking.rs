use serde::{Deserialize, Serialize};

use super::TrueFalseScoring;
use crate::{
    Points,
    lint::{self, Report},
    number::Ratio,
};

/// Right earns P, wrong −penalty; a blank response earns 0. \[the field's common "negative marking"\]
///
/// `{"rule": "negative_marking", "penalty": 1}`: with 5 points, right earns 5, wrong −1, no answer 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeMarking {
    /// What a wrong answer costs: above zero, in points.
    pub penalty: Points,
}

impl TrueFalseScoring for NegativeMarking {
    fn wrong(&self, points: Points) -> Ratio {
        Ratio::penalty(self.penalty, points)
    }

    fn lint(&self, points: Points, report: &mut Report) {
        lint::penalty(self.penalty, points, report);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_costs_what_is_stated() {
        for (penalty, points, expected) in [(1_000_000, 5, -1_000_000), (250_000, 1, -250_000), (7, 3, -7), (0, 3, 0)] {
            let rule = NegativeMarking { penalty: Points::from_millionths(penalty) };
            let points = Points::whole(points);
            assert_eq!(rule.wrong(points).of(points).millionths(), expected, "{penalty} of {points}");
        }
    }
}
