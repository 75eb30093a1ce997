use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{AreaChance, Chances, Hits, SelectPointScoring};
use crate::{
    BlindGuess, FindingCode, Fraction,
    interactions::{SelectPoint, Weight},
    lint::{self, Report},
    number::Ratio,
    rules::{Judgement, costs, is_zero},
};

/// F = max(floor, Σ w of the areas with a point / Σ w − p·points in no area), each area counted once. \[QTI
/// `mapResponsePoint`; weights and costs as of matching\]
///
/// `{"rule": "each_area"}`: of three areas, points in two of them earn 2/3, wherever others are. `{"rule": "each_area",
/// "weights": {"heart": 2}, "penalty": 0.1}`: of a heart and a lung, the heart and a point elsewhere earn 2/3 − 1/10.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EachArea {
    /// w, by area id: how much it counts against the others; 1 where nothing is stated.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, Weight>,
    /// p: what each point in no area costs, as a share of the item's points.
    #[serde(skip_serializing_if = "is_zero")]
    pub penalty: Fraction,
    /// How low such points may take it: zero, or below.
    #[serde(skip_serializing_if = "is_zero")]
    pub floor: Fraction,
}

impl EachArea {
    fn weight(&self, area: &str) -> i128 {
        self.weights.get(area).copied().unwrap_or_default().millionths().into()
    }

    /// Σ w.
    fn whole<'a>(&self, areas: impl Iterator<Item = &'a str>) -> i128 {
        areas.map(|area| self.weight(area)).sum()
    }
}

impl SelectPointScoring for EachArea {
    fn judge(&self, hits: &Hits<'_>) -> Judgement {
        let whole = self.whole(hits.areas.iter().map(|(area, _)| *area));
        let earned: i128 = hits.areas.iter().filter(|(_, hit)| *hit).map(|(area, _)| self.weight(area)).sum();
        let share = |(area, hit): &(&str, bool)| if *hit { Ratio::new(self.weight(area), whole) } else { Ratio::ZERO };
        let astray = (0..hits.astray).map(|_| Ratio::from(self.penalty).negated());
        Judgement {
            fraction: costs::less_wrong(earned, whole, self.penalty, hits.astray, self.floor),
            shares: hits.areas.iter().map(share).chain(astray).collect(),
        }
    }

    fn least(&self, most: usize) -> Ratio {
        costs::least(self.penalty, most, self.floor)
    }

    /// Where no number of points in no area comes below the floor, Σ w·chance / Σ w − p·points in no area; a single such
    /// point costs no more than the floor says. Sampled otherwise, and where points cost and areas overlap.
    fn blind_guess(&self, chances: &Chances<'_>) -> BlindGuess {
        let free = self.penalty == Fraction::ZERO;
        let (floor, mut cost) = (Ratio::from(self.floor), Ratio::from(self.penalty));
        if chances.points.len() == 1 {
            cost = cost.at_most(floor.negated());
        }
        let to_the_floor = Ratio::whole(chances.points.len()).times(cost).negated() < floor;
        if to_the_floor || !chances.apart && !free {
            return chances.sampled(|hits| self.judge(hits).fraction.to_f64());
        }
        let whole = self.whole(chances.areas.iter().map(AreaChance::id)) as f64;
        let found: f64 = chances.areas.iter().map(|area| self.weight(area.id()) as f64 * chances.of(area)).sum();
        if whole <= 0.0 {
            return BlindGuess::NOTHING;
        }
        BlindGuess::exactly(found / whole - cost.to_f64() * chances.astray())
    }

    fn lint(&self, question: &SelectPoint, report: &mut Report) {
        let areas: HashSet<&str> = question.areas.iter().map(|area| area.id.as_str()).collect();
        report.within("weights", |report| {
            for area in self.weights.keys().filter(|area| !areas.contains(area.as_str())) {
                report.error_at(area, FindingCode::UnknownId, format!("there is no area {area:?}"));
            }
        });
        if self.penalty.is_negative() {
            report.error_at("penalty", FindingCode::OutOfRange, "a point in no area costs 0 or more");
        }
        lint::floor(self.floor, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::hits, *};

    fn fraction(part: i64, whole: i64) -> Fraction {
        Fraction::new(part, whole).unwrap()
    }

    #[test]
    fn each_area_with_a_point_earns_its_share() {
        for (signs, hit, total) in
            [("+++", 3, 3), ("++_", 2, 3), ("+__!!", 1, 3), ("___!", 0, 3), ("+!!!!", 1, 1), ("_", 0, 1), ("", 0, 1)]
        {
            assert_eq!(EachArea::default().judge(&hits(signs)).fraction, Ratio::share(hit, total), "{signs}");
        }
        let shares = EachArea::default().judge(&hits("+_!")).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::ZERO]);
    }

    #[test]
    fn points_in_no_area_cost_what_is_stated_down_to_the_floor() {
        for (penalty, floor, signs, expected) in [
            (fraction(1, 4), fraction(0, 1), "++__!", Ratio::share(1, 4)),
            (fraction(1, 4), fraction(0, 1), "++__!!!", Ratio::ZERO),
            (fraction(1, 4), fraction(0, 1), "++++!", Ratio::share(3, 4)),
            (fraction(1, 3), fraction(-1, 1), "__!!", Ratio::new(-2, 3)),
            (fraction(1, 3), fraction(-1, 2), "__!!", Ratio::new(-1, 2)),
            (fraction(1, 3), fraction(-1, 1), "__!!!!", Ratio::new(-1, 1)),
            (fraction(1, 1), fraction(-1, 1), "+!", Ratio::ZERO),
        ] {
            let rule = EachArea { penalty, floor, ..EachArea::default() };
            assert_eq!(rule.judge(&hits(signs)).fraction, expected, "{signs} under {rule:?}");
        }
        let rule = EachArea { penalty: fraction(1, 4), ..EachArea::default() };
        let cost = Ratio::new(-1, 4);
        assert_eq!(rule.judge(&hits("+_!!")).shares, [Ratio::share(1, 2), Ratio::ZERO, cost, cost]);
        for (floor, most, expected) in [(0, 4, (0, 1)), (-1, 3, (-3, 4)), (-1, 9, (-1, 1))] {
            let least = EachArea { floor: fraction(floor, 1), ..rule.clone() }.least(most);
            assert_eq!(least, Ratio::new(expected.0, expected.1), "{most} points down to {floor}");
        }
    }

    #[test]
    fn areas_count_by_their_weights() {
        let weight = |millionths| Weight::from_millionths(millionths).unwrap();
        let rule = EachArea {
            weights: [("a".to_owned(), weight(2_000_000)), ("c".to_owned(), weight(500_000))].into(),
            penalty: fraction(1, 10),
            ..EachArea::default()
        };
        for (signs, expected) in [
            ("+++", Ratio::ONE),
            ("+__", Ratio::share(4, 7)),
            ("_+_", Ratio::share(2, 7)),
            ("__+", Ratio::share(1, 7)),
            ("+__!", Ratio::share(33, 70)),
        ] {
            assert_eq!(rule.judge(&hits(signs)).fraction, expected, "{signs}");
        }
    }

    #[test]
    fn the_most_and_heaviest_areas_are_still_exact() {
        let ids: Vec<_> = (0..crate::limits::AREAS).map(|n| n.to_string()).collect();
        let weight = Weight::from_millionths(i64::from(crate::limits::WEIGHT) * 1_000_000 - 1).unwrap();
        let rule = EachArea {
            weights: ids.iter().map(|id| (id.clone(), weight)).collect(),
            penalty: fraction(1, 100),
            floor: fraction(-1, 1),
        };
        let points = crate::Points::whole(crate::limits::ITEM_POINTS);
        for (hit, astray, expected) in [(100, 0, 1_000_000), (75, 25, 500_000), (0, 100, -1_000_000), (1, 0, 10_000)] {
            let areas = ids.iter().enumerate().map(|(n, id)| (&**id, n < hit)).collect();
            let judgement = rule.judge(&Hits { areas, astray, points: hit + astray });
            assert_eq!(judgement.fraction.of(points), crate::Points::whole(expected), "{hit} and {astray}");
        }
    }
}
