//! What happened to a grade, as its markers read it.

use std::collections::HashMap;

use pediafor_gradebook::{Change, GradeChange, Standing};
use pediafor_kernel::{UserId, people::Person};
use poem_openapi::{Object, Union};
use uuid::Uuid;

use super::scalars::GradeState;
use crate::{base::Instant, items::PointsDto};

/// One change of a grade. Changes are only ever added.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GradeHistoryEntry {
    /// Counted from 1 over the life of the grade.
    pub number: u64,
    /// When.
    pub at: Instant,
    /// Who; absent where the platform did it itself.
    pub by: Option<Uuid>,
    /// That person's name, where it is known.
    pub by_name: Option<String>,
    /// What was done.
    pub what: GradeChangeKind,
    /// Where the grade stood before.
    pub before: GradeStanding,
    /// Where it stood afterwards.
    pub after: GradeStanding,
}

/// Where a grade stands.
#[derive(Debug, Clone, PartialEq, Object)]
pub struct GradeStanding {
    /// How far the marking is.
    pub state: GradeState,
    /// The total so far.
    pub points: PointsDto,
}

/// What was done to a grade.
#[derive(Debug, Clone, PartialEq, Union)]
#[oai(discriminator_name = "type", one_of)]
pub enum GradeChangeKind {
    /// The engine marked what a machine can mark.
    #[oai(mapping = "marked")]
    Marked(ChangeMarked),
    /// The responses could not be read.
    #[oai(mapping = "marking_failed")]
    MarkingFailed(ChangeMarkingFailed),
    /// A person marked an item.
    #[oai(mapping = "item_marked")]
    ItemMarked(ChangeItemMarked),
    /// Feedback on the whole was written.
    #[oai(mapping = "feedback_written")]
    FeedbackWritten(ChangeFeedbackWritten),
    /// The student may see the result.
    #[oai(mapping = "released")]
    Released(ChangeReleased),
    /// The student may not see it any more.
    #[oai(mapping = "recalled")]
    Recalled(ChangeRecalled),
}

/// The engine marked what a machine can mark.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ChangeMarked {
    /// The engine's version.
    pub engine: String,
    /// How many items wait for a person.
    pub waiting: u32,
}

/// The responses could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ChangeMarkingFailed {
    /// Why.
    pub reason: String,
}

/// A person marked an item, or changed its mark.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ChangeItemMarked {
    /// The item.
    pub item: String,
    /// What it earned before; absent where it waited.
    pub earned_before: Option<PointsDto>,
    /// The mark a person gave before, if any.
    pub before: Option<HandMark>,
    /// The mark it has now.
    pub after: HandMark,
}

/// Feedback on the whole was written or changed.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ChangeFeedbackWritten {
    /// What it said before; may be empty.
    pub before: String,
    /// What it says now; may be empty.
    pub after: String,
}

/// The student may see the result.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ChangeReleased {}

/// The student may not see the result any more.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct ChangeRecalled {}

/// A mark that a person gave.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HandMark {
    /// What the item earns.
    pub points: PointsDto,
    /// What the student is told, Markdown; may be empty.
    pub comment: String,
    /// Why the automatic mark does not hold; absent on an item that only a person can mark.
    pub reason: Option<String>,
    /// Who gave it.
    pub marker: Uuid,
    /// When.
    pub at: Instant,
}

impl GradeHistoryEntry {
    pub(super) fn of(change: GradeChange, people: &HashMap<UserId, Person>) -> Self {
        let by_name = change.by.and_then(|by| people.get(&by)).map(|person| person.name.clone());
        Self {
            number: change.number,
            at: Instant(change.at),
            by: change.by.map(UserId::uuid),
            by_name,
            what: change.what.into(),
            before: change.before.into(),
            after: change.after.into(),
        }
    }
}

impl From<Standing> for GradeStanding {
    fn from(standing: Standing) -> Self {
        Self { state: standing.state.into(), points: PointsDto(standing.points) }
    }
}

impl From<Change> for GradeChangeKind {
    fn from(change: Change) -> Self {
        match change {
            Change::Marked { engine, waiting } => Self::Marked(ChangeMarked { engine, waiting }),
            Change::MarkingFailed { reason } => Self::MarkingFailed(ChangeMarkingFailed { reason }),
            Change::ItemMarked { item, earned_before, before, after } => Self::ItemMarked(ChangeItemMarked {
                item,
                earned_before: earned_before.map(PointsDto),
                before: before.map(HandMark::from),
                after: after.into(),
            }),
            Change::FeedbackWritten { before, after } => Self::FeedbackWritten(ChangeFeedbackWritten { before, after }),
            Change::Released => Self::Released(ChangeReleased {}),
            Change::Recalled => Self::Recalled(ChangeRecalled {}),
        }
    }
}

impl From<pediafor_gradebook::HandMark> for HandMark {
    fn from(mark: pediafor_gradebook::HandMark) -> Self {
        Self {
            points: PointsDto(mark.points),
            comment: mark.comment,
            reason: mark.reason,
            marker: mark.marker.uuid(),
            at: Instant(mark.at),
        }
    }
}
