use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together};
use crate::{Points, number::Ratio};

/// How sure somebody is of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Not very: below two thirds.
    #[default]
    Low,
    /// Fairly: above two thirds.
    Medium,
    /// Very: above four fifths.
    High,
}

impl Certainty {
    /// What F is multiplied with where something is earned, and what is lost, in shares of P, where nothing is.
    const fn stakes(self) -> (usize, i128) {
        match self {
            Self::Low => (1, 0),
            Self::Medium => (2, 2),
            Self::High => (3, 6),
        }
    }
}

/// F > 0: F · 1, 2 or 3 by low, medium or high certainty. F ≤ 0: 0, −2 or −6. From −6 P to 3 P. \[Gardner-Medwin,
/// certainty-based marking; Moodle, deferred and immediate feedback with CBM\]
///
/// The last try counts, or the first where the answer is shown `at_once`. Who does not say how sure they are is not very sure;
/// who answers nothing earns and loses nothing.
///
/// `{"behaviour": "certainty"}`: half right with high certainty earns 1.5 P, wrong with medium costs 2 P.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CertaintyBased {
    /// Whether the answer is shown after the first try.
    pub at_once: bool,
}

impl Marking for CertaintyBased {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        let deciding = if self.at_once { 0 } else { tries.len().saturating_sub(1) };
        let earned = tries.get(deciding).map_or(Ratio::ZERO, |attempt| {
            let (gain, loss) = attempt.certainty.unwrap_or_default().stakes();
            if attempt.fraction > Ratio::ZERO {
                attempt.fraction.times(Ratio::whole(gain))
            } else {
                Ratio::new(-loss, 1)
            }
        });
        Together { points: earned.of(points), deciding, used: 1 }
    }

    fn bounds(&self, _: Points, points: Points) -> [Points; 2] {
        [Ratio::new(-6, 1).of(points), Ratio::new(3, 1).of(points)]
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn_surely, *};

    #[test]
    fn certainty_multiplies_both_ways() {
        use Certainty::{High, Low, Medium};
        for (fraction, certainty, expected) in [
            (1.0, Some(Low), 2.0),
            (1.0, Some(Medium), 4.0),
            (1.0, Some(High), 6.0),
            (1.0, None, 2.0),
            (0.5, Some(High), 3.0),
            (0.0, Some(Low), 0.0),
            (0.0, Some(Medium), -4.0),
            (0.0, Some(High), -12.0),
            (-0.5, Some(High), -12.0),
            (-0.5, None, 0.0),
        ] {
            let alone = [(fraction, certainty)];
            assert_eq!(earn_surely(&CertaintyBased { at_once: false }, 2, &alone), expected, "{alone:?}");
            assert_eq!(earn_surely(&CertaintyBased { at_once: true }, 2, &alone), expected, "{alone:?}");
        }
        let changed = [(1.0, Some(High)), (1.0, Some(Low))];
        assert_eq!(earn_surely(&CertaintyBased { at_once: false }, 2, &changed), 2.0);
        assert_eq!(earn_surely(&CertaintyBased { at_once: true }, 2, &changed), 6.0);
        assert_eq!(CertaintyBased::default().bounds(Points::whole(-1), Points::whole(2)), [-12, 6].map(Points::whole));
    }
}
