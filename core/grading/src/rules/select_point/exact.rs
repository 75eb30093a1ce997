use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AreaChance, Chances, Hits, SelectPointScoring};
use crate::{BlindGuess, number::Ratio, rules::Judgement};

/// F = 1 if every area has a point and no point is in none, else 0. \[the field's all or nothing\]
///
/// `{"rule": "exact"}`: of three areas, points in two of them earn nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exact {}

impl SelectPointScoring for Exact {
    fn judge(&self, hits: &Hits<'_>) -> Judgement {
        let areas = hits.areas.len();
        Judgement::whole(Ratio::all_or_nothing(areas > 0 && hits.hit() == areas && hits.astray == 0))
    }

    /// The points of each label in all areas that take it; sampled where some areas take any, or overlap.
    fn blind_guess(&self, chances: &Chances<'_>) -> BlindGuess {
        let labels: BTreeSet<Option<&str>> =
            chances.areas.iter().map(AreaChance::label).chain(chances.points.iter().copied()).collect();
        let any_label = labels.len() > 1 && chances.areas.iter().any(|area| area.label().is_none());
        if any_label || !chances.apart {
            return chances.sampled(|hits| self.judge(hits).fraction.to_f64());
        }
        let of_label = |label: Option<&str>| {
            let points = chances.points.iter().filter(|point| **point == label).count();
            let areas = chances.areas.iter().filter(|area| area.label() == label).map(|area| area.chance);
            all_found(points, areas)
        };
        BlindGuess::exactly(labels.into_iter().map(of_label).product())
    }
}

/// The chance that so many points are all in areas with these chances, and in each of them one: over the areas, of the ways to
/// give each some of the points that are left.
fn all_found(points: usize, areas: impl Iterator<Item = f64>) -> f64 {
    // By how many points are left.
    let mut ways = vec![0.0; points + 1];
    if let Some(all) = ways.last_mut() {
        *all = 1.0;
    }
    for chance in areas {
        let mut next = vec![0.0; points + 1];
        for (left, before) in ways.iter().enumerate().filter(|(_, before)| **before > 0.0) {
            let mut term = *before;
            for taken in 1..=left {
                term *= (left - taken + 1) as f64 / taken as f64 * chance;
                if let Some(sum) = next.get_mut(left - taken) {
                    *sum += term;
                }
            }
        }
        ways = next;
    }
    ways.first().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::{super::hits, *};

    #[test]
    fn only_a_point_in_every_area_and_none_elsewhere_earns() {
        for (signs, earns) in [("+++", true), ("++_", false), ("+++!", false), ("___", false), ("+", true), ("", false)]
        {
            assert_eq!(Exact {}.judge(&hits(signs)), Judgement::whole(Ratio::all_or_nothing(earns)), "{signs}");
        }
        let twice = Hits { points: 5, ..hits("+++") };
        assert_eq!(Exact {}.judge(&twice), Judgement::whole(Ratio::ONE), "several in one area");
    }

    #[test]
    fn all_points_fall_into_all_areas_as_often_as_counting_says() {
        for (points, areas, expected) in [
            (1, &[0.25][..], 0.25),
            (3, &[0.5], 0.125),
            (2, &[0.5, 0.25], 0.25),
            (3, &[0.5, 0.25], 3.0 * (0.5 * 0.5 * 0.25 + 0.5 * 0.25 * 0.25)),
            (1, &[0.5, 0.25], 0.0),
            (0, &[], 1.0),
            (1, &[], 0.0),
        ] {
            let chance = all_found(points, areas.iter().copied());
            assert!((chance - expected).abs() < 1e-12, "{chance} of {points} in {areas:?}");
        }
    }
}
