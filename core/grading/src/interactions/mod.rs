//! The ways of answering: for each the authored form with its key, and the paper's form without it.
//! The ways of answering: for each the authored form with its key, and the paper's form without it.

mod body;
mod choice;
mod choosing;
mod cloze;
mod composite;
mod essay;
mod file_upload;
mod formula;
mod graphic_order;
mod hot_text;
mod hotspot;
mod labels;
mod likert;
mod matching;
mod multiple_choice;
mod numeric;
mod ordering;
mod select_point;
mod short_text;
mod slider;
mod true_false;
mod units;

/// Questions made ready to compare responses with their keys.
pub(crate) mod ready {
    pub(crate) use super::{
        choosing::Choosing, cloze::ReadyGaps, matching::Pairing, numeric::Scale, ordering::Row, short_text::Wordings,
    };
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Interaction, Item, PaperInteraction, PaperItem, Points, Response, lint::Report, mark::Assessed, number::Ratio,
};

pub use choice::{Choice, PaperSingleChoice, SingleChoice};
pub use cloze::{Cloze, Dropdown, Gap, GapKind, PaperCloze, PaperDropdown, PaperGap, PaperGapKind, Weight};
pub use composite::{Composite, PaperComposite, PaperPart, Part};
pub use essay::{Essay, PaperEssay};
pub use file_upload::{FileUpload, PaperFileUpload};
pub use formula::{Domain, Form, Formula, FormulaKey, FormulaVariable, PaperFormula};
pub use graphic_order::{GraphicOrder, PaperGraphicOrder, PaperPlace, Place};
pub use hot_text::{HotText, PaperHotText};
pub use hotspot::{HotArea, Hotspot, PaperHotArea, PaperHotspot};
pub use labels::{
    GapMatch, GraphicGapMatch, Label, LabelGap, LabelPlace, PaperGapMatch, PaperGraphicGapMatch, PaperLabel,
    PaperLabelGap, PaperLabelPlace,
};
pub use likert::{Likert, PaperLikert};
pub use matching::{Matching, PaperMatching};
pub use multiple_choice::{MultipleChoice, PaperMultipleChoice};
pub use numeric::{Numeric, NumericKey, PaperNumeric};
pub use ordering::{Graph, Ordering, PaperOrdering};
pub use select_point::{PaperPointLabel, PaperSelectPoint, PointArea, PointLabel, SelectPoint};
pub use short_text::{PaperShortText, ShortText, TextKey};
pub(crate) use slider::Positions;
pub use slider::{Orientation, PaperSlider, Slider};
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

/// What is asked and answered in one piece: an item, or a part of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Makes the order of hintless lists.
    pub(crate) id: &'a str,
    /// Has the gaps of a cloze.
    pub(crate) body: &'a str,
    /// What can be earned.
    pub(crate) points: Points,
    pub(crate) interaction: &'a Interaction,
}

impl<'a> From<&'a Item> for Asked<'a> {
    fn from(item: &'a Item) -> Self {
        Self { id: &item.id, body: &item.body, points: item.points, interaction: &item.interaction }
    }
}

impl Item {
    /// The item as a student sees it. Targets, labels and entries to order come in an order that says nothing about the key,
    /// the same each time; options keep the author's order until
    /// [`PaperItem::reorder_options`] draws another.
    #[must_use]
    pub fn to_paper(&self) -> PaperItem {
        PaperItem {
            id: self.id.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
            points: self.points,
            wrong_costs: self.minimum().is_negative(),
            interaction: Asked::from(self).to_paper(),
            hints: self.hints.clone(),
        }
    }

    /// The least that a response can earn: zero, or less under a rule that lets wrong answers cost points.
    #[must_use]
    pub fn minimum(&self) -> Points {
        Asked::from(self).least().of(self.points)
    }
}

impl Asked<'_> {
    fn to_paper(self) -> PaperInteraction {
        match self.interaction {
            Interaction::Choice(question) => PaperInteraction::Choice(question.to_paper()),
            Interaction::MultipleChoice(question) => PaperInteraction::MultipleChoice(question.to_paper()),
            Interaction::TrueFalse(_) => PaperInteraction::TrueFalse(PaperTrueFalse {}),
            Interaction::ShortText(_) => PaperInteraction::ShortText(PaperShortText {}),
            Interaction::Essay(question) => PaperInteraction::Essay(question.to_paper()),
            Interaction::Cloze(question) => PaperInteraction::Cloze(question.to_paper()),
            Interaction::Matching(question) => PaperInteraction::Matching(question.to_paper(self.id)),
            Interaction::Ordering(question) => PaperInteraction::Ordering(question.to_paper(self.id)),
            Interaction::Numeric(question) => PaperInteraction::Numeric(question.to_paper()),
            Interaction::FileUpload(question) => PaperInteraction::FileUpload(question.to_paper()),
            Interaction::GapMatch(question) => PaperInteraction::GapMatch(question.to_paper(self.id)),
            Interaction::GraphicGapMatch(question) => PaperInteraction::GraphicGapMatch(question.to_paper(self.id)),
            Interaction::GraphicOrder(question) => PaperInteraction::GraphicOrder(question.to_paper(self.id)),
            Interaction::Hotspot(question) => PaperInteraction::Hotspot(question.to_paper()),
            Interaction::HotText(question) => PaperInteraction::HotText(question.to_paper()),
            Interaction::SelectPoint(question) => PaperInteraction::SelectPoint(question.to_paper(self.id)),
            Interaction::Composite(question) => PaperInteraction::Composite(question.to_paper(self.id, self.points)),
            Interaction::Slider(question) => PaperInteraction::Slider(question.to_paper()),
            Interaction::Likert(question) => PaperInteraction::Likert(question.to_paper()),
            Interaction::Formula(question) => PaperInteraction::Formula(question.to_paper()),
        }
    }

    /// The least that a response can earn, of the points.
    pub(crate) fn least(self) -> Ratio {
        match self.interaction {
            Interaction::Choice(question) => question.scoring.scoring().least(self.points),
            Interaction::MultipleChoice(question) => question.least(self.points),
            Interaction::TrueFalse(question) => question.scoring.scoring().wrong(self.points).at_most(Ratio::ZERO),
            Interaction::Matching(question) => question.least(),
            Interaction::GapMatch(question) => question.labelling().least(),
            Interaction::GraphicGapMatch(question) => question.labelling().least(),
            Interaction::Hotspot(question) => question.choosing().least(self.points),
            Interaction::HotText(question) => question.choosing().least(self.points),
            Interaction::SelectPoint(question) => question.least(),
            Interaction::ShortText(_)
            | Interaction::Essay(_)
            | Interaction::Cloze(_)
            | Interaction::Ordering(_)
            | Interaction::Numeric(_)
            | Interaction::FileUpload(_)
            | Interaction::GraphicOrder(_)
            | Interaction::Slider(_)
            | Interaction::Likert(_)
            | Interaction::Formula(_) => Ratio::ZERO,
            Interaction::Composite(question) => question.least(self.points),
        }
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
            Self::GapMatch(question) => question.scoring.name(),
            Self::GraphicGapMatch(question) => question.scoring.name(),
            Self::GraphicOrder(question) => question.scoring.name(),
            Self::Hotspot(question) => question.scoring.name(),
            Self::HotText(question) => question.scoring.name(),
            Self::SelectPoint(question) => question.scoring.name(),
            Self::ShortText(question) => question.matching.name(),
            Self::Numeric(_) => "tolerance",
            Self::Cloze(_) => "weighted_gaps",
            Self::Essay(_) | Self::FileUpload(_) => "human",
            Self::Composite(_) => "weighted_parts",
            Self::Slider(_) => "tolerance",
            Self::Likert(_) => "not_marked",
            Self::Formula(_) => "equivalence",
        }
    }
}

impl Interaction {
    /// Whether a response earns anything, now or when a person has marked it. What is never marked has no points.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        match self {
            Self::Likert(_) => false,
            Self::Composite(question) => question.is_marked(),
            _ => true,
        }
    }
}

/// What is wrong with how something is answered.
pub(crate) fn lint(item: Asked<'_>, report: &mut Report) {
    match item.interaction {
        Interaction::Choice(question) => question.lint(item.points, report),
        Interaction::MultipleChoice(question) => question.lint(item.points, report),
        Interaction::TrueFalse(question) => question.lint(item.points, report),
        Interaction::ShortText(question) => question.lint(report),
        Interaction::Essay(question) => question.lint(report),
        Interaction::Cloze(question) => question.lint(item.body, report),
        Interaction::Matching(question) => question.lint(report),
        Interaction::Ordering(question) => question.sequence().lint(report),
        Interaction::Numeric(question) => question.lint(report),
        Interaction::FileUpload(question) => question.lint(report),
        Interaction::GapMatch(question) => question.lint(item.body, report),
        Interaction::GraphicGapMatch(question) => question.lint(report),
        Interaction::GraphicOrder(question) => question.lint(report),
        Interaction::Hotspot(question) => question.lint(item.points, report),
        Interaction::HotText(question) => question.lint(item.body, item.points, report),
        Interaction::SelectPoint(question) => question.lint(report),
        Interaction::Composite(question) => question.lint(item.points, report),
        Interaction::Slider(question) => question.lint(report),
        Interaction::Likert(question) => question.lint(report),
        Interaction::Formula(question) => question.lint(report),
    }
}

/// What a response earns that fits what is asked; nothing given, nothing earned, but each part says what was expected.
pub(crate) fn assess(item: Asked<'_>, response: Option<&Response>) -> Assessed {
    let points = item.points;
    match (item.interaction, response) {
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
        (Interaction::Ordering(question), Some(Response::Ordering { order })) => {
            question.sequence().assess(order, points)
        }
        (Interaction::Ordering(question), _) => question.sequence().assess(&[], points),
        (Interaction::Numeric(question), Some(Response::Numeric { text })) => question.assess(text, points),
        (Interaction::Numeric(question), _) => question.assess("", points),
        (Interaction::FileUpload(question), Some(Response::FileUpload { files })) => question.assess(files),
        (Interaction::FileUpload(question), _) => question.assess(&[]),
        (Interaction::GapMatch(question), Some(Response::GapMatch { gaps })) => {
            question.labelling().assess(gaps, points)
        }
        (Interaction::GapMatch(question), _) => question.labelling().assess(&BTreeMap::new(), points),
        (Interaction::GraphicGapMatch(question), Some(Response::GraphicGapMatch { gaps })) => {
            question.labelling().assess(gaps, points)
        }
        (Interaction::GraphicGapMatch(question), _) => question.labelling().assess(&BTreeMap::new(), points),
        (Interaction::GraphicOrder(question), Some(Response::GraphicOrder { order })) => {
            question.sequence().assess(order, points)
        }
        (Interaction::GraphicOrder(question), _) => question.sequence().assess(&[], points),
        (Interaction::Hotspot(question), Some(Response::Hotspot { chosen })) => {
            question.choosing().assess(chosen, points)
        }
        (Interaction::Hotspot(question), _) => question.choosing().assess(&[], points),
        (Interaction::HotText(question), Some(Response::HotText { chosen })) => {
            question.choosing().assess(chosen, points)
        }
        (Interaction::HotText(question), _) => question.choosing().assess(&[], points),
        (Interaction::SelectPoint(question), Some(Response::SelectPoint { points: pins })) => {
            question.assess(pins, points)
        }
        (Interaction::SelectPoint(question), _) => question.assess(&[], points),
        (Interaction::Composite(question), Some(Response::Composite { parts })) => question.assess(parts, points),
        (Interaction::Composite(question), _) => question.assess(&BTreeMap::new(), points),
        (Interaction::Slider(question), Some(Response::Slider { value })) => question.assess(value.as_ref(), points),
        (Interaction::Slider(question), _) => question.assess(None, points),
        (Interaction::Likert(question), Some(Response::Likert { ratings })) => question.assess(ratings),
        (Interaction::Likert(question), _) => question.assess(&BTreeMap::new()),
        (Interaction::Formula(question), Some(Response::Formula { text })) => question.assess(text, points),
        (Interaction::Formula(question), _) => question.assess("", points),
    }
}
