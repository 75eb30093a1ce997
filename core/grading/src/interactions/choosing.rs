//! Several of the things that are shown in a text or on a picture, and no more than so many.

use std::collections::BTreeSet;

use super::MultipleChoice;
use crate::{
    BlindGuess, FindingCode, Points, limits,
    lint::Report,
    mark::Assessed,
    number::Ratio,
    rules::multiple_choice::{Judged, guess_at_most},
};

/// A multiple choice of which only so many options may be chosen.
pub(crate) struct Choosing {
    pub(crate) question: MultipleChoice,
    pub(crate) most: Option<u32>,
}

impl Choosing {
    /// How many may be chosen, where that is fewer than there are.
    fn fewer(&self) -> Option<usize> {
        self.most.map(|most| most as usize).filter(|most| *most < self.question.options.len())
    }

    /// The least that a response can earn.
    pub(crate) fn least(&self, points: Points) -> Ratio {
        match self.fewer() {
            Some(most) => Judged::new(&self.question, points).least(most),
            None => self.question.least(points),
        }
    }

    /// Each box ticked with a chance of one half, but never none, nor more than may be. Beyond its bounds, which lint tells,
    /// nothing is reckoned.
    pub(crate) fn blind_guess(&self, points: Points) -> BlindGuess {
        match self.fewer() {
            _ if self.question.options.len() > limits::OPTIONS => BlindGuess::NOTHING,
            Some(most) => guess_at_most(&self.question, points, most),
            None => self.question.blind_guess(points),
        }
    }

    /// What is wrong with the keys, with how many may be chosen, and with the rule.
    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        self.question.lint_keys(report);
        if let Some(most) = self.most {
            let keys = self.question.keys.iter().collect::<BTreeSet<_>>().len();
            report.within("most", |report| {
                if most == 0 {
                    report.error(FindingCode::OutOfRange, "at least one may be chosen");
                } else if (most as usize) < keys {
                    report.error(FindingCode::UnreachableMaximum, "there are more keys than may be chosen");
                }
            });
        }
        report.within("scoring", |report| self.question.scoring.scoring().lint(&self.question, points, report));
    }

    pub(crate) fn assess(&self, chosen: &[String], points: Points) -> Assessed {
        self.question.assess(chosen, points)
    }
}
