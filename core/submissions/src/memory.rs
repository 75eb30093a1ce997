//! Every store of this room in memory: for tests here and at the edges. It keeps the ports' promises, the contract
//! suite says so.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use pediafor_grading::PaperMaterial;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, Event, FileId, Once, Page, PageRequest, PortError, PortErrorCode, SubmissionId,
    Timestamp, UserId, VersionId,
    once::{Receipt, Receipts},
    people::{People, Person},
};

use crate::{
    Answer, Attempt, AttemptError, AttemptRecord, Attempts, BlobKey, BlobStore, BlobStream, Decide, DecideAdd,
    DecideRemove, FileRefusal, FileUpload, Files, Filter, Marking, PublishedVersion, PublishedVersions, Saved, Scope,
    Standing, State, Status, VersionHeader, VersionState,
};

/// All stores of the submissions service, in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Tables>);

#[derive(Debug, Default)]
struct Tables {
    attempts: BTreeMap<SubmissionId, AttemptRecord>,
    markings: HashMap<SubmissionId, u64>,
    answers: BTreeMap<(SubmissionId, String), Answer>,
    files: BTreeMap<FileId, FileUpload>,
    versions: HashMap<VersionId, PublishedVersion>,
    states: HashMap<VersionId, VersionState>,
    people: HashMap<UserId, (Person, u64)>,
    receipts: Vec<Receipt>,
    outbox: Vec<Event>,
    blobs: HashMap<BlobKey, Bytes>,
}

impl Memory {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every event that was raised, in order.
    pub fn outbox(&self) -> Vec<Event> {
        self.tables().outbox.clone()
    }

    /// How many blobs there are.
    pub fn blobs(&self) -> usize {
        self.tables().blobs.len()
    }
}

impl Tables {
    fn record(&mut self, changes: &Changes) -> Result<(), PortError> {
        if let Some(receipt) = &changes.receipt {
            if self.receipt(&receipt.once).is_some() {
                return Err(conflict("store a receipt"));
            }
            self.receipts.push(receipt.clone());
        }
        self.outbox.extend(changes.events.iter().cloned());
        Ok(())
    }

    fn receipt(&self, once: &Once) -> Option<&Receipt> {
        self.receipts.iter().find(|receipt| receipt.once.is_repeated_by(once))
    }

    fn answers(&self, submission: SubmissionId) -> Vec<Answer> {
        self.answers.iter().filter(|((of, _), _)| *of == submission).map(|(_, answer)| answer.clone()).collect()
    }

    fn files(&self, submission: SubmissionId) -> Vec<FileUpload> {
        let mut files: Vec<_> = self.files.values().filter(|file| file.submission == submission).cloned().collect();
        files.sort_by_key(|file| (file.uploaded_at, file.id));
        files
    }

    fn attempt(&self, submission: SubmissionId) -> Result<Attempt, PortError> {
        let record = self.attempts.get(&submission).ok_or_else(|| conflict("find an attempt"))?;
        Ok(Attempt::from_record(record.clone()))
    }

    fn header(&self, version: &PublishedVersion) -> VersionHeader {
        let mut header = version.header.clone();
        header.state = self.states.get(&header.id).copied().unwrap_or(header.state).max(header.state);
        header
    }
}

fn conflict(context: &'static str) -> PortError {
    PortError::new(PortErrorCode::Conflict, context)
}

#[async_trait]
impl Attempts for Memory {
    async fn insert(&self, attempt: &Attempt, changes: &Changes) -> Result<(), PortError> {
        let mut tables = self.tables();
        let new = attempt.record();
        let clash = tables.attempts.values().any(|old| {
            (old.student, old.assessment) == (new.student, new.assessment)
                && (old.number == new.number || old.state.is_open())
        });
        if clash {
            return Err(conflict("start an attempt"));
        }
        tables.record(changes)?;
        tables.attempts.insert(new.id, new.clone());
        Ok(())
    }

    async fn find(&self, submission: SubmissionId) -> Result<Option<Attempt>, PortError> {
        Ok(self.tables().attempt(submission).ok())
    }

    async fn standing(&self, student: UserId, assessment: AssessmentId) -> Result<Standing, PortError> {
        let tables = self.tables();
        let of = |record: &&AttemptRecord| (record.student, record.assessment) == (student, assessment);
        let taken = tables.attempts.values().filter(of).count();
        let open = tables.attempts.values().filter(of).find(|record| record.state.is_open());
        Ok(Standing { taken: u32::try_from(taken).unwrap_or(u32::MAX), open: open.cloned().map(Attempt::from_record) })
    }

    async fn save_answers(
        &self,
        submission: SubmissionId,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<Result<Vec<Saved>, AttemptError>, PortError> {
        let mut tables = self.tables();
        if let Err(refusal) = tables.attempt(submission)?.ensure_open(now) {
            return Ok(Err(refusal));
        }
        let mut order: Vec<usize> = (0..answers.len()).collect();
        order.sort_by_key(|at| (&answers[*at].item, answers[*at].seq));
        let mut results = vec![None; answers.len()];
        for at in order {
            let answer = &answers[at];
            let held: Vec<_> =
                tables.files(submission).into_iter().filter(|f| f.item == answer.item).map(|f| f.id).collect();
            let key = (submission, answer.item.clone());
            let refused = answer.unknown_file(&held).or_else(|| answer.against(tables.answers.get(&key)));
            results[at] = Some(refused.unwrap_or_else(|| {
                tables.answers.insert(key, answer.clone());
                answer.stored()
            }));
        }
        Ok(Ok(results.into_iter().flatten().collect()))
    }

    async fn answers(&self, submission: SubmissionId) -> Result<Vec<Answer>, PortError> {
        Ok(self.tables().answers(submission))
    }

    async fn decide(&self, submission: SubmissionId, decide: &Decide<'_>) -> Result<Option<Attempt>, PortError> {
        let mut tables = self.tables();
        let Ok(attempt) = tables.attempt(submission) else { return Ok(None) };
        let answers = tables.answers(submission);
        let Some(decided) = decide(attempt.clone(), &answers) else { return Ok(Some(attempt)) };
        tables.record(&decided.changes)?;
        tables.attempts.insert(submission, decided.attempt.record().clone());
        Ok(Some(decided.attempt))
    }

    async fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, SubmissionId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, SubmissionId)>, PortError> {
        let tables = self.tables();
        let attempts = tables.attempts.values().cloned().map(Attempt::from_record);
        let mut due: Vec<_> = attempts
            .filter(|attempt| attempt.is_due(now))
            .filter_map(|attempt| Some((attempt.due_at()?, attempt.id())))
            .filter(|at| after.is_none_or(|after| *at > after))
            .collect();
        due.sort_unstable();
        due.truncate(limit as usize);
        Ok(due)
    }

    async fn unmarked(&self, told_before: Timestamp, limit: u32) -> Result<Vec<SubmissionId>, PortError> {
        let tables = self.tables();
        let unmarked =
            tables.attempts.values().filter(|record| record.state == State::Submitted && record.marking.is_none());
        let mut told: Vec<_> = unmarked
            .filter_map(|record| {
                let handed_in = record.receipt.as_ref().map(|receipt| receipt.submitted_at);
                Some((record.rung_at.or(handed_in)?, record.id))
            })
            .filter(|(told_at, _)| *told_at < told_before)
            .collect();
        told.sort_unstable();
        Ok(told.into_iter().map(|(_, id)| id).take(limit as usize).collect())
    }

    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<Attempt>, PortError> {
        let tables = self.tables();
        let wanted = tables.attempts.values().filter(|record| {
            let last = record.receipt.as_ref().map_or(record.started_at, |receipt| receipt.submitted_at);
            since.is_none_or(|since| last.max(record.started_at) >= since)
                && after.is_none_or(|after| record.id > after)
        });
        Ok(wanted.take(limit as usize).cloned().map(Attempt::from_record).collect())
    }

    async fn list(&self, scope: Scope, filter: &Filter, page: &PageRequest) -> Result<Page<Attempt>, PortError> {
        let tables = self.tables();
        let cursor = |attempt: &Attempt| Cursor { at: attempt.record().started_at, id: attempt.id().uuid() };
        let rows: Vec<_> = tables
            .attempts
            .values()
            .cloned()
            .map(Attempt::from_record)
            .filter(|attempt| match scope {
                Scope::Student(student) => attempt.student() == student,
                Scope::Owner(owner) => attempt.record().owner == owner,
                Scope::Everybody => true,
            })
            .filter(|attempt| filter.assessment.is_none_or(|assessment| attempt.record().assessment == assessment))
            .filter(|attempt| filter.student.is_none_or(|student| attempt.student() == student))
            .filter(|attempt| filter.status.is_none_or(|status| attempt.status() == status))
            .collect();
        Ok(Page::newest_first(rows, page, cursor))
    }

    async fn counts(&self, assessment: AssessmentId) -> Result<BTreeMap<Status, u64>, PortError> {
        let mut counts = BTreeMap::new();
        for record in self.tables().attempts.values().filter(|record| record.assessment == assessment) {
            *counts.entry(Status::of(record.state, record.marking)).or_default() += 1;
        }
        Ok(counts)
    }

    async fn keep_marking(&self, submission: SubmissionId, marking: Marking, order: u64) -> Result<(), PortError> {
        let mut tables = self.tables();
        let kept = tables.markings.get(&submission).copied().unwrap_or(0);
        if kept < order && tables.attempts.contains_key(&submission) {
            tables.markings.insert(submission, order);
            if let Some(record) = tables.attempts.get_mut(&submission) {
                record.marking = Some(marking);
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Files for Memory {
    async fn add(
        &self,
        file: &FileUpload,
        decide: &DecideAdd<'_>,
        changes: &Changes,
    ) -> Result<Result<(), FileRefusal>, PortError> {
        let mut tables = self.tables();
        let attempt = tables.attempt(file.submission)?;
        if let Err(refusal) = decide(&attempt, &tables.files(file.submission)) {
            return Ok(Err(refusal));
        }
        tables.record(changes)?;
        tables.files.insert(file.id, file.clone());
        Ok(Ok(()))
    }

    async fn find(&self, file: FileId) -> Result<Option<FileUpload>, PortError> {
        Ok(self.tables().files.get(&file).cloned())
    }

    async fn of(&self, submission: SubmissionId) -> Result<Vec<FileUpload>, PortError> {
        Ok(self.tables().files(submission))
    }

    async fn remove(&self, file: &FileUpload, decide: &DecideRemove<'_>) -> Result<Result<(), FileRefusal>, PortError> {
        let mut tables = self.tables();
        let attempt = tables.attempt(file.submission)?;
        let answer = tables.answers.get(&(file.submission, file.item.clone()));
        if let Err(refusal) = decide(&attempt, answer) {
            return Ok(Err(refusal));
        }
        Ok(tables.files.remove(&file.id).map(drop).ok_or(FileRefusal::Unknown))
    }
}

#[async_trait]
impl PublishedVersions for Memory {
    async fn keep(&self, version: &PublishedVersion) -> Result<(), PortError> {
        self.tables().versions.entry(version.header.id).or_insert_with(|| version.clone());
        Ok(())
    }

    async fn keep_state(
        &self,
        _assessment: AssessmentId,
        version: VersionId,
        state: VersionState,
    ) -> Result<(), PortError> {
        let mut tables = self.tables();
        let kept = tables.states.entry(version).or_insert(state);
        *kept = state.max(*kept);
        Ok(())
    }

    async fn newest(&self, assessment: AssessmentId) -> Result<Option<VersionHeader>, PortError> {
        let tables = self.tables();
        let of = tables.versions.values().filter(|version| version.header.assessment == assessment);
        Ok(of.max_by_key(|version| version.header.number).map(|version| tables.header(version)))
    }

    async fn headers(&self, versions: &[VersionId]) -> Result<HashMap<VersionId, VersionHeader>, PortError> {
        let tables = self.tables();
        let known = versions.iter().filter_map(|id| tables.versions.get(id));
        Ok(known.map(|version| (version.header.id, tables.header(version))).collect())
    }

    async fn paper(&self, version: VersionId) -> Result<Option<PaperMaterial>, PortError> {
        Ok(self.tables().versions.get(&version).map(|version| version.paper.clone()))
    }
}

#[async_trait]
impl People for Memory {
    async fn keep(&self, person: &Person, sequence: u64) -> Result<(), PortError> {
        let mut tables = self.tables();
        let kept = tables.people.entry(person.user).or_insert_with(|| (person.clone(), 0));
        if kept.1 < sequence {
            *kept = (person.clone(), sequence);
        }
        Ok(())
    }

    async fn find(&self, users: &[UserId]) -> Result<HashMap<UserId, Person>, PortError> {
        let tables = self.tables();
        let wanted: HashSet<_> = users.iter().collect();
        let known = wanted.into_iter().filter_map(|user| tables.people.get(user));
        Ok(known.map(|(person, _)| (person.user, person.clone())).collect())
    }
}

#[async_trait]
impl Receipts for Memory {
    async fn find(&self, once: &Once) -> Result<Option<Receipt>, PortError> {
        Ok(self.tables().receipt(once).cloned())
    }
}

#[async_trait]
impl BlobStore for Memory {
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), PortError> {
        self.tables().blobs.insert(key.clone(), bytes);
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Option<BlobStream>, PortError> {
        let bytes = self.tables().blobs.get(key).cloned();
        Ok(bytes.map(|bytes| stream::once(async move { Ok(bytes) }).boxed()))
    }

    async fn delete(&self, key: &BlobKey) -> Result<(), PortError> {
        self.tables().blobs.remove(key);
        Ok(())
    }
}
