use serde::{Deserialize, Serialize};

/// What somebody earns on average who knows nothing and guesses, as a share of the item's points.
///
/// The guesser takes one option with the same chance for each; ticks each box with a chance of one half, but never none;
/// puts a target to each source, and entries into any order, each with the same chance; and neither writes nor reckons:
/// text, numbers and formulas earn nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct BlindGuess {
    /// The mean, of all points: 0.25 for one of four options. Below zero where wrong answers cost more than right ones earn.
    pub share: f64,
    /// How far the true mean may be away, with a confidence of 95 %; zero where the mean was reckoned and not sampled.
    pub margin: f64,
}

impl BlindGuess {
    /// Nothing can be earned without knowing.
    pub const NOTHING: Self = Self { share: 0.0, margin: 0.0 };

    /// Reckoned from all cases.
    #[must_use]
    pub const fn exactly(share: f64) -> Self {
        Self { share, margin: 0.0 }
    }
}
