//! The contract of the notifications service's ports, on the adapter in memory and on every database.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::sync::Arc;

use futures_util::future::join_all;
use pediafor_kernel::{
    AssessmentId, Changes, Event, EventData, EventHandler, EventId, GradeId, IdSource, NotificationId, PageRequest,
    PortErrorCode, SubmissionId, Timestamp, UserId,
    events::{GradingAwaitingMarker, NotificationCreated},
    mock::Counting,
};
use pediafor_notifications::{
    Cause, Inform, Message, Notification,
    memory::MemoryInbox,
    ports::{Inbox, Reading, Selection, Titles},
};
use pediafor_sql::{
    Database, Service,
    notifications::{SqlInbox, SqlTitles},
};
use sea_orm::{ConnectionTrait, Statement};
use support::{at, clock, on_each};

/// One adapter of both ports, and somebody with an inbox.
struct World {
    inbox: Arc<dyn Inbox>,
    titles: Arc<dyn Titles>,
    stored: Stored,
    ids: Arc<Counting>,
    user: UserId,
}

enum Stored {
    Memory(Arc<MemoryInbox>),
    Sql(Database),
}

impl World {
    fn new(inbox: Arc<dyn Inbox>, titles: Arc<dyn Titles>, stored: Stored) -> Self {
        let ids = Arc::new(Counting::default());
        Self { inbox, titles, stored, user: UserId::from_uuid(ids.next()), ids }
    }

    fn event_id(&self) -> EventId {
        EventId::from_uuid(self.ids.next())
    }

    /// News that nobody has told yet.
    fn cause(&self) -> Cause {
        let submission = SubmissionId::from_uuid(self.ids.next());
        let data = NotificationCreated { notification: NotificationId::from_uuid(self.ids.next()), user: self.user };
        Cause::of(&Event::new(self.event_id(), "/x", &submission, 1, at("2026-03-01T09:00:00Z"), &data), submission)
    }

    fn message(&self) -> Message {
        Message::results_released(
            AssessmentId::from_uuid(self.ids.next()),
            SubmissionId::from_uuid(self.ids.next()),
            "Biologie – «1»",
        )
    }

    fn notification(&self, message: Message, at: Timestamp) -> Notification {
        Notification::deliver(NotificationId::from_uuid(self.ids.next()), self.user, message, at)
    }

    async fn stored(&self, at: Timestamp) -> Notification {
        let notification = self.notification(self.message(), at);
        self.inbox.save(&notification, Some(&self.cause()), &Changes::default()).await.unwrap();
        notification
    }

    /// How many events were raised.
    async fn raised(&self) -> usize {
        match &self.stored {
            Stored::Memory(memory) => memory.outbox().len(),
            Stored::Sql(database) => {
                let reader = database.reader();
                let count = Statement::from_string(reader.get_database_backend(), "SELECT count(*) AS n FROM outbox");
                let row = reader.query_one_raw(count).await.unwrap().unwrap();
                usize::try_from(row.try_get::<i64>("", "n").unwrap()).unwrap()
            }
        }
    }
}

/// Runs `test` on every adapter, each fresh.
async fn on_every_store(test: impl AsyncFn(World)) {
    let memory = Arc::new(MemoryInbox::default());
    test(World::new(memory.clone(), memory.clone(), Stored::Memory(memory))).await;
    on_each(Service::Notifications, async |database| {
        let inbox = Arc::new(SqlInbox::new(database.clone()));
        test(World::new(inbox, Arc::new(SqlTitles::new(database.clone())), Stored::Sql(database))).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_is_read_back_as_it_was_stored_and_after_each_change() {
    on_every_store(async |world| {
        let mut notification = world.notification(world.message(), at("2026-03-01T09:00:00.123456Z"));
        assert_eq!(world.inbox.find(notification.id()).await.unwrap(), None);
        world.inbox.save(&notification, None, &Changes::default()).await.unwrap();
        assert_eq!(world.inbox.find(notification.id()).await.unwrap().as_ref(), Some(&notification));

        notification.update(Message { count: 7, ..notification.record().message.clone() }).unwrap();
        world.inbox.save(&notification, None, &Changes::default()).await.unwrap();
        notification.read(at("2026-03-01T10:00:00.000001Z"));
        world.inbox.save(&notification, None, &Changes::default()).await.unwrap();
        assert_eq!(world.inbox.find(notification.id()).await.unwrap(), Some(notification));
    })
    .await;
}

#[tokio::test]
async fn a_stale_save_is_refused_and_leaves_nothing_behind() {
    on_every_store(async |world| {
        let stored = world.stored(at("2026-03-01T09:00:00Z")).await;
        let (mut first, mut second) = (stored.clone(), stored);
        first.read(at("2026-03-01T09:01:00Z"));
        world.inbox.save(&first, None, &Changes::default()).await.unwrap();

        second.read(at("2026-03-01T09:02:00Z"));
        let cause = world.cause();
        let error = world.inbox.save(&second, Some(&cause), &Changes::default()).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Stale);
        assert!(!world.inbox.has_taken(&cause).await.unwrap());
        assert_eq!(world.inbox.find(first.id()).await.unwrap(), Some(first));
    })
    .await;
}

#[tokio::test]
async fn an_event_takes_effect_once_and_its_second_effect_is_refused_whole() {
    on_every_store(async |world| {
        let cause = world.cause();
        let first = world.notification(world.message(), at("2026-03-01T09:00:00Z"));
        let created = |n: &Notification| {
            let data = NotificationCreated { notification: n.id(), user: n.user() };
            let id = EventId::from_uuid(world.ids.next());
            Changes::events(vec![Event::new(id, "/x", &n.id(), 1, n.created_at(), &data)])
        };
        world.inbox.save(&first, Some(&cause), &created(&first)).await.unwrap();
        assert!(world.inbox.has_taken(&cause).await.unwrap());
        assert_eq!(world.raised().await, 1);

        let second = world.notification(world.message(), at("2026-03-01T09:00:00Z"));
        let error = world.inbox.save(&second, Some(&cause), &created(&second)).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Conflict);
        assert_eq!(world.inbox.find(second.id()).await.unwrap(), None);
        assert_eq!(world.raised().await, 1);
    })
    .await;
}

#[tokio::test]
async fn there_is_at_most_one_unread_message_of_a_person_on_a_topic() {
    on_every_store(async |world| {
        let message = world.message();
        let mut first = world.notification(message.clone(), at("2026-03-01T09:00:00Z"));
        world.inbox.save(&first, None, &Changes::default()).await.unwrap();
        let found = world.inbox.unread_on(world.user, &message.topic()).await.unwrap();
        assert_eq!(found.as_ref(), Some(&first));

        let second = world.notification(message.clone(), at("2026-03-01T09:00:01Z"));
        let error = world.inbox.save(&second, None, &Changes::default()).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Conflict);

        first.read(at("2026-03-01T09:00:02Z"));
        world.inbox.save(&first, None, &Changes::default()).await.unwrap();
        assert_eq!(world.inbox.unread_on(world.user, &message.topic()).await.unwrap(), None);
        world.inbox.save(&second, None, &Changes::default()).await.unwrap();
        let stranger = UserId::from_uuid(world.ids.next());
        assert_eq!(world.inbox.unread_on(stranger, &message.topic()).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn pages_are_newest_first_without_gaps_and_hold_the_own_messages_alone() {
    on_every_store(async |world| {
        let mut expected = Vec::new();
        for micros in [0, 0, 1, 500_000, 500_000, 1_000_000, 1_000_001] {
            let start = at("2026-03-01T09:00:00Z");
            let created = Timestamp::from_micros(start.micros() + micros).unwrap();
            expected.insert(0, world.stored(created).await.id());
        }
        let (id, stranger) = (NotificationId::from_uuid(world.ids.next()), UserId::from_uuid(world.ids.next()));
        let foreign = Notification::deliver(id, stranger, world.message(), at("2026-03-01T09:00:00Z"));
        world.inbox.save(&foreign, None, &Changes::default()).await.unwrap();

        for selection in [Selection::All, Selection::Unread] {
            let mut seen = Vec::new();
            let mut request = PageRequest::new(Some(3), None);
            loop {
                let page = world.inbox.list(world.user, selection, &request).await.unwrap();
                assert!(page.items.len() <= 3);
                seen.extend(page.items.iter().map(Notification::id));
                let Some(next) = page.next else { break };
                request = PageRequest::new(Some(3), Some(next));
            }
            assert_eq!(seen, expected, "{selection:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn marking_read_touches_the_named_unread_messages_of_the_person_alone() {
    on_every_store(async |world| {
        let mut own = Vec::new();
        for second in 0..4 {
            own.push(world.stored(at("2026-03-01T09:00:00Z").plus_seconds(second)).await.id());
        }
        let stranger = UserId::from_uuid(world.ids.next());
        let later = at("2026-03-01T10:00:00Z");
        assert_eq!(world.inbox.mark_read(stranger, Reading::These(&own), later).await.unwrap(), 0);
        assert_eq!(world.inbox.mark_read(world.user, Reading::These(&[]), later).await.unwrap(), 0);
        assert_eq!(world.inbox.count_unread(world.user).await.unwrap(), 4);

        assert_eq!(world.inbox.mark_read(world.user, Reading::These(&own[..2]), later).await.unwrap(), 2);
        let read = world.inbox.find(own[0]).await.unwrap().unwrap();
        assert_eq!((read.read_at(), read.version()), (Some(later), 2));
        let unread = world.inbox.list(world.user, Selection::Unread, &PageRequest::default()).await.unwrap();
        assert_eq!(unread.items.iter().map(Notification::id).collect::<Vec<_>>(), [own[3], own[2]]);

        let latest = later.plus_seconds(1);
        assert_eq!(world.inbox.mark_read(world.user, Reading::All, latest).await.unwrap(), 2);
        assert_eq!(world.inbox.find(own[0]).await.unwrap().unwrap().read_at(), Some(later), "the first time stays");
        assert_eq!(world.inbox.count_unread(world.user).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_title_of_the_highest_version_stays() {
    on_every_store(async |world| {
        let titles = &world.titles;
        let assessment = AssessmentId::from_uuid(world.ids.next());
        assert_eq!(titles.find(assessment).await.unwrap(), None);
        for (number, title) in [(2, "Biology"), (1, "Biologie"), (2, "again")] {
            titles.keep(assessment, title, number).await.unwrap();
        }
        assert_eq!(titles.find(assessment).await.unwrap().as_deref(), Some("Biology"));
        titles.keep(assessment, "Botany", 3).await.unwrap();
        assert_eq!(titles.find(assessment).await.unwrap().as_deref(), Some("Botany"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_events_delivered_twice_at_once_are_added_up_exactly() {
    on_every_store(async |world| {
        let ids = &world.ids;
        let inform = Inform::new(world.inbox.clone(), world.titles.clone(), clock(), ids.clone());
        let assessment = AssessmentId::from_uuid(ids.next());
        let events: Vec<Event> = (1..=6)
            .map(|waiting| {
                let data = GradingAwaitingMarker {
                    grade: GradeId::from_uuid(ids.next()),
                    submission: SubmissionId::from_uuid(ids.next()),
                    assessment,
                    owner: world.user,
                    waiting,
                };
                let id = EventId::from_uuid(ids.next());
                Event::new(id, "/pediafor/grading", &data.grade, 1, at("2026-03-01T09:00:00Z"), &data)
            })
            .collect();
        assert_eq!(events[0].kind, GradingAwaitingMarker::TYPE);

        // What is refused because others were faster is delivered again, as the relay does.
        let mut due: Vec<&Event> = events.iter().chain(&events).collect();
        for _ in 0..50 {
            let results = join_all(due.iter().map(|event| inform.handle(event))).await;
            due = due.into_iter().zip(results).filter(|(_, result)| result.is_err()).map(|(event, _)| event).collect();
        }
        assert!(due.is_empty(), "{} deliveries were refused fifty times", due.len());
        let messages = world.inbox.list(world.user, Selection::All, &PageRequest::default()).await.unwrap().items;
        assert_eq!(messages.iter().map(Notification::count).collect::<Vec<_>>(), [1 + 2 + 3 + 4 + 5 + 6]);
        assert_eq!(world.raised().await, 1, "one message arrived");
    })
    .await;
}
