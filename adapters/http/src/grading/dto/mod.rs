//! What the grading API says, and to whom: [`marker`] for teachers and admins, [`student`] for students. The latter has
//! no room for a key, a mark or an explanation that is not allowed.

mod history;
mod marker;
mod scalars;
mod student;

pub use self::{
    history::{GradeHistoryEntry, HandMark},
    marker::{GradeAnswer, GradeListEntry, MarkedGrade, MarkedItem, QueueEntry, WaitingItem},
    scalars::{GradeState, ItemVerdict},
    student::{StudentGrade, StudentItem, StudentResult},
};
pub(super) use scalars::percent;
