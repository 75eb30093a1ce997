use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Chances, Match, Matches, MatchingScoring};
use crate::{
    BlindGuess, FindingCode, Fraction,
    guess::{Step, Sums},
    interactions::Weight,
    lint::{self, Report},
    number::Ratio,
    rules::{
        costs::{self, UNITS},
        is_zero,
    },
};

/// F = max(floor, Σ w of the right pairs / Σ w − p·wrong pairs). \[Moodle, matching; Canvas, matching; weights and costs
/// as of a QTI mapping\]
///
/// A source without a target costs nothing, and a distractor, be it a source or a target, is wrong only when it is used.
///
/// `{"rule": "each_pair"}`: of four sources, three right pairs earn 3/4. `{"rule": "each_pair", "weights": {"a": 2},
/// "penalty": 0.1}`: with the sources a to c, a right and c wrong earn 2/4 − 1/10.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EachPair {
    /// w, by source id: how much its pair counts against the others; 1 where nothing is stated.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// p: what each wrong pair costs, as a share of the item's points.
    #[serde(skip_serializing_if = "is_zero")]
    pub penalty: Fraction,
    /// How low wrong pairs may take it: zero, or below.
    #[serde(skip_serializing_if = "is_zero")]
    pub floor: Fraction,
}

impl EachPair {
    fn cost(&self) -> Ratio {
        Ratio::from(self.penalty).negated()
    }
}

/// Σ w, over the sources that have a key.
fn whole(matches: &Matches<'_>) -> i128 {
    matches.iter().filter(|(source, _)| source.has_key()).map(|(_, weight)| i128::from(weight)).sum()
}

impl MatchingScoring for EachPair {
    fn fraction(&self, matches: &Matches<'_>) -> Ratio {
        let whole = whole(matches);
        let right = matches.iter().filter(|(source, _)| *source == Match::Right);
        let earned: i128 = right.map(|(_, weight)| i128::from(weight)).sum();
        costs::less_wrong(earned, whole, self.penalty, matches.counts().wrong, self.floor)
    }

    fn shares(&self, matches: &Matches<'_>) -> Vec<Ratio> {
        let whole = whole(matches);
        let share = |(source, weight): (Match, i64)| match source {
            Match::Right => Ratio::new(weight.into(), whole),
            Match::Wrong | Match::Distracted => self.cost(),
            Match::Missing | Match::LeftAlone => Ratio::ZERO,
        };
        matches.iter().map(share).collect()
    }

    fn weight(&self, source: &str) -> i64 {
        self.weights.get(source).copied().unwrap_or_default().millionths()
    }

    fn goes_by_counts(&self) -> bool {
        self.weights.is_empty()
    }

    fn least(&self, sources: usize) -> Ratio {
        costs::least(self.penalty, sources, self.floor)
    }

    /// Every pair is wrong, but for those that chance makes right.
    fn blind_guess(&self, unanswered: &Matches<'_>, chances: &Chances) -> BlindGuess {
        let whole = whole(unanswered);
        let cost = i128::from(self.penalty.units()) * whole;
        let keyed = unanswered.iter().zip(&chances.each).filter(|((source, _), _)| source.has_key());
        let step = |((_, weight), chance): ((Match, i64), &f64)| Step {
            by: i128::from(weight) * UNITS + cost,
            chance: *chance,
        };
        let sums = Sums {
            start: -cost * unanswered.sources() as i128,
            steps: keyed.map(step).collect(),
            bounds: i128::from(self.floor.units()) * whole..=UNITS * whole,
            whole: UNITS * whole,
        };
        sums.mean()
    }

    fn lint(&self, keyed: &HashSet<&str>, report: &mut Report) {
        report.within("weights", |report| {
            for source in self.weights.keys().filter(|source| !keyed.contains(source.as_str())) {
                report.error_at(source, FindingCode::UnknownId, format!("there is no pair of a source {source:?}"));
            }
        });
        if self.penalty.is_negative() {
            report.error_at("penalty", FindingCode::OutOfRange, "a wrong pair costs 0 or more");
        }
        lint::floor(self.floor, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{judge, judge_sources},
        *,
    };

    fn fraction(part: i64, whole: i64) -> Fraction {
        Fraction::new(part, whole).unwrap()
    }

    #[test]
    fn each_right_pair_earns_its_share() {
        for (signs, right, total) in [
            ("++++", 4, 4),
            ("+++-", 3, 4),
            ("+++_", 3, 4),
            ("----", 0, 4),
            ("+-.", 1, 2),
            ("++!", 2, 2),
            (".!", 0, 1),
            ("", 0, 1),
        ] {
            assert_eq!(judge(&EachPair::default(), signs).fraction, Ratio::share(right, total), "{signs}");
        }
        let shares = judge(&EachPair::default(), "+-!").shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::ZERO]);
    }

    #[test]
    fn wrong_pairs_cost_what_is_stated_down_to_the_floor() {
        for (penalty, floor, signs, expected) in [
            (fraction(1, 4), fraction(0, 1), "++--", Ratio::ZERO),
            (fraction(1, 4), fraction(0, 1), "++-_", Ratio::share(1, 4)),
            (fraction(1, 4), fraction(0, 1), "++++", Ratio::ONE),
            (fraction(1, 4), fraction(0, 1), "++!.", Ratio::share(3, 4)),
            (fraction(1, 3), fraction(-1, 1), "--!.", Ratio::new(-1, 1)),
            (fraction(1, 3), fraction(-1, 1), "--__", Ratio::new(-2, 3)),
            (fraction(1, 3), fraction(-1, 2), "--__", Ratio::new(-1, 2)),
            (fraction(1, 1), fraction(-1, 1), "----", Ratio::new(-1, 1)),
        ] {
            let rule = EachPair { penalty, floor, ..EachPair::default() };
            assert_eq!(judge(&rule, signs).fraction, expected, "{signs} under {rule:?}");
        }
        let rule = EachPair { penalty: fraction(1, 4), ..EachPair::default() };
        let cost = Ratio::new(-1, 4);
        assert_eq!(judge(&rule, "+_-!.").shares, [Ratio::share(1, 3), Ratio::ZERO, cost, cost, Ratio::ZERO]);
        for (floor, sources, expected) in [(0, 4, (0, 1)), (-1, 3, (-3, 4)), (-1, 9, (-1, 1))] {
            let least = EachPair { floor: fraction(floor, 1), ..rule.clone() }.least(sources);
            assert_eq!(least, Ratio::new(expected.0, expected.1), "{sources} sources down to {floor}");
        }
    }

    #[test]
    fn pairs_count_by_their_weights() {
        let weight = |millionths| Weight::from_millionths(millionths).unwrap();
        let rule = EachPair {
            weights: [("a".to_owned(), weight(2_000_000)), ("c".to_owned(), weight(500_000))].into(),
            penalty: fraction(1, 10),
            ..EachPair::default()
        };
        for (signs, expected) in [
            ("+++", Ratio::ONE),
            ("+__", Ratio::share(4, 7)),
            ("_+_", Ratio::share(2, 7)),
            ("__+", Ratio::share(1, 7)),
            ("+-_", Ratio::share(33, 70)),
            ("+_.", Ratio::share(2, 3)),
        ] {
            assert_eq!(judge(&rule, signs).fraction, expected, "{signs}");
        }
    }

    #[test]
    fn the_most_and_heaviest_pairs_are_still_exact() {
        let ids: Vec<_> = (0..crate::limits::OPTIONS).map(|n| n.to_string()).collect();
        let weight = Weight::from_millionths(i64::from(crate::limits::WEIGHT) * 1_000_000 - 1).unwrap();
        let rule = EachPair {
            weights: ids.iter().map(|id| (id.clone(), weight)).collect(),
            penalty: fraction(1, 200),
            floor: fraction(-1, 1),
        };
        let points = crate::Points::whole(crate::limits::ITEM_POINTS);
        for (right, expected) in [(200, 1_000_000), (150, 500_000), (99, -10_000), (0, -1_000_000)] {
            let signs: Vec<_> = (0..ids.len()).map(|n| if n < right { '+' } else { '-' }).collect();
            let judgement = judge_sources(&rule, &ids, &signs);
            assert_eq!(judgement.fraction.of(points), crate::Points::whole(expected), "{right} right");
        }
        let harsh = EachPair { penalty: fraction(1, 1), ..rule };
        assert_eq!(judge_sources(&harsh, &ids, &vec!['-'; ids.len()]).fraction, Ratio::new(-1, 1));
    }
}
