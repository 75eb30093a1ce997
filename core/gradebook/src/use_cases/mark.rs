use pediafor_kernel::{Actor, FieldFault, SubmissionId};

use super::Gradebook;
use crate::{GradeState, GradebookError, MarkerView, Marking};

/// Characters of a comment on an item.
pub const COMMENT_CHARS: usize = 10_000;
/// Characters of the reason for overriding an automatic mark.
pub const REASON_CHARS: usize = 1_000;
/// Characters of the feedback on a whole submission.
pub const FEEDBACK_CHARS: usize = 20_000;

impl Gradebook {
    /// Gives an item of a submission the points a person says: on an item that only a person can mark without a
    /// reason, on any other with one. `expected` is the version of the grade that the caller read; `None`: whatever.
    ///
    /// # Errors
    ///
    /// [`GradebookError::StaffOnly`] for students; [`GradebookError::NotFound`] where the submission is of another's
    /// assessment or unknown; [`GradebookError::Invalid`] for texts out of bounds; [`GradebookError::Stale`];
    /// [`GradebookError::Grade`] where the grade refuses.
    pub async fn mark_item(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        item: &str,
        marking: Marking,
        expected: Option<u64>,
    ) -> Result<MarkerView, GradebookError> {
        self.change(actor, submission, expected, |grade, now| {
            Ok(grade.mark_item(item, checked(&marking)?, actor.user, now)?)
        })
        .await
    }

    /// Writes feedback on the whole submission, Markdown; empty takes it back.
    ///
    /// # Errors
    ///
    /// As [`Gradebook::mark_item`].
    pub async fn write_feedback(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        feedback: &str,
        expected: Option<u64>,
    ) -> Result<MarkerView, GradebookError> {
        self.change(actor, submission, expected, |grade, now| {
            let mut faults = Vec::new();
            let feedback = text(feedback, FEEDBACK_CHARS, "/feedback", &mut faults);
            refuse(faults)?;
            grade.write_feedback(feedback, actor.user, now);
            Ok(())
        })
        .await
    }

    /// Marks a submission again whose responses could not be read. One that is marked already is left as it is.
    ///
    /// # Errors
    ///
    /// [`GradebookError::NotFound`] where the submission is of another's assessment or unknown;
    /// [`GradebookError::Grade`] where its responses still can't be read.
    pub async fn mark_again(&self, actor: &Actor, submission: SubmissionId) -> Result<MarkerView, GradebookError> {
        let mut grade = self.own(actor, submission).await?;
        if grade.record().state == GradeState::Pending {
            let key = self.key_of(&grade).await?;
            grade.mark_again(&key, actor.user, self.clock.now())?;
            self.save(&grade).await?;
        }
        self.marker_view(grade).await
    }
}

fn checked(marking: &Marking) -> Result<Marking, GradebookError> {
    let mut faults = Vec::new();
    let comment = text(&marking.comment, COMMENT_CHARS, "/comment", &mut faults);
    let reason = marking.reason.as_ref().map(|reason| text(reason, REASON_CHARS, "/reason", &mut faults));
    if reason.as_ref().is_some_and(String::is_empty) {
        faults.push(FieldFault::new("/reason", "empty", "a reason says something"));
    }
    refuse(faults)?;
    Ok(Marking { points: marking.points, comment, reason })
}

/// Trims; notes a fault where more than `most` characters remain.
fn text(text: &str, most: usize, pointer: &str, faults: &mut Vec<FieldFault>) -> String {
    let text = text.trim();
    if text.chars().nth(most).is_some() {
        faults.push(FieldFault::new(pointer, "too_long", format!("at most {most} characters")));
    }
    text.to_owned()
}

fn refuse(faults: Vec<FieldFault>) -> Result<(), GradebookError> {
    if faults.is_empty() { Ok(()) } else { Err(GradebookError::Invalid(faults)) }
}
