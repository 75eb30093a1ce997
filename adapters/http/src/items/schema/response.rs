//! What students give.

use std::collections::BTreeMap;

use poem_openapi::{Object, Union};

use super::interactions::Pair;

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
