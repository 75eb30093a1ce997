//! What a store has to do for the inbox.
//!
//! An adapter implements both traits on one database, so that a message, what caused it and the events it
//! raises are kept together or not at all.

use async_trait::async_trait;
use pediafor_kernel::{AssessmentId, Changes, NotificationId, Page, PageRequest, PortError, Timestamp, UserId};

use crate::{Cause, Notification};

/// Which messages of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// Read and unread ones.
    #[default]
    All,
    /// Unread ones.
    Unread,
}

/// Which messages are marked read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading<'a> {
    /// Every message of the inbox.
    All,
    /// These; ids of nobody's or another's messages are passed over.
    These(&'a [NotificationId]),
}

/// The inboxes of everybody.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// One message, whoever's it is.
    async fn find(&self, id: NotificationId) -> Result<Option<Notification>, PortError>;

    /// The unread message of `user` on `topic`; there is at most one.
    async fn unread_on(&self, user: UserId, topic: &str) -> Result<Option<Notification>, PortError>;

    /// Has `cause` taken effect here?
    async fn has_taken(&self, cause: &Cause) -> Result<bool, PortError>;

    /// Stores the message, what caused it and `changes`, all or nothing.
    ///
    /// # Errors
    ///
    /// `Conflict` where `cause` has taken effect before, or where a new message meets an unread one of the same user
    /// and topic; `Stale` where the stored version is not the one before this.
    async fn save(
        &self,
        notification: &Notification,
        cause: Option<&Cause>,
        changes: &Changes,
    ) -> Result<(), PortError>;

    /// The messages of `user`, newest first by (created, id).
    async fn list(
        &self,
        user: UserId,
        selection: Selection,
        page: &PageRequest,
    ) -> Result<Page<Notification>, PortError>;

    /// How many messages of `user` are unread.
    async fn count_unread(&self, user: UserId) -> Result<u64, PortError>;

    /// Marks messages of `user` read at `at`, in one statement; those read before keep their time. Answers how many
    /// became read.
    async fn mark_read(&self, user: UserId, which: Reading<'_>, at: Timestamp) -> Result<u64, PortError>;
}

/// Titles by assessment: a copy, for messages about events that carry none.
#[async_trait]
pub trait Titles: Send + Sync {
    /// Keeps `title` as of the assessment's version `number`; does nothing where a later one is kept already.
    async fn keep(&self, assessment: AssessmentId, title: &str, number: u32) -> Result<(), PortError>;

    /// The title kept last.
    async fn find(&self, assessment: AssessmentId) -> Result<Option<String>, PortError>;
}
