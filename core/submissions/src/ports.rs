//! What this room asks of the world, in its own words.
//!
//! To add an adapter of the stores, implement [`Attempts`], [`Files`] and [`PublishedVersions`] and run the contract
//! suite of `adapters/sql/tests/submissions.rs` against it. The rules are not the adapter's: where a decision must be
//! taken under a lock, the port hands the adapter a decision to call.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use pediafor_grading::PaperMaterial;
use pediafor_kernel::{
    AssessmentId, Changes, FileId, Page, PageRequest, PortError, SubmissionId, Timestamp, UserId, VersionId,
};

use crate::{
    Answer, Attempt, AttemptError, BlobKey, FileRefusal, FileUpload, Marking, PublishedVersion, Saved, Status,
    VersionHeader, VersionState,
};

/// How a student stands with an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How many attempts were begun, over all versions, whatever became of them.
    pub taken: u32,
    /// The one that is open: in progress or paused, even where its deadline is over.
    pub open: Option<Attempt>,
}

/// An attempt as a decision left it, with what to store beside it.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The changed attempt, one version on.
    pub attempt: Attempt,
    /// Its events and the caller's receipt.
    pub changes: Changes,
}

/// A decision about an attempt and the answers it holds: what to store, or `None` to leave everything as it is.
///
/// It may be called more than once, should the store have to try again.
pub type Decide<'a> = dyn Fn(Attempt, &[Answer]) -> Option<Decided> + Send + Sync + 'a;

/// Whose attempts a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This student's.
    Student(UserId),
    /// Of assessments that this teacher owns.
    Owner(UserId),
    /// Everybody's.
    Everybody,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this assessment.
    pub assessment: Option<AssessmentId>,
    /// By this student.
    pub student: Option<UserId>,
    /// That stand thus.
    pub status: Option<Status>,
}

/// The attempts and their answers.
///
/// A student has at most one open attempt at an assessment, and no two attempts of one student at one assessment have
/// the same number. The store holds both rules, under any race.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Stores a new attempt with `changes`, in one transaction.
    ///
    /// # Errors
    ///
    /// `Conflict` where the student has an open attempt at the assessment, where the number is taken, or where the
    /// receipt's key is; nothing is stored then.
    async fn insert(&self, attempt: &Attempt, changes: &Changes) -> Result<(), PortError>;

    /// The attempt, if there is one.
    async fn find(&self, submission: SubmissionId) -> Result<Option<Attempt>, PortError>;

    /// How `student` stands with `assessment`.
    async fn standing(&self, student: UserId, assessment: AssessmentId) -> Result<Standing, PortError>;

    /// Stores `answers` in one transaction that first locks the attempt's row **`FOR SHARE`**, so that saves of one
    /// attempt go on side by side and none slips in behind a close, which locks `FOR UPDATE`. Under the lock
    /// [`Attempt::ensure_open`] decides by `now`, the time the server received them; then each answer is written unless
    /// [`Answer::unknown_file`] (asked with this attempt's files of that item) or [`Answer::against`] (asked with the
    /// stored answer) says what became of it. The comparison of sequences is part of the write (`… WHERE seq < new`).
    /// Answers are written in the order of their items, and within one by sequence, so that batches never wait for one
    /// another in a ring. The attempt's row is not changed and no event is raised.
    ///
    /// Gives one result an answer, in the order given; or, for all of them, why the attempt takes none.
    ///
    /// # Errors
    ///
    /// `Conflict` where there is no such attempt. After any error nothing is stored, or (a lost connection at the
    /// commit) it can't be known: repeating the save is harmless.
    async fn save_answers(
        &self,
        submission: SubmissionId,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<Result<Vec<Saved>, AttemptError>, PortError>;

    /// The stored answers by item.
    async fn answers(&self, submission: SubmissionId) -> Result<Vec<Answer>, PortError>;

    /// Locks the attempt's row **`FOR UPDATE`**, hands it with its answers to `decide`, and stores what comes of it,
    /// all in one transaction: whatever was saved before is among the answers, and nothing is saved between. Gives the
    /// attempt as it stands afterwards; `None` where there is no such attempt.
    ///
    /// # Errors
    ///
    /// `Conflict` where the receipt's key is taken; nothing is stored then.
    async fn decide(&self, submission: SubmissionId, decide: &Decide<'_>) -> Result<Option<Attempt>, PortError>;

    /// At most `limit` open attempts whose [`Attempt::due_at`] is before `now`, longest overdue first, after `after`
    /// (the due time and id of the last one seen).
    async fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, SubmissionId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, SubmissionId)>, PortError>;

    /// At most `limit` submitted attempts of whose marking nothing was told and which were last told (handed in, or rung
    /// for) before `told_before`, longest ago first.
    async fn unmarked(&self, told_before: Timestamp, limit: u32) -> Result<Vec<SubmissionId>, PortError>;

    /// At most `limit` attempts that were begun or handed in at `since` or later, by id, after `after`.
    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<Attempt>, PortError>;

    /// One page of attempts, newest start first.
    async fn list(&self, scope: Scope, filter: &Filter, page: &PageRequest) -> Result<Page<Attempt>, PortError>;

    /// How many attempts at `assessment` stand where; no entry for none.
    async fn counts(&self, assessment: AssessmentId) -> Result<BTreeMap<Status, u64>, PortError>;

    /// Keeps what the grading service told, where `order` (see [`Marking::order`]) is greater than that of what is
    /// kept. It touches neither the attempt's version nor its answers. An attempt not known is no fault.
    async fn keep_marking(&self, submission: SubmissionId, marking: Marking, order: u64) -> Result<(), PortError>;
}

/// May this file be added to this attempt, which holds these? Called under the attempt's lock.
pub type DecideAdd<'a> = dyn Fn(&Attempt, &[FileUpload]) -> Result<(), FileRefusal> + Send + Sync + 'a;

/// May this file be removed from this attempt, whose stored answer to its item is this? Called under the attempt's lock.
pub type DecideRemove<'a> = dyn Fn(&Attempt, Option<&Answer>) -> Result<(), FileRefusal> + Send + Sync + 'a;

/// What is known of uploaded files. Their bytes are in a [`BlobStore`].
#[async_trait]
pub trait Files: Send + Sync {
    /// Locks the attempt's row `FOR UPDATE`, asks `decide` with the files it holds, and stores `file` with `changes`
    /// where it agrees, in one transaction: no limit is passed by two uploads at once.
    ///
    /// # Errors
    ///
    /// `Conflict` where there is no such attempt or the receipt's key is taken; nothing is stored then.
    async fn add(
        &self,
        file: &FileUpload,
        decide: &DecideAdd<'_>,
        changes: &Changes,
    ) -> Result<Result<(), FileRefusal>, PortError>;

    /// The file, if there is one.
    async fn find(&self, file: FileId) -> Result<Option<FileUpload>, PortError>;

    /// The files of a submission, oldest first.
    async fn of(&self, submission: SubmissionId) -> Result<Vec<FileUpload>, PortError>;

    /// Locks the attempt's row `FOR UPDATE`, asks `decide` with the stored answer to the file's item, and forgets the
    /// file where it agrees, in one transaction. A file that is gone already gives [`FileRefusal::Unknown`].
    async fn remove(&self, file: &FileUpload, decide: &DecideRemove<'_>) -> Result<Result<(), FileRefusal>, PortError>;
}

/// Published versions, kept from the assessments service's events.
#[async_trait]
pub trait PublishedVersions: Send + Sync {
    /// Keeps a version. Where it is known already nothing changes; where only its state was known, the later of the two
    /// states counts.
    async fn keep(&self, version: &PublishedVersion) -> Result<(), PortError>;

    /// Keeps that `version` of `assessment` has come to `state`, even where the version itself is yet to arrive. An
    /// earlier state never replaces a later one.
    async fn keep_state(
        &self,
        assessment: AssessmentId,
        version: VersionId,
        state: VersionState,
    ) -> Result<(), PortError>;

    /// The version of `assessment` with the highest number, whatever its state.
    async fn newest(&self, assessment: AssessmentId) -> Result<Option<VersionHeader>, PortError>;

    /// Those of `versions` that are known.
    async fn headers(&self, versions: &[VersionId]) -> Result<HashMap<VersionId, VersionHeader>, PortError>;

    /// What the papers of `version` are drawn from.
    async fn paper(&self, version: VersionId) -> Result<Option<PaperMaterial>, PortError>;
}

/// The bytes of a file, piece by piece.
pub type BlobStream = BoxStream<'static, Result<Bytes, PortError>>;

/// Where uploaded bytes lie.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Stores `bytes` under `key`. When this returns they survive a crash; a reader never sees half of them.
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), PortError>;

    /// The bytes under `key`, if any.
    async fn get(&self, key: &BlobKey) -> Result<Option<BlobStream>, PortError>;

    /// Forgets the bytes under `key`; none being there is no fault.
    async fn delete(&self, key: &BlobKey) -> Result<(), PortError>;
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The media type, such as `image/png`.
    pub media_type: &'static str,
    /// Extensions that fit it, the usual one first, in lower case and without a dot.
    pub extensions: Vec<&'static str>,
}

/// Tells what a file is by its content. What its name or the client says about it plays no part.
pub trait ContentSniffer: Send + Sync {
    /// What `bytes` are; `None` where that can't be told, or where they would pass for two things at once.
    fn sniff(&self, bytes: &[u8]) -> Option<Sniffed>;
}
