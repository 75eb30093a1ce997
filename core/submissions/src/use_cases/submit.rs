use pediafor_kernel::{Actor, Changes, Once, SubmissionId, Timestamp, once::replay};

use super::{SubmissionView, Submissions};
use crate::{Attempt, AttemptError, Decided, State, SubmissionError, SubmissionReceipt};

/// An attempt that is handed in.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// What the student holds in hand: the same however often they ask.
    pub receipt: SubmissionReceipt,
    /// The attempt as it stands.
    pub submission: SubmissionView,
}

impl Submissions {
    /// The student hands in what the server holds. Once: a second submit, with whatever key, gets the first one's
    /// receipt. A submit that comes after the deadline and its grace closes the attempt as the server would have, with
    /// the answers that came in time.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, paused, given up, or the idempotency key used for
    /// something else.
    pub async fn submit(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        once: Option<&Once>,
    ) -> Result<Submitted, SubmissionError> {
        let now = self.now();
        let attempt = self.own(actor, submission).await?;
        if let Some(receipt) = replay::<SubmissionReceipt>(self.ports.receipts.as_ref(), once).await? {
            return Ok(Submitted { receipt, submission: self.view(attempt, now).await? });
        }
        let attempt = self.hand_in(attempt.id(), once, now).await?;
        match attempt.receipt() {
            Some(receipt) => Ok(Submitted { receipt: receipt.clone(), submission: self.view(attempt, now).await? }),
            None => Err(AttemptError::NotOpen { state: attempt.state() }.into()),
        }
    }

    /// The student gives the attempt up: it counts as taken, and nothing is marked. Giving up twice is no fault.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, paused, handed in, or too late.
    pub async fn abandon(&self, actor: &Actor, submission: SubmissionId) -> Result<SubmissionView, SubmissionError> {
        let now = self.now();
        self.own(actor, submission).await?;
        let decide = |mut attempt: Attempt, _: &_| {
            attempt.abandon(now).ok()?;
            Some(Decided { attempt, changes: Changes::default() })
        };
        let attempt = self.ports.attempts.decide(submission, &decide).await?.ok_or(SubmissionError::NotFound)?;
        if attempt.state() != State::Abandoned {
            attempt.ensure_open(now)?;
            return Err(AttemptError::Transition { from: attempt.state(), to: State::Abandoned }.into());
        }
        self.view(attempt, now).await
    }

    /// Closes the attempt, by the student's hand or, where that is too late, by the clock; leaves a closed one as it is.
    async fn hand_in(
        &self,
        submission: SubmissionId,
        once: Option<&Once>,
        now: Timestamp,
    ) -> Result<Attempt, SubmissionError> {
        let decide = |mut attempt: Attempt, answers: &[_]| {
            let submitted = attempt.submit(now, answers).or_else(|_| attempt.expire(now, answers)).ok()?;
            let receipt = attempt.receipt()?;
            let changes =
                Changes::events(vec![self.event(&attempt, now, &submitted)]).with_receipt(once, receipt, now).ok()?;
            Some(Decided { attempt, changes })
        };
        self.ports.attempts.decide(submission, &decide).await?.ok_or(SubmissionError::NotFound)
    }
}
