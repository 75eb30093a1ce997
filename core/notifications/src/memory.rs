//! The ports in memory, for tests. The stores pass the same contract.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, Event, NotificationId, Page, PageRequest, PortError, PortErrorCode, Timestamp,
    UserId,
};

use crate::{
    Cause, Notification,
    ports::{Inbox, Reading, Selection, Titles},
};

/// Inboxes, titles and an outbox in memory.
#[derive(Debug, Default)]
pub struct MemoryInbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    notifications: BTreeMap<NotificationId, Notification>,
    taken: HashSet<Cause>,
    titles: HashMap<AssessmentId, (u32, String)>,
    outbox: Vec<Event>,
}

impl MemoryInbox {
    /// Every event raised so far.
    pub fn outbox(&self) -> Vec<Event> {
        self.lock().outbox.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Inbox for MemoryInbox {
    async fn find(&self, id: NotificationId) -> Result<Option<Notification>, PortError> {
        Ok(self.lock().notifications.get(&id).cloned())
    }

    async fn unread_on(&self, user: UserId, topic: &str) -> Result<Option<Notification>, PortError> {
        Ok(self.lock().notifications.values().find(|n| is_open(n, user, topic)).cloned())
    }

    async fn has_taken(&self, cause: &Cause) -> Result<bool, PortError> {
        Ok(self.lock().taken.contains(cause))
    }

    async fn save(
        &self,
        notification: &Notification,
        cause: Option<&Cause>,
        changes: &Changes,
    ) -> Result<(), PortError> {
        let mut state = self.lock();
        if cause.is_some_and(|cause| state.taken.contains(cause)) {
            return Err(PortError::new(PortErrorCode::Conflict, "the news was taken before"));
        }
        let stored = state.notifications.get(&notification.id()).map(Notification::version);
        let topic = notification.record().message.topic();
        if notification.version() == 1 {
            let open = state.notifications.values().any(|n| is_open(n, notification.user(), &topic));
            if stored.is_some() || open {
                return Err(PortError::new(PortErrorCode::Conflict, "there is such a message"));
            }
        } else if stored != Some(notification.version() - 1) {
            return Err(PortError::stale("the message changed"));
        }
        state.taken.extend(cause.cloned());
        state.notifications.insert(notification.id(), notification.clone());
        state.outbox.extend(changes.events.iter().cloned());
        Ok(())
    }

    async fn list(
        &self,
        user: UserId,
        selection: Selection,
        page: &PageRequest,
    ) -> Result<Page<Notification>, PortError> {
        let mut rows: Vec<_> = self.lock().notifications.values().filter(|n| n.user() == user).cloned().collect();
        rows.retain(|n| selection == Selection::All || n.is_unread());
        Ok(Page::newest_first(rows, page, |n| Cursor { at: n.created_at(), id: n.id().uuid() }))
    }

    async fn count_unread(&self, user: UserId) -> Result<u64, PortError> {
        Ok(self.lock().notifications.values().filter(|n| n.user() == user && n.is_unread()).count() as u64)
    }

    async fn mark_read(&self, user: UserId, which: Reading<'_>, at: Timestamp) -> Result<u64, PortError> {
        let wanted = |n: &Notification| match which {
            Reading::All => true,
            Reading::These(ids) => ids.contains(&n.id()),
        };
        let mut state = self.lock();
        let own = state.notifications.values_mut().filter(|n| n.user() == user && wanted(n));
        Ok(own.map(|n| u64::from(n.read(at))).sum())
    }
}

#[async_trait]
impl Titles for MemoryInbox {
    async fn keep(&self, assessment: AssessmentId, title: &str, number: u32) -> Result<(), PortError> {
        let mut state = self.lock();
        let kept = state.titles.entry(assessment).or_default();
        if kept.0 < number {
            *kept = (number, title.to_owned());
        }
        Ok(())
    }

    async fn find(&self, assessment: AssessmentId) -> Result<Option<String>, PortError> {
        Ok(self.lock().titles.get(&assessment).map(|(_, title)| title.clone()))
    }
}

fn is_open(notification: &Notification, user: UserId, topic: &str) -> bool {
    notification.user() == user && notification.is_unread() && notification.record().message.topic() == topic
}
