//! An inbox in memory behind the whole edge.

use std::sync::Arc;

use pediafor_kernel::{
    Actor, AssessmentId, Changes, IdSource, NotificationId, SubmissionId,
    mock::{Counting, FakeClock},
};
use pediafor_notifications::{Message, Notification, Notifications, memory::MemoryInbox, ports::Inbox};

use super::router;
use crate::base::testing::{self, Client};

pub(super) struct World {
    pub(super) client: Client,
    pub(super) clock: Arc<FakeClock>,
    inbox: Arc<MemoryInbox>,
    ids: Counting,
}

impl World {
    pub(super) fn new() -> Self {
        let inbox = Arc::new(MemoryInbox::default());
        let clock = Arc::new(FakeClock::at(testing::NOW.parse().unwrap()));
        let notifications = Notifications::new(inbox.clone(), clock.clone());
        let client = Client::new(router(Arc::new(notifications), &testing::edge()));
        Self { client, clock, inbox, ids: Counting::default() }
    }

    pub(super) async fn message_for(&self, actor: &Actor) -> NotificationId {
        let message = Message::results_released(
            AssessmentId::from_uuid(self.ids.next()),
            SubmissionId::from_uuid(self.ids.next()),
            "Biology 1",
        );
        let id = NotificationId::from_uuid(self.ids.next());
        let notification = Notification::deliver(id, actor.user, message, testing::NOW.parse().unwrap());
        self.inbox.save(&notification, None, &Changes::default()).await.unwrap();
        id
    }
}
