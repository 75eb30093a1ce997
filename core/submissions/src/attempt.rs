//! One sitting of one paper by one student: its clock, its states, its end.

use pediafor_kernel::{
    AssessmentId, SubmissionId, Timestamp, UserId, VersionId,
    events::{ClosedBy, SittingRules, SubmissionStarted, SubmissionSubmitted},
};
use serde_json::Value;

use crate::{Answer, Marking, Seed, State, Status, SubmissionReceipt, answer::responses, draw};

/// Why an attempt does not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttemptError {
    /// Only an attempt in progress takes this.
    #[error("the attempt is not in progress but {state}")]
    NotOpen {
        /// Its state.
        state: State,
    },
    /// Its state does not lead there.
    #[error("an attempt can't become {to} from {from}")]
    Transition {
        /// Its state.
        from: State,
        /// What was asked for.
        to: State,
    },
    /// The deadline and its grace are over.
    #[error("the deadline passed at {deadline}")]
    DeadlinePassed {
        /// The deadline, without the grace.
        deadline: Timestamp,
    },
    /// The server may not close it yet.
    #[error("the attempt is not due")]
    NotDue,
}

/// All there is to an attempt, for stores to write and to read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// The submission's id.
    pub id: SubmissionId,
    /// The assessment sat.
    pub assessment: AssessmentId,
    /// The version taken.
    pub assessment_version: VersionId,
    /// Who owns the assessment.
    pub owner: UserId,
    /// Who sits it.
    pub student: UserId,
    /// Which sitting of this student, from 1.
    pub number: u32,
    /// From which the paper is drawn.
    pub seed: Seed,
    /// By which algorithm it is drawn.
    pub draw_algorithm: u16,
    /// Where it stands.
    pub state: State,
    /// When the student began.
    pub started_at: Timestamp,
    /// Seconds of working time; `None`: until the window closes.
    pub duration_seconds: Option<u32>,
    /// When the window closes.
    pub closes_at: Option<Timestamp>,
    /// Seconds after the deadline in which a save that was under way is still taken.
    pub grace_seconds: u32,
    /// Since when the clock stands still.
    pub paused_at: Option<Timestamp>,
    /// For how long it stood still before, in milliseconds.
    pub stood_still_millis: i64,
    /// What the student holds in hand once it is submitted.
    pub receipt: Option<SubmissionReceipt>,
    /// When it was given up.
    pub abandoned_at: Option<Timestamp>,
    /// What the grading service told.
    pub marking: Option<Marking>,
    /// When marking was last asked for again.
    pub rung_at: Option<Timestamp>,
    /// How often it was saved: 1 after the start.
    pub version: u64,
}

/// One sitting of one paper by one student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt(AttemptRecord);

/// What a start is made of.
#[derive(Debug, Clone)]
pub struct Start<'a> {
    /// The new submission's id.
    pub id: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version taken.
    pub assessment_version: VersionId,
    /// Who owns the assessment.
    pub owner: UserId,
    /// Who sits it.
    pub student: UserId,
    /// Which sitting of this student, from 1.
    pub number: u32,
    /// From which the paper is drawn.
    pub seed: Seed,
    /// How the version is sat.
    pub sitting: &'a SittingRules,
    /// When.
    pub now: Timestamp,
}

impl Attempt {
    /// The student begins: the clock runs from `now`.
    pub fn start(start: &Start<'_>) -> (Self, SubmissionStarted) {
        let attempt = Self(AttemptRecord {
            id: start.id,
            assessment: start.assessment,
            assessment_version: start.assessment_version,
            owner: start.owner,
            student: start.student,
            number: start.number,
            seed: start.seed,
            draw_algorithm: draw::CURRENT,
            state: State::InProgress,
            started_at: start.now,
            duration_seconds: start.sitting.duration_seconds,
            closes_at: start.sitting.closes_at,
            grace_seconds: start.sitting.grace_seconds,
            paused_at: None,
            stood_still_millis: 0,
            receipt: None,
            abandoned_at: None,
            marking: None,
            rung_at: None,
            version: 1,
        });
        let started = SubmissionStarted {
            submission: start.id,
            assessment: start.assessment,
            version: start.assessment_version,
            student: start.student,
            deadline: attempt.deadline(),
        };
        (attempt, started)
    }

    /// Rebuilds what a store kept.
    pub fn from_record(record: AttemptRecord) -> Self {
        Self(record)
    }

    /// All there is to it, for a store to keep.
    pub fn record(&self) -> &AttemptRecord {
        &self.0
    }

    /// The submission's id.
    pub fn id(&self) -> SubmissionId {
        self.0.id
    }

    /// Who sits it.
    pub fn student(&self) -> UserId {
        self.0.student
    }

    /// Where it stands by itself.
    pub fn state(&self) -> State {
        self.0.state
    }

    /// What is shown of it.
    pub fn status(&self) -> Status {
        Status::of(self.0.state, self.0.marking)
    }

    /// What the student holds in hand once it is submitted.
    pub fn receipt(&self) -> Option<&SubmissionReceipt> {
        self.0.receipt.as_ref()
    }

    /// How often it was saved.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// Until when the student may work: the working time's end or the window's, whichever is earlier. **The one place
    /// where a deadline is worked out.** While the attempt is paused its working time has no end, but the window still
    /// closes.
    pub fn deadline(&self) -> Option<Timestamp> {
        let AttemptRecord { started_at, duration_seconds, closes_at, paused_at, stood_still_millis, .. } = self.0;
        let working = match (duration_seconds, paused_at) {
            (Some(seconds), None) => Some(started_at.plus_seconds(i64::from(seconds)).plus_millis(stood_still_millis)),
            _ => None,
        };
        match (working, closes_at) {
            (Some(working), Some(closes)) => Some(working.min(closes)),
            (working, closes) => working.or(closes),
        }
    }

    /// The last instant at which an answer is still taken: the deadline and its grace.
    pub fn due_at(&self) -> Option<Timestamp> {
        Some(self.deadline()?.plus_seconds(i64::from(self.0.grace_seconds)))
    }

    /// Milliseconds left to the deadline (not to the end of the grace), never below zero; `None` where there is no
    /// deadline.
    pub fn remaining_millis(&self, now: Timestamp) -> Option<i64> {
        if !self.0.state.is_open() {
            return Some(0);
        }
        Some(self.deadline()?.millis_since(now).max(0))
    }

    /// Is it open though the deadline and its grace are over?
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.0.state.is_open() && self.due_at().is_some_and(|due| due < now)
    }

    /// Does it take answers, files and the submit at `now`? Decided by the time the server received them.
    ///
    /// # Errors
    ///
    /// [`AttemptError::NotOpen`] where it is not in progress, [`AttemptError::DeadlinePassed`] where it is late.
    pub fn ensure_open(&self, now: Timestamp) -> Result<(), AttemptError> {
        match self.deadline() {
            _ if self.0.state != State::InProgress => Err(AttemptError::NotOpen { state: self.0.state }),
            Some(deadline) if self.is_due(now) => Err(AttemptError::DeadlinePassed { deadline }),
            _ => Ok(()),
        }
    }

    /// The clock stands still from `now` on.
    ///
    /// # Errors
    ///
    /// [`AttemptError`] where it is not in progress or too late.
    pub fn pause(&mut self, now: Timestamp) -> Result<(), AttemptError> {
        self.check_lead(State::Paused)?;
        self.ensure_open(now)?;
        self.0.paused_at = Some(now);
        self.enter(State::Paused);
        Ok(())
    }

    /// The clock goes on; the time it stood still is given back, up to the end of the window.
    ///
    /// # Errors
    ///
    /// [`AttemptError::Transition`] where it is not paused.
    pub fn resume(&mut self, now: Timestamp) -> Result<(), AttemptError> {
        self.check_lead(State::InProgress)?;
        if let Some(since) = self.0.paused_at.take() {
            self.0.stood_still_millis += now.millis_since(since).max(0);
        }
        self.enter(State::InProgress);
        Ok(())
    }

    /// The student hands it in with `answers`. Within the grace it counts as handed in at the deadline.
    ///
    /// # Errors
    ///
    /// [`AttemptError`] where it is not in progress or too late.
    pub fn submit(&mut self, now: Timestamp, answers: &[Answer]) -> Result<SubmissionSubmitted, AttemptError> {
        self.check_lead(State::Submitted)?;
        self.ensure_open(now)?;
        let at = self.deadline().map_or(now, |deadline| deadline.min(now));
        Ok(self.close(at, ClosedBy::Student, answers))
    }

    /// The server takes what it holds: handed in at the deadline, however late the server comes. A paused attempt
    /// whose window is over goes on first.
    ///
    /// # Errors
    ///
    /// [`AttemptError::Transition`] where it is closed, [`AttemptError::NotDue`] where its time is not over.
    pub fn expire(&mut self, now: Timestamp, answers: &[Answer]) -> Result<SubmissionSubmitted, AttemptError> {
        if !self.0.state.is_open() {
            return Err(AttemptError::Transition { from: self.0.state, to: State::Submitted });
        }
        let deadline = self.deadline().filter(|_| self.is_due(now)).ok_or(AttemptError::NotDue)?;
        if self.0.state == State::Paused {
            self.resume(now)?;
        }
        Ok(self.close(deadline, ClosedBy::Deadline, answers))
    }

    /// The student gives up: nothing is marked, and the attempt counts as taken.
    ///
    /// # Errors
    ///
    /// [`AttemptError`] where it is not in progress or too late.
    pub fn abandon(&mut self, now: Timestamp) -> Result<(), AttemptError> {
        self.check_lead(State::Abandoned)?;
        self.ensure_open(now)?;
        self.0.abandoned_at = Some(now);
        self.enter(State::Abandoned);
        Ok(())
    }

    /// Out of sight, kept for the record.
    ///
    /// # Errors
    ///
    /// [`AttemptError::Transition`] where it is still open, or archived already.
    pub fn archive(&mut self) -> Result<(), AttemptError> {
        self.check_lead(State::Archived)?;
        self.enter(State::Archived);
        Ok(())
    }

    /// What was told when it was handed in with `answers`; `None` where it was not.
    pub fn submitted(&self, answers: &[Answer]) -> Option<SubmissionSubmitted> {
        let receipt = self.0.receipt.as_ref()?;
        Some(self.told(receipt.submitted_at, receipt.closed_by, responses(answers)))
    }

    /// The version at which it was handed in, which is its last but for being archived; `None` where it was not.
    pub fn submitted_version(&self) -> Option<u64> {
        self.0.receipt.as_ref()?;
        Some(self.0.version - u64::from(self.0.state == State::Archived))
    }

    /// Asks for marking again, where it was handed in, nothing was told of its marking, and it was last told `before`
    /// that. It keeps its version: what is told is what was told before.
    pub fn ring_again(&mut self, before: Timestamp, now: Timestamp, answers: &[Answer]) -> Option<SubmissionSubmitted> {
        let told_at = self.0.rung_at.or(self.0.receipt.as_ref().map(|receipt| receipt.submitted_at))?;
        if self.0.state != State::Submitted || self.0.marking.is_some() || told_at >= before {
            return None;
        }
        self.0.rung_at = Some(now);
        self.submitted(answers)
    }

    fn check_lead(&self, to: State) -> Result<(), AttemptError> {
        let from = self.0.state;
        if from.leads_to(to) { Ok(()) } else { Err(AttemptError::Transition { from, to }) }
    }

    fn enter(&mut self, state: State) {
        self.0.state = state;
        self.0.version += 1;
    }

    fn close(&mut self, at: Timestamp, by: ClosedBy, answers: &[Answer]) -> SubmissionSubmitted {
        let responses = responses(answers);
        self.0.receipt = Some(SubmissionReceipt::of(self.0.id, at, by, answers, &responses));
        self.enter(State::Submitted);
        self.told(at, by, responses)
    }

    fn told(&self, submitted_at: Timestamp, closed_by: ClosedBy, responses: Value) -> SubmissionSubmitted {
        SubmissionSubmitted {
            submission: self.0.id,
            assessment: self.0.assessment,
            version: self.0.assessment_version,
            attempt: self.0.number,
            student: self.0.student,
            submitted_at,
            closed_by,
            seed: self.0.seed.to_string(),
            responses,
        }
    }
}

#[cfg(test)]
mod tests;
