use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Choice, PaperEntry};
use crate::{
    FindingCode, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    rules::multiple_choice::{MultipleChoiceRule, Ticks},
};

/// Any number of the options is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultipleChoice {
    /// At least two.
    pub options: Vec<Choice>,
    /// The ids of the right options, in any order; at least one.
    pub keys: Vec<String>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: MultipleChoiceRule,
}

/// A [`MultipleChoice`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMultipleChoice {
    /// In the order to show.
    pub options: Vec<PaperEntry>,
}

impl MultipleChoice {
    pub(crate) fn to_paper(&self) -> PaperMultipleChoice {
        PaperMultipleChoice { options: self.options.iter().map(PaperEntry::from).collect() }
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        lint::options(&self.options, report);
        let options = lint::ids(&self.options);
        report.within("keys", |report| {
            if self.keys.is_empty() {
                report.error(FindingCode::NoKey, "no option is a key");
            }
            lint::at_most(&self.keys, limits::OPTIONS, report);
            let mut seen = HashSet::new();
            for (index, key) in self.keys.iter().enumerate().take(limits::OPTIONS) {
                if !options.contains(key.as_str()) {
                    report.error_at(index, FindingCode::UnknownId, format!("there is no option {key:?}"));
                } else if !seen.insert(key) {
                    report.error_at(index, FindingCode::DuplicateId, "this key is there already");
                }
            }
            if !options.is_empty() && seen.len() == self.options.len() {
                report.warning(FindingCode::NothingWrong, "every option is a key: nothing can be chosen wrongly");
            }
        });
        report.within("scoring", |report| self.scoring.scoring().lint(self, points, report));
    }

    pub(crate) fn assess(&self, chosen: &[String], points: Points) -> Assessed {
        let ticks = Ticks::new(self, chosen);
        let judgement = self.scoring.scoring().judge(&ticks, points);
        let parts = self.options.iter().enumerate().map(|(index, option)| {
            let (chosen, key) = (ticks.is_chosen(&option.id), ticks.is_key(&option.id));
            let part = PartOutcome::new(&option.id, chosen.then_some(&option.id), key.then_some(&option.id))
                .saying(if chosen { &option.explanation } else { "" });
            match judgement.shares.get(index) {
                Some(share) => part.earning(*share, points),
                None => part,
            }
        });
        Assessed { earned: Earned::Fraction(judgement.fraction), parts: parts.collect(), shares: judgement.shares }
    }
}
