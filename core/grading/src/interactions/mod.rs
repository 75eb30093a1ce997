//! The eleven ways of answering: for each the authored form with its key, and the paper's form without it.

mod choice;
mod cloze;
mod essay;
mod file_upload;
mod formula;
mod matching;
mod multiple_choice;
mod numeric;
mod ordering;
mod short_text;
mod true_false;
mod units;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Interaction, Item, PaperInteraction, PaperItem, Points, Response, lint::Report, mark::Assessed, number::Ratio,
};

pub use choice::{Choice, PaperSingleChoice, SingleChoice};
pub use cloze::{Cloze, Dropdown, Gap, GapKind, PaperCloze, PaperDropdown, PaperGap, PaperGapKind, Weight};
pub use essay::{Essay, PaperEssay};
pub use file_upload::{FileUpload, PaperFileUpload};
pub use formula::{Domain, Form, Formula, FormulaKey, FormulaVariable, PaperFormula};
pub use matching::{Matching, PaperMatching};
pub use multiple_choice::{MultipleChoice, PaperMultipleChoice};
pub use numeric::{Numeric, NumericKey, PaperNumeric};
pub use ordering::{Graph, Ordering, PaperOrdering};
pub use short_text::{PaperShortText, ShortText, TextKey};
pub use true_false::{PaperTrueFalse, TrueFalse};
pub use units::{Unit, Units};

/// Something of a list, by id: a source, a target, an entry to order, a drop-down's option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Names it within its list.
    pub id: String,
    /// What is shown, in Markdown.
    pub text: String,
}

impl Entry {
    /// This text under this id.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into() }
    }
}

/// Something of a list, as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperEntry {
    /// Names it within its list.
    pub id: String,
    /// What is shown, in Markdown.
    pub text: String,
}

/// What a key earns where its author says nothing.
fn whole() -> crate::Fraction {
    crate::Fraction::ONE
}

impl From<&Entry> for PaperEntry {
    fn from(entry: &Entry) -> Self {
        Self { id: entry.id.clone(), text: entry.text.clone() }
    }
}

impl From<&Choice> for PaperEntry {
    /// Its explanation stays behind.
    fn from(option: &Choice) -> Self {
        Self { id: option.id.clone(), text: option.text.clone() }
    }
}

impl Item {
    /// The item as a student sees it. Targets and entries to order come in an order that says nothing about the key,
    /// the same each time; options keep the author's order until
    /// [`PaperItem::reorder_options`] draws another.
    #[must_use]
    pub fn to_paper(&self) -> PaperItem {
        let interaction = match &self.interaction {
            Interaction::Choice(question) => PaperInteraction::Choice(question.to_paper()),
            Interaction::MultipleChoice(question) => PaperInteraction::MultipleChoice(question.to_paper()),
            Interaction::TrueFalse(_) => PaperInteraction::TrueFalse(PaperTrueFalse {}),
            Interaction::ShortText(_) => PaperInteraction::ShortText(PaperShortText {}),
            Interaction::Essay(question) => PaperInteraction::Essay(question.to_paper()),
            Interaction::Cloze(question) => PaperInteraction::Cloze(question.to_paper()),
            Interaction::Matching(question) => PaperInteraction::Matching(question.to_paper(&self.id)),
            Interaction::Ordering(question) => PaperInteraction::Ordering(question.to_paper(&self.id)),
            Interaction::Numeric(question) => PaperInteraction::Numeric(question.to_paper()),
            Interaction::FileUpload(question) => PaperInteraction::FileUpload(question.to_paper()),
            Interaction::Formula(question) => PaperInteraction::Formula(question.to_paper()),
        };
        PaperItem {
            id: self.id.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
            points: self.points,
            wrong_costs: self.minimum().is_negative(),
            interaction,
            hints: self.hints.clone(),
        }
    }

    /// The least that a response can earn: zero, or less under a rule that lets wrong answers cost points.
    #[must_use]
    pub fn minimum(&self) -> Points {
        let least = match &self.interaction {
            Interaction::Choice(question) => question.scoring.scoring().least(self.points),
            Interaction::MultipleChoice(question) => question.least(self.points),
            Interaction::TrueFalse(question) => question.scoring.scoring().wrong(self.points).at_most(Ratio::ZERO),
            Interaction::Matching(question) => question.least(),
            Interaction::ShortText(_)
            | Interaction::Essay(_)
            | Interaction::Cloze(_)
            | Interaction::Ordering(_)
            | Interaction::Numeric(_)
            | Interaction::FileUpload(_)
            | Interaction::Formula(_) => Ratio::ZERO,
        };
        least.of(self.points)
    }
}

impl Interaction {
    /// The rule that judges, as [`Outcome::rule`](crate::Outcome::rule) names it.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Choice(question) => question.scoring.name(),
            Self::MultipleChoice(question) => question.scoring.name(),
            Self::TrueFalse(question) => question.scoring.name(),
            Self::Matching(question) => question.scoring.name(),
            Self::Ordering(question) => question.scoring.name(),
            Self::ShortText(question) => question.matching.name(),
            Self::Numeric(_) => "tolerance",
            Self::Cloze(_) => "weighted_gaps",
            Self::Essay(_) | Self::FileUpload(_) => "human",
            Self::Formula(_) => "equivalence",
        }
    }
}

/// What is wrong with an item's interaction.
pub(crate) fn lint(item: &Item, report: &mut Report) {
    match &item.interaction {
        Interaction::Choice(question) => question.lint(item.points, report),
        Interaction::MultipleChoice(question) => question.lint(item.points, report),
        Interaction::TrueFalse(question) => question.lint(item.points, report),
        Interaction::ShortText(question) => question.lint(report),
        Interaction::Essay(question) => question.lint(report),
        Interaction::Cloze(question) => question.lint(&item.body, report),
        Interaction::Matching(question) => question.lint(report),
        Interaction::Ordering(question) => question.lint(report),
        Interaction::Numeric(question) => question.lint(report),
        Interaction::FileUpload(question) => question.lint(report),
        Interaction::Formula(question) => question.lint(report),
    }
}

/// What a response earns that fits the item; nothing given, nothing earned, but each part says what was expected.
pub(crate) fn assess(item: &Item, response: Option<&Response>) -> Assessed {
    let points = item.points;
    match (&item.interaction, response) {
        (Interaction::Choice(question), Some(Response::Choice { chosen })) => {
            question.assess(chosen.as_deref(), points)
        }
        (Interaction::Choice(question), _) => question.assess(None, points),
        (Interaction::MultipleChoice(question), Some(Response::MultipleChoice { chosen })) => {
            question.assess(chosen, points)
        }
        (Interaction::MultipleChoice(question), _) => question.assess(&[], points),
        (Interaction::TrueFalse(question), Some(Response::TrueFalse { value })) => question.assess(*value, points),
        (Interaction::TrueFalse(question), _) => question.assess(None, points),
        (Interaction::ShortText(question), Some(Response::ShortText { text })) => question.assess(text, points),
        (Interaction::ShortText(question), _) => question.assess("", points),
        (Interaction::Essay(question), Some(Response::Essay { text })) => question.assess(text),
        (Interaction::Essay(question), _) => question.assess(""),
        (Interaction::Cloze(question), Some(Response::Cloze { gaps })) => question.assess(gaps, points),
        (Interaction::Cloze(question), _) => question.assess(&BTreeMap::new(), points),
        (Interaction::Matching(question), Some(Response::Matching { pairs })) => question.assess(pairs, points),
        (Interaction::Matching(question), _) => question.assess(&[], points),
        (Interaction::Ordering(question), Some(Response::Ordering { order })) => question.assess(order, points),
        (Interaction::Ordering(question), _) => question.assess(&[], points),
        (Interaction::Numeric(question), Some(Response::Numeric { text })) => question.assess(text, points),
        (Interaction::Numeric(question), _) => question.assess("", points),
        (Interaction::FileUpload(question), Some(Response::FileUpload { files })) => question.assess(files),
        (Interaction::FileUpload(question), _) => question.assess(&[]),
        (Interaction::Formula(question), Some(Response::Formula { text })) => question.assess(text, points),
        (Interaction::Formula(question), _) => question.assess("", points),
    }
}
