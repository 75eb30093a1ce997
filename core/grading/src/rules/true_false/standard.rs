use serde::{Deserialize, Serialize};

use super::TrueFalseScoring;
use crate::{Points, lint::Report, number::Ratio};

/// F = 1 if right, else 0. \[Moodle, true/false\]
///
/// `{"rule": "standard"}`: with 5 points, right earns 5 and wrong 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {}

impl TrueFalseScoring for Standard {
    fn wrong(&self, _: Points) -> Ratio {
        Ratio::ZERO
    }

    fn lint(&self, _: Points, _: &mut Report) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_answer_earns_nothing() {
        assert_eq!(Standard {}.wrong(Points::whole(5)), Ratio::ZERO);
    }
}
