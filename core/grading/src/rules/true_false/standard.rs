use serde::{Deserialize, Serialize};

use super::TrueFalseScoring;
use crate::{FindingCode, Fraction, Points, lint::Report, number::Ratio, rules::is_zero};

/// F = 1 if right, else 0 or a stated fraction below it. \[Moodle, true/false; multiple choice with one answer\]
///
/// `{"rule": "standard"}`: with 5 points, right earns 5 and wrong 0; with `"wrong": -0.2`, wrong costs 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standard {
    /// What a wrong answer earns, as a share of the item's points: zero, or below.
    #[serde(skip_serializing_if = "is_zero")]
    pub wrong: Fraction,
}

impl TrueFalseScoring for Standard {
    fn wrong(&self, _: Points) -> Ratio {
        self.wrong.into()
    }

    fn lint(&self, _: Points, report: &mut Report) {
        if self.wrong > Fraction::ZERO {
            report.error_at("wrong", FindingCode::OutOfRange, "a wrong answer earns 0 or less");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_earns_nothing_or_what_is_stated() {
        for (part, expected) in [(0, Ratio::ZERO), (-1, Ratio::new(-1, 3)), (-3, Ratio::new(-1, 1))] {
            let rule = Standard { wrong: Fraction::new(part, 3).unwrap() };
            assert_eq!(rule.wrong(Points::whole(5)), expected, "{part}/3");
        }
    }
}
