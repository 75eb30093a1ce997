use pediafor_kernel::{Actor, AssessmentId, PageRequest, SubmissionId};

use super::{Gradebook, staff_only};
use crate::{GradeState, GradebookError, MarkerView};

/// What came of releasing the results of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasedAll {
    /// How many results were released just now.
    pub released: u64,
    /// How many submissions are not completely marked and stay hidden.
    pub waiting: u64,
}

impl Gradebook {
    /// Shows the result of one submission to the student. `expected` as for [`Gradebook::mark_item`].
    ///
    /// # Errors
    ///
    /// [`GradebookError::NotFound`] where the submission is of another's assessment or unknown;
    /// [`GradebookError::Stale`]; [`GradebookError::Grade`] unless every item is marked and it is not released.
    pub async fn release(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        expected: Option<u64>,
    ) -> Result<MarkerView, GradebookError> {
        self.change(actor, submission, expected, |grade, now| Ok(grade.release(Some(actor.user), now)?)).await
    }

    /// Hides the result of one submission from the student again.
    ///
    /// # Errors
    ///
    /// As [`Gradebook::release`]; [`GradebookError::Grade`] unless it is released.
    pub async fn recall(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        expected: Option<u64>,
    ) -> Result<MarkerView, GradebookError> {
        self.change(actor, submission, expected, |grade, now| Ok(grade.recall(actor.user, now)?)).await
    }

    /// Shows every completely marked result of an assessment to its student, each in a transaction of its own. One
    /// that somebody else changes or releases at the same time is left to them.
    ///
    /// # Errors
    ///
    /// [`GradebookError::StaffOnly`] for students; [`GradebookError::NotFound`] where the assessment is another's, or
    /// none of it was ever published.
    pub async fn release_all(&self, actor: &Actor, assessment: AssessmentId) -> Result<ReleasedAll, GradebookError> {
        staff_only(actor)?;
        self.own_assessment(actor, assessment).await?;
        let mut released = 0;
        let mut page = PageRequest::new(Some(PageRequest::MAX), None);
        loop {
            let found = self.grades.releasable(assessment, &page).await?;
            for submission in found.items {
                released += u64::from(self.release_if_graded(actor, submission).await?);
            }
            let Some(next) = found.next else { break };
            page = PageRequest::new(Some(PageRequest::MAX), Some(next));
        }
        let waiting = self.grades.count_incomplete(assessment).await?;
        Ok(ReleasedAll { released, waiting })
    }

    async fn release_if_graded(&self, actor: &Actor, submission: SubmissionId) -> Result<bool, GradebookError> {
        let Some(mut grade) = self.grades.find(submission).await? else { return Ok(false) };
        if grade.record().state != GradeState::Graded {
            return Ok(false);
        }
        grade.release(Some(actor.user), self.clock.now())?;
        match self.save(&grade).await {
            Err(error) if error.is_stale() => Ok(false),
            result => Ok(result.map(|()| true)?),
        }
    }
}
