use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together};
use crate::{FindingCode, Fraction, Points, limits, lint::Report, number::Ratio};

/// Σ vₙ · max(0, sₙ − best s before): the n-th try earns its value for what it gets right beyond the best before it.
/// \[PrairieLearn, homework with a points list\]
///
/// Each gain is rounded by itself, to a millionth of a point.
///
/// `{"behaviour": "points_list", "values": [1, 0.5, 0.25]}` and 8 points: half right, then right earns 8 · (1/2 + 1/2 · 1/2) = 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointsList {
    /// v₁, v₂, …: shares of the item's points, the first 1, none above the one before it. Tries beyond earn nothing.
    pub values: Vec<Fraction>,
}

impl Default for PointsList {
    /// One try.
    fn default() -> Self {
        Self { values: vec![Fraction::ONE] }
    }
}

impl Marking for PointsList {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        let (mut best, mut sum) = (Ratio::ZERO, Points::ZERO);
        let mut deciding = 0;
        for (index, (attempt, value)) in tries.iter().zip(&self.values).enumerate() {
            let share = attempt.fraction.at_least(Ratio::ZERO).at_most(Ratio::ONE);
            if share.of(points) > best.of(points) {
                let worth = Ratio::from(*value).of(points);
                let gain = share.of(worth).checked_sub(best.of(worth)).unwrap_or(Points::ZERO);
                sum = sum.checked_add(gain).unwrap_or(sum);
                (best, deciding) = (share, index);
            }
        }
        Together { points: sum, deciding, used: tries.len().min(self.values.len()) }
    }

    fn bounds(&self, _: Points, points: Points) -> [Points; 2] {
        [Points::ZERO, points]
    }

    fn lint(&self, report: &mut Report) {
        report.within("values", |report| {
            if self.values.len() > limits::TRIES as usize {
                report.error(FindingCode::TooMany, format!("there are more than {} tries", limits::TRIES));
            }
            if self.values.first() != Some(&Fraction::ONE) {
                report.error(FindingCode::UnreachableMaximum, "the first try does not earn full marks");
            }
            for (index, pair) in self.values.windows(2).enumerate().take(limits::TRIES as usize) {
                if pair[1] > pair[0] || pair[1].is_negative() {
                    let detail = "a try is worth 0 or more, and not more than the one before it";
                    report.error_at(index + 1, FindingCode::OutOfRange, detail);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn, *};

    #[test]
    fn each_try_earns_for_what_it_adds() {
        let list =
            PointsList { values: [(1, 1), (1, 2), (1, 4)].map(|(part, all)| Fraction::new(part, all).unwrap()).into() };
        for (tries, expected) in [
            (&[1.0][..], 8.0),
            (&[0.0, 1.0], 4.0),
            (&[0.0, 0.0, 1.0], 2.0),
            (&[0.0, 0.0, 0.0, 1.0], 0.0),
            (&[0.5, 1.0], 6.0),
            (&[0.5, 0.25, 1.0], 5.0),
            (&[0.5, 0.5, 0.5], 4.0),
            (&[1.0, 0.0], 8.0),
            (&[-0.5, 0.5], 2.0),
        ] {
            assert_eq!(earn(&list, 8, tries), expected, "{tries:?}");
        }
    }
}
