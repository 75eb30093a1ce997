//! The gradebook: what submissions earned, who said so, and who may see it.
//!
//! A [`Grade`] holds the marks of one submission. It comes into being when the submission is handed in and its version's
//! [`MarkingKey`] is known: [`MarkSubmitted`] lets `pediafor-grading` mark every item, leaves to a person what only a
//! person can mark, and releases the result where the assessment's rules say so. Teachers [mark](Gradebook::mark_item),
//! [override](Gradebook::mark_item), [comment](Gradebook::write_feedback), [release](Gradebook::release) and
//! [recall](Gradebook::recall); each change is a line of the grade's [history](GradeChange) and nothing is overwritten.
//!
//! ```text
//! pending → partially_graded → graded ⇄ released
//! ```
//!
//! This room never shows a student a mark, a key or an explanation that is not [released](GradeState::Released) and
//! allowed by the assessment's review rules: what a student gets is a [`StudentResult`], which has no room for more.
//! It never reads another service's data: what it needs arrives with events.
//!
//! ```
//! use pediafor_gradebook::Percentage;
//! use pediafor_grading::Points;
//!
//! let percentage = Percentage::of(Points::whole(2), Points::whole(3)).unwrap();
//! assert_eq!(percentage.to_string(), "66.67");
//! ```
//!
//! | module | subject |
//! | --- | --- |
//! | [`Grade`] | the marks of one submission |
//! | [`MarkingFailure`] | a submission whose marking was given up |
//! | [`MarkingKey`] | a published version with its keys |
//! | [`StudentResult`], [`StudentGrade`] | what a student sees |
//! | [`MarkerView`], [`GradeSummary`], [`QueueEntry`] | what a marker sees |
//! | [`ports`] | what a store has to do |
//! | [`KeepKeys`], [`MarkSubmitted`] | the consumers |
//! | [`Gradebook`] | the use cases |

mod error;
mod failure;
mod grade;
mod key;
mod marking;
#[cfg(any(test, feature = "mock"))]
pub mod memory;
pub mod ports;
mod retell;
#[cfg(any(test, feature = "mock"))]
pub mod sample;
mod student;
mod use_cases;
mod view;

pub use error::GradebookError;
pub use failure::MarkingFailure;
pub use grade::{
    Change, Grade, GradeChange, GradeError, GradeRecord, GradeState, GradedItem, HandMark, Marking, Percentage,
    Standing, Totals, UnknownState,
};
pub use key::{KeepKeys, MarkingKey};
pub use marking::MarkSubmitted;
pub use retell::Retell;
pub use student::{
    KeyPart, PartFeedback, ReleasedTotals, StudentExplanation, StudentGrade, StudentItem, StudentMarks, StudentResult,
};
pub use use_cases::{COMMENT_CHARS, FEEDBACK_CHARS, Gradebook, REASON_CHARS, ReleasedAll, UserGrades};
pub use view::{GradeSummary, GradeView, MarkerView, Named, Overview, QueueEntry, WaitingItem};

/// The name this service signs its events with.
const SOURCE: &str = "/pediafor/grading";

/// How many changes of a grade's history are shown at once.
pub const HISTORY: u32 = 200;
