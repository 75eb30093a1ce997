use pediafor_kernel::{AssessmentId, NotificationId, SubmissionId, Timestamp, UserId};

use crate::{Message, NotificationKind};

/// A message that was read is not changed any more: what comes later is a new message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message was read at {read_at}")]
pub struct AlreadyRead {
    /// When it was read.
    pub read_at: Timestamp,
}

/// A message in somebody's inbox: unread until it is read, and for ever read after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    record: NotificationRecord,
}

/// A [`Notification`] as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRecord {
    /// The message.
    pub id: NotificationId,
    /// How often it was saved, this time included; 1 on the first.
    pub version: u64,
    /// Whose inbox.
    pub user: UserId,
    /// What it says.
    pub message: Message,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it arrived.
    pub created_at: Timestamp,
}

impl Notification {
    /// Puts `message` into the inbox of `user`.
    pub fn deliver(id: NotificationId, user: UserId, message: Message, now: Timestamp) -> Self {
        Self { record: NotificationRecord { id, version: 1, user, message, read_at: None, created_at: now } }
    }

    /// Says `message` instead of what it said before.
    ///
    /// # Errors
    ///
    /// [`AlreadyRead`] where somebody saw what it said before.
    pub fn update(&mut self, message: Message) -> Result<(), AlreadyRead> {
        if let Some(read_at) = self.record.read_at {
            return Err(AlreadyRead { read_at });
        }
        self.record.message = message;
        self.record.version += 1;
        Ok(())
    }

    /// Marks it read; reading it again changes nothing. Answers whether anything changed.
    pub fn read(&mut self, now: Timestamp) -> bool {
        let changed = self.is_unread();
        if changed {
            self.record.read_at = Some(now);
            self.record.version += 1;
        }
        changed
    }

    /// The message's id.
    pub fn id(&self) -> NotificationId {
        self.record.id
    }

    /// Whose inbox it is in.
    pub fn user(&self) -> UserId {
        self.record.user
    }

    /// How often it was saved.
    pub fn version(&self) -> u64 {
        self.record.version
    }

    /// What it is about.
    pub fn kind(&self) -> NotificationKind {
        self.record.message.kind
    }

    /// One line.
    pub fn title(&self) -> &str {
        &self.record.message.title
    }

    /// A sentence or two.
    pub fn body(&self) -> &str {
        &self.record.message.body
    }

    /// The assessment to open.
    pub fn assessment(&self) -> Option<AssessmentId> {
        self.record.message.assessment
    }

    /// The submission to open.
    pub fn submission(&self) -> Option<SubmissionId> {
        self.record.message.submission
    }

    /// How many things it counts together.
    pub fn count(&self) -> u32 {
        self.record.message.count
    }

    /// When it was read.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.record.read_at
    }

    /// When it arrived.
    pub fn created_at(&self) -> Timestamp {
        self.record.created_at
    }

    /// Was it never read?
    pub fn is_unread(&self) -> bool {
        self.record.read_at.is_none()
    }

    /// The message as a store keeps it.
    pub fn record(&self) -> &NotificationRecord {
        &self.record
    }

    /// The message a store kept.
    pub fn from_record(record: NotificationRecord) -> Self {
        Self { record }
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{IdSource, mock::Counting};

    use super::*;

    fn notification() -> Notification {
        let ids = Counting::default();
        let message = Message::answers_waiting(AssessmentId::from_uuid(ids.next()), None, 1);
        let (id, user) = (NotificationId::from_uuid(ids.next()), UserId::from_uuid(ids.next()));
        Notification::deliver(id, user, message, Timestamp::default())
    }

    #[test]
    fn reading_twice_keeps_the_first_time() {
        let mut notification = notification();
        let first = Timestamp::default().plus_seconds(1);
        assert!(notification.read(first));
        assert!(!notification.read(first.plus_seconds(1)));
        assert_eq!(notification.read_at(), Some(first));
        assert_eq!(notification.version(), 2);
    }

    #[test]
    fn what_somebody_has_read_does_not_change_behind_them() {
        let mut notification = notification();
        let later = Message { count: 9, ..notification.record().message.clone() };
        notification.update(later.clone()).unwrap();
        assert_eq!((notification.count(), notification.version()), (9, 2));
        let now = Timestamp::default().plus_seconds(1);
        notification.read(now);
        assert_eq!(notification.update(later), Err(AlreadyRead { read_at: now }));
        assert_eq!(notification.version(), 3);
    }
}
