//! The ports in memory, for tests. The stores pass the same contract.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, Event, GradeId, Page, PageRequest, PortError, PortErrorCode, SubmissionId,
    Timestamp, UserId, VersionId,
    people::{People, Person},
};

use crate::{
    Grade, GradeChange, GradeState, GradeSummary, MarkingFailure, MarkingKey, Overview, Percentage, QueueEntry,
    WaitingItem,
    ports::{GradeFilter, Grades, MarkingKeys, Scope},
};

/// Grades, keys, people and an outbox in memory.
#[derive(Debug, Default)]
pub struct MemoryGradebook(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    keys: HashMap<VersionId, MarkingKey>,
    grades: BTreeMap<SubmissionId, Grade>,
    failures: BTreeMap<SubmissionId, MarkingFailure>,
    history: HashMap<GradeId, Vec<GradeChange>>,
    people: HashMap<UserId, (u64, Person)>,
    outbox: Vec<Event>,
}

impl MemoryGradebook {
    /// Every event raised so far.
    pub fn outbox(&self) -> Vec<Event> {
        self.lock().outbox.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The grades that `wanted` lets through, oldest first.
    fn oldest_first(&self, wanted: impl Fn(&Grade) -> bool) -> Vec<Grade> {
        let mut rows: Vec<_> = self.lock().grades.values().filter(|grade| wanted(grade)).cloned().collect();
        rows.sort_by_key(place);
        rows
    }
}

#[async_trait]
impl MarkingKeys for MemoryGradebook {
    async fn keep(&self, key: &MarkingKey) -> Result<(), PortError> {
        self.lock().keys.entry(key.version).or_insert_with(|| key.clone());
        Ok(())
    }

    async fn find(&self, version: VersionId) -> Result<Option<MarkingKey>, PortError> {
        Ok(self.lock().keys.get(&version).cloned())
    }

    async fn owner_of(&self, assessment: AssessmentId) -> Result<Option<UserId>, PortError> {
        let state = self.lock();
        let versions = state.keys.values().filter(|key| key.assessment == assessment);
        Ok(versions.max_by_key(|key| key.number).map(|key| key.owner))
    }
}

#[async_trait]
impl Grades for MemoryGradebook {
    async fn find(&self, submission: SubmissionId) -> Result<Option<Grade>, PortError> {
        Ok(self.lock().grades.get(&submission).cloned())
    }

    async fn save(&self, grade: &Grade, changes: &Changes) -> Result<(), PortError> {
        let mut state = self.lock();
        let record = grade.record();
        match state.grades.get(&record.submission).map(|stored| stored.record().version) {
            Some(_) if record.version == 1 => {
                return Err(PortError::new(PortErrorCode::Conflict, "the submission has a grade"));
            }
            stored if record.version > 1 && stored != Some(record.version - 1) => {
                return Err(PortError::stale("the grade changed"));
            }
            _ => {}
        }
        state.history.entry(record.id).or_default().extend_from_slice(grade.unsaved());
        state.grades.insert(record.submission, Grade::from_record(record.clone()));
        state.outbox.extend(changes.events.iter().cloned());
        Ok(())
    }

    async fn give_up(&self, failure: &MarkingFailure, changes: &Changes) -> Result<bool, PortError> {
        let mut state = self.lock();
        let submission = failure.submission;
        if state.grades.contains_key(&submission) || state.failures.contains_key(&submission) {
            return Ok(false);
        }
        state.failures.insert(submission, failure.clone());
        state.outbox.extend(changes.events.iter().cloned());
        Ok(true)
    }

    async fn failure(&self, submission: SubmissionId) -> Result<Option<MarkingFailure>, PortError> {
        let state = self.lock();
        let failure = state.failures.get(&submission).filter(|_| !state.grades.contains_key(&submission));
        Ok(failure.cloned())
    }

    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<GradeId>,
        limit: u32,
    ) -> Result<Vec<Grade>, PortError> {
        let state = self.lock();
        let changed = |grade: &Grade| {
            let changes = state.history.get(&grade.record().id);
            since.is_none_or(|since| changes.into_iter().flatten().any(|change| change.at >= since))
        };
        let mut grades: Vec<_> = state.grades.values().filter(|grade| changed(grade)).cloned().collect();
        grades.retain(|grade| after.is_none_or(|after| grade.record().id > after));
        grades.sort_by_key(|grade| grade.record().id);
        grades.truncate(limit as usize);
        Ok(grades)
    }

    async fn failures_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<MarkingFailure>, PortError> {
        let state = self.lock();
        let wanted = state.failures.values().filter(|failure| {
            !state.grades.contains_key(&failure.submission)
                && since.is_none_or(|since| failure.failed_at >= since)
                && after.is_none_or(|after| failure.submission > after)
        });
        Ok(wanted.take(limit as usize).cloned().collect())
    }

    async fn history(&self, grade: GradeId, limit: u32) -> Result<Vec<GradeChange>, PortError> {
        let state = self.lock();
        let changes = state.history.get(&grade).into_iter().flatten().rev();
        Ok(changes.take(limit as usize).cloned().collect())
    }

    async fn list(&self, filter: &GradeFilter, page: &PageRequest) -> Result<Page<GradeSummary>, PortError> {
        let rows = self.oldest_first(|grade| {
            let record = grade.record();
            in_scope(grade, filter.scope)
                && filter.student.is_none_or(|student| record.student == student)
                && filter.assessment.is_none_or(|assessment| record.assessment == assessment)
        });
        Ok(Page::newest_first(rows, page, cursor).map(|grade| GradeSummary::from(&grade)))
    }

    async fn queue(&self, scope: Scope, page: &PageRequest) -> Result<Page<QueueEntry>, PortError> {
        let mut rows =
            self.oldest_first(|grade| in_scope(grade, scope) && grade.record().state == GradeState::PartiallyGraded);
        rows.retain(|grade| is_after(grade, page.after.as_ref()));
        Ok(Page::from_overfull(rows, page, cursor).map(|grade| queue_entry(&grade)))
    }

    async fn releasable(&self, assessment: AssessmentId, page: &PageRequest) -> Result<Page<SubmissionId>, PortError> {
        let mut rows = self.oldest_first(|grade| {
            grade.record().assessment == assessment && grade.record().state == GradeState::Graded
        });
        rows.retain(|grade| is_after(grade, page.after.as_ref()));
        Ok(Page::from_overfull(rows, page, cursor).map(|grade| grade.record().submission))
    }

    async fn count_incomplete(&self, assessment: AssessmentId) -> Result<u64, PortError> {
        let waiting =
            self.oldest_first(|grade| grade.record().assessment == assessment && !grade.record().state.is_complete());
        Ok(waiting.len() as u64)
    }

    async fn overview(&self, scope: Scope) -> Result<Overview, PortError> {
        let (completed, pending): (Vec<_>, Vec<_>) = self
            .oldest_first(|grade| in_scope(grade, scope))
            .into_iter()
            .partition(|grade| grade.record().state.is_complete());
        let shares: Vec<_> = completed.iter().filter_map(|grade| grade.totals().percentage).collect();
        let sum = shares.iter().map(|share| share.hundredths()).sum();
        Ok(Overview {
            average: Percentage::mean(sum, shares.len() as u64),
            completed: completed.len() as u64,
            pending: pending.len() as u64,
        })
    }
}

#[async_trait]
impl People for MemoryGradebook {
    async fn keep(&self, person: &Person, sequence: u64) -> Result<(), PortError> {
        let mut state = self.lock();
        if state.people.get(&person.user).is_none_or(|(kept, _)| *kept < sequence) {
            state.people.insert(person.user, (sequence, person.clone()));
        }
        Ok(())
    }

    async fn find(&self, users: &[UserId]) -> Result<HashMap<UserId, Person>, PortError> {
        let state = self.lock();
        let known = users.iter().filter_map(|user| state.people.get(user));
        Ok(known.map(|(_, person)| (person.user, person.clone())).collect())
    }
}

fn place(grade: &Grade) -> (Timestamp, GradeId) {
    (grade.record().submitted_at, grade.record().id)
}

fn cursor(grade: &Grade) -> Cursor {
    let (at, id) = place(grade);
    Cursor { at, id: id.uuid() }
}

fn is_after(grade: &Grade, cursor: Option<&Cursor>) -> bool {
    cursor.is_none_or(|after| place(grade) > (after.at, GradeId::from_uuid(after.id)))
}

fn in_scope(grade: &Grade, scope: Scope) -> bool {
    match scope {
        Scope::All => true,
        Scope::OwnedBy(owner) => grade.record().owner == owner,
    }
}

fn queue_entry(grade: &Grade) -> QueueEntry {
    let record = grade.record();
    QueueEntry {
        grade: record.id,
        submission: record.submission,
        assessment: record.assessment,
        title: record.title.clone(),
        student: record.student,
        attempt: record.attempt,
        submitted_at: record.submitted_at,
        items: WaitingItem::of(&record.items),
    }
}
