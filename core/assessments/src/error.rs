use pediafor_kernel::{Fault, FieldFault, Kind, PortError, PortErrorCode, Timestamp, once::ReplayError};

use crate::State;

/// Why an assessment does not change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessmentError {
    /// What should be stored breaks rules of shape or size.
    #[error("the assessment is not valid")]
    Invalid(Vec<FieldFault>),
    /// It can be stored, but not sat. Pointers are into the draft.
    #[error("the assessment can't be published as it is")]
    NotPublishable(Vec<FieldFault>),
    /// The way from the one state to the other does not exist.
    #[error("an assessment that is {from} can't become {to}")]
    IllegalTransition {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// Only a draft is edited.
    #[error("an assessment that is {state} can't be edited: {}", way_to_edit(*.state))]
    NotEditable {
        /// Where it stands.
        state: State,
    },
    /// It would have to be published before now.
    #[error("an assessment is scheduled for a time to come")]
    ScheduledInThePast {
        /// When it was to be published.
        publish_at: Timestamp,
    },
    /// It was published once, and what was sat is kept.
    #[error("an assessment that was published can't be deleted: archive it instead")]
    EverPublished,
    /// It has as many versions as an assessment may have.
    #[error("an assessment has at most {} versions", crate::limits::VERSIONS)]
    TooManyVersions,
}

fn way_to_edit(state: State) -> &'static str {
    match state {
        State::Scheduled => "unschedule it first",
        _ => "begin a new version first",
    }
}

impl Fault for AssessmentError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) | Self::NotPublishable(_) | Self::ScheduledInThePast { .. } => Kind::Invalid,
            Self::IllegalTransition { .. } | Self::NotEditable { .. } | Self::EverPublished | Self::TooManyVersions => {
                Kind::Conflict
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid_assessment",
            Self::NotPublishable(_) => "not_publishable",
            Self::IllegalTransition { .. } => "illegal_transition",
            Self::NotEditable { .. } => "not_editable",
            Self::ScheduledInThePast { .. } => "scheduled_in_the_past",
            Self::EverPublished => "ever_published",
            Self::TooManyVersions => "too_many_versions",
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Invalid(faults) | Self::NotPublishable(faults) => faults.clone(),
            Self::ScheduledInThePast { .. } => {
                vec![FieldFault::new("/publish_at", "past", "must be later than now")]
            }
            _ => Vec::new(),
        }
    }
}

/// Why a use case of this room says no.
#[derive(Debug, thiserror::Error)]
pub enum AssessmentsError {
    /// There is no such assessment or version, or none the actor may know about.
    #[error("no such assessment")]
    NotFound,
    /// Only who authors assessments does this.
    #[error("only teachers and administrators author assessments")]
    Forbidden,
    /// A parameter breaks a rule.
    #[error("the request is not valid")]
    Parameters(Vec<FieldFault>),
    /// A rule of the assessment itself.
    #[error(transparent)]
    Assessment(#[from] AssessmentError),
    /// Somebody else changed it since the caller read it.
    #[error("the assessment changed since it was read")]
    Stale,
    /// The idempotency key stands for another request.
    #[error("this idempotency key was used for a different request")]
    OtherRequest,
    /// The store failed.
    #[error("the assessment could not be read or stored just now")]
    Port(#[source] PortError),
}

impl From<PortError> for AssessmentsError {
    fn from(error: PortError) -> Self {
        match error.code() {
            PortErrorCode::Stale => Self::Stale,
            _ => Self::Port(error),
        }
    }
}

impl From<ReplayError> for AssessmentsError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::OtherRequest => Self::OtherRequest,
            ReplayError::Port(error) => error.into(),
        }
    }
}

impl Fault for AssessmentsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Forbidden => Kind::Forbidden,
            Self::Parameters(_) | Self::OtherRequest => Kind::Invalid,
            Self::Assessment(error) => error.kind(),
            Self::Stale => Kind::Stale,

            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "assessment_not_found",
            Self::Forbidden => "authors_only",
            Self::Parameters(_) => "invalid_parameters",
            Self::Assessment(error) => error.code(),
            Self::Stale => "stale_version",
            Self::OtherRequest => "idempotency_key_reused",
            Self::Port(error) => error.fault_code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Parameters(faults) => faults.clone(),
            Self::Assessment(error) => error.fields(),
            _ => Vec::new(),
        }
    }
}
