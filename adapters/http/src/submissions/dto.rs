//! What the submissions API says of an attempt and its files.

use pediafor_kernel::events::ClosedBy;
use pediafor_submissions::{
    FileUpload, Status,
    use_cases::{SubmissionView, Timing},
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::base::Instant;

/// Where a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SubmissionStatus {
    /// The student is working.
    InProgress,
    /// The clock stands still and nothing is taken.
    Paused,
    /// Handed in and not yet marked.
    Submitted,
    /// Given up: nothing is marked.
    Abandoned,
    /// Part of it waits for a person to mark it.
    Grading,
    /// The machine could not mark it; a teacher looks at it.
    MarkingFailed,
    /// Every question is marked, and the student does not see the result yet.
    Graded,
    /// The student sees the result.
    Released,
    /// Out of sight, kept for the record.
    Archived,
}

impl From<Status> for SubmissionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::InProgress => Self::InProgress,
            Status::Paused => Self::Paused,
            Status::Submitted => Self::Submitted,
            Status::Abandoned => Self::Abandoned,
            Status::Grading => Self::Grading,
            Status::MarkingFailed => Self::MarkingFailed,
            Status::Graded => Self::Graded,
            Status::Released => Self::Released,
            Status::Archived => Self::Archived,
        }
    }
}

impl From<SubmissionStatus> for Status {
    fn from(status: SubmissionStatus) -> Self {
        match status {
            SubmissionStatus::InProgress => Self::InProgress,
            SubmissionStatus::Paused => Self::Paused,
            SubmissionStatus::Submitted => Self::Submitted,
            SubmissionStatus::Abandoned => Self::Abandoned,
            SubmissionStatus::Grading => Self::Grading,
            SubmissionStatus::MarkingFailed => Self::MarkingFailed,
            SubmissionStatus::Graded => Self::Graded,
            SubmissionStatus::Released => Self::Released,
            SubmissionStatus::Archived => Self::Archived,
        }
    }
}

/// Who closed a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SubmissionCloser {
    /// The student handed it in.
    Student,
    /// The server took what it held at the deadline.
    Deadline,
}

impl From<ClosedBy> for SubmissionCloser {
    fn from(by: ClosedBy) -> Self {
        match by {
            ClosedBy::Student => Self::Student,
            ClosedBy::Deadline => Self::Deadline,
        }
    }
}

/// How much time is left, by the server's clock. A client shows the time left by `remaining_ms` and its own stopwatch,
/// never by its own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TimeLeft {
    /// The server's time.
    pub server_time: Instant,
    /// Until when the student may work; absent where there is no end.
    pub deadline: Option<Instant>,
    /// Milliseconds to the deadline, never below 0, and 0 once the submission is closed; absent where there is no end.
    pub remaining_ms: Option<i64>,
}

impl From<Timing> for TimeLeft {
    fn from(timing: Timing) -> Self {
        Self {
            server_time: timing.server_time.into(),
            deadline: timing.deadline.map(Instant),
            remaining_ms: timing.remaining_millis,
        }
    }
}

/// One sitting of one paper by one student.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Submission {
    /// The submission.
    pub id: Uuid,
    /// The assessment.
    pub assessment: Uuid,
    /// The version that was taken.
    pub assessment_version: Uuid,
    /// That version's number, from 1.
    pub version_number: u32,
    /// The assessment's title.
    pub title: String,
    /// Who sits it.
    pub student: Uuid,
    /// The student's name, where it is known.
    pub student_name: Option<String>,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// Where it stands.
    pub status: SubmissionStatus,
    /// When the student began.
    pub started_at: Instant,
    /// When it counts as handed in; absent while it is not.
    pub submitted_at: Option<Instant>,
    /// Who closed it; absent while it is not handed in.
    pub closed_by: Option<SubmissionCloser>,
    /// How many questions hold an answer; absent while it is not handed in.
    pub answered: Option<u32>,
    /// How much time is left.
    #[oai(flatten)]
    pub time: TimeLeft,
}

impl From<SubmissionView> for Submission {
    fn from(view: SubmissionView) -> Self {
        let record = view.attempt.record();
        let receipt = view.attempt.receipt();
        Self {
            id: record.id.uuid(),
            assessment: record.assessment.uuid(),
            assessment_version: record.assessment_version.uuid(),
            version_number: view.version_number,
            title: view.title,
            student: record.student.uuid(),
            student_name: view.student_name,
            attempt: record.number,
            status: view.attempt.status().into(),
            started_at: record.started_at.into(),
            submitted_at: receipt.map(|receipt| receipt.submitted_at.into()),
            closed_by: receipt.map(|receipt| receipt.closed_by.into()),
            answered: receipt.map(|receipt| receipt.answered),
            time: view.timing.into(),
        }
    }
}

/// Proof of what was handed in: the same however often it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct SubmissionReceipt {
    /// The submission.
    pub submission: Uuid,
    /// When it counts as handed in; never after the deadline.
    pub submitted_at: Instant,
    /// Who closed it.
    pub closed_by: SubmissionCloser,
    /// How many questions hold an answer that is not blank.
    pub answered: u32,
    /// SHA-256, in hexadecimal, over the responses by question id, as RFC 8785 (canonical JSON) writes them.
    pub answers_sha256: String,
}

impl From<pediafor_submissions::SubmissionReceipt> for SubmissionReceipt {
    fn from(receipt: pediafor_submissions::SubmissionReceipt) -> Self {
        Self {
            submission: receipt.submission.uuid(),
            submitted_at: receipt.submitted_at.into(),
            closed_by: receipt.closed_by.into(),
            answered: receipt.answered,
            answers_sha256: receipt.answers_sha256,
        }
    }
}

/// A file that a student uploaded as part of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct SubmissionFile {
    /// The file. A `file_upload` response names it by this.
    pub id: Uuid,
    /// The submission it belongs to.
    pub submission: Uuid,
    /// The question it belongs to.
    pub item: String,
    /// What the student called it, made harmless.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// When it arrived.
    pub uploaded_at: Instant,
}

impl From<FileUpload> for SubmissionFile {
    fn from(file: FileUpload) -> Self {
        Self {
            id: file.id.uuid(),
            submission: file.submission.uuid(),
            item: file.item,
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            uploaded_at: file.uploaded_at.into(),
        }
    }
}
