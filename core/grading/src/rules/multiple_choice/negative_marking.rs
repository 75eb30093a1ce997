use serde::{Deserialize, Serialize};

use super::{Counting, Counts};
use crate::{
    Points,
    interactions::MultipleChoice,
    lint::{self, Report},
    number::Ratio,
};

/// P if exactly the keys are chosen, otherwise −penalty; a blank response earns 0. \[the field's common "negative
/// marking", all or nothing\]
///
/// `{"rule": "negative_marking", "penalty": 1}`: with 4 points and the keys a and b, `a b` earns 4, `a` and `a c` −1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeMarking {
    /// What a wrong answer costs: above zero, in points.
    pub penalty: Points,
}

impl Counting for NegativeMarking {
    fn fraction(&self, counts: Counts, points: Points) -> Ratio {
        if counts.exact() { Ratio::ONE } else { Ratio::penalty(self.penalty, points) }
    }

    fn lint(&self, _: &MultipleChoice, points: Points, report: &mut Report) {
        lint::penalty(self.penalty, points, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{MultipleChoiceScoring, judge, question},
        *,
    };

    #[test]
    fn anything_but_the_keys_costs_what_is_stated() {
        let rule = NegativeMarking { penalty: Points::from_millionths(1_500_000) };
        for (keys, chosen, expected) in
            [("ab", "ab", 4_000_000), ("ab", "a", -1_500_000), ("ab", "abc", -1_500_000), ("ab", "c", -1_500_000)]
        {
            let judgement = judge(&rule, 4, keys, chosen, Points::whole(4));
            assert_eq!(judgement.fraction.of(Points::whole(4)).millionths(), expected, "{chosen} with the keys {keys}");
            assert!(judgement.shares.is_empty());
        }
        assert_eq!(rule.least(&question(4, "ab"), Points::whole(4)), Ratio::new(-3, 8));
    }
}
