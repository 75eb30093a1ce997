use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together};
use crate::Points;

/// F of the last try: marked once, at the end. \[Moodle, deferred feedback\]
///
/// `{"behaviour": "deferred"}`: after a right try and then a wrong one nothing is earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deferred {}

impl Marking for Deferred {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        let last = tries.len().saturating_sub(1);
        Together { points: tries.last().map_or(Points::ZERO, |last| last.fraction.of(points)), deciding: last, used: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn, *};

    #[test]
    fn the_last_try_counts() {
        for (tries, expected) in [(&[1.0][..], 4.0), (&[1.0, 0.0], 0.0), (&[0.0, 0.5], 2.0), (&[1.0, -0.25], -1.0)] {
            assert_eq!(earn(&Deferred {}, 4, tries), expected, "{tries:?}");
        }
    }
}
