//! What marking made of responses.

use poem_openapi::{Enum, Object, Union};

use crate::items::PointsDto;

/// What marking made of one response.
#[derive(Object)]
pub(in crate::items) struct Outcome {
    /// The question's id.
    item: String,
    /// What the response earned; below zero only under a rule that says so, zero while it waits for a person.
    points: PointsDto,
    /// What the question can earn.
    maximum: PointsDto,
    /// In a word.
    verdict: Verdict,
    /// The rule that judged: as it is named in the question, or `human`, `tolerance` (numbers and
    /// sliders), `weighted_gaps` (cloze), `equivalence` (formulas), `weighted_parts` (composites), `not_marked` (ratings).
    rule: String,
    /// Each part of the response: what was expected, what was given, what it earned.
    #[oai(default)]
    parts: Vec<PartOutcome>,
    /// The question's feedback for this verdict, in Markdown; empty where it says nothing.
    #[oai(default)]
    feedback: String,
    /// Why the response could not be judged, with the verdict `invalid_response`.
    invalid: Option<InvalidResponse>,
}

/// An outcome in a word.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum Verdict {
    /// Full marks.
    Correct,
    /// Some of the marks.
    Partial,
    /// No marks, or a penalty.
    Incorrect,
    /// Nothing was answered.
    Unanswered,
    /// Only a person can mark it.
    NeedsHuman,
    /// The response does not fit the question; it earns nothing.
    InvalidResponse,
    /// It was answered, and is never marked: there are no points to earn.
    NotMarked,
}

/// One part of an outcome: an option, a source, a position, a gap, a composite's part, or the whole response.
#[derive(Object)]
pub(in crate::items) struct PartOutcome {
    /// The id of the option, source, gap, area or composite's part, or the position in an ordering counted from 1; empty
    /// where the response has one part only, and for a point on a picture that is in no area.
    part: String,
    /// What was given: an id, or the text as typed; absent where there was nothing.
    given: Option<String>,
    /// What would have been right, in the same terms; absent for those who may not see keys.
    expected: Option<String>,
    /// What the part earned, rounded by itself and for display only; absent where the rule judges the whole alone.
    points: Option<PointsDto>,
    /// Whether the part is right; absent where it is partly right, waits for a person, or is never marked.
    correct: Option<bool>,
    /// Something worth knowing about how it was judged.
    note: Option<Note>,
    /// What the author says to this part; absent where that is nothing.
    feedback: Option<String>,
    /// The parts of a composite's part; absent where that is a whole by itself.
    parts: Option<Vec<PartOutcome>>,
}

/// A remark on how a part was judged.
#[derive(Union)]
#[oai(discriminator_name = "code", one_of)]
pub(in crate::items) enum Note {
    /// No number could be read in what was typed.
    #[oai(mapping = "not_a_number")]
    NotANumber(NoteNotANumber),
    /// The number or formula was read as this.
    #[oai(mapping = "read_as")]
    ReadAs(NoteReadAs),
    /// An essay is shorter than asked for.
    #[oai(mapping = "too_few_words")]
    TooFewWords(NoteTooFewWords),
    /// An essay is longer than asked for.
    #[oai(mapping = "too_many_words")]
    TooManyWords(NoteTooManyWords),
    /// The number is without the unit that was asked for.
    #[oai(mapping = "missing_unit")]
    MissingUnit(NoteMissingUnit),
    /// The number has another unit than those that are accepted.
    #[oai(mapping = "wrong_unit")]
    WrongUnit(NoteWrongUnit),
    /// So many of the keywords were found.
    #[oai(mapping = "keywords_found")]
    KeywordsFound(NoteKeywordsFound),
    /// No formula could be read in what was typed.
    #[oai(mapping = "not_an_expression")]
    NotAnExpression(NoteNotAnExpression),
    /// The formula has a value nowhere, or nearly, that it could be compared by.
    #[oai(mapping = "undefined")]
    Undefined(NoteUndefined),
    /// The formula would be right without this function.
    #[oai(mapping = "forbidden_function")]
    ForbiddenFunction(NoteForbiddenFunction),
    /// The formula would be right with this function.
    #[oai(mapping = "missing_function")]
    MissingFunction(NoteMissingFunction),
}

/// No number could be read in what was typed.
#[derive(Object)]
pub(in crate::items) struct NoteNotANumber {}

/// The number or formula was read as this.
#[derive(Object)]
pub(in crate::items) struct NoteReadAs {
    /// In plain decimal form, or a fraction of two decimals; a formula in its canonical form.
    value: String,
}

/// An essay is shorter than asked for.
#[derive(Object)]
pub(in crate::items) struct NoteTooFewWords {
    /// Words counted.
    words: u64,
    /// The fewest asked for.
    least: u32,
}

/// An essay is longer than asked for.
#[derive(Object)]
pub(in crate::items) struct NoteTooManyWords {
    /// Words counted.
    words: u64,
    /// The most asked for.
    most: u32,
}

/// The number is without the unit that was asked for.
#[derive(Object)]
pub(in crate::items) struct NoteMissingUnit {}

/// The number has another unit than those that are accepted.
#[derive(Object)]
pub(in crate::items) struct NoteWrongUnit {}

/// So many of the keywords were found.
#[derive(Object)]
pub(in crate::items) struct NoteKeywordsFound {
    /// How many.
    found: u64,
    /// Of how many.
    of: u64,
}

/// Why a response does not fit its question.
#[derive(Object)]
pub(in crate::items) struct InvalidResponse {
    /// `wrong_type`, `unknown_id`, `repeated_id`, `too_long`, `too_many`, `wrong_group`, `used_too_often`, `out_of_range` or
    /// `off_step`.
    code: String,
    /// A JSON Pointer into the response, where one part of it is wrong.
    pointer: Option<String>,
    /// With `wrong_type`: the type that the question asks for.
    expected: Option<String>,
    /// With `wrong_type`: the type that was given.
    given: Option<String>,
    /// With `too_long`, `too_many` and `used_too_often`: the most allowed.
    most: Option<u64>,
}

/// No formula could be read in what was typed.
#[derive(Object)]
pub(in crate::items) struct NoteNotAnExpression {
    /// What is wrong with it, and where.
    error: ExpressionError,
}

/// Why a text is not a formula, and where.
#[derive(Object)]
pub(in crate::items) struct ExpressionError {
    /// What it is, in `snake_case`, to translate by.
    code: String,
    /// The character it is about, counted from 1; one more than there are where something is missing at the end.
    at: u64,
    /// In English, for the one who typed it.
    detail: String,
}

/// The formula has a value nowhere, or nearly, that it could be compared by.
#[derive(Object)]
pub(in crate::items) struct NoteUndefined {}

/// The formula would be right without this function.
#[derive(Object)]
pub(in crate::items) struct NoteForbiddenFunction {
    /// The name of what may not be used.
    function: String,
}

/// The formula would be right with this function.
#[derive(Object)]
pub(in crate::items) struct NoteMissingFunction {
    /// The name of what was asked for.
    function: String,
}
