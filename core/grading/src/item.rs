use serde::{Deserialize, Serialize};

use crate::{
    Points,
    interactions::{
        Cloze, Composite, Essay, FileUpload, Formula, GapMatch, GraphicGapMatch, GraphicOrder, HotText, Hotspot,
        Likert, Matching, MultipleChoice, Numeric, Ordering, SelectPoint, ShortText, SingleChoice, Slider, TrueFalse,
    },
};

/// A question as its author wrote it: what is asked, how it is answered, its key, its points and its rule.
///
/// Unknown fields are refused, because an item that is only half understood would be marked wrongly. Nothing
/// checks an item when it is read; [`Item::lint`] says what is wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Names the item within its assessment; at most [`limits::ID_CHARS`](crate::limits::ID_CHARS) characters.
    pub id: String,
    /// A short name for lists and reports.
    #[serde(default)]
    pub title: String,
    /// The question, in Markdown. The body of a [`Cloze`] or a [`GapMatch`] carries its gaps as `{{gap-id}}`.
    pub body: String,
    /// What a right response earns: above zero, or zero where it is [never marked](Interaction::is_marked).
    pub points: Points,
    /// How it is answered and marked.
    pub interaction: Interaction,
    /// Why the key is the key, in Markdown; for those who may see it.
    #[serde(default)]
    pub explanation: String,
    /// What a student is told, by verdict.
    #[serde(default)]
    pub feedback: Feedback,
    /// Help that a student may ask for, in order, in Markdown.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Words to find the item by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// How hard its author thinks it is.
    #[serde(default)]
    pub difficulty: Difficulty,
}

impl Item {
    /// An item with what no item goes without; everything else is empty.
    pub fn new(id: impl Into<String>, body: impl Into<String>, points: Points, interaction: Interaction) -> Self {
        Self {
            id: id.into(),
            title: String::new(),
            body: body.into(),
            points,
            interaction,
            explanation: String::new(),
            feedback: Feedback::default(),
            hints: Vec::new(),
            tags: Vec::new(),
            difficulty: Difficulty::default(),
        }
    }
}

/// What a student is told after marking, in Markdown; empty says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Feedback {
    /// After full marks.
    pub correct: String,
    /// After some of the marks.
    pub partial: String,
    /// After no marks, or a penalty.
    pub incorrect: String,
}

/// How hard an item is, in its author's eyes. It changes no mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    /// For nearly everybody.
    Easy,
    /// For most.
    #[default]
    Medium,
    /// For the well prepared.
    Hard,
    /// For few.
    Expert,
}

/// How an item is answered, with its key and its rule. In JSON the variant's name is the field `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Interaction {
    /// One of several options.
    Choice(SingleChoice),
    /// Any number of several options.
    MultipleChoice(MultipleChoice),
    /// True or false.
    TrueFalse(TrueFalse),
    /// A word or a short phrase.
    ShortText(ShortText),
    /// A longer text, for a person to mark.
    Essay(Essay),
    /// A text with gaps, each a text, a number or a drop-down.
    Cloze(Cloze),
    /// To each source its target.
    Matching(Matching),
    /// Entries into their order.
    Ordering(Ordering),
    /// A number, with a tolerance.
    Numeric(Numeric),
    /// Files, for a person to mark.
    FileUpload(FileUpload),
    /// Labels into the gaps of a text.
    GapMatch(GapMatch),
    /// Labels onto the places of a picture.
    GraphicGapMatch(GraphicGapMatch),
    /// Places of a picture into their order.
    GraphicOrder(GraphicOrder),
    /// Areas of a picture to choose.
    Hotspot(Hotspot),
    /// Phrases of a text to choose.
    HotText(HotText),
    /// Points to set on a picture.
    SelectPoint(SelectPoint),
    /// Several questions in one.
    Composite(Composite),
    /// A number set on a line.
    Slider(Slider),
    /// Statements rated on a scale, which nobody marks.
    Likert(Likert),
    /// A formula, equal to the key's whatever it looks like.
    Formula(Formula),
}

impl Interaction {
    /// Its name, as in the JSON field `type`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::MultipleChoice(_) => "multiple_choice",
            Self::TrueFalse(_) => "true_false",
            Self::ShortText(_) => "short_text",
            Self::Essay(_) => "essay",
            Self::Cloze(_) => "cloze",
            Self::Matching(_) => "matching",
            Self::Ordering(_) => "ordering",
            Self::Numeric(_) => "numeric",
            Self::FileUpload(_) => "file_upload",
            Self::GapMatch(_) => "gap_match",
            Self::GraphicGapMatch(_) => "graphic_gap_match",
            Self::GraphicOrder(_) => "graphic_order",
            Self::Hotspot(_) => "hotspot",
            Self::HotText(_) => "hot_text",
            Self::SelectPoint(_) => "select_point",
            Self::Composite(_) => "composite",
            Self::Slider(_) => "slider",
            Self::Likert(_) => "likert",
            Self::Formula(_) => "formula",
        }
    }
}
