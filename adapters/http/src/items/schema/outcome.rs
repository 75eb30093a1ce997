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
    /// The rule that judged: as it is named in the question, or `human`, `tolerance` (numbers), `weighted_gaps` (cloze).
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
}

/// One part of an outcome: an option, a source, a position, a gap, or the whole response.
#[derive(Object)]
pub(in crate::items) struct PartOutcome {
    /// The id of the option, source or gap, or the position in an ordering counted from 1; empty where the response has
    /// one part only.
    part: String,
    /// What was given: an id, or the text as typed; absent where there was nothing.
    given: Option<String>,
    /// What would have been right, in the same terms; absent for those who may not see keys.
    expected: Option<String>,
    /// What the part earned, rounded by itself and for display only; absent where the rule judges the whole alone.
    points: Option<PointsDto>,
    /// Whether the part is right; absent where it is partly right, or waits for a person.
    correct: Option<bool>,
    /// Something worth knowing about how it was judged.
    note: Option<Note>,
    /// What the author says to this part; absent where that is nothing.
    feedback: Option<String>,
}

/// A remark on how a part was judged.
#[derive(Union)]
#[oai(discriminator_name = "code", one_of)]
pub(in crate::items) enum Note {
    /// No number could be read in what was typed.
    #[oai(mapping = "not_a_number")]
    NotANumber(NoteNotANumber),
    /// The number was read as this.
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
}

/// No number could be read in what was typed.
#[derive(Object)]
pub(in crate::items) struct NoteNotANumber {}

/// The number was read as this.
#[derive(Object)]
pub(in crate::items) struct NoteReadAs {
    /// In plain decimal form, or a fraction of two decimals.
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
    /// `wrong_type`, `unknown_id`, `repeated_id`, `too_long` or `too_many`.
    code: String,
    /// A JSON Pointer into the response, where one part of it is wrong.
    pointer: Option<String>,
    /// With `wrong_type`: the type that the question asks for.
    expected: Option<String>,
    /// With `wrong_type`: the type that was given.
    given: Option<String>,
    /// With `too_long` and `too_many`: the most allowed.
    most: Option<u64>,
}
