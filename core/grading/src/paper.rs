use serde::{Deserialize, Serialize};

use crate::{
    Points,
    interactions::{
        PaperCloze, PaperComposite, PaperEssay, PaperFileUpload, PaperFormula, PaperGapMatch, PaperGraphicGapMatch,
        PaperGraphicOrder, PaperHotText, PaperHotspot, PaperLikert, PaperMatching, PaperMultipleChoice, PaperNumeric,
        PaperOrdering, PaperSelectPoint, PaperShortText, PaperSingleChoice, PaperSlider, PaperTrueFalse,
    },
};

/// What the students of one version may see of it: its sections and items, without a single key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperMaterial {
    /// The number of this format: [`PaperMaterial::FORMAT`].
    pub format: u32,
    /// In the author's order.
    pub sections: Vec<PaperSection>,
}

impl PaperMaterial {
    /// The format that is written.
    pub const FORMAT: u32 = 1;

    /// These sections, in the present format.
    #[must_use]
    pub const fn new(sections: Vec<PaperSection>) -> Self {
        Self { format: Self::FORMAT, sections }
    }
}

/// One section of a paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperSection {
    /// Names the section within its paper.
    pub id: String,
    /// Its heading.
    #[serde(default)]
    pub title: String,
    /// What to do here, in Markdown.
    #[serde(default)]
    pub instructions: String,
    /// In the author's order.
    pub items: Vec<PaperItem>,
}

/// An item as a student sees it: by its type it has no room for a key, a rule, an explanation or a feedback.
///
/// Made by [`Item::to_paper`](crate::Item::to_paper).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperItem {
    /// The item's id.
    pub id: String,
    /// Its short name.
    #[serde(default)]
    pub title: String,
    /// The question, in Markdown.
    pub body: String,
    /// What a right response earns.
    pub points: Points,
    /// Whether a wrong response can cost points, which a student has a right to know beforehand.
    #[serde(default)]
    pub wrong_costs: bool,
    /// How it is answered.
    pub interaction: PaperInteraction,
    /// Help that a student may ask for.
    #[serde(default)]
    pub hints: Vec<String>,
}

/// How a paper's item is answered. In JSON the variant's name is the field `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PaperInteraction {
    /// One of several options.
    Choice(PaperSingleChoice),
    /// Any number of several options.
    MultipleChoice(PaperMultipleChoice),
    /// True or false.
    TrueFalse(PaperTrueFalse),
    /// A word or a short phrase.
    ShortText(PaperShortText),
    /// A longer text.
    Essay(PaperEssay),
    /// A text with gaps.
    Cloze(PaperCloze),
    /// To each source its target.
    Matching(PaperMatching),
    /// Entries to be put in order.
    Ordering(PaperOrdering),
    /// A number.
    Numeric(PaperNumeric),
    /// Files.
    FileUpload(PaperFileUpload),
    /// Labels into the gaps of a text.
    GapMatch(PaperGapMatch),
    /// Labels onto the places of a picture.
    GraphicGapMatch(PaperGraphicGapMatch),
    /// Places of a picture to be put in order.
    GraphicOrder(PaperGraphicOrder),
    /// Areas of a picture to choose.
    Hotspot(PaperHotspot),
    /// Phrases of a text to choose.
    HotText(PaperHotText),
    /// Points to set on a picture.
    SelectPoint(PaperSelectPoint),
    /// Several questions in one.
    Composite(PaperComposite),
    /// A number set on a line.
    Slider(PaperSlider),
    /// Statements rated on a scale.
    Likert(PaperLikert),
    /// A formula.
    Formula(PaperFormula),
}

impl PaperInteraction {
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
