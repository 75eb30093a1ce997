use serde::{Deserialize, Serialize};

use super::PaperEntry;
use crate::{
    BlindGuess, FindingCode, PartOutcome, Points,
    lint::{self, Report},
    mark::{Assessed, correct},
    number::Ratio,
    rules::choice::ChoiceRule,
};

/// One of several options is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleChoice {
    /// At least two.
    pub options: Vec<Choice>,
    /// The id of the right option.
    pub key: String,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: ChoiceRule,
}

/// An option to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Names it within the item.
    pub id: String,
    /// What is shown, in Markdown.
    pub text: String,
    /// Why it is right or wrong, shown to those who chose it, where feedback is shown.
    #[serde(default)]
    pub explanation: String,
}

impl Choice {
    /// This text under this id, with nothing to explain.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), explanation: String::new() }
    }
}

/// A [`SingleChoice`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSingleChoice {
    /// In the order to show.
    pub options: Vec<PaperEntry>,
}

impl SingleChoice {
    pub(crate) fn to_paper(&self) -> PaperSingleChoice {
        PaperSingleChoice { options: self.options.iter().map(PaperEntry::from).collect() }
    }

    /// Each option with the same chance.
    pub(crate) fn blind_guess(&self, points: Points) -> BlindGuess {
        if self.options.is_empty() {
            return BlindGuess::NOTHING;
        }
        let earned =
            self.options.iter().map(|option| self.scoring.scoring().fraction(self, &option.id, points).to_f64());
        BlindGuess::exactly(earned.sum::<f64>() / self.options.len() as f64)
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        lint::options(&self.options, report);
        report.within("key", |report| {
            if self.key.is_empty() {
                report.error(FindingCode::NoKey, "no option is the key");
            } else if !self.options.iter().any(|option| option.id == self.key) {
                report.error(FindingCode::UnknownId, format!("there is no option {:?}", self.key));
            }
        });
        report.within("scoring", |report| self.scoring.scoring().lint(self, points, report));
        self.lint_lengths(report);
    }

    /// A key much longer than any other option is chosen by those who know nothing.
    fn lint_lengths(&self, report: &mut Report) {
        let length = |option: &Choice| option.text.chars().count();
        let (keys, others): (Vec<_>, Vec<_>) = self.options.iter().partition(|option| option.id == self.key);
        if let (Some(key), Some(other)) = (keys.into_iter().map(length).max(), others.into_iter().map(length).max())
            && key >= 2 * other
            && key >= other + 20
        {
            report.within("key", |report| {
                report.warning(FindingCode::LongestIsKey, "the key is more than twice as long as any other option");
            });
        }
    }

    pub(crate) fn assess(&self, chosen: Option<&str>, points: Points) -> Assessed {
        let chosen = chosen.filter(|id| !id.is_empty());
        let fraction = chosen.map_or(Ratio::ZERO, |id| self.scoring.scoring().fraction(self, id, points));
        let explanation = self.options.iter().find(|option| Some(option.id.as_str()) == chosen);
        let part = PartOutcome::new("", chosen, Some(&self.key))
            .earning(fraction, points)
            .judged(correct(fraction))
            .saying(explanation.map_or("", |option| &option.explanation));
        Assessed::whole(fraction, part)
    }
}
