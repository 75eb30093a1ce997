use pediafor_kernel::{Actor, AssessmentId, Changes, Once, Role, SubmissionId, Timestamp, UserId, once::replay};
use serde::{Deserialize, Serialize};

use super::{SubmissionView, Submissions};
use crate::{Attempt, Seed, Standing, SubmissionError, VersionHeader, attempt::Start};

/// How often a lost race is run again before it is told to the caller.
const RACES: u32 = 3;

/// An attempt to work on.
#[derive(Debug, Clone)]
pub struct Started {
    /// The attempt.
    pub submission: SubmissionView,
    /// It was open already: the student goes on where they stopped.
    pub resumed: bool,
}

/// What is remembered of a start.
#[derive(Debug, Serialize, Deserialize)]
struct StartReceipt {
    submission: SubmissionId,
    resumed: bool,
}

impl Submissions {
    /// A student begins the newest version of `assessment`, or goes on with the attempt that is open. However many ask
    /// at once, there is one open attempt, and all of them get that one.
    ///
    /// An attempt whose time is over is closed first and does not stand in the way of the next.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: not a student, no such assessment for this student, closed, outside the window, no attempts
    /// left, or the idempotency key used for something else.
    pub async fn start(
        &self,
        actor: &Actor,
        assessment: AssessmentId,
        once: Option<&Once>,
    ) -> Result<Started, SubmissionError> {
        if actor.role != Role::Student {
            return Err(SubmissionError::StudentsOnly);
        }
        let now = self.now();
        let mut race = 0;
        loop {
            // In this order: where the standing shows an attempt, the receipt that was stored with it shows as well.
            let standing = self.ports.attempts.standing(actor.user, assessment).await?;
            if let Some(done) = replay::<StartReceipt>(self.ports.receipts.as_ref(), once).await? {
                let attempt = self.own(actor, done.submission).await?;
                return Ok(Started { submission: self.view(attempt, now).await?, resumed: done.resumed });
            }
            match self.start_or_resume(standing, actor.user, assessment, once, now).await {
                Err(SubmissionError::Port(error)) if error.is_conflict() && race < RACES => race += 1,
                outcome => return outcome,
            }
        }
    }

    async fn start_or_resume(
        &self,
        standing: Standing,
        student: UserId,
        assessment: AssessmentId,
        once: Option<&Once>,
        now: Timestamp,
    ) -> Result<Started, SubmissionError> {
        match standing.open {
            Some(open) if open.is_due(now) => {
                self.expire(open.id(), now).await?;
            }
            Some(open) => return Ok(Started { submission: self.view(open, now).await?, resumed: true }),
            None => {}
        }
        let version = self.ports.versions.newest(assessment).await?.ok_or(SubmissionError::AssessmentNotFound)?;
        version.check_start(student, standing.taken, now)?;
        let attempt = self.begin(&version, student, standing.taken + 1, once, now).await?;
        Ok(Started { submission: self.view(attempt, now).await?, resumed: false })
    }

    async fn begin(
        &self,
        version: &VersionHeader,
        student: UserId,
        number: u32,
        once: Option<&Once>,
        now: Timestamp,
    ) -> Result<Attempt, SubmissionError> {
        let (attempt, started) = Attempt::start(&Start {
            id: SubmissionId::from_uuid(self.ports.ids.next()),
            assessment: version.assessment,
            assessment_version: version.id,
            owner: version.owner,
            student,
            number,
            seed: Seed::new(self.ports.secrets.bytes()),
            sitting: &version.sitting,
            now,
        });
        let receipt = StartReceipt { submission: attempt.id(), resumed: false };
        let changes = Changes::events(vec![self.event(&attempt, now, &started)]).with_receipt(once, &receipt, now)?;
        self.ports.attempts.insert(&attempt, &changes).await?;
        Ok(attempt)
    }
}
