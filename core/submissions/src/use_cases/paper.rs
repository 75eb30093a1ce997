use pediafor_grading::PaperMaterial;
use pediafor_kernel::{Actor, PortError, PortErrorCode, SubmissionId};

use super::{SubmissionView, Submissions};
use crate::{SubmissionError, draw};

/// A student's paper: what to work on, and until when.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// The attempt.
    pub submission: SubmissionView,
    /// What to do.
    pub instructions: String,
    /// The questions in this attempt's order, without keys.
    pub paper: PaperMaterial,
}

impl Submissions {
    /// The student's own paper, as often as they ask while the attempt is open. A closed paper is seen through its
    /// result, which decides what may be seen.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, not in progress, or too late.
    pub async fn paper(&self, actor: &Actor, submission: SubmissionId) -> Result<PaperView, SubmissionError> {
        let now = self.now();
        let attempt = self.own(actor, submission).await?;
        attempt.ensure_open(now)?;
        let record = attempt.record();
        let header = self.header(record.assessment_version).await?;
        let material = self.papers.of(record.assessment_version).await?;
        let paper = draw::paper(record.draw_algorithm, &material, &record.seed, &header.sitting)
            .map_err(|error| PortError::new(PortErrorCode::Corrupt, "draw a paper").caused_by(error))?;
        let instructions = header.instructions.clone();
        Ok(PaperView { submission: self.view_with(attempt, &header, now).await?, instructions, paper })
    }
}
