use std::sync::atomic::{AtomicBool, Ordering};

use pediafor_kernel::{Changes, PortError, SubmissionId, Timestamp};

use super::Submissions;
use crate::{Attempt, Decided};

/// How long marking may take before it is asked for again, and between two times that it is.
const PATIENCE_SECONDS: i64 = 120;

impl Submissions {
    /// Asks for the marking of up to `limit` attempts again that were handed in two minutes ago or longer and of whose
    /// marking nothing was told: what was told when they were handed in is told once more, in an event of its own. So
    /// nothing stays unmarked because a message was lost. Each is asked for every two minutes at most, by however many
    /// sweepers; one whose marking failed is not. Says how many were asked for.
    ///
    /// # Errors
    ///
    /// [`PortError`] where they can't be found, or where none of them could be asked for.
    pub async fn ring_again(&self, now: Timestamp, limit: u32) -> Result<u32, PortError> {
        let before = now.plus_seconds(-PATIENCE_SECONDS);
        let (mut rung, mut failed) = (0, None);
        for submission in self.ports.attempts.unmarked(before, limit).await? {
            match self.ring(submission, before, now).await {
                Ok(did) => rung += u32::from(did),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if rung == 0 => Err(error),
            _ => Ok(rung),
        }
    }

    /// Says whether this call did it.
    async fn ring(&self, submission: SubmissionId, before: Timestamp, now: Timestamp) -> Result<bool, PortError> {
        let rung = AtomicBool::new(false);
        let decide = |mut attempt: Attempt, answers: &[_]| {
            let submitted = attempt.ring_again(before, now, answers);
            rung.store(submitted.is_some(), Ordering::SeqCst);
            let changes = Changes::events(vec![self.event(&attempt, now, &submitted?)]);
            Some(Decided { attempt, changes })
        };
        self.ports.attempts.decide(submission, &decide).await?;
        Ok(rung.load(Ordering::SeqCst))
    }
}
