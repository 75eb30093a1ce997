//! Questions as students see them: there is no room for a key in any of these.

use poem_openapi::{Object, Union};

use super::{
    image::{Area, Image},
    interactions::{DecimalMark, Orientation},
};
use crate::items::{DecimalDto, PointsDto};

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
    /// Labels into the gaps of a text.
    #[oai(mapping = "gap_match")]
    GapMatch(PaperGapMatch),
    /// Labels onto the places of a picture.
    #[oai(mapping = "graphic_gap_match")]
    GraphicGapMatch(PaperGraphicGapMatch),
    /// Places of a picture into their order.
    #[oai(mapping = "graphic_order")]
    GraphicOrder(PaperGraphicOrder),
    /// Areas of a picture to choose.
    #[oai(mapping = "hotspot")]
    Hotspot(PaperHotspot),
    /// Phrases of a text to choose.
    #[oai(mapping = "hot_text")]
    HotText(PaperHotText),
    /// Points to set on a picture.
    #[oai(mapping = "select_point")]
    SelectPoint(PaperSelectPoint),
    /// Several questions in one.
    #[oai(mapping = "composite")]
    Composite(PaperComposite),
    /// A number set on a line.
    #[oai(mapping = "slider")]
    Slider(PaperSlider),
    /// Statements rated on a scale.
    #[oai(mapping = "likert")]
    Likert(PaperLikert),
    /// A formula.
    #[oai(mapping = "formula")]
    Formula(PaperFormula),
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

/// Labels into the gaps of a text; the question's body says where the gaps are.
#[derive(Object)]
pub(in crate::items) struct PaperGapMatch {
    /// In the author's order.
    gaps: Vec<PaperLabelGap>,
    /// In an order that says nothing about the key.
    labels: Vec<PaperLabel>,
}

/// A gap of a text that takes one label.
#[derive(Object)]
pub(in crate::items) struct PaperLabelGap {
    /// Names it in the body.
    id: String,
    /// It takes labels of this group alone; where absent, those that have none.
    group: Option<String>,
}

/// Something that is put into gaps.
#[derive(Object)]
pub(in crate::items) struct PaperLabel {
    /// Names it within its list.
    id: String,
    /// What is shown, in Markdown; empty where a picture says it all.
    #[oai(default)]
    text: String,
    /// What is shown with the text, or instead of it.
    image: Option<Image>,
    /// How many gaps it may be put into; 0 is any number; where absent, one.
    uses: Option<u32>,
    /// It goes into gaps of this group alone; where absent, into those that have none.
    group: Option<String>,
}

/// Labels onto the places of a picture.
#[derive(Object)]
pub(in crate::items) struct PaperGraphicGapMatch {
    /// What the gaps lie on.
    image: Image,
    /// In the author's order.
    gaps: Vec<PaperLabelPlace>,
    /// In an order that says nothing about the key.
    labels: Vec<PaperLabel>,
}

/// A gap of a picture that takes one label.
#[derive(Object)]
pub(in crate::items) struct PaperLabelPlace {
    /// Names it within its list.
    id: String,
    /// What it is called for those who do not see it.
    #[oai(default)]
    text: String,
    /// Where it lies.
    area: Area,
    /// It takes labels of this group alone; where absent, those that have none.
    group: Option<String>,
}

/// Places of a picture to be put in order.
#[derive(Object)]
pub(in crate::items) struct PaperGraphicOrder {
    /// What the places lie on.
    image: Image,
    /// In an order that says nothing about the key.
    entries: Vec<PaperPlace>,
    /// Whether some of them may have to be left out; it is not said which, nor how many.
    leave_out: Option<bool>,
}

/// A place on a picture.
#[derive(Object)]
pub(in crate::items) struct PaperPlace {
    /// Names it within its list.
    id: String,
    /// What it is called, in Markdown; also for those who do not see it.
    text: String,
    /// Where it lies.
    area: Area,
}

/// Phrases of a text to choose; the body says where each stands, as `{{phrase-id}}`.
#[derive(Object)]
pub(in crate::items) struct PaperHotText {
    /// In the author's order.
    phrases: Vec<PaperEntry>,
    /// How many may be chosen at most; where absent, any number.
    most: Option<u32>,
}

/// Areas of a picture to choose.
#[derive(Object)]
pub(in crate::items) struct PaperHotspot {
    /// What is chosen on.
    image: Image,
    /// In the author's order, in which they are read out.
    areas: Vec<PaperHotArea>,
    /// How many may be chosen at most; where absent, any number.
    most: Option<u32>,
}

/// An area to choose.
#[derive(Object)]
pub(in crate::items) struct PaperHotArea {
    /// Names it within the question.
    id: String,
    /// Where it is.
    area: Area,
    /// What it is called for those who do not see it.
    text: String,
}

/// Points to set on a picture.
#[derive(Object)]
pub(in crate::items) struct PaperSelectPoint {
    /// What points are set on.
    image: Image,
    /// What they may carry, in an order that says nothing about the key; where absent, nothing.
    labels: Option<Vec<PaperPointLabel>>,
    /// How many may be set at most.
    most: u32,
}

/// A label that points may carry.
#[derive(Object)]
pub(in crate::items) struct PaperPointLabel {
    /// Names it within the question.
    id: String,
    /// What is shown, in Markdown.
    text: String,
    /// How many points may carry it.
    uses: u32,
}

/// Several questions in one.
#[derive(Object)]
pub(in crate::items) struct PaperComposite {
    /// In the author's order.
    parts: Vec<PaperPart>,
}

/// One question of a composite.
#[derive(Object)]
pub(in crate::items) struct PaperPart {
    /// Names it within the question.
    id: String,
    /// What is asked, in Markdown.
    #[oai(default)]
    body: String,
    /// What a right response to it earns, rounded by itself: the whole is rounded once.
    points: PointsDto,
    /// How it is answered: in any way but as a composite.
    interaction: PaperInteraction,
}

/// A number set on a line.
#[derive(Object)]
pub(in crate::items) struct PaperSlider {
    /// Where it begins.
    lower: DecimalDto,
    /// Where it ends.
    upper: DecimalDto,
    /// From one position to the next.
    step: DecimalDto,
    /// Whether the lower bound is shown at the right, or at the top.
    #[oai(default)]
    reverse: bool,
    /// How it lies; where absent, from left to right.
    orientation: Option<Orientation>,
}

/// Statements rated on a scale.
#[derive(Object)]
pub(in crate::items) struct PaperLikert {
    /// In the author's order.
    statements: Vec<PaperEntry>,
    /// From one end to the other.
    scale: Vec<PaperEntry>,
}

/// A formula.
#[derive(Object)]
pub(in crate::items) struct PaperFormula {
    /// The names that the formula may use.
    #[oai(default)]
    variables: Vec<String>,
    /// Which sign parts decimals.
    decimal_mark: Option<DecimalMark>,
}
