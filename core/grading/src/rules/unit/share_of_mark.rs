use serde::{Deserialize, Serialize};

use super::{UnitScoring, cost};
use crate::{Fraction, lint::Report, number::Ratio};

/// F = m·(1 − share). \[Moodle, numerical, unit penalty as a fraction of the response's mark\]
///
/// `{"rule": "share_of_mark", "share": 0.2}`: a number that earns 0.5 earns 0.4 without its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareOfMark {
    /// Of what the number earns: above 0, at most 1.
    pub share: Fraction,
}

impl UnitScoring for ShareOfMark {
    fn earns(&self, mark: Fraction) -> Ratio {
        Ratio::from(mark).times(Ratio::ONE.minus(self.share.into())).at_least(Ratio::ZERO).at_most(mark.into())
    }

    fn lint(&self, report: &mut Report) {
        cost(self.share, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::check, *};

    #[test]
    fn a_share_of_what_the_number_earns_is_lost() {
        check(
            |share| ShareOfMark { share: share.parse().unwrap() }.into(),
            [
                ("0.2", "1", Ratio::share(4, 5)),
                ("0.2", "0.5", Ratio::share(2, 5)),
                ("1/3", "1/3", Ratio::share(2, 9)),
                ("0.2", "0", Ratio::ZERO),
                ("1", "1", Ratio::ZERO),
                ("-1", "0.5", Ratio::share(1, 2)),
            ],
        );
    }
}
