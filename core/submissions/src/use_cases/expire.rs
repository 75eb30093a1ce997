use std::sync::atomic::{AtomicBool, Ordering};

use pediafor_kernel::{Changes, PortError, SubmissionId, Timestamp};

use super::Submissions;
use crate::{Attempt, Decided};

/// What one sweep did.
#[derive(Debug, Default)]
pub struct Expired {
    /// How many attempts it closed. Fewer than the limit, with none failed: nothing more was due.
    pub closed: u32,
    /// Those it could not close, and why. They are tried again at the next sweep.
    pub failed: Vec<(SubmissionId, PortError)>,
}

impl Submissions {
    /// Closes up to `limit` attempts whose deadline and grace are over at `now`, as handed in **at the deadline**, with
    /// the answers that came in time; each raises its one `submission.submitted`. Any number of sweepers may run at
    /// once, and one that was killed is made up for by the next.
    ///
    /// # Errors
    ///
    /// [`PortError`] where the due attempts can't be found. One that can't be closed is told in the outcome and does not
    /// keep the others waiting.
    pub async fn expire_due(&self, now: Timestamp, limit: u32) -> Result<Expired, PortError> {
        let mut outcome = Expired::default();
        let mut last = None;
        while outcome.closed < limit {
            let due = self.ports.attempts.due(now, last, limit - outcome.closed).await?;
            let Some(end) = due.last().copied() else { break };
            last = Some(end);
            for (_, submission) in due {
                match self.expire(submission, now).await {
                    Ok(closed) => outcome.closed += u32::from(closed),
                    Err(error) => outcome.failed.push((submission, error)),
                }
            }
        }
        Ok(outcome)
    }

    /// Closes one attempt where its time is over. Says whether this call did it.
    pub(super) async fn expire(&self, submission: SubmissionId, now: Timestamp) -> Result<bool, PortError> {
        let closed = AtomicBool::new(false);
        let decide = |mut attempt: Attempt, answers: &[_]| {
            let submitted = attempt.expire(now, answers).ok();
            closed.store(submitted.is_some(), Ordering::SeqCst);
            let changes = Changes::events(vec![self.event(&attempt, now, &submitted?)]);
            Some(Decided { attempt, changes })
        };
        self.ports.attempts.decide(submission, &decide).await?;
        Ok(closed.load(Ordering::SeqCst))
    }
}
