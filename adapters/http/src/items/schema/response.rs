//! What students give.

use std::collections::BTreeMap;

use poem_openapi::{Object, Union};

use super::interactions::Pair;
use crate::items::DecimalDto;

/// What a student gave to one question. Its type is the question's.
#[derive(Union)]
#[oai(discriminator_name = "type", one_of)]
pub(in crate::items) enum Response {
    /// To a choice.
    #[oai(mapping = "choice")]
    Choice(ChoiceResponse),
    /// To a multiple choice.
    #[oai(mapping = "multiple_choice")]
    MultipleChoice(MultipleChoiceResponse),
    /// To true or false.
    #[oai(mapping = "true_false")]
    TrueFalse(TrueFalseResponse),
    /// To a short text.
    #[oai(mapping = "short_text")]
    ShortText(ShortTextResponse),
    /// To an essay.
    #[oai(mapping = "essay")]
    Essay(EssayResponse),
    /// To a cloze.
    #[oai(mapping = "cloze")]
    Cloze(ClozeResponse),
    /// To a matching.
    #[oai(mapping = "matching")]
    Matching(MatchingResponse),
    /// To an ordering.
    #[oai(mapping = "ordering")]
    Ordering(OrderingResponse),
    /// To a number.
    #[oai(mapping = "numeric")]
    Numeric(NumericResponse),
    /// To a file upload.
    #[oai(mapping = "file_upload")]
    FileUpload(FileUploadResponse),
    /// To labels for the gaps of a text.
    #[oai(mapping = "gap_match")]
    GapMatch(GapMatchResponse),
    /// To labels for the places of a picture.
    #[oai(mapping = "graphic_gap_match")]
    GraphicGapMatch(GraphicGapMatchResponse),
    /// To places of a picture that are put in order.
    #[oai(mapping = "graphic_order")]
    GraphicOrder(GraphicOrderResponse),
    /// To areas of a picture.
    #[oai(mapping = "hotspot")]
    Hotspot(HotspotResponse),
    /// To phrases of a text.
    #[oai(mapping = "hot_text")]
    HotText(HotTextResponse),
    /// To points on a picture.
    #[oai(mapping = "select_point")]
    SelectPoint(SelectPointResponse),
    /// To several questions in one.
    #[oai(mapping = "composite")]
    Composite(CompositeResponse),
    /// To a number on a line.
    #[oai(mapping = "slider")]
    Slider(SliderResponse),
    /// To statements on a scale.
    #[oai(mapping = "likert")]
    Likert(LikertResponse),
    /// To a formula.
    #[oai(mapping = "formula")]
    Formula(FormulaResponse),
}

/// To a choice.
#[derive(Object)]
pub(in crate::items) struct ChoiceResponse {
    /// The option's id; absent where none is chosen.
    chosen: Option<String>,
}

/// To a multiple choice.
#[derive(Object)]
pub(in crate::items) struct MultipleChoiceResponse {
    /// The options' ids, in any order.
    #[oai(default)]
    chosen: Vec<String>,
}

/// To true or false.
#[derive(Object)]
pub(in crate::items) struct TrueFalseResponse {
    /// The answer; absent where none is given.
    value: Option<bool>,
}

/// To a short text.
#[derive(Object)]
pub(in crate::items) struct ShortTextResponse {
    /// As typed.
    #[oai(default)]
    text: String,
}

/// To an essay.
#[derive(Object)]
pub(in crate::items) struct EssayResponse {
    /// As typed.
    #[oai(default)]
    text: String,
}

/// To a cloze.
#[derive(Object)]
pub(in crate::items) struct ClozeResponse {
    /// By gap id: the text or number as typed, or the id of the drop-down's option.
    #[oai(default)]
    gaps: BTreeMap<String, String>,
}

/// To a matching.
#[derive(Object)]
pub(in crate::items) struct MatchingResponse {
    /// At most one for each source, in any order.
    #[oai(default)]
    pairs: Vec<Pair>,
}

/// To an ordering.
#[derive(Object)]
pub(in crate::items) struct OrderingResponse {
    /// The entries' ids, first to last, each at most once.
    #[oai(default)]
    order: Vec<String>,
}

/// To a number.
#[derive(Object)]
pub(in crate::items) struct NumericResponse {
    /// As typed.
    #[oai(default)]
    text: String,
}

/// To a file upload.
#[derive(Object)]
pub(in crate::items) struct FileUploadResponse {
    /// The ids of the uploaded files.
    #[oai(default)]
    files: Vec<String>,
}

/// To labels for the gaps of a text.
#[derive(Object)]
pub(in crate::items) struct GapMatchResponse {
    /// By gap id: the label's id. A gap that is empty is left out, or has an empty one.
    #[oai(default)]
    gaps: BTreeMap<String, String>,
}

/// To labels for the places of a picture.
#[derive(Object)]
pub(in crate::items) struct GraphicGapMatchResponse {
    /// By gap id: the label's id. A gap that is empty is left out, or has an empty one.
    #[oai(default)]
    gaps: BTreeMap<String, String>,
}

/// To places of a picture that are put in order.
#[derive(Object)]
pub(in crate::items) struct GraphicOrderResponse {
    /// The places' ids, first to last, each at most once.
    #[oai(default)]
    order: Vec<String>,
}

/// To phrases of a text.
#[derive(Object)]
pub(in crate::items) struct HotTextResponse {
    /// The phrases' ids, in any order.
    #[oai(default)]
    chosen: Vec<String>,
}

/// To areas of a picture.
#[derive(Object)]
pub(in crate::items) struct HotspotResponse {
    /// The areas' ids, in any order.
    #[oai(default)]
    chosen: Vec<String>,
}

/// To points on a picture.
#[derive(Object)]
pub(in crate::items) struct SelectPointResponse {
    /// In any order.
    #[oai(default)]
    points: Vec<Pin>,
}

/// A point that was set on a picture, in the picture's own pixels.
#[derive(Object)]
pub(in crate::items) struct Pin {
    /// From the left.
    x: i32,
    /// From the top.
    y: i32,
    /// The id of the label that it carries, if it does.
    label: Option<String>,
}

/// To several questions in one.
#[derive(Object)]
pub(in crate::items) struct CompositeResponse {
    /// By part id: what was given to each part, in the way that it asks for; one that is left away was left blank.
    #[oai(default)]
    parts: BTreeMap<String, Response>,
}

/// To a number on a line.
#[derive(Object)]
pub(in crate::items) struct SliderResponse {
    /// The position; absent where it was not moved.
    value: Option<DecimalDto>,
}

/// To statements on a scale.
#[derive(Object)]
pub(in crate::items) struct LikertResponse {
    /// By statement id: the id of the place on the scale.
    #[oai(default)]
    ratings: BTreeMap<String, String>,
}

/// To a formula.
#[derive(Object)]
pub(in crate::items) struct FormulaResponse {
    /// As typed.
    #[oai(default)]
    text: String,
}
