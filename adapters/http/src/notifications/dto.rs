use pediafor_notifications::Notification;
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::base::Instant;

/// What a message is about. Choose icon, wording and link by it; be ready for kinds you do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum NotificationKind {
    /// To a student: a result can be seen. Links to the submission.
    ResultsReleased,
    /// To a teacher: answers wait for a person to mark them. Links to the assessment.
    AnswersWaiting,
    /// To a student: the answers arrived. Links to the submission.
    SubmissionReceived,
}

impl From<pediafor_notifications::NotificationKind> for NotificationKind {
    fn from(kind: pediafor_notifications::NotificationKind) -> Self {
        use pediafor_notifications::NotificationKind as Kind;
        match kind {
            Kind::ResultsReleased => Self::ResultsReleased,
            Kind::AnswersWaiting => Self::AnswersWaiting,
            Kind::SubmissionReceived => Self::SubmissionReceived,
        }
    }
}

/// A message in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InboxMessage {
    /// The message.
    pub id: Uuid,
    /// What it is about.
    pub kind: NotificationKind,
    /// One line, plain text.
    pub title: String,
    /// A sentence or two, plain text.
    pub body: String,
    /// The assessment to open.
    pub assessment: Option<Uuid>,
    /// The submission to open.
    pub submission: Option<Uuid>,
    /// How many things it counts together, such as answers that wait.
    pub count: u32,
    /// When it was read; absent while it is unread.
    pub read_at: Option<Instant>,
    /// When it arrived.
    pub created_at: Instant,
}

impl From<Notification> for InboxMessage {
    fn from(notification: Notification) -> Self {
        Self {
            id: notification.id().uuid(),
            kind: notification.kind().into(),
            title: notification.title().to_owned(),
            body: notification.body().to_owned(),
            assessment: notification.assessment().map(|id| id.uuid()),
            submission: notification.submission().map(|id| id.uuid()),
            count: notification.count(),
            read_at: notification.read_at().map(Instant),
            created_at: Instant(notification.created_at()),
        }
    }
}
