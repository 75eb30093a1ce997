use serde::{Deserialize, Serialize};

use super::UnitScoring;
use crate::{Fraction, lint::Report, number::Ratio};

/// F = m: the number alone counts. \[Moodle, numerical, units optional\]
///
/// `{"rule": "free"}`: of what 3.14 m earns, 3.14 and 3.14 frogs earn the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Free {}

impl UnitScoring for Free {
    fn earns(&self, mark: Fraction) -> Ratio {
        mark.into()
    }

    fn lint(&self, _: &mut Report) {}
}

#[cfg(test)]
mod tests {
    use super::{super::tests::check, *};

    #[test]
    fn nothing_is_lost() {
        check(|_| Free {}.into(), [("", "1", Ratio::ONE), ("", "1/3", Ratio::share(1, 3)), ("", "0", Ratio::ZERO)]);
    }
}
