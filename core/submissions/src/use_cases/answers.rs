use std::borrow::Cow;

use pediafor_grading::{PaperMaterial, Response};
use pediafor_kernel::{Actor, FieldFault, SubmissionId, Timestamp};

use super::{Submissions, Timing};
use crate::{Answer, Attempt, Saved, SubmissionError, answer::holds_nul, version};

/// One answer to save.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveAnswer {
    /// The item's id on the paper.
    pub item: String,
    /// The client's count of changes to this item, from 1; a higher one replaces a lower one.
    pub seq: u64,
    /// What was given. A blank response takes an answer back.
    pub response: Response,
}

/// One answer that is safe with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAnswer {
    /// The item.
    pub item: String,
    /// Its sequence.
    pub seq: u64,
    /// When the server first received it.
    pub received_at: Timestamp,
    /// How much time is left.
    pub timing: Timing,
}

/// What became of one answer of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerResult {
    /// It is stored.
    Saved {
        /// Its sequence.
        seq: u64,
        /// When the server first received it.
        received_at: Timestamp,
    },
    /// A later answer is stored.
    Stale {
        /// The sequence that is stored.
        current_seq: u64,
    },
    /// It can't be an answer to this item.
    Rejected {
        /// A stable word for the rule it breaks.
        code: Cow<'static, str>,
        /// The rule in words.
        detail: String,
    },
}

/// What became of a batch: one result an answer, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchResult {
    /// Item and result.
    pub results: Vec<(String, AnswerResult)>,
    /// How much time is left.
    pub timing: Timing,
}

impl Submissions {
    /// The most answers one batch holds.
    pub const MAX_BATCH: usize = 500;

    /// Saves one answer. It counts by the time the server received it, until the deadline and its grace are over.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, not in progress, too late, an item that is not on the
    /// paper, a response that can't be one to it, or a later answer stored already.
    pub async fn save_answer(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        save: SaveAnswer,
    ) -> Result<SavedAnswer, SubmissionError> {
        let now = self.now();
        let (attempt, paper) = self.working(actor, submission, now).await?;
        let item = save.item.clone();
        let answer = check(&paper, save, now)?;
        let saved = self.ports.attempts.save_answers(submission, &[answer], now).await??;
        match saved.into_iter().next() {
            Some(Saved::Stored { seq, received_at }) => {
                Ok(SavedAnswer { item, seq, received_at, timing: Timing::of(&attempt, now) })
            }
            Some(Saved::Stale { current_seq }) => Err(SubmissionError::StaleAnswer { current_seq }),
            Some(Saved::UnknownFile { .. }) => Err(unknown_file()),
            None => Err(SubmissionError::NotFound),
        }
    }

    /// Saves many answers, each by itself: one that is refused does not keep the others out.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`] where none is looked at: no such attempt of this student, not in progress, too late, or more
    /// than [`Submissions::MAX_BATCH`] answers.
    pub async fn save_answers(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        batch: Vec<SaveAnswer>,
    ) -> Result<BatchResult, SubmissionError> {
        if batch.len() > Self::MAX_BATCH {
            let detail = format!("at most {} answers at once", Self::MAX_BATCH);
            return Err(SubmissionError::field("/answers", "too_many", detail));
        }
        let now = self.now();
        let (attempt, paper) = self.working(actor, submission, now).await?;
        let items: Vec<String> = batch.iter().map(|save| save.item.clone()).collect();
        let checked: Vec<_> = batch.into_iter().map(|save| check(&paper, save, now)).collect();
        let good: Vec<Answer> = checked.iter().filter_map(|answer| answer.as_ref().ok()).cloned().collect();
        let saved = self.ports.attempts.save_answers(submission, &good, now).await??;

        let mut saved = saved.into_iter();
        let results = checked.into_iter().map(|answer| match answer {
            Ok(_) => saved.next().map_or_else(|| rejected(&SubmissionError::NotFound), AnswerResult::from),
            Err(error) => rejected(&error),
        });
        Ok(BatchResult { results: items.into_iter().zip(results).collect(), timing: Timing::of(&attempt, now) })
    }

    /// The student's own answers by item, while the attempt is open.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, not in progress, or too late.
    pub async fn answers(
        &self,
        actor: &Actor,
        submission: SubmissionId,
    ) -> Result<(Vec<Answer>, Timing), SubmissionError> {
        let now = self.now();
        let attempt = self.own(actor, submission).await?;
        attempt.ensure_open(now)?;
        let answers = self.ports.attempts.answers(submission).await?;
        Ok((answers, Timing::of(&attempt, now)))
    }

    /// The student's own attempt, open at `now`, and what its paper is drawn from. The store decides again under its
    /// lock; this look spares it what can be told without one.
    pub(super) async fn working(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        now: Timestamp,
    ) -> Result<(Attempt, std::sync::Arc<PaperMaterial>), SubmissionError> {
        let attempt = self.own(actor, submission).await?;
        attempt.ensure_open(now)?;
        let paper = self.papers.of(attempt.record().assessment_version).await?;
        Ok((attempt, paper))
    }
}

fn check(paper: &PaperMaterial, save: SaveAnswer, now: Timestamp) -> Result<Answer, SubmissionError> {
    let SaveAnswer { item, seq, response } = save;
    let Some(on_paper) = version::item(paper, &item) else {
        return Err(SubmissionError::UnknownItem { item });
    };
    if !(1..=Answer::MAX_SEQ).contains(&seq) {
        let detail = format!("a whole number from 1 to {}", Answer::MAX_SEQ);
        return Err(SubmissionError::field("/seq", "out_of_range", detail));
    }
    if let Err(error) = on_paper.check(&response) {
        let pointer = format!("/response{}", error.pointer());
        return Err(SubmissionError::field(pointer, error.code(), error.to_string()));
    }
    if holds_nul(&response) {
        return Err(SubmissionError::field("/response", "forbidden_character", "a text holds the character U+0000"));
    }
    Ok(Answer { item, seq, response, received_at: now })
}

fn unknown_file() -> SubmissionError {
    SubmissionError::field("/response/files", "unknown_file", "no such file belongs to this question")
}

fn rejected(error: &SubmissionError) -> AnswerResult {
    use pediafor_kernel::Fault;
    match error.fields().into_iter().next() {
        Some(FieldFault { code, detail, .. }) => AnswerResult::Rejected { code, detail },
        None => AnswerResult::Rejected { code: error.code().into(), detail: error.to_string() },
    }
}

impl From<Saved> for AnswerResult {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Stored { seq, received_at } => Self::Saved { seq, received_at },
            Saved::Stale { current_seq } => Self::Stale { current_seq },
            Saved::UnknownFile { .. } => rejected(&unknown_file()),
        }
    }
}
