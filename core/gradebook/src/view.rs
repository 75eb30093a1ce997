use std::collections::HashMap;

use pediafor_kernel::{AssessmentId, GradeId, SubmissionId, Timestamp, UserId, people::Person};

use pediafor_grading::Points;

use crate::{Grade, GradeChange, GradeState, GradedItem, MarkingKey, Percentage, StudentResult, Totals};

/// A grade in a list of teachers and admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeSummary {
    /// The grade.
    pub id: GradeId,
    /// How often it was saved.
    pub version: u64,
    /// The submission.
    pub submission: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Its title.
    pub title: String,
    /// Whose assessment it is.
    pub owner: UserId,
    /// Who sat it.
    pub student: UserId,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// How far the marking is.
    pub state: GradeState,
    /// How many items wait for a person.
    pub waiting: u32,
    /// The totals so far.
    pub totals: Totals,
    /// When it was released, while it is.
    pub released_at: Option<Timestamp>,
}

impl From<&Grade> for GradeSummary {
    fn from(grade: &Grade) -> Self {
        let record = grade.record();
        Self {
            id: record.id,
            version: record.version,
            submission: record.submission,
            assessment: record.assessment,
            title: record.title.clone(),
            owner: record.owner,
            student: record.student,
            attempt: record.attempt,
            submitted_at: record.submitted_at,
            state: record.state,
            waiting: grade.waiting(),
            totals: grade.totals(),
            released_at: record.released_at,
        }
    }
}

/// A submission with items that wait for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    /// The grade.
    pub grade: GradeId,
    /// The submission.
    pub submission: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Its title.
    pub title: String,
    /// Who sat it.
    pub student: UserId,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// The items that wait, in the author's order.
    pub items: Vec<WaitingItem>,
}

/// An item that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingItem {
    /// The item.
    pub item: String,
    /// What to call it.
    pub title: String,
    /// What it could earn.
    pub maximum: Points,
}

impl WaitingItem {
    /// Those of `items` that wait.
    pub fn of(items: &[GradedItem]) -> Vec<Self> {
        let waiting = items.iter().filter(|item| item.is_waiting());
        waiting
            .map(|item| Self { item: item.item.clone(), title: item.title.clone(), maximum: item.maximum() })
            .collect()
    }
}

/// Something about a student, with the student's name where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<T> {
    /// The thing.
    pub entry: T,
    /// The student's name.
    pub student_name: Option<String>,
}

/// How the marking of somebody's assessments stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overview {
    /// The mean percentage over the completed grades that have one; `None` where there is none.
    pub average: Option<Percentage>,
    /// Grades with every item marked.
    pub completed: u64,
    /// Grades that wait: for a person, or because the responses can't be read.
    pub pending: u64,
}

/// A grade with all there is to know: for its owner and for admins.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkerView {
    /// The marks.
    pub grade: Grade,
    /// What they were given by.
    pub key: MarkingKey,
    /// What happened to them, newest first; at most the newest [`HISTORY`](crate::HISTORY) changes.
    pub history: Vec<GradeChange>,
    /// Names of the student and of everybody in the history, as far as they are known.
    pub people: HashMap<UserId, Person>,
}

/// A grade as the one who asks may see it.
#[derive(Debug, Clone, PartialEq)]
pub enum GradeView {
    /// For its owner and for admins.
    Marker(Box<MarkerView>),
    /// For the student.
    Student(Box<StudentResult>),
}
