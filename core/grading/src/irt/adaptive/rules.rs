use std::{collections::BTreeMap, num::NonZeroU32};

use serde::{Deserialize, Serialize};

use crate::irt::Quadrature;

/// How an adaptive test begins, chooses and ends.
///
/// ```
/// use pediafor_grading::irt::adaptive::Rules;
///
/// let rules: Rules = serde_json::from_str(r#"{
///     "start": {"ability": -0.5, "items": 2},
///     "targets": {"algebra": 2, "geometry": 1},
///     "randomesque": 4,
///     "stop": {"least_items": 8, "most_items": 30, "standard_error": 0.3}
/// }"#)?;
/// assert_eq!(rules.check(), Ok(()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Where the test begins.
    #[serde(default)]
    pub start: Start,
    /// The share of each content area, as a weight among the weights of all. Items of other areas are not asked. Empty:
    /// areas make no difference.
    #[serde(default)]
    pub targets: BTreeMap<String, NonZeroU32>,
    /// Exposure control: one of so many most informative items is drawn, each with the same chance, so that the best few
    /// are not asked of everybody. 1 asks the best. \[randomesque, Kingsbury & Zara 1989\]
    #[serde(default = "Rules::best")]
    pub randomesque: NonZeroU32,
    /// When the test ends.
    pub stop: Stop,
    /// The nodes by which abilities are estimated.
    #[serde(default)]
    pub quadrature: Quadrature,
}

/// Where a test begins.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The ability that the first items are chosen for: somewhat below 0 to begin with something that most can answer.
    pub ability: f64,
    /// How many items are chosen for it. After so many, items are chosen for the ability estimated from the answers.
    pub items: usize,
}

impl Default for Start {
    /// The first item is for the middle of the group.
    fn default() -> Self {
        Self { ability: 0.0, items: 1 }
    }
}

/// When a test ends: when the ability is known well enough, or when it is long enough, whichever is first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// So many items are asked however well the ability is known.
    #[serde(default)]
    pub least_items: usize,
    /// No more are asked.
    pub most_items: usize,
    /// The standard error that is small enough; without one the length alone counts.
    #[serde(default)]
    pub standard_error: Option<f64>,
}

/// What is wrong with rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RulesError {
    /// The ability to start with is no number.
    #[error("the ability to start with is not finite")]
    Start,
    /// The standard error to stop at is no number above zero.
    #[error("the standard error to stop at is not above zero")]
    StandardError,
    /// More items are to be asked than may be.
    #[error("the least number of items is above the largest")]
    Length,
}

impl Rules {
    /// From the middle, always the best item, areas make no difference.
    #[must_use]
    pub fn new(stop: Stop) -> Self {
        Self {
            start: Start::default(),
            targets: BTreeMap::new(),
            randomesque: Self::best(),
            stop,
            quadrature: Quadrature::default(),
        }
    }

    const fn best() -> NonZeroU32 {
        NonZeroU32::MIN
    }

    /// Whether they can be followed.
    pub fn check(&self) -> Result<(), RulesError> {
        let Stop { least_items, most_items, standard_error } = self.stop;
        if !self.start.ability.is_finite() {
            Err(RulesError::Start)
        } else if standard_error.is_some_and(|error| !(error.is_finite() && error > 0.0)) {
            Err(RulesError::StandardError)
        } else if least_items > most_items {
            Err(RulesError::Length)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_cannot_be_followed_are_refused() {
        let stop = |least_items, most_items, standard_error| Stop { least_items, most_items, standard_error };
        for (ability, stop, expected) in [
            (0.0, stop(0, 0, None), Ok(())),
            (-1.0, stop(5, 5, Some(0.3)), Ok(())),
            (f64::NAN, stop(0, 5, None), Err(RulesError::Start)),
            (f64::INFINITY, stop(0, 5, None), Err(RulesError::Start)),
            (0.0, stop(0, 5, Some(0.0)), Err(RulesError::StandardError)),
            (0.0, stop(0, 5, Some(f64::NAN)), Err(RulesError::StandardError)),
            (0.0, stop(6, 5, None), Err(RulesError::Length)),
        ] {
            let rules = Rules { start: Start { ability, items: 1 }, ..Rules::new(stop) };
            assert_eq!(rules.check(), expected, "{rules:?}");
        }
    }
}
