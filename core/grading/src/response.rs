use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text;

/// What a student gave to one item. In JSON the variant's name is the field `type`, the same as the interaction's.
///
/// A response is only data: whether it fits an item is said by [`PaperItem::check`](crate::PaperItem::check), what
/// it earns by [`mark`](crate::mark()). Fields unknown here are ignored.
///
/// ```
/// use pediafor_grading::Response;
///
/// let response: Response = serde_json::from_str(r#"{"type":"choice","chosen":"b"}"#)?;
/// assert_eq!(response, Response::choice("b"));
/// assert!(Response::short_text("  ").is_blank());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Response {
    /// To a choice.
    Choice {
        /// The option's id; nothing where none is chosen.
        #[serde(default)]
        chosen: Option<String>,
    },
    /// To a multiple choice.
    MultipleChoice {
        /// The options' ids, in any order; one named twice counts once.
        #[serde(default)]
        chosen: Vec<String>,
    },
    /// To true or false.
    TrueFalse {
        /// The answer; nothing where none is given.
        #[serde(default)]
        value: Option<bool>,
    },
    /// To a short text.
    ShortText {
        /// As typed.
        #[serde(default)]
        text: String,
    },
    /// To an essay.
    Essay {
        /// As typed.
        #[serde(default)]
        text: String,
    },
    /// To a cloze.
    Cloze {
        /// By gap id: the text or number as typed, or the id of the drop-down's option.
        #[serde(default)]
        gaps: BTreeMap<String, String>,
    },
    /// To a matching.
    Matching {
        /// At most one for each source, in any order.
        #[serde(default)]
        pairs: Vec<Pair>,
    },
    /// To an ordering.
    Ordering {
        /// The ids of entries, first to last, each at most once; what does not belong is left out.
        #[serde(default)]
        order: Vec<String>,
    },
    /// To a number.
    Numeric {
        /// As typed.
        #[serde(default)]
        text: String,
    },
    /// To a file upload.
    FileUpload {
        /// The ids of the uploaded files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// To a formula.
    Formula {
        /// As typed.
        #[serde(default)]
        text: String,
    },
}

/// A source and the target put to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The source's id.
    pub source: String,
    /// The target's id.
    pub target: String,
}

impl Pair {
    /// This target for this source.
    pub fn new(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self { source: source.into(), target: target.into() }
    }
}

impl Response {
    /// One option chosen.
    pub fn choice(chosen: impl Into<String>) -> Self {
        Self::Choice { chosen: Some(chosen.into()) }
    }

    /// Several options chosen.
    pub fn multiple_choice<S: Into<String>>(chosen: impl IntoIterator<Item = S>) -> Self {
        Self::MultipleChoice { chosen: chosen.into_iter().map(Into::into).collect() }
    }

    /// True or false.
    #[must_use]
    pub const fn true_false(value: bool) -> Self {
        Self::TrueFalse { value: Some(value) }
    }

    /// A short text.
    pub fn short_text(text: impl Into<String>) -> Self {
        Self::ShortText { text: text.into() }
    }

    /// An essay.
    pub fn essay(text: impl Into<String>) -> Self {
        Self::Essay { text: text.into() }
    }

    /// Gaps, by id, with what they were filled with.
    pub fn cloze<G: Into<String>, T: Into<String>>(gaps: impl IntoIterator<Item = (G, T)>) -> Self {
        Self::Cloze { gaps: gaps.into_iter().map(|(gap, text)| (gap.into(), text.into())).collect() }
    }

    /// Sources with their targets.
    pub fn matching<S: Into<String>, T: Into<String>>(pairs: impl IntoIterator<Item = (S, T)>) -> Self {
        Self::Matching { pairs: pairs.into_iter().map(|(source, target)| Pair::new(source, target)).collect() }
    }

    /// Entries in an order.
    pub fn ordering<S: Into<String>>(order: impl IntoIterator<Item = S>) -> Self {
        Self::Ordering { order: order.into_iter().map(Into::into).collect() }
    }

    /// A number, as typed.
    pub fn numeric(text: impl Into<String>) -> Self {
        Self::Numeric { text: text.into() }
    }

    /// Uploaded files.
    pub fn file_upload<S: Into<String>>(files: impl IntoIterator<Item = S>) -> Self {
        Self::FileUpload { files: files.into_iter().map(Into::into).collect() }
    }

    /// A formula, as typed.
    pub fn formula(text: impl Into<String>) -> Self {
        Self::Formula { text: text.into() }
    }

    /// Its name, as in the JSON field `type`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "choice",
            Self::MultipleChoice { .. } => "multiple_choice",
            Self::TrueFalse { .. } => "true_false",
            Self::ShortText { .. } => "short_text",
            Self::Essay { .. } => "essay",
            Self::Cloze { .. } => "cloze",
            Self::Matching { .. } => "matching",
            Self::Ordering { .. } => "ordering",
            Self::Numeric { .. } => "numeric",
            Self::FileUpload { .. } => "file_upload",
            Self::Formula { .. } => "formula",
        }
    }

    /// Whether nothing was answered: nothing chosen, or nothing but blanks typed. Decided before any rule; a blank
    /// response earns nothing and costs nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Choice { chosen } => chosen.as_ref().is_none_or(String::is_empty),
            Self::MultipleChoice { chosen } => chosen.is_empty(),
            Self::TrueFalse { value } => value.is_none(),
            Self::ShortText { text } | Self::Essay { text } | Self::Numeric { text } | Self::Formula { text } => {
                text::is_blank(text)
            }
            Self::Cloze { gaps } => gaps.values().all(|text| text::is_blank(text)),
            Self::Matching { pairs } => pairs.is_empty(),
            Self::Ordering { order } => order.is_empty(),
            Self::FileUpload { files } => files.is_empty(),
        }
    }
}

/// Why a response does not fit its item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ResponseError {
    /// It answers another kind of question.
    #[error("a {expected} response is expected, not {given}")]
    WrongType {
        /// The interaction's kind.
        expected: String,
        /// The response's kind.
        given: String,
    },
    /// It names something the item does not have.
    #[error("{pointer} names an unknown id")]
    UnknownId {
        /// JSON Pointer into the response.
        pointer: String,
    },
    /// It names a source or an entry more than once.
    #[error("{pointer} repeats an id")]
    RepeatedId {
        /// JSON Pointer into the response.
        pointer: String,
    },
    /// A text is too long.
    #[error("{pointer} is longer than {most} characters")]
    TooLong {
        /// JSON Pointer into the response.
        pointer: String,
        /// The most characters allowed.
        most: u64,
    },
    /// A list is too long.
    #[error("{pointer} has more than {most} entries")]
    TooMany {
        /// JSON Pointer into the response.
        pointer: String,
        /// The most entries allowed.
        most: u64,
    },
}

impl ResponseError {
    /// A stable word for the kind of error, as in the JSON field `code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "wrong_type",
            Self::UnknownId { .. } => "unknown_id",
            Self::RepeatedId { .. } => "repeated_id",
            Self::TooLong { .. } => "too_long",
            Self::TooMany { .. } => "too_many",
        }
    }

    /// JSON Pointer to what is wrong, into the response.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::WrongType { .. } => "/type",
            Self::UnknownId { pointer }
            | Self::RepeatedId { pointer }
            | Self::TooLong { pointer, .. }
            | Self::TooMany { pointer, .. } => pointer,
        }
    }
}
