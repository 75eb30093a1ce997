use async_trait::async_trait;
use pediafor_kernel::{AssessmentId, Changes, Page, PageRequest, PortError, Timestamp, UserId};

use crate::{Assessment, AssessmentSummary, AssessmentVersion, AuthoredFilter, OfferedFilter, StudentView};

/// Where assessments and their versions are kept.
///
/// An adapter keeps the assessment with its draft, and each published version with what it holds. What a version holds
/// is written once and never again; only its state and the times of its state change.
#[async_trait]
pub trait AssessmentRepository: Send + Sync {
    /// The assessment, as last saved.
    async fn find(&self, id: AssessmentId) -> Result<Option<Assessment>, PortError>;

    /// Stores the assessment, the version it has just published where there is one, the events and the receipt: all or
    /// nothing.
    ///
    /// # Errors
    ///
    /// With version 1: `Conflict` where its id, or the receipt's user, operation and key, are taken. With version n:
    /// `Stale` where what is stored is not version n − 1, `Conflict` where the receipt's key is taken. Where both hold,
    /// either.
    async fn save(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError>;

    /// Deletes the assessment and stores the events: all or nothing. The version given is one more than what is stored,
    /// as for a save.
    ///
    /// # Errors
    ///
    /// `Stale` where what is stored is not the version before, or nothing is.
    async fn delete(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError>;

    /// The published version with this number, with what it holds.
    async fn find_version(&self, id: AssessmentId, number: u32) -> Result<Option<AssessmentVersion>, PortError>;

    /// At most `limit` assessments with a published version that changed at `since` or later, by id, after `after`.
    async fn published_after(
        &self,
        since: Option<Timestamp>,
        after: Option<AssessmentId>,
        limit: u32,
    ) -> Result<Vec<Assessment>, PortError>;

    /// At most `limit` scheduled assessments whose time has come at `now`, longest due first.
    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<AssessmentId>, PortError>;
}

/// What is there to be seen, without what it holds.
#[async_trait]
pub trait AssessmentCatalogue: Send + Sync {
    /// A page of assessments, newest first by (made at, id).
    async fn authored(&self, filter: &AuthoredFilter, page: &PageRequest)
    -> Result<Page<AssessmentSummary>, PortError>;

    /// A page of published versions as one student is offered them, newest first by (published at, version id).
    async fn offered(&self, filter: &OfferedFilter, page: &PageRequest) -> Result<Page<StudentView>, PortError>;

    /// The published version of the assessment, where its audience includes the student; whatever its window.
    async fn find_offered(&self, id: AssessmentId, student: UserId) -> Result<Option<StudentView>, PortError>;
}
