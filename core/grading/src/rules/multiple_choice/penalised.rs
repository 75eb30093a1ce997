use serde::{Deserialize, Serialize};

use super::{Counting, Counts, Ticks};
use crate::{
    FindingCode, Fraction, Points,
    interactions::MultipleChoice,
    lint::{self, Report},
    number::Ratio,
    rules::costs,
};

/// F = max(floor, t/c − p·f), with a stated penalty p. \[Canvas, multiple answers with a stated deduction\]
///
/// `{"rule": "penalised", "penalty": 0.25}`: with the keys a and b, `a b` earns everything, `a c` 1/4, `c d` nothing; with
/// `"floor": -1`, `c d` earns −1/2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalised {
    /// What each wrong option costs, as a share of the item's points: above zero.
    pub penalty: Fraction,
    /// How low wrong options may take it: zero, or below.
    #[serde(default)]
    pub floor: Fraction,
}

impl Counting for Penalised {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        let (keys, right) = (counts.keys as i128, counts.right as i128);
        costs::less_wrong(right, keys, self.penalty, counts.wrong, self.floor)
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let keys = ticks.counts().keys;
        ticks.shares_of_chosen(|key| if key { Ratio::share(1, keys) } else { Ratio::from(self.penalty).negated() })
    }

    fn lint(&self, _: &MultipleChoice, _: Points, report: &mut Report) {
        if self.penalty <= Fraction::ZERO {
            report.error_at("penalty", FindingCode::OutOfRange, "a wrong option costs more than 0");
        }
        lint::floor(self.floor, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{MultipleChoiceScoring, judge, question},
        *,
    };

    fn fraction(part: i64, whole: i64) -> Fraction {
        Fraction::new(part, whole).unwrap()
    }

    #[test]
    fn each_wrong_option_costs_what_is_stated_down_to_the_floor() {
        for (penalty, floor, keys, chosen, expected) in [
            (fraction(1, 4), fraction(0, 1), "ab", "ab", Ratio::ONE),
            (fraction(1, 4), fraction(0, 1), "ab", "abc", Ratio::share(3, 4)),
            (fraction(1, 4), fraction(0, 1), "ab", "ac", Ratio::share(1, 4)),
            (fraction(1, 4), fraction(0, 1), "ab", "cd", Ratio::ZERO),
            (fraction(1, 4), fraction(-1, 1), "ab", "cd", Ratio::new(-1, 2)),
            (fraction(1, 4), fraction(-1, 3), "ab", "cd", Ratio::new(-1, 3)),
            (fraction(1, 1), fraction(-1, 1), "ab", "acd", Ratio::new(-1, 1)),
            (fraction(1, 3), fraction(-1, 1), "abc", "ad", Ratio::ZERO),
            (fraction(1, 4), fraction(-1, 1), "abcd", "ab", Ratio::share(1, 2)),
        ] {
            let rule = Penalised { penalty, floor };
            let judgement = judge(&rule, 4, keys, chosen, Points::whole(1));
            assert_eq!(judgement.fraction, expected, "{chosen} with the keys {keys} under {rule:?}");
        }
        let rule = Penalised { penalty: fraction(1, 4), floor: Fraction::ZERO };
        let shares = judge(&rule, 4, "ab", "ac", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::new(-1, 4), Ratio::ZERO]);
    }

    #[test]
    fn the_least_is_every_wrong_option_or_the_floor() {
        for (penalty, floor, keys, expected) in [
            (fraction(1, 4), fraction(-1, 1), "ab", Ratio::new(-1, 2)),
            (fraction(1, 4), fraction(-1, 4), "ab", Ratio::new(-1, 4)),
            (fraction(1, 4), fraction(0, 1), "ab", Ratio::ZERO),
            (fraction(1, 4), fraction(-1, 1), "abcd", Ratio::ZERO),
        ] {
            let rule = Penalised { penalty, floor };
            assert_eq!(rule.least(&question(4, keys), Points::whole(1)), expected, "{keys} under {rule:?}");
        }
    }
}
