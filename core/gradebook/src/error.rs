use pediafor_kernel::{Fault, FieldFault, Kind, PortError};

use crate::GradeError;

/// Why a use case of the gradebook was refused.
#[derive(Debug, thiserror::Error)]
pub enum GradebookError {
    /// There is no such grade, or none the actor may know about.
    #[error("there is no such grade")]
    NotFound,
    /// Only teachers and admins may do this.
    #[error("only teachers and admins may do this")]
    StaffOnly,
    /// The grade changed since the caller read it.
    #[error("the grade is at version {actual}, not {expected}: read it again")]
    Stale {
        /// The version the caller read.
        expected: u64,
        /// The version it is at.
        actual: u64,
    },
    /// The request breaks rules of shape or value.
    #[error("the request is not valid")]
    Invalid(Vec<FieldFault>),
    /// The grade refuses.
    #[error(transparent)]
    Grade(#[from] GradeError),
    /// The store failed, or somebody else was faster.
    #[error("the gradebook can't be reached just now, or changed in between")]
    Port(#[from] PortError),
}

impl Fault for GradebookError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::Grade(GradeError::NoSuchItem) => Kind::NotFound,
            Self::StaffOnly => Kind::Forbidden,
            Self::Stale { .. } => Kind::Stale,
            Self::Invalid(_) | Self::Grade(GradeError::PointsOutOfRange { .. }) => Kind::Invalid,
            Self::Grade(_) => Kind::Conflict,
            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "grade_not_found",
            Self::StaffOnly => "staff_only",
            Self::Stale { .. } => "stale_version",
            Self::Invalid(_) => "invalid_request",
            Self::Grade(error) => match error {
                GradeError::Transition { .. } => "illegal_transition",
                GradeError::NotMarked => "not_marked",
                GradeError::NoSuchItem => "no_such_item",
                GradeError::PointsOutOfRange { .. } => "points_out_of_range",
                GradeError::ReasonMissing => "reason_missing",
                GradeError::NothingToOverride => "nothing_to_override",
                GradeError::Unreadable { .. } => "unreadable_responses",
            },
            Self::Port(error) => error.fault_code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(fields) => fields.clone(),
            Self::Grade(error @ GradeError::PointsOutOfRange { .. }) => {
                vec![FieldFault::new("/points", "out_of_range", error.to_string())]
            }
            _ => Vec::new(),
        }
    }
}
