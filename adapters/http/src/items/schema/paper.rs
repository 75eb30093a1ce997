//! Questions as students see them: there is no room for a key in any of these.

use poem_openapi::{Object, Union};

use super::interactions::DecimalMark;
use crate::items::PointsDto;

/// What the students of one version may see of it.
#[derive(Object)]
pub(in crate::items) struct PaperMaterial {
    /// The number of this format.
    format: u32,
    /// The sections, in order.
    sections: Vec<PaperSection>,
}

/// One section of a paper.
#[derive(Object)]
pub(in crate::items) struct PaperSection {
    /// Names the section within its paper.
    id: String,
    /// Its heading.
    #[oai(default)]
    title: String,
    /// What to do here, in Markdown.
    #[oai(default)]
    instructions: String,
    /// The questions, in order.
    items: Vec<PaperItem>,
}

/// A question as a student sees it.
#[derive(Object)]
pub(in crate::items) struct PaperItem {
    /// The question's id.
    id: String,
    /// Its short name.
    #[oai(default)]
    title: String,
    /// The question, in Markdown.
    body: String,
    /// What a right response earns.
    points: PointsDto,
    /// Whether a wrong response can cost points.
    #[oai(default)]
    wrong_costs: bool,
    /// How it is answered.
    interaction: PaperInteraction,
    /// Help that a student may ask for.
    #[oai(default)]
    hints: Vec<String>,
}

/// How a question is answered.
#[derive(Union)]
#[oai(discriminator_name = "type", one_of)]
pub(in crate::items) enum PaperInteraction {
    /// One of several options.
    #[oai(mapping = "choice")]
    Choice(PaperSingleChoice),
    /// Any number of several options.
    #[oai(mapping = "multiple_choice")]
    MultipleChoice(PaperMultipleChoice),
    /// True or false.
    #[oai(mapping = "true_false")]
    TrueFalse(PaperTrueFalse),
    /// A word or a short phrase.
    #[oai(mapping = "short_text")]
    ShortText(PaperShortText),
    /// A longer text.
    #[oai(mapping = "essay")]
    Essay(PaperEssay),
    /// A text with gaps.
    #[oai(mapping = "cloze")]
    Cloze(PaperCloze),
    /// To each source its target.
    #[oai(mapping = "matching")]
    Matching(PaperMatching),
    /// Entries to be put in order.
    #[oai(mapping = "ordering")]
    Ordering(PaperOrdering),
    /// A number.
    #[oai(mapping = "numeric")]
    Numeric(PaperNumeric),
    /// Files.
    #[oai(mapping = "file_upload")]
    FileUpload(PaperFileUpload),
}

/// One of several options.
#[derive(Object)]
pub(in crate::items) struct PaperSingleChoice {
    /// In the order to show.
    options: Vec<PaperEntry>,
}

/// Any number of several options.
#[derive(Object)]
pub(in crate::items) struct PaperMultipleChoice {
    /// In the order to show.
    options: Vec<PaperEntry>,
    /// Says that none of the options is right; shown last, and chosen alone.
    none_apply: Option<PaperEntry>,
}

/// True or false.
#[derive(Object)]
pub(in crate::items) struct PaperTrueFalse {}

/// A word or a short phrase.
#[derive(Object)]
pub(in crate::items) struct PaperShortText {}

/// A longer text.
#[derive(Object)]
pub(in crate::items) struct PaperEssay {
    /// The fewest words asked for.
    min_words: Option<u32>,
    /// The most words asked for.
    max_words: Option<u32>,
}

/// A text with gaps; the question's body says where they are.
#[derive(Object)]
pub(in crate::items) struct PaperCloze {
    /// The gaps.
    gaps: Vec<PaperGap>,
}

/// One gap.
#[derive(Object)]
pub(in crate::items) struct PaperGap {
    /// Names it in the body.
    id: String,
    /// What goes into it.
    kind: PaperGapKind,
}

/// What goes into a gap.
#[derive(Union)]
#[oai(discriminator_name = "type", one_of)]
pub(in crate::items) enum PaperGapKind {
    /// A word or a short phrase.
    #[oai(mapping = "text")]
    Text(PaperShortText),
    /// A number.
    #[oai(mapping = "numeric")]
    Numeric(PaperNumeric),
    /// One of several options.
    #[oai(mapping = "dropdown")]
    Dropdown(PaperDropdown),
}

/// A gap filled from a list.
#[derive(Object)]
pub(in crate::items) struct PaperDropdown {
    /// In the order to show.
    options: Vec<PaperEntry>,
}

/// To each source its target.
#[derive(Object)]
pub(in crate::items) struct PaperMatching {
    /// What a target is looked for.
    sources: Vec<PaperEntry>,
    /// In an order that says nothing about the key.
    targets: Vec<PaperEntry>,
}

/// Entries to be put in order.
#[derive(Object)]
pub(in crate::items) struct PaperOrdering {
    /// In an order that says nothing about the key.
    entries: Vec<PaperEntry>,
    /// Whether some of them may have to be left out; it is not said which, nor how many.
    leave_out: Option<bool>,
}

/// Something of a list.
#[derive(Object)]
pub(in crate::items) struct PaperEntry {
    /// Names it within its list.
    id: String,
    /// What is shown, in Markdown.
    text: String,
}

/// A number.
#[derive(Object)]
pub(in crate::items) struct PaperNumeric {
    /// What may stand behind the number.
    unit: Option<String>,
    /// Which sign parts the decimals where a number could be read in two ways.
    decimal_mark: Option<DecimalMark>,
}

/// Files.
#[derive(Object)]
pub(in crate::items) struct PaperFileUpload {
    /// The most files.
    max_files: u32,
    /// The most bytes of each.
    max_bytes: u64,
    /// What may be uploaded; empty allows whatever the platform does.
    #[oai(default)]
    media_types: Vec<String>,
}
