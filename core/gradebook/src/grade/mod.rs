//! The marks of one submission, with everything that ever happened to them.

mod change;
mod item;
mod raised;
mod state;
#[cfg(test)]
mod tests;
mod totals;

use pediafor_grading::{ENGINE, Points, Response};
use pediafor_kernel::{
    AssessmentId, Event, GradeId, IdSource, SubmissionId, Timestamp, UserId, VersionId,
    events::{
        GradingAwaitingMarker, GradingCompleted, GradingFailed, GradingFeedbackUpdated, GradingRecalled,
        GradingReleased, MarkingRules, ReleasePolicy, SubmissionSubmitted,
    },
};
use serde::Deserialize;
use serde_json::Value;

use self::raised::Raised;
pub use self::{
    change::{Change, GradeChange, Standing},
    item::{GradedItem, HandMark},
    state::{GradeState, UnknownState},
    totals::{Percentage, Totals},
};
use crate::MarkingKey;

/// Why a grade refuses something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    /// The state does not allow it.
    #[error("a {from} grade can't become {to}")]
    Transition {
        /// The state it is in.
        from: GradeState,
        /// The state that was wanted.
        to: GradeState,
    },
    /// Nothing is marked yet.
    #[error("the submission has not been marked yet")]
    NotMarked,
    /// The submission has no such item.
    #[error("the submission has no such item")]
    NoSuchItem,
    /// More or fewer points than the item can earn.
    #[error("the points must be between {minimum} and {maximum}")]
    PointsOutOfRange {
        /// The least.
        minimum: Points,
        /// The most.
        maximum: Points,
    },
    /// The engine marked the item; its mark is changed only for a stated reason.
    #[error("the item was marked automatically: say why its mark should change")]
    ReasonMissing,
    /// Only a person can mark the item: there is no automatic mark to override.
    #[error("the item has no automatic mark to override")]
    NothingToOverride,
    /// The responses are no document that can be read.
    #[error("the responses can't be read: {reason}")]
    Unreadable {
        /// Why, for the teacher.
        reason: String,
    },
}

/// What a person wants an item to earn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// What the item earns.
    pub points: Points,
    /// What the student is told; may be empty.
    pub comment: String,
    /// Why the engine's mark does not hold; `None` on an item that only a person can mark.
    pub reason: Option<String>,
}

/// A [`Grade`] as a store keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeRecord {
    /// The grade.
    pub id: GradeId,
    /// How often it was saved, this time included; 1 on the first.
    pub version: u64,
    /// The submission; no two grades have the same.
    pub submission: SubmissionId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version that was sat.
    pub assessment_version: VersionId,
    /// That version's number, from 1.
    pub number: u32,
    /// The assessment's title.
    pub title: String,
    /// Whose assessment it is.
    pub owner: UserId,
    /// How the version is marked and reviewed.
    pub marking: MarkingRules,
    /// Who sat it.
    pub student: UserId,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Timestamp,
    /// Responses by item id, as they were submitted.
    pub responses: Value,
    /// How far the marking is.
    pub state: GradeState,
    /// Why the responses could not be read, while the grade is pending.
    pub failure: Option<String>,
    /// The items, in the author's order; none while the grade is pending.
    pub items: Vec<GradedItem>,
    /// Feedback on the whole; empty: none.
    pub feedback: String,
    /// When it was released, while it is.
    pub released_at: Option<Timestamp>,
    /// How many changes its history has.
    pub changes: u64,
}

/// The marks of one submission.
///
/// Every method that changes it adds a [`GradeChange`] to its history and, where others must know, raises an event;
/// [`Grade::unsaved`] and [`Grade::events`] hand both to the store. The version goes up once per save, however many
/// changes it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    record: GradeRecord,
    unsaved: Vec<GradeChange>,
    raised: Vec<(u64, Timestamp, Raised)>,
}

impl Grade {
    /// The grade of a submission that just came in: marks what a machine can mark, and releases the result where
    /// nothing waits and the rules say so. A response that can't be read earns nothing. Where the whole document
    /// can't be read, the grade stays pending and says why.
    pub fn mark(id: GradeId, key: &MarkingKey, submitted: &SubmissionSubmitted, now: Timestamp) -> Self {
        let mut grade = Self::from_record(GradeRecord {
            id,
            version: 0,
            submission: submitted.submission,
            assessment: key.assessment,
            assessment_version: key.version,
            number: key.number,
            title: key.title.clone(),
            owner: key.owner,
            marking: key.marking.clone(),
            student: submitted.student,
            attempt: submitted.attempt,
            submitted_at: submitted.submitted_at,
            responses: submitted.responses.clone(),
            state: GradeState::Pending,
            failure: None,
            items: Vec::new(),
            feedback: String::new(),
            released_at: None,
            changes: 0,
        });
        grade.run(key, None, now);
        grade
    }

    /// Marks a grade that is still pending again.
    ///
    /// # Errors
    ///
    /// [`GradeError::Transition`] where it is marked already; [`GradeError::Unreadable`] where its responses still
    /// can't be read for the same reason, which changes nothing.
    pub fn mark_again(&mut self, key: &MarkingKey, by: UserId, now: Timestamp) -> Result<(), GradeError> {
        if self.record.state != GradeState::Pending {
            return Err(GradeError::Transition { from: self.record.state, to: GradeState::Graded });
        }
        let known = self.record.failure.clone();
        self.run(key, Some(by), now);
        match &self.record.failure {
            Some(reason) if self.record.failure == known => Err(GradeError::Unreadable { reason: reason.clone() }),
            _ => Ok(()),
        }
    }

    fn run(&mut self, key: &MarkingKey, by: Option<UserId>, now: Timestamp) {
        let before = self.standing();
        let Some(responses) = self.record.responses.as_object() else {
            return self.fail("they are not an object of responses by item", before, by, now);
        };
        self.record.items = key.items.iter().map(|item| GradedItem::mark(item, responses.get(&item.id))).collect();
        self.record.failure = None;
        let waiting = self.waiting();
        self.record.state = if waiting == 0 { GradeState::Graded } else { GradeState::PartiallyGraded };
        self.changed(Change::Marked { engine: ENGINE.to_owned(), waiting }, before, by, now);
        if waiting == 0 {
            self.completed(now);
        } else {
            self.raise_awaiting_marker(now);
        }
    }

    /// Raises again what says how the grade stands, as of its `sequence`th change. Nothing else changes.
    pub(crate) fn tell_again(&mut self, sequence: u64, now: Timestamp) {
        match (self.record.state, self.record.failure.clone()) {
            (GradeState::Pending, Some(reason)) => self.raise_failed(reason, now),
            (GradeState::Pending, None) => {}
            (GradeState::PartiallyGraded, _) => self.raise_awaiting_marker(now),
            (GradeState::Graded, _) => self.raise_completed(now),
            (GradeState::Released, _) => self.raise_released(now),
        }
        for (raised_at, ..) in &mut self.raised {
            *raised_at = sequence;
        }
    }

    fn fail(&mut self, reason: &str, before: Standing, by: Option<UserId>, now: Timestamp) {
        if self.record.failure.as_deref() == Some(reason) {
            return;
        }
        let reason = reason.to_owned();
        self.record.failure = Some(reason.clone());
        self.changed(Change::MarkingFailed { reason: reason.clone() }, before, by, now);
        self.raise_failed(reason, now);
    }

    /// Gives an item the points a person says: on an item that only a person can mark without a reason, on any other
    /// with one. With the last waiting item the grade is complete, and released where the rules say so; a released
    /// grade stays released and says what changed.
    ///
    /// # Errors
    ///
    /// [`GradeError::NotMarked`], [`GradeError::NoSuchItem`], [`GradeError::PointsOutOfRange`],
    /// [`GradeError::ReasonMissing`], [`GradeError::NothingToOverride`].
    pub fn mark_item(&mut self, item: &str, marking: Marking, by: UserId, now: Timestamp) -> Result<(), GradeError> {
        if self.record.state == GradeState::Pending {
            return Err(GradeError::NotMarked);
        }
        let before = self.standing();
        let graded = self.record.items.iter_mut().find(|graded| graded.item == item).ok_or(GradeError::NoSuchItem)?;
        match (&marking.reason, graded.needs_person()) {
            (None, false) => return Err(GradeError::ReasonMissing),
            (Some(_), true) => return Err(GradeError::NothingToOverride),
            (Some(_), false) | (None, true) => {}
        }
        let (minimum, maximum) = (graded.minimum, graded.maximum());
        if marking.points < minimum || marking.points > maximum {
            return Err(GradeError::PointsOutOfRange { minimum, maximum });
        }
        let Marking { points, comment, reason } = marking;
        let after = HandMark { points, comment, reason, marker: by, at: now };
        let change = Change::ItemMarked {
            item: graded.item.clone(),
            earned_before: graded.earned(),
            before: graded.hand.replace(after.clone()),
            after,
        };
        let completes = before.state == GradeState::PartiallyGraded && self.waiting() == 0;
        if completes {
            self.record.state = GradeState::Graded;
        }
        self.changed(change, before, Some(by), now);
        let moved = self.standing().points != before.points;
        match before.state {
            _ if completes => self.completed(now),
            GradeState::Graded if moved => self.raise_completed(now),
            GradeState::Released if moved => self.raise_released(now),
            _ => {}
        }
        Ok(())
    }

    /// Writes feedback on the whole; empty takes it back. What it says already changes nothing.
    pub fn write_feedback(&mut self, feedback: String, by: UserId, now: Timestamp) {
        if self.record.feedback == feedback {
            return;
        }
        let before = self.standing();
        let old = std::mem::replace(&mut self.record.feedback, feedback.clone());
        self.changed(Change::FeedbackWritten { before: old, after: feedback }, before, Some(by), now);
        let (grade, submission, student) = (self.record.id, self.record.submission, self.record.student);
        self.raise(Raised::FeedbackUpdated(GradingFeedbackUpdated { grade, submission, student }), now);
    }

    /// Shows the result to the student; `by` is `None` where the rules do it.
    ///
    /// # Errors
    ///
    /// [`GradeError::Transition`] unless it is graded.
    pub fn release(&mut self, by: Option<UserId>, now: Timestamp) -> Result<(), GradeError> {
        if self.record.state != GradeState::Graded {
            return Err(GradeError::Transition { from: self.record.state, to: GradeState::Released });
        }
        self.show(by, now);
        Ok(())
    }

    /// Hides the result from the student again.
    ///
    /// # Errors
    ///
    /// [`GradeError::Transition`] unless it is released.
    pub fn recall(&mut self, by: UserId, now: Timestamp) -> Result<(), GradeError> {
        let before = self.standing();
        if before.state != GradeState::Released {
            return Err(GradeError::Transition { from: before.state, to: GradeState::Graded });
        }
        self.record.state = GradeState::Graded;
        self.record.released_at = None;
        self.changed(Change::Recalled, before, Some(by), now);
        let (grade, submission, student) = (self.record.id, self.record.submission, self.record.student);
        self.raise(Raised::Recalled(GradingRecalled { grade, submission, student }), now);
        Ok(())
    }

    /// How many items wait for a person.
    pub fn waiting(&self) -> u32 {
        let waiting = self.record.items.iter().filter(|item| item.is_waiting()).count();
        u32::try_from(waiting).unwrap_or(u32::MAX)
    }

    /// The exact totals; items that wait for a person count nothing.
    pub fn totals(&self) -> Totals {
        let items = self.record.items.iter();
        Totals::of(items.map(|item| (item.earned().unwrap_or_default(), item.maximum())), &self.record.marking)
    }

    /// What was answered to `item`; `None` where nothing was, or where it can't be read.
    pub fn response(&self, item: &str) -> Option<Response> {
        Response::deserialize(self.record.responses.get(item)?).ok()
    }

    /// The grade as a store keeps it.
    pub fn record(&self) -> &GradeRecord {
        &self.record
    }

    /// The grade a store kept.
    pub fn from_record(record: GradeRecord) -> Self {
        Self { record, unsaved: Vec::new(), raised: Vec::new() }
    }

    /// The changes since it was read from the store.
    pub fn unsaved(&self) -> &[GradeChange] {
        &self.unsaved
    }

    /// The events it raised since it was read from the store, in their envelopes. The `sequence` of each is the
    /// number of the change that raised it.
    pub fn events(&self, ids: &dyn IdSource) -> Vec<Event> {
        self.raised.iter().map(|(sequence, at, raised)| raised.event(ids, self.record.id, *sequence, *at)).collect()
    }

    fn standing(&self) -> Standing {
        Standing { state: self.record.state, points: self.totals().points }
    }

    fn changed(&mut self, what: Change, before: Standing, by: Option<UserId>, at: Timestamp) {
        if self.unsaved.is_empty() {
            self.record.version += 1;
        }
        self.record.changes += 1;
        let after = self.standing();
        self.unsaved.push(GradeChange { number: self.record.changes, at, by, what, before, after });
    }

    fn raise(&mut self, raised: Raised, now: Timestamp) {
        self.raised.push((self.record.changes, now, raised));
    }

    /// Every item is marked: says so, and releases the result where the rules do.
    fn completed(&mut self, now: Timestamp) {
        self.raise_completed(now);
        if self.record.marking.release == ReleasePolicy::Immediate {
            self.show(None, now);
        }
    }

    fn show(&mut self, by: Option<UserId>, now: Timestamp) {
        let before = self.standing();
        self.record.state = GradeState::Released;
        self.record.released_at = Some(now);
        self.changed(Change::Released, before, by, now);
        self.raise_released(now);
    }

    fn raise_failed(&mut self, reason: String, now: Timestamp) {
        let (submission, assessment) = (self.record.submission, self.record.assessment);
        self.raise(Raised::Failed(GradingFailed { submission, assessment, reason }), now);
    }

    fn raise_awaiting_marker(&mut self, now: Timestamp) {
        let record = &self.record;
        let event = GradingAwaitingMarker {
            grade: record.id,
            submission: record.submission,
            assessment: record.assessment,
            owner: record.owner,
            waiting: self.waiting(),
        };
        self.raise(Raised::AwaitingMarker(event), now);
    }

    fn raise_completed(&mut self, now: Timestamp) {
        let Totals { points, maximum, .. } = self.totals();
        let record = &self.record;
        let event = GradingCompleted {
            grade: record.id,
            submission: record.submission,
            assessment: record.assessment,
            student: record.student,
            points: points.millionths(),
            maximum: maximum.millionths(),
        };
        self.raise(Raised::Completed(event), now);
    }

    fn raise_released(&mut self, now: Timestamp) {
        let Totals { points, maximum, .. } = self.totals();
        let record = &self.record;
        let event = GradingReleased {
            grade: record.id,
            submission: record.submission,
            assessment: record.assessment,
            title: record.title.clone(),
            student: record.student,
            points: points.millionths(),
            maximum: maximum.millionths(),
        };
        self.raise(Raised::Released(event), now);
    }
}
