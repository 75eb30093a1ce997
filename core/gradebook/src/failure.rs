use pediafor_kernel::{AssessmentId, Event, EventId, IdSource, SubmissionId, Timestamp, events::GradingFailed};

use crate::SOURCE;

/// That the marking of a submission was given up before there was a grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkingFailure {
    /// The submission.
    pub submission: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Why, for the teacher.
    pub reason: String,
    /// When.
    pub failed_at: Timestamp,
}

impl MarkingFailure {
    /// The longest reason, in characters.
    pub const REASON_CHARS: usize = 500;

    /// What is told of it. It comes before all that a grade ever tells, so that marks made since are never hidden by it:
    /// a failure has no place among a grade's changes, which are counted from 1.
    pub fn event(&self, ids: &dyn IdSource) -> Event {
        let data =
            GradingFailed { submission: self.submission, assessment: self.assessment, reason: self.reason.clone() };
        Event::new(EventId::from_uuid(ids.next()), SOURCE, &self.submission, 0, self.failed_at, &data)
    }
}
