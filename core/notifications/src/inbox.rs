use std::{fmt, sync::Arc};

use pediafor_kernel::{Actor, Changes, Clock, Fault, FieldFault, Kind, NotificationId, Page, PageRequest, PortError};

use crate::{
    Notification,
    ports::{Inbox, Reading, Selection},
};

/// The most messages marked read by name at once.
pub const MAX_IDS: usize = 200;

/// How often reading one message tries again after the message changed in between.
const TRIES: usize = 4;

/// Why a use case of the inbox was refused.
#[derive(Debug, thiserror::Error)]
pub enum NotificationsError {
    /// There is no such message, or it is somebody else's.
    #[error("there is no such notification")]
    NotFound,
    /// More ids than [`MAX_IDS`].
    #[error("at most {MAX_IDS} notifications can be named at once")]
    TooManyIds,
    /// The store failed.
    #[error("the inbox can't be reached just now")]
    Port(#[from] PortError),
}

impl Fault for NotificationsError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::TooManyIds => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "notification_not_found",
            Self::TooManyIds => "too_many_ids",
            Self::Port(error) => error.fault_code(),
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::TooManyIds => vec![FieldFault::new("/ids", "too_many", self.to_string())],
            Self::NotFound | Self::Port(_) => Vec::new(),
        }
    }
}

/// What a person does with the own inbox. Nobody sees another's, whatever the role.
#[derive(Clone)]
pub struct Notifications {
    inbox: Arc<dyn Inbox>,
    clock: Arc<dyn Clock>,
}

impl Notifications {
    /// The use cases over `inbox`.
    pub fn new(inbox: Arc<dyn Inbox>, clock: Arc<dyn Clock>) -> Self {
        Self { inbox, clock }
    }

    /// The actor's messages, newest first.
    ///
    /// # Errors
    ///
    /// [`NotificationsError::Port`] where the store failed.
    pub async fn list(
        &self,
        actor: &Actor,
        selection: Selection,
        page: &PageRequest,
    ) -> Result<Page<Notification>, NotificationsError> {
        Ok(self.inbox.list(actor.user, selection, page).await?)
    }

    /// How many of the actor's messages are unread.
    ///
    /// # Errors
    ///
    /// [`NotificationsError::Port`] where the store failed.
    pub async fn count_unread(&self, actor: &Actor) -> Result<u64, NotificationsError> {
        Ok(self.inbox.count_unread(actor.user).await?)
    }

    /// Marks one message read and answers it; a message read before keeps its time.
    ///
    /// # Errors
    ///
    /// [`NotificationsError::NotFound`] where there is no such message or it is another's.
    pub async fn read(&self, actor: &Actor, id: NotificationId) -> Result<Notification, NotificationsError> {
        let mut tries = 0;
        loop {
            let found = self.inbox.find(id).await?.filter(|found| actor.is(found.user()));
            let mut notification = found.ok_or(NotificationsError::NotFound)?;
            if !notification.read(self.clock.now()) {
                return Ok(notification);
            }
            tries += 1;
            match self.inbox.save(&notification, None, &Changes::default()).await {
                Err(error) if error.is_stale() && tries < TRIES => {}
                result => return Ok(result.map(|()| notification)?),
            }
        }
    }

    /// Marks the named messages read and answers how many became read. Those that are another's, unknown or read
    /// before are passed over.
    ///
    /// # Errors
    ///
    /// [`NotificationsError::TooManyIds`] beyond [`MAX_IDS`].
    pub async fn read_many(&self, actor: &Actor, ids: &[NotificationId]) -> Result<u64, NotificationsError> {
        if ids.len() > MAX_IDS {
            return Err(NotificationsError::TooManyIds);
        }
        Ok(self.inbox.mark_read(actor.user, Reading::These(ids), self.clock.now()).await?)
    }

    /// Marks every message of the actor read and answers how many became read.
    ///
    /// # Errors
    ///
    /// [`NotificationsError::Port`] where the store failed.
    pub async fn read_all(&self, actor: &Actor) -> Result<u64, NotificationsError> {
        Ok(self.inbox.mark_read(actor.user, Reading::All, self.clock.now()).await?)
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{
        AssessmentId, IdSource, Role, Timestamp, UserId,
        mock::{Counting, FakeClock},
    };

    use super::*;
    use crate::{Message, memory::MemoryInbox};

    struct World {
        inbox: Arc<MemoryInbox>,
        notifications: Notifications,
        ids: Counting,
        clock: Arc<FakeClock>,
    }

    impl World {
        fn new() -> Self {
            let inbox = Arc::new(MemoryInbox::default());
            let clock = Arc::new(FakeClock::at(Timestamp::default()));
            let notifications = Notifications::new(inbox.clone(), clock.clone());
            Self { inbox, notifications, ids: Counting::default(), clock }
        }

        fn actor(&self) -> Actor {
            Actor::new(UserId::from_uuid(self.ids.next()), Role::Student)
        }

        async fn message_for(&self, user: UserId) -> NotificationId {
            let message = Message::answers_waiting(AssessmentId::from_uuid(self.ids.next()), None, 1);
            let id = NotificationId::from_uuid(self.ids.next());
            let notification = Notification::deliver(id, user, message, self.clock.now());
            self.inbox.save(&notification, None, &Changes::default()).await.unwrap();
            id
        }
    }

    #[tokio::test]
    async fn nobody_sees_or_reads_the_messages_of_another_not_even_an_admin() {
        let world = World::new();
        let owner = world.actor();
        let admin = Actor { role: Role::Admin, ..world.actor() };
        let id = world.message_for(owner.user).await;
        let page = world.notifications.list(&admin, Selection::All, &PageRequest::default()).await.unwrap();
        assert!(page.items.is_empty());
        let error = world.notifications.read(&admin, id).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound);
        assert_eq!(world.notifications.read_many(&admin, &[id]).await.unwrap(), 0);
        assert_eq!(world.notifications.read_all(&admin).await.unwrap(), 0);
        assert_eq!(world.notifications.count_unread(&owner).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn reading_one_some_and_all_counts_down_the_unread() {
        let world = World::new();
        let actor = world.actor();
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(world.message_for(actor.user).await);
        }
        world.clock.advance_millis(1000);
        let read = world.notifications.read(&actor, ids[0]).await.unwrap();
        assert_eq!(read.read_at(), Some(world.clock.now()));
        assert_eq!(world.notifications.read(&actor, ids[0]).await.unwrap(), read, "reading again changes nothing");
        assert_eq!(world.notifications.read_many(&actor, &ids[..3]).await.unwrap(), 2);
        assert_eq!(world.notifications.count_unread(&actor).await.unwrap(), 2);
        let unread = world.notifications.list(&actor, Selection::Unread, &PageRequest::default()).await.unwrap();
        let unread: Vec<_> = unread.items.iter().map(Notification::id).collect();
        assert_eq!(unread, [ids[4], ids[3]], "newest first");
        assert_eq!(world.notifications.read_all(&actor).await.unwrap(), 2);
        assert_eq!(world.notifications.count_unread(&actor).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_list_is_read_page_by_page_without_gaps_or_repeats() {
        let world = World::new();
        let actor = world.actor();
        let mut expected = Vec::new();
        for n in 0..7 {
            expected.insert(0, world.message_for(actor.user).await);
            world.clock.advance_millis(n % 2);
        }
        let mut seen = Vec::new();
        let mut page = PageRequest::new(Some(3), None);
        loop {
            let part = world.notifications.list(&actor, Selection::All, &page).await.unwrap();
            seen.extend(part.items.iter().map(Notification::id));
            let Some(next) = part.next else { break };
            page = PageRequest::new(Some(3), Some(next));
        }
        assert_eq!(seen, expected);
    }

    #[tokio::test]
    async fn more_ids_than_the_bound_are_refused_with_a_pointer() {
        let world = World::new();
        let ids = vec![NotificationId::from_uuid(world.ids.next()); MAX_IDS + 1];
        let error = world.notifications.read_many(&world.actor(), &ids).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Invalid);
        assert_eq!(error.fields()[0].pointer, "/ids");
    }
}
