use pediafor_grading::{Finding, Item};
use pediafor_kernel::{Actor, AssessmentId, Changes, Once};

use super::{Assessments, require_author};
use crate::{Assessment, AssessmentsError, Content};

/// A new draft.
#[derive(Debug, Clone)]
pub struct Create {
    /// What it holds.
    pub content: Content,
    /// Where it is to happen once.
    pub once: Option<Once>,
}

/// A whole new content for a draft.
#[derive(Debug, Clone)]
pub struct Update {
    /// The assessment.
    pub assessment: AssessmentId,
    /// What its draft holds from now on.
    pub content: Content,
    /// The version the caller read; `None`: whatever it is.
    pub expected: Option<u64>,
}

/// A copy of an assessment's newest content.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// The original.
    pub assessment: AssessmentId,
    /// Where it is to happen once.
    pub once: Option<Once>,
}

impl Assessments {
    /// Makes a draft of the actor's.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `Assessment` with every fault of the content; `OtherRequest`; `Port`.
    pub async fn create(&self, actor: &Actor, command: Create) -> Result<Assessment, AssessmentsError> {
        require_author(actor)?;
        if let Some(done) = self.replayed(command.once.as_ref()).await? {
            return Ok(done);
        }
        let id = AssessmentId::from_uuid(self.ids.next());
        let (assessment, events) = Assessment::create(id, actor.user, command.content, &self.moment())?;
        self.save_once(assessment, events, command.once.as_ref()).await
    }

    /// Replaces what a draft holds.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where there is no
    /// draft or the content has faults; `Port`.
    pub async fn update(&self, actor: &Actor, command: Update) -> Result<Assessment, AssessmentsError> {
        let mut assessment = self.unchanged(actor, command.assessment, command.expected).await?;
        let events = assessment.edit(command.content, &self.moment())?;
        self.save(&assessment, events).await?;
        Ok(assessment)
    }

    /// Deletes a draft that was never published.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author it; `Stale`; `Assessment` where it was ever
    /// published; `Port`.
    pub async fn delete(
        &self,
        actor: &Actor,
        assessment: AssessmentId,
        expected: Option<u64>,
    ) -> Result<(), AssessmentsError> {
        let mut assessment = self.unchanged(actor, assessment, expected).await?;
        let events = assessment.delete(&self.moment())?;
        Ok(self.repository.delete(&assessment, &Changes::events(events)).await?)
    }

    /// Makes a draft of the actor's that holds everything the newest content of another assessment holds.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students; `NotFound` where the actor may not author the original; `OtherRequest`; `Port`.
    pub async fn duplicate(&self, actor: &Actor, command: Duplicate) -> Result<Assessment, AssessmentsError> {
        let original = self.authored(actor, command.assessment).await?;
        if let Some(done) = self.replayed(command.once.as_ref()).await? {
            return Ok(done);
        }
        let id = AssessmentId::from_uuid(self.ids.next());
        let (copy, events) = Assessment::duplicate(&original, id, actor.user, &self.moment())?;
        self.save_once(copy, events, command.once.as_ref()).await
    }

    /// What is wrong or doubtful about an item, without storing it.
    ///
    /// # Errors
    ///
    /// `Forbidden` for students.
    pub fn lint(&self, actor: &Actor, item: &Item) -> Result<Vec<Finding>, AssessmentsError> {
        require_author(actor)?;
        Ok(item.lint())
    }
}
