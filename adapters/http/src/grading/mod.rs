//! The REST API of the grading service.

mod assessment;
mod dto;
mod list;
mod mark;
mod overview;
mod queue;
mod release;
mod result;
#[cfg(test)]
mod world;

use std::sync::Arc;

use pediafor_gradebook::Gradebook;

pub use self::{
    assessment::AssessmentGrades,
    dto::{
        GradeAnswer, GradeHistoryEntry, GradeListEntry, GradeState, HandMark, ItemVerdict, MarkedGrade, MarkedItem,
        QueueEntry, StudentGrade, StudentItem, StudentResult, WaitingItem,
    },
    list::ListGrades,
    mark::MarkGrade,
    overview::TeacherOverview,
    queue::MarkingQueue,
    release::ReleaseGrade,
    result::ReadGrade,
};
use crate::base::{About, Edge, Services, mount};

/// What the service says about itself.
pub const ABOUT: About =
    About { name: "grading", title: "Pediafor grading", description: "Marks: automatic, by hand, released." };

/// Every endpoint of the service: one unit struct per file.
pub type Api = (ReadGrade, ListGrades, AssessmentGrades, MarkingQueue, MarkGrade, ReleaseGrade, TeacherOverview);

/// Every endpoint of the service.
pub const API: Api = (ReadGrade, ListGrades, AssessmentGrades, MarkingQueue, MarkGrade, ReleaseGrade, TeacherOverview);

/// The service behind its edge.
pub fn router(gradebook: Arc<Gradebook>, edge: &Edge) -> axum::Router {
    mount(&ABOUT, API, Services::new().with(gradebook), edge)
}
