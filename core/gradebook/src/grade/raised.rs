use pediafor_kernel::{
    Event, EventId, GradeId, IdSource, Timestamp,
    events::{
        GradingAwaitingMarker, GradingCompleted, GradingFailed, GradingFeedbackUpdated, GradingRecalled,
        GradingReleased,
    },
};

use crate::SOURCE;

/// An event that a grade raised, not yet in its envelope.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raised {
    Completed(GradingCompleted),
    AwaitingMarker(GradingAwaitingMarker),
    Failed(GradingFailed),
    FeedbackUpdated(GradingFeedbackUpdated),
    Released(GradingReleased),
    Recalled(GradingRecalled),
}

impl Raised {
    /// In its envelope, as the `sequence`th change of `grade`.
    pub(super) fn event(&self, ids: &dyn IdSource, grade: GradeId, sequence: u64, at: Timestamp) -> Event {
        let id = EventId::from_uuid(ids.next());
        match self {
            Self::Completed(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
            Self::AwaitingMarker(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
            Self::Failed(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
            Self::FeedbackUpdated(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
            Self::Released(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
            Self::Recalled(data) => Event::new(id, SOURCE, &grade, sequence, at, data),
        }
    }
}
