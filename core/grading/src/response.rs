use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{Decimal, Spot, text};

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
    /// To labels for the gaps of a text.
    GapMatch {
        /// By gap id: the label's id. A gap that is empty is left out, or has an empty one.
        #[serde(default)]
        gaps: BTreeMap<String, String>,
    },
    /// To labels for the places of a picture.
    GraphicGapMatch {
        /// By gap id: the label's id. A gap that is empty is left out, or has an empty one.
        #[serde(default)]
        gaps: BTreeMap<String, String>,
    },
    /// To places of a picture that are put in order.
    GraphicOrder {
        /// The ids of entries, first to last, each at most once; what does not belong is left out.
        #[serde(default)]
        order: Vec<String>,
    },
    /// To a hot text.
    HotText {
        /// The phrases' ids, in any order; one named twice counts once.
        #[serde(default)]
        chosen: Vec<String>,
    },
    /// To a hotspot.
    Hotspot {
        /// The areas' ids, in any order; one named twice counts once.
        #[serde(default)]
        chosen: Vec<String>,
    },
    /// To points on a picture.
    SelectPoint {
        /// In any order.
        #[serde(default)]
        points: Vec<Pin>,
    },
    /// To a composite.
    Composite {
        /// By part id: what was given to each part; one that is left away was left blank.
        #[serde(default)]
        parts: BTreeMap<String, Response>,
    },
    /// To a slider.
    Slider {
        /// The position; nothing where it was not moved.
        #[serde(default)]
        value: Option<Decimal>,
    },
    /// To a rating of statements.
    Likert {
        /// By statement id: the id of the place on the scale.
        #[serde(default)]
        ratings: BTreeMap<String, String>,
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

/// A point that was set on a picture, in the picture's own pixels. Outside of the picture it is in no area.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pin {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// The id of the label that it carries, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Pin {
    /// Without a label.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y, label: None }
    }

    /// With this label.
    #[must_use]
    pub fn labelled(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// Where it is.
    pub(crate) const fn spot(&self) -> Spot {
        Spot::new(self.x, self.y)
    }
}

impl fmt::Display for Pin {
    /// `120,45`, or with a label `lung 120,45`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
            write!(out, "{label} ")?;
        }
        write!(out, "{},{}", self.x, self.y)
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

    /// Gaps of a text, by id, with their labels.
    pub fn gap_match<G: Into<String>, L: Into<String>>(gaps: impl IntoIterator<Item = (G, L)>) -> Self {
        Self::GapMatch { gaps: gaps.into_iter().map(|(gap, label)| (gap.into(), label.into())).collect() }
    }

    /// Gaps of a picture, by id, with their labels.
    pub fn graphic_gap_match<G: Into<String>, L: Into<String>>(gaps: impl IntoIterator<Item = (G, L)>) -> Self {
        Self::GraphicGapMatch { gaps: gaps.into_iter().map(|(gap, label)| (gap.into(), label.into())).collect() }
    }

    /// Places of a picture in an order.
    pub fn graphic_order<S: Into<String>>(order: impl IntoIterator<Item = S>) -> Self {
        Self::GraphicOrder { order: order.into_iter().map(Into::into).collect() }
    }
    /// Phrases of a text chosen.
    pub fn hot_text<S: Into<String>>(chosen: impl IntoIterator<Item = S>) -> Self {
        Self::HotText { chosen: chosen.into_iter().map(Into::into).collect() }
    }

    /// Areas of a picture chosen.
    pub fn hotspot<S: Into<String>>(chosen: impl IntoIterator<Item = S>) -> Self {
        Self::Hotspot { chosen: chosen.into_iter().map(Into::into).collect() }
    }

    /// Points set on a picture.
    pub fn select_point(points: impl IntoIterator<Item = Pin>) -> Self {
        Self::SelectPoint { points: points.into_iter().collect() }
    }
    /// Parts, by id, with what was given to each.
    pub fn composite<P: Into<String>>(parts: impl IntoIterator<Item = (P, Self)>) -> Self {
        Self::Composite { parts: parts.into_iter().map(|(part, response)| (part.into(), response)).collect() }
    }

    /// A position.
    #[must_use]
    pub const fn slider(value: Decimal) -> Self {
        Self::Slider { value: Some(value) }
    }

    /// Statements, by id, with their places on the scale.
    pub fn likert<S: Into<String>, P: Into<String>>(ratings: impl IntoIterator<Item = (S, P)>) -> Self {
        Self::Likert {
            ratings: ratings.into_iter().map(|(statement, place)| (statement.into(), place.into())).collect(),
        }
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
            Self::GapMatch { .. } => "gap_match",
            Self::GraphicGapMatch { .. } => "graphic_gap_match",
            Self::GraphicOrder { .. } => "graphic_order",
            Self::Hotspot { .. } => "hotspot",
            Self::HotText { .. } => "hot_text",
            Self::SelectPoint { .. } => "select_point",
            Self::Composite { .. } => "composite",
            Self::Slider { .. } => "slider",
            Self::Likert { .. } => "likert",
            Self::Formula { .. } => "formula",
        }
    }

    /// Whether nothing was answered: nothing chosen, or nothing but blanks typed. Decided before any rule; a blank
    /// response earns nothing and costs nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Choice { chosen } => chosen.as_ref().is_none_or(String::is_empty),
            Self::MultipleChoice { chosen } | Self::Hotspot { chosen } | Self::HotText { chosen } => chosen.is_empty(),
            Self::TrueFalse { value } => value.is_none(),
            Self::ShortText { text } | Self::Essay { text } | Self::Numeric { text } | Self::Formula { text } => {
                text::is_blank(text)
            }
            Self::Cloze { gaps } => gaps.values().all(|text| text::is_blank(text)),
            Self::Matching { pairs } => pairs.is_empty(),
            Self::Ordering { order } => order.is_empty(),
            Self::FileUpload { files } => files.is_empty(),
            Self::GapMatch { gaps } | Self::GraphicGapMatch { gaps } => gaps.values().all(String::is_empty),
            Self::GraphicOrder { order } => order.is_empty(),
            Self::SelectPoint { points } => points.is_empty(),
            Self::Composite { parts } => parts.values().all(Self::is_blank),
            Self::Slider { value } => value.is_none(),
            Self::Likert { ratings } => ratings.values().all(String::is_empty),
        }
    }
}

/// Why a response does not fit its item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ResponseError {
    /// It answers another kind of question.
    #[error("{pointer}: a {expected} response is expected, not {given}")]
    WrongType {
        /// The interaction's kind.
        expected: String,
        /// The response's kind.
        given: String,
        /// JSON Pointer into the response: `/type`, or a part's; left away in JSON where it is the former.
        #[serde(default = "at_type", skip_serializing_if = "is_at_type")]
        pointer: String,
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
    /// It puts a label into a gap of another group.
    #[error("{pointer} takes labels of another group")]
    WrongGroup {
        /// JSON Pointer into the response.
        pointer: String,
    },
    /// It uses a label more often than it may.
    #[error("{pointer} has a label that may be used {most} times at most")]
    UsedTooOften {
        /// JSON Pointer into the response.
        pointer: String,
        /// The most gaps allowed.
        most: u64,
    },
    /// A number is beyond its bounds.
    #[error("{pointer} is beyond the bounds")]
    OutOfRange {
        /// JSON Pointer into the response.
        pointer: String,
    },
    /// A number lies between two positions.
    #[error("{pointer} lies between two positions")]
    OffStep {
        /// JSON Pointer into the response.
        pointer: String,
    },
}

/// Where a response says its kind.
fn at_type() -> String {
    "/type".to_owned()
}

fn is_at_type(pointer: &str) -> bool {
    pointer == "/type"
}

impl ResponseError {
    /// The same of the response that stands at `place` in another.
    pub(crate) fn inside(mut self, place: &str) -> Self {
        let (Self::WrongType { pointer, .. }
        | Self::UnknownId { pointer }
        | Self::RepeatedId { pointer }
        | Self::TooLong { pointer, .. }
        | Self::TooMany { pointer, .. }
        | Self::WrongGroup { pointer }
        | Self::UsedTooOften { pointer, .. }
        | Self::OutOfRange { pointer }
        | Self::OffStep { pointer }) = &mut self;
        pointer.insert_str(0, place);
        self
    }

    /// A stable word for the kind of error, as in the JSON field `code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "wrong_type",
            Self::UnknownId { .. } => "unknown_id",
            Self::RepeatedId { .. } => "repeated_id",
            Self::TooLong { .. } => "too_long",
            Self::TooMany { .. } => "too_many",
            Self::WrongGroup { .. } => "wrong_group",
            Self::UsedTooOften { .. } => "used_too_often",
            Self::OutOfRange { .. } => "out_of_range",
            Self::OffStep { .. } => "off_step",
        }
    }

    /// JSON Pointer to what is wrong, into the response.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::WrongType { pointer, .. }
            | Self::UnknownId { pointer }
            | Self::RepeatedId { pointer }
            | Self::TooLong { pointer, .. }
            | Self::TooMany { pointer, .. }
            | Self::WrongGroup { pointer }
            | Self::UsedTooOften { pointer, .. }
            | Self::OutOfRange { pointer }
            | Self::OffStep { pointer } => pointer,
        }
    }
}
