use pediafor_kernel::{Actor, AssessmentId, Event, Fault, Kind, Once, Timestamp, VersionId};

use super::Assessments;
use crate::{Assessment, AssessmentError, AssessmentsError, Moment};

/// Publishing a draft.
#[derive(Debug, Clone)]
pub struct Publish {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version the caller read; `None`: whatever it is.
    pub expected: Option<u64>,
    /// Where it is to happen once.
    pub once: Option<Once>,
}

/// Leaving a draft to be published by itself.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The assessment.
    pub assessment: AssessmentId,
    /// From when on.
    pub publish_at: Timestamp,
    /// The version the caller read; `None`: whatever it is.
    pub expected: Option<u64>,
}

/// A change that needs no more said than which assessment.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version the caller read; `None`: whatever it is.
    pub expected: Option<u64>,
}

/// What came of the drafts whose time had come.
#[derive(Debug, Default)]
pub struct DuePublications {
    /// Published.
    pub published: Vec<AssessmentId>,
    /// Made drafts again, as they can't be sat as they are.
    pub refused: Vec<(AssessmentId, AssessmentError)>,
    /// Left as they were, to be tried again.
    pub failed: Vec<(AssessmentId, AssessmentsError)>,
}

/// How many due drafts are taken at once.
const DUE_AT_ONCE: u32 = 50;

impl Assessments {
    /// Publishes the draft: students can sit it from now on, and the version before is closed.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where there is no
    /// draft, or with everything that keeps it from being sat; `OtherRequest`; `Port`.
    pub async fn publish(&self, actor: &Actor, command: Publish) -> Result<Assessment, AssessmentsError> {
        let before = self.authored(actor, command.assessment).await?;
        if let Some(done) = self.replayed(command.once.as_ref()).await? {
            return Ok(done);
        }
        if command.expected.is_some_and(|expected| expected != before.version()) {
            return Err(AssessmentsError::Stale);
        }
        let mut assessment = before;
        let events = assessment.publish(VersionId::from_uuid(self.ids.next()), &self.moment())?;
        self.save_once(assessment, events, command.once.as_ref()).await
    }

    /// Leaves the draft to be published by itself.
    ///
    /// # Errors
    ///
    /// As for [`Assessments::publish`], and where the time is not to come.
    pub async fn schedule(&self, actor: &Actor, command: Schedule) -> Result<Assessment, AssessmentsError> {
        let change = Change { assessment: command.assessment, expected: command.expected };
        self.change(actor, change, |assessment, at| assessment.schedule(command.publish_at, at)).await
    }

    /// Makes a scheduled draft one that is edited again.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where it is not
    /// scheduled; `Port`.
    pub async fn unschedule(&self, actor: &Actor, command: Change) -> Result<Assessment, AssessmentsError> {
        self.change(actor, command, Assessment::unschedule).await
    }

    /// Lets nobody start the published version any more.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where no version
    /// is published; `Port`.
    pub async fn close(&self, actor: &Actor, command: Change) -> Result<Assessment, AssessmentsError> {
        self.change(actor, command, Assessment::close).await
    }

    /// Puts the closed versions out of sight.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where a version is
    /// still published or none is closed; `Port`.
    pub async fn archive(&self, actor: &Actor, command: Change) -> Result<Assessment, AssessmentsError> {
        self.change(actor, command, Assessment::archive).await
    }

    /// Begins a draft of the next version from the newest one.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where there is a
    /// draft already; `Port`.
    pub async fn begin_new_version(&self, actor: &Actor, command: Change) -> Result<Assessment, AssessmentsError> {
        self.change(actor, command, Assessment::begin_new_version).await
    }

    /// Publishes scheduled drafts whose time has come, so many at once and the longest due first; called again and again
    /// by whoever runs the platform.
    ///
    /// A draft that can't be sat any more (its window has closed meanwhile) becomes one that is edited again, so that
    /// it is not tried for ever.
    ///
    /// # Errors
    ///
    /// `Port` where nothing can be read at all; what happens to a single draft stands in the answer.
    pub async fn publish_due(&self) -> Result<DuePublications, AssessmentsError> {
        let mut done = DuePublications::default();
        for id in self.repository.due(self.clock.now(), DUE_AT_ONCE).await? {
            match self.publish_scheduled(id).await {
                Ok(None) => done.published.push(id),
                Ok(Some(refusal)) => done.refused.push((id, refusal)),
                // Somebody else published or unscheduled it meanwhile, which is as well.
                Err(error) if matches!(error.kind(), Kind::Stale | Kind::NotFound) => {}
                Err(error) => done.failed.push((id, error)),
            }
        }
        Ok(done)
    }

    /// Publishes one due draft, or gives the reason why it became one that is edited again.
    async fn publish_scheduled(&self, id: AssessmentId) -> Result<Option<AssessmentError>, AssessmentsError> {
        let at = self.moment();
        let mut assessment = self.repository.find(id).await?.ok_or(AssessmentsError::NotFound)?;
        if assessment.publish_at().is_none_or(|publish_at| publish_at > at.now) {
            return Err(AssessmentsError::Stale);
        }
        let (events, refusal) = match assessment.publish(VersionId::from_uuid(self.ids.next()), &at) {
            Ok(events) => (events, None),
            Err(refusal) => (assessment.unschedule(&at)?, Some(refusal)),
        };
        self.save(&assessment, events).await?;
        Ok(refusal)
    }

    async fn change(
        &self,
        actor: &Actor,
        command: Change,
        change: impl FnOnce(&mut Assessment, &Moment<'_>) -> Result<Vec<Event>, AssessmentError> + Send,
    ) -> Result<Assessment, AssessmentsError> {
        let mut assessment = self.unchanged(actor, command.assessment, command.expected).await?;
        let events = change(&mut assessment, &self.moment())?;
        self.save(&assessment, events).await?;
        Ok(assessment)
    }
}
