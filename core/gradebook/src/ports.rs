//! What a store has to do for the gradebook.
//!
//! An adapter implements both traits on one database, so that a grade, its history and the events it raised are kept
//! together or not at all.

use async_trait::async_trait;
use pediafor_kernel::{
    Actor, AssessmentId, Changes, GradeId, Page, PageRequest, PortError, SubmissionId, Timestamp, UserId, VersionId,
};

use crate::{Grade, GradeChange, GradeSummary, MarkingFailure, MarkingKey, Overview, QueueEntry};

/// The keys of every published version.
#[async_trait]
pub trait MarkingKeys: Send + Sync {
    /// Keeps `key`; does nothing where the version's key is kept already, because a version never changes.
    async fn keep(&self, key: &MarkingKey) -> Result<(), PortError>;

    /// The key of a version.
    async fn find(&self, version: VersionId) -> Result<Option<MarkingKey>, PortError>;

    /// Whose assessment it is, by its newest kept version.
    async fn owner_of(&self, assessment: AssessmentId) -> Result<Option<UserId>, PortError>;
}

/// Whose assessments somebody looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// Those of one owner.
    OwnedBy(UserId),
}

impl Scope {
    /// What a teacher or an admin may look at.
    pub fn of(actor: &Actor) -> Self {
        if actor.is_admin() { Self::All } else { Self::OwnedBy(actor.user) }
    }
}

/// Which grades of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradeFilter {
    /// Of whose assessments.
    pub scope: Scope,
    /// Of one student.
    pub student: Option<UserId>,
    /// Of one assessment.
    pub assessment: Option<AssessmentId>,
}

/// Every grade.
#[async_trait]
pub trait Grades: Send + Sync {
    /// The grade of a submission.
    async fn find(&self, submission: SubmissionId) -> Result<Option<Grade>, PortError>;

    /// Stores the grade, its unsaved changes and `changes`, all or nothing.
    ///
    /// # Errors
    ///
    /// `Conflict` where a new grade meets one of the same submission; `Stale` where the stored version is not the one
    /// before this.
    async fn save(&self, grade: &Grade, changes: &Changes) -> Result<(), PortError>;

    /// Keeps that the marking of a submission was given up, with `changes`, all or nothing; does nothing where that is
    /// kept already, or where the submission has a grade. Says whether it was kept by this call.
    async fn give_up(&self, failure: &MarkingFailure, changes: &Changes) -> Result<bool, PortError>;

    /// That the marking of `submission` was given up; `None` where it was not, or where there is a grade by now.
    async fn failure(&self, submission: SubmissionId) -> Result<Option<MarkingFailure>, PortError>;

    /// At most `limit` grades that changed at `since` or later, by id, after `after`.
    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<GradeId>,
        limit: u32,
    ) -> Result<Vec<Grade>, PortError>;

    /// At most `limit` submissions without a grade whose marking was given up at `since` or later, by id, after `after`.
    async fn failures_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<MarkingFailure>, PortError>;

    /// The newest `limit` changes of a grade, newest first.
    async fn history(&self, grade: GradeId, limit: u32) -> Result<Vec<GradeChange>, PortError>;

    /// The grades that `filter` lets through, newest first by (handed in, id).
    async fn list(&self, filter: &GradeFilter, page: &PageRequest) -> Result<Page<GradeSummary>, PortError>;

    /// The grades with items that wait for a person, **oldest first** by (handed in, id).
    async fn queue(&self, scope: Scope, page: &PageRequest) -> Result<Page<QueueEntry>, PortError>;

    /// The submissions of `assessment` whose grade is graded and not released, **oldest first** by (handed in, id of
    /// the grade).
    async fn releasable(&self, assessment: AssessmentId, page: &PageRequest) -> Result<Page<SubmissionId>, PortError>;

    /// How many grades of `assessment` are not complete.
    async fn count_incomplete(&self, assessment: AssessmentId) -> Result<u64, PortError>;

    /// Counts and mean over the grades in `scope`.
    async fn overview(&self, scope: Scope) -> Result<Overview, PortError>;
}
