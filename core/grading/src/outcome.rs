use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Points, ResponseError,
    expression::{ExpressionError, Function},
};

/// What marking made of one response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The item's id.
    pub item: String,
    /// What the response earned. Below zero only under a rule that says so; zero while it waits for a person.
    pub points: Points,
    /// What the item can earn.
    pub maximum: Points,
    /// In a word.
    pub verdict: Verdict,
    /// The rule that judged, as it is named in the item, or what stands for it: `human` for essays and files,
    /// `tolerance` for numbers and sliders, `weighted_gaps` for cloze, `equivalence` for formulas, `weighted_parts` for
    /// composites, `not_marked` for ratings.
    pub rule: String,
    /// Each part of the response: what was expected, what was given, what it earned.
    #[serde(default)]
    pub parts: Vec<PartOutcome>,
    /// The item's feedback for this verdict, in Markdown; empty where it says nothing.
    #[serde(default)]
    pub feedback: String,
    /// Why the response could not be judged, with the verdict `invalid_response`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalid: Option<ResponseError>,
}

/// An outcome in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
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
    /// The response does not fit the item; it earns nothing.
    InvalidResponse,
    /// It was answered, and is never marked: there are no points to earn.
    NotMarked,
}

/// One part of an outcome: an option, a source, a position, a gap, a composite's part, or the whole response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOutcome {
    /// The id of the option, source, gap, area or composite's part, or the position in an ordering counted from 1; empty
    /// where the response has one part only, and for a point on a picture that is in no area.
    pub part: String,
    /// What was given: an id, or the text as typed; nothing where there was nothing, or where it has parts. The part of an
    /// option chosen in a multiple choice has the option's id here.
    #[serde(default)]
    pub given: Option<String>,
    /// What would have been right, in the same terms. Show it only to those who may see keys.
    #[serde(default)]
    pub expected: Option<String>,
    /// What the part earned, rounded by itself and for display only: the item's points are rounded once, from the
    /// exact whole. Nothing where the rule judges the whole alone.
    #[serde(default)]
    pub points: Option<Points>,
    /// Whether the part is right; nothing where it is partly right, waits for a person, or is never marked.
    #[serde(default)]
    pub correct: Option<bool>,
    /// Something worth knowing about how it was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What the author says to this part: the chosen option's explanation, or the matched key's feedback.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub feedback: String,
    /// The parts of a composite's part, as they would be of an item of its own. One that is a whole by itself has none, and
    /// says above what was given and expected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartOutcome>,
}

/// A remark on how a part was judged. Its text is English; `code` is there to translate by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Note {
    /// No number could be read in what was typed.
    NotANumber,
    /// The number or formula was read as this.
    ReadAs {
        /// In plain decimal form, or a fraction of two decimals; a formula in its canonical form.
        value: String,
    },
    /// The number has no unit, which costs something.
    MissingUnit,
    /// The unit is none of those that are accepted, or not the one in which the number would be right.
    WrongUnit,
    /// A text has some of the keywords that were asked for, or all.
    KeywordsFound {
        /// Keywords of the key that decided.
        found: u64,
        /// All keywords of that key.
        of: u64,
    },
    /// An essay is shorter than asked for.
    TooFewWords {
        /// Words counted.
        words: u64,
        /// The fewest asked for.
        least: u32,
    },
    /// An essay is longer than asked for.
    TooManyWords {
        /// Words counted.
        words: u64,
        /// The most asked for.
        most: u32,
    },
    /// No formula could be read in what was typed.
    NotAnExpression {
        /// What is wrong with it, and where.
        error: ExpressionError,
    },
    /// The formula has a value nowhere, or nearly, that it could be compared by.
    Undefined,
    /// The formula would be right without this function.
    ForbiddenFunction {
        /// That may not be used.
        function: Function,
    },
    /// The formula would be right with this function.
    MissingFunction {
        /// That was asked for.
        function: Function,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => out.write_str("not a number"),
            Self::ReadAs { value } => write!(out, "read as {value}"),
            Self::MissingUnit => out.write_str("the unit is missing"),
            Self::WrongUnit => out.write_str("the unit is wrong"),
            Self::KeywordsFound { found, of } => write!(out, "{found} of {of} keywords"),
            Self::NotAnExpression { error } => error.fmt(out),
            Self::Undefined => out.write_str("undefined"),
            Self::ForbiddenFunction { function } => write!(out, "{} may not be used", function.name()),
            Self::MissingFunction { function } => write!(out, "{} is missing", function.name()),
            Self::TooFewWords { words, least } => write!(out, "{words} words, at least {least} were asked for"),
            Self::TooManyWords { words, most } => write!(out, "{words} words, at most {most} were asked for"),
        }
    }
}
