use pediafor_kernel::{Fault, FieldFault, Kind, PortError, once::ReplayError};

use crate::{AttemptError, FileRefusal, StartRefusal};

/// Why a use case of this service said no.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    /// There is no such submission, or none the actor may know about.
    #[error("there is no such submission")]
    NotFound,
    /// There is no such file, or none the actor may know about.
    #[error("there is no such file")]
    FileNotFound,
    /// There is no such assessment, or none the actor may know about.
    #[error("there is no such assessment")]
    AssessmentNotFound,
    /// Only students sit assessments, each their own attempts.
    #[error("only students sit assessments, each their own attempts")]
    StudentsOnly,
    /// Only those who teach see this.
    #[error("only a teacher or an administrator can do this")]
    StaffOnly,
    /// The assessment can't be started (now).
    #[error(transparent)]
    Start(StartRefusal),
    /// The attempt does not take this (now).
    #[error(transparent)]
    Attempt(#[from] AttemptError),
    /// The paper has no such item.
    #[error("the paper has no such question")]
    UnknownItem {
        /// What was asked for.
        item: String,
    },
    /// The request breaks a stated rule.
    #[error("the request is not valid")]
    Invalid(Vec<FieldFault>),
    /// A later answer is stored.
    #[error("a later answer is stored, with sequence {current_seq}")]
    StaleAnswer {
        /// The sequence that is stored: count on from here.
        current_seq: u64,
    },
    /// The file is larger than allowed here.
    #[error("a file takes at most {max_bytes} bytes here")]
    FileTooLarge {
        /// How large it may be.
        max_bytes: u64,
    },
    /// A limit or the saved answer stands against it.
    #[error(transparent)]
    File(FileRefusal),
    /// The idempotency key was used for another request.
    #[error("this idempotency key was used for a different request")]
    OtherRequest,
    /// The store failed.
    #[error("the submission store did not answer as it should")]
    Port(#[source] PortError),
}

impl SubmissionError {
    /// One field is wrong.
    pub(crate) fn field(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldFault::new(pointer, code, detail)])
    }
}

impl From<PortError> for SubmissionError {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

impl From<ReplayError> for SubmissionError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::OtherRequest => Self::OtherRequest,
            ReplayError::Port(error) => Self::Port(error),
        }
    }
}

impl From<StartRefusal> for SubmissionError {
    fn from(refusal: StartRefusal) -> Self {
        match refusal {
            StartRefusal::Unknown => Self::AssessmentNotFound,
            other => Self::Start(other),
        }
    }
}

impl From<FileRefusal> for SubmissionError {
    fn from(refusal: FileRefusal) -> Self {
        match refusal {
            FileRefusal::Attempt(error) => Self::Attempt(error),
            FileRefusal::Unknown => Self::FileNotFound,
            other => Self::File(other),
        }
    }
}

impl Fault for SubmissionError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::FileNotFound | Self::AssessmentNotFound | Self::UnknownItem { .. } => Kind::NotFound,
            Self::StudentsOnly | Self::StaffOnly => Kind::Forbidden,
            Self::Start(_) | Self::Attempt(_) | Self::StaleAnswer { .. } => Kind::Conflict,
            Self::Invalid(_) | Self::OtherRequest => Kind::Invalid,
            Self::File(FileRefusal::InUse) => Kind::Conflict,
            Self::FileTooLarge { .. } | Self::File(_) => Kind::TooLarge,
            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "submission_not_found",
            Self::FileNotFound => "file_not_found",
            Self::AssessmentNotFound => "assessment_not_found",
            Self::StudentsOnly => "students_only",
            Self::StaffOnly => "staff_only",
            Self::Start(StartRefusal::Unknown) => "assessment_not_found",
            Self::Start(StartRefusal::Closed) => "assessment_closed",
            Self::Start(StartRefusal::NotYetOpen { .. }) => "not_yet_open",
            Self::Start(StartRefusal::WindowOver { .. }) => "window_over",
            Self::Start(StartRefusal::NoAttemptsLeft { .. }) => "no_attempts_left",
            Self::Attempt(AttemptError::NotOpen { .. } | AttemptError::Transition { .. }) => "attempt_not_open",
            Self::Attempt(AttemptError::DeadlinePassed { .. }) => "deadline_passed",
            Self::Attempt(AttemptError::NotDue) => "attempt_not_due",
            Self::UnknownItem { .. } => "item_not_on_paper",
            Self::Invalid(_) => "invalid_request",
            Self::StaleAnswer { .. } => "stale_answer",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::File(FileRefusal::InUse) => "file_in_use",
            Self::File(FileRefusal::TooLargeTogether { .. }) => "files_too_large",
            Self::File(_) => "too_many_files",
            Self::OtherRequest => "idempotency_key_reused",
            Self::Port(error) => error.fault_code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::StaleAnswer { current_seq } => {
                vec![FieldFault::new("/seq", "stale_answer", format!("{current_seq} is stored: count on from there"))]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn a_failing_store_is_never_told_but_kept_for_the_log() {
        let error = SubmissionError::from(PortError::stale("update submissions where id = 7"));
        assert!(!error.to_string().contains("where"), "{error}");
        assert!(error.source().is_some());
        assert_eq!((error.kind(), error.code()), (Kind::Stale, "stale_version"));
    }
}
