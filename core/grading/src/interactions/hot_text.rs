use serde::{Deserialize, Serialize};

use super::{Choice, MultipleChoice, PaperEntry, body, choosing::Choosing};
use crate::{
    Points, limits,
    lint::{self, Report},
    rules::multiple_choice::MultipleChoiceRule,
};

/// Phrases of a text are chosen, one or several. Scored as a [`MultipleChoice`] whose options they are.
///
/// The item's body carries each phrase once, as `{{phrase-id}}`: its text is shown there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotText {
    /// At least two.
    pub phrases: Vec<Choice>,
    /// The ids of the right phrases, in any order; at least one.
    pub keys: Vec<String>,
    /// How many may be chosen at most: 1 makes it a single choice. Any number where nothing is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: MultipleChoiceRule,
}

/// A [`HotText`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperHotText {
    /// In the author's order; the body says where each stands.
    pub phrases: Vec<PaperEntry>,
    /// How many may be chosen at most; any number where nothing is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

impl HotText {
    pub(crate) fn to_paper(&self) -> PaperHotText {
        PaperHotText { phrases: self.phrases.iter().map(PaperEntry::from).collect(), most: self.most }
    }

    pub(crate) fn choosing(&self) -> Choosing {
        let question = MultipleChoice {
            options: self.phrases.clone(),
            keys: self.keys.clone(),
            none_apply: None,
            scoring: self.scoring.clone(),
        };
        Choosing { question, most: self.most }
    }

    pub(crate) fn lint(&self, body: &str, points: Points, report: &mut Report) {
        report.within("phrases", |report| {
            lint::entries(&self.phrases, report);
            body::lint(
                body,
                &self.phrases,
                |phrase| &phrase.id,
                report,
                |phrase, report| {
                    report.within("explanation", |report| lint::short(&phrase.explanation, limits::TEXT_CHARS, report));
                },
            );
        });
        self.choosing().lint(points, report);
    }
}
