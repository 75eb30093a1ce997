use serde::{Deserialize, Serialize};

use super::UnitScoring;
use crate::{Fraction, lint::Report, number::Ratio};

/// F = 0: without a right unit no number is right. \[PrairieLearn, units input, with-units\]
///
/// `{"rule": "required"}`: where 3.14 m is right, 3.14 and 3.14 frogs earn nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {}

impl UnitScoring for Required {
    fn earns(&self, _: Fraction) -> Ratio {
        Ratio::ZERO
    }

    fn lint(&self, _: &mut Report) {}
}

#[cfg(test)]
mod tests {
    use super::{super::tests::check, *};

    #[test]
    fn everything_is_lost() {
        check(|_| Required {}.into(), [("", "1", Ratio::ZERO), ("", "1/3", Ratio::ZERO), ("", "0", Ratio::ZERO)]);
    }
}
