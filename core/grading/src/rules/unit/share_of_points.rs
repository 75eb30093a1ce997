use serde::{Deserialize, Serialize};

use super::{UnitScoring, cost};
use crate::{Fraction, lint::Report, number::Ratio};

/// F = max(0, m − share). \[Moodle, numerical, unit penalty as a fraction of the question's mark\]
///
/// `{"rule": "share_of_points", "share": 0.2}`: a number that earns 0.5 earns 0.3 without its unit, one that earns 0.1
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareOfPoints {
    /// Of the item's points, or the gap's: above 0, at most 1.
    pub share: Fraction,
}

impl UnitScoring for ShareOfPoints {
    fn earns(&self, mark: Fraction) -> Ratio {
        Ratio::from(mark).minus(self.share.into()).at_least(Ratio::ZERO).at_most(mark.into())
    }

    fn lint(&self, report: &mut Report) {
        cost(self.share, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::check, *};

    #[test]
    fn a_share_of_the_points_is_lost_but_no_more_than_was_earned() {
        check(
            |share| ShareOfPoints { share: share.parse().unwrap() }.into(),
            [
                ("0.2", "1", Ratio::share(4, 5)),
                ("0.2", "0.5", Ratio::share(3, 10)),
                ("1/3", "2/3", Ratio::share(1, 3)),
                ("0.2", "0.1", Ratio::ZERO),
                ("0.2", "0", Ratio::ZERO),
                ("-1", "0.5", Ratio::share(1, 2)),
            ],
        );
    }
}
