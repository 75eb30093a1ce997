use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together};
use crate::Points;

/// F of the first try, after which the answer is shown. \[Moodle, immediate feedback\]
///
/// `{"behaviour": "immediate"}`: after a wrong try a right one earns nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Immediate {}

impl Marking for Immediate {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        Together { points: tries.first().map_or(Points::ZERO, |first| first.fraction.of(points)), deciding: 0, used: 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn, *};

    #[test]
    fn the_first_try_counts() {
        for (tries, expected) in [(&[1.0][..], 4.0), (&[1.0, 0.0], 4.0), (&[0.0, 1.0], 0.0), (&[-0.25, 1.0], -1.0)] {
            assert_eq!(earn(&Immediate {}, 4, tries), expected, "{tries:?}");
        }
    }
}
