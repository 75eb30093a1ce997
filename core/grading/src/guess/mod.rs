//! What a blind guess earns on average.

mod sums;

pub(crate) use sums::{Draws, Step, Sums};

use serde::{Deserialize, Serialize};

use crate::{FindingCode, Interaction, Item, interactions::Asked, lint::Report};

/// What somebody earns on average who knows nothing and guesses, as a share of the item's points.
///
/// The guesser takes one option with the same chance for each; ticks each box with a chance of one half, but never none,
/// unless "none apply" can be chosen; puts a target to each source, a label of its group into each gap, and entries into
/// any order, each with the same chance; and neither writes nor reckons: text, numbers and formulas earn nothing. What is
/// in one gap is taken to say nothing about the others, though a label may be used up; only where each label of a group can
/// be used once and each gap has one key is the chance that all are right that of putting them into any order.
/// The guesser takes one option, and one position of a slider, with the same chance for each; ticks each box with a chance of one half, but never none,
/// unless "none apply" can be chosen; puts a target to each source, and entries into any order, each with the same
/// chance; sets as many points on a picture as may be, each on any pixel with the same chance; and neither writes nor reckons: text, numbers and formulas earn nothing.
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

    /// The share above which [`Item::lint`] warns: one half, what a coin earns of true or false.
    pub const HIGH: f64 = 0.5;

    /// Reckoned from all cases.
    #[must_use]
    pub const fn exactly(share: f64) -> Self {
        Self { share, margin: 0.0 }
    }

    /// The mean over all cases but one, which has this share and this chance.
    pub(crate) fn without(self, share: f64, chance: f64) -> Self {
        let others = 1.0 - chance;
        Self { share: (self.share - chance * share) / others, margin: self.margin / others }
    }

    /// Whether the share is above [`BlindGuess::HIGH`] for certain, and not by rounding or by what was sampled.
    fn is_high(self) -> bool {
        self.share - self.margin > Self::HIGH + 1e-9
    }
}

impl Item {
    /// What a blind guess at this item earns on average. Reckoned in polynomial time, or, where too many different sums
    /// of stated weights are possible, sampled: the same each time, with its margin.
    ///
    /// ```
    /// use pediafor_grading::{Interaction, Item, Points, TrueFalse};
    ///
    /// let question = Interaction::TrueFalse(TrueFalse { key: true, scoring: Default::default() });
    /// assert_eq!(Item::new("q", "The Earth is round.", Points::whole(1), question).blind_guess().share, 0.5);
    /// ```
    #[must_use]
    pub fn blind_guess(&self) -> BlindGuess {
        Asked::from(self).blind_guess()
    }
}

impl Asked<'_> {
    /// What a blind guess earns on average, of the points.
    pub(crate) fn blind_guess(self) -> BlindGuess {
        match self.interaction {
            Interaction::Choice(question) => question.blind_guess(self.points),
            Interaction::MultipleChoice(question) => question.blind_guess(self.points),
            Interaction::TrueFalse(question) => question.blind_guess(self.points),
            Interaction::Cloze(question) => question.blind_guess(),
            Interaction::Matching(question) => question.blind_guess(),
            Interaction::Ordering(question) => question.sequence().blind_guess(),
            Interaction::GapMatch(question) => question.labelling().blind_guess(),
            Interaction::GraphicGapMatch(question) => question.labelling().blind_guess(),
            Interaction::GraphicOrder(question) => question.sequence().blind_guess(),
            Interaction::Hotspot(question) => question.choosing().blind_guess(self.points),
            Interaction::HotText(question) => question.choosing().blind_guess(self.points),
            Interaction::SelectPoint(question) => question.blind_guess(),
            Interaction::ShortText(_)
            | Interaction::Essay(_)
            | Interaction::Numeric(_)
            | Interaction::FileUpload(_)
            | Interaction::Formula(_)
            | Interaction::Likert(_) => BlindGuess::NOTHING,
            Interaction::Composite(question) => question.blind_guess(self.points),
            Interaction::Slider(question) => question.blind_guess(),
        }
    }
}

/// What a blind guess at a whole paper earns on average, as a share of its points: the mean of its items' by their points.
///
/// ```
/// # use pediafor_grading::{BlindGuess, blind_guess};
/// assert_eq!(blind_guess(&[]), BlindGuess::NOTHING);
/// ```
pub fn blind_guess<'a>(items: impl IntoIterator<Item = &'a Item>) -> BlindGuess {
    let (mut points, mut share, mut margin) = (0.0, 0.0, 0.0);
    for item in items {
        let (most, guess) = (item.points.millionths().max(0) as f64, item.blind_guess());
        points += most;
        share += most * guess.share;
        // Margins are added up as if all were off to the same side: that errs on the safe one.
        margin += most * guess.margin;
    }
    if points > 0.0 { BlindGuess { share: share / points, margin: margin / points } } else { BlindGuess::NOTHING }
}

/// Warns of an item that pays for guessing, if nothing else is wrong with it.
pub(crate) fn lint(item: &Item, report: &mut Report) {
    if report.has_error() {
        return;
    }
    let guess = item.blind_guess();
    if guess.is_high() {
        let detail = format!("a blind guess earns {:.2} % of the points on average", 100.0 * guess.share);
        report.warning(FindingCode::GuessingPays, detail);
    }
}
