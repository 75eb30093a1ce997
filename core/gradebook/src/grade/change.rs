use pediafor_grading::Points;
use pediafor_kernel::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::{GradeState, HandMark};

/// One line of a grade's history. Lines are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeChange {
    /// Counted from 1 over the life of the grade; also the `sequence` of the event this change raised.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who; `None`: the platform itself.
    pub by: Option<UserId>,
    /// What was done.
    pub what: Change,
    /// Where the grade stood before.
    pub before: Standing,
    /// Where it stood afterwards.
    pub after: Standing,
}

/// Where a grade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// How far the marking is.
    pub state: GradeState,
    /// The total so far; items that wait for a person count nothing.
    pub points: Points,
}

/// What was done to a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Change {
    /// The engine marked what a machine can mark.
    Marked {
        /// The engine's version.
        engine: String,
        /// How many items wait for a person.
        waiting: u32,
    },
    /// The responses could not be read.
    MarkingFailed {
        /// Why.
        reason: String,
    },
    /// A person marked an item, or changed its mark.
    ItemMarked {
        /// The item.
        item: String,
        /// What the item earned before; `None` where it waited.
        earned_before: Option<Points>,
        /// The mark a person gave before, if any.
        before: Option<HandMark>,
        /// The mark it has now.
        after: HandMark,
    },
    /// Feedback on the whole was written or changed.
    FeedbackWritten {
        /// What it said before; empty: nothing.
        before: String,
        /// What it says now.
        after: String,
    },
    /// The student may see the result.
    Released,
    /// The student may not see it any more.
    Recalled,
}
