use serde::{Deserialize, Serialize};

use super::{Chances, Hits, SelectPointScoring};
use crate::{BlindGuess, number::Ratio, rules::Judgement};

/// F = areas with a point / max(areas, points): who sets more points than there are areas earns less for each. \[Moodle,
/// drag and drop markers\]
///
/// `{"rule": "per_point"}`: of three areas, points in two of them earn 2/3 with up to three points, 2/4 with four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerPoint {}

impl SelectPointScoring for PerPoint {
    fn judge(&self, hits: &Hits<'_>) -> Judgement {
        let whole = hits.areas.len().max(hits.points);
        let share = |hit: bool| if hit { Ratio::share(1, whole) } else { Ratio::ZERO };
        let astray = (0..hits.astray).map(|_| false);
        Judgement {
            fraction: Ratio::share(hits.hit(), whole),
            shares: hits.areas.iter().map(|(_, hit)| *hit).chain(astray).map(share).collect(),
        }
    }

    fn blind_guess(&self, chances: &Chances<'_>) -> BlindGuess {
        let whole = chances.areas.len().max(chances.points.len());
        BlindGuess::exactly(chances.areas.iter().map(|area| chances.of(area)).sum::<f64>() / whole as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::hits, *};

    #[test]
    fn more_points_than_areas_make_each_share_smaller() {
        for (signs, more_inside, hit, whole) in [
            ("+++", 0, 3, 3),
            ("++_", 0, 2, 3),
            ("++_!", 0, 2, 3),
            ("++_!!", 0, 2, 4),
            ("+__", 2, 1, 3),
            ("+__!!!", 2, 1, 6),
            ("+++!", 0, 3, 4),
            ("+++", 1, 3, 4),
            ("___!", 0, 0, 3),
            ("", 0, 0, 1),
        ] {
            let mut hits = hits(signs);
            hits.points += more_inside;
            let judgement = PerPoint {}.judge(&hits);
            assert_eq!(judgement.fraction, Ratio::share(hit, whole), "{signs} and {more_inside}");
            assert_eq!(judgement.shares.len(), signs.len());
        }
        assert_eq!(PerPoint {}.judge(&hits("+_!")).shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::ZERO]);
    }
}
