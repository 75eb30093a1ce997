//! What people do with assessments: one method for each, on one struct.
//!
//! Authors are teachers, of their own assessments, and administrators, of all. A teacher does not learn that somebody
//! else's assessment exists.

mod author;
mod publish;
mod read;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use pediafor_kernel::{
    Actor, AssessmentId, Changes, Clock, Event, IdSource, Once,
    once::{Receipts, replay},
};
use serde::{Deserialize, Serialize};

pub use author::{Create, Duplicate, Update};
pub use publish::{Change, DuePublications, Publish, Schedule};
pub use read::{AssessmentList, AssessmentView, List};

use crate::{Assessment, AssessmentCatalogue, AssessmentRepository, AssessmentsError, Moment};

/// The use cases of this room.
pub struct Assessments {
    /// Where assessments are kept.
    pub repository: Arc<dyn AssessmentRepository>,
    /// Where they are looked up by the many.
    pub catalogue: Arc<dyn AssessmentCatalogue>,
    /// What was done once already.
    pub receipts: Arc<dyn Receipts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
}

impl std::fmt::Debug for Assessments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assessments").finish_non_exhaustive()
    }
}

/// What a receipt keeps: which assessment it was that something was done to.
#[derive(Serialize, Deserialize)]
struct Done {
    assessment: AssessmentId,
}

impl Assessments {
    fn moment(&self) -> Moment<'_> {
        Moment { now: self.clock.now(), ids: &*self.ids }
    }

    /// The assessment, for whoever may author it.
    async fn authored(&self, actor: &Actor, id: AssessmentId) -> Result<Assessment, AssessmentsError> {
        require_author(actor)?;
        let assessment = self.repository.find(id).await?.ok_or(AssessmentsError::NotFound)?;
        if !actor.is(assessment.owner()) && !actor.is_admin() {
            return Err(AssessmentsError::NotFound);
        }
        Ok(assessment)
    }

    /// The assessment as the caller read it, for whoever may author it.
    async fn unchanged(
        &self,
        actor: &Actor,
        id: AssessmentId,
        expected: Option<u64>,
    ) -> Result<Assessment, AssessmentsError> {
        let assessment = self.authored(actor, id).await?;
        match expected {
            Some(expected) if expected != assessment.version() => Err(AssessmentsError::Stale),
            _ => Ok(assessment),
        }
    }

    /// What came of `once` if it was done before: the assessment as it is now.
    async fn replayed(&self, once: Option<&Once>) -> Result<Option<Assessment>, AssessmentsError> {
        let Some(done) = replay::<Done>(&*self.receipts, once).await? else { return Ok(None) };
        self.repository.find(done.assessment).await?.map(Some).ok_or(AssessmentsError::NotFound)
    }

    async fn save(&self, assessment: &Assessment, events: Vec<Event>) -> Result<(), AssessmentsError> {
        Ok(self.repository.save(assessment, &Changes::events(events)).await?)
    }

    /// Saves with the receipt of `once`. Where the same request was faster, gives what came of that one.
    async fn save_once(
        &self,
        assessment: Assessment,
        events: Vec<Event>,
        once: Option<&Once>,
    ) -> Result<Assessment, AssessmentsError> {
        let done = Done { assessment: assessment.id() };
        let changes = Changes::events(events).with_receipt(once, &done, assessment.updated_at())?;
        match self.repository.save(&assessment, &changes).await {
            Ok(()) => Ok(assessment),
            Err(error) if once.is_some() && (error.is_conflict() || error.is_stale()) => {
                self.replayed(once).await?.ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn require_author(actor: &Actor) -> Result<(), AssessmentsError> {
    if actor.is_staff() { Ok(()) } else { Err(AssessmentsError::Forbidden) }
}
