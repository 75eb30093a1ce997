use std::{fmt, sync::Arc};

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Clock, Event, EventData, EventHandler, EventId, HandleError, IdSource, NotificationId,
    PortError, PortErrorCode, SubmissionId, UserId,
    events::{GradingAwaitingMarker, GradingReleased, NotificationCreated, SubmissionSubmitted},
};

use crate::{
    Cause, Message, Notification,
    ports::{Inbox, Titles},
};

/// The name this service signs its events with.
const SOURCE: &str = "/pediafor/notifications";

/// How often one delivery tries again after somebody else changed the same message.
const TRIES: usize = 8;

/// Turns what happened into messages, each piece of news once, in however many events it comes.
///
/// An event on a topic of which the person has an unread message changes that message (answers that wait are added
/// up); otherwise it makes a new one and raises `notification.created`.
pub struct Inform {
    inbox: Arc<dyn Inbox>,
    titles: Arc<dyn Titles>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Inform {
    /// A consumer that delivers into `inbox`.
    pub fn new(inbox: Arc<dyn Inbox>, titles: Arc<dyn Titles>, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { inbox, titles, clock, ids }
    }

    /// One try: `Conflict` and `Stale` mean that somebody else was faster.
    async fn deliver(&self, cause: &Cause, wish: &Wish) -> Result<(), PortError> {
        if self.inbox.has_taken(cause).await? {
            return Ok(());
        }
        let title = self.titles.find(wish.assessment()).await?;
        let message = wish.message(title.as_deref(), 0);
        let now = self.clock.now();
        if let Some(mut open) = self.inbox.unread_on(wish.user(), &message.topic()).await?
            && open.update(wish.message(title.as_deref(), open.count())).is_ok()
        {
            return self.inbox.save(&open, Some(cause), &Changes::default()).await;
        }
        let notification = Notification::deliver(NotificationId::from_uuid(self.ids.next()), wish.user(), message, now);
        let created = Event::new(
            EventId::from_uuid(self.ids.next()),
            SOURCE,
            &notification.id(),
            notification.version(),
            now,
            &NotificationCreated { notification: notification.id(), user: notification.user() },
        );
        self.inbox.save(&notification, Some(cause), &Changes::events(vec![created])).await
    }
}

impl fmt::Debug for Inform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inform").finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for Inform {
    fn name(&self) -> &'static str {
        "notifications.inform"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[GradingReleased::TYPE, GradingAwaitingMarker::TYPE, SubmissionSubmitted::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let wish = Wish::read(event)?;
        let cause = Cause::of(event, wish.submission());
        for _ in 0..TRIES {
            match self.deliver(&cause, &wish).await {
                Err(error) if error.is_conflict() || error.is_stale() => {}
                result => return Ok(result?),
            }
        }
        Err(PortError::new(PortErrorCode::Conflict, "others kept changing the same message").into())
    }
}

/// What an event wants somebody to know.
enum Wish {
    Released(GradingReleased),
    Waiting(GradingAwaitingMarker),
    Received(SubmissionSubmitted),
}

impl Wish {
    fn read(event: &Event) -> Result<Self, HandleError> {
        Ok(if event.is::<GradingReleased>() {
            Self::Released(event.data()?)
        } else if event.is::<GradingAwaitingMarker>() {
            Self::Waiting(event.data()?)
        } else {
            Self::Received(event.data()?)
        })
    }

    fn user(&self) -> UserId {
        match self {
            Self::Released(released) => released.student,
            Self::Waiting(waiting) => waiting.owner,
            Self::Received(submitted) => submitted.student,
        }
    }

    fn submission(&self) -> SubmissionId {
        match self {
            Self::Released(released) => released.submission,
            Self::Waiting(waiting) => waiting.submission,
            Self::Received(submitted) => submitted.submission,
        }
    }

    fn assessment(&self) -> AssessmentId {
        match self {
            Self::Released(released) => released.assessment,
            Self::Waiting(waiting) => waiting.assessment,
            Self::Received(submitted) => submitted.assessment,
        }
    }

    /// What to say about the assessment called `title`, where an unread message counts `already` things.
    fn message(&self, title: Option<&str>, already: u32) -> Message {
        match self {
            Self::Released(e) => Message::results_released(e.assessment, e.submission, &e.title),
            Self::Waiting(e) => Message::answers_waiting(e.assessment, title, already.saturating_add(e.waiting)),
            Self::Received(e) => {
                Message::submission_received(e.assessment, e.submission, title, e.submitted_at, e.closed_by)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{
        Actor, GradeId, PageRequest, Role, Timestamp, VersionId,
        events::ClosedBy,
        mock::{Counting, FakeClock},
    };

    use super::*;
    use crate::{NotificationKind, Notifications, memory::MemoryInbox, ports::Selection};

    struct World {
        inbox: Arc<MemoryInbox>,
        inform: Inform,
        ids: Arc<Counting>,
        teacher: UserId,
        student: UserId,
        assessment: AssessmentId,
    }

    impl World {
        fn new() -> Self {
            let inbox = Arc::new(MemoryInbox::default());
            let ids = Arc::new(Counting::default());
            let clock = Arc::new(FakeClock::at(Timestamp::default()));
            Self {
                inform: Inform::new(inbox.clone(), inbox.clone(), clock, ids.clone()),
                teacher: UserId::from_uuid(ids.next()),
                student: UserId::from_uuid(ids.next()),
                assessment: AssessmentId::from_uuid(ids.next()),
                inbox,
                ids,
            }
        }

        fn event<T: EventData>(&self, data: &T) -> Event {
            let id = EventId::from_uuid(self.ids.next());
            Event::new(id, "/pediafor/grading", &"a grade", 1, Timestamp::default(), data)
        }

        fn waiting(&self, waiting: u32) -> Event {
            self.event(&GradingAwaitingMarker {
                grade: GradeId::from_uuid(self.ids.next()),
                submission: SubmissionId::from_uuid(self.ids.next()),
                assessment: self.assessment,
                owner: self.teacher,
                waiting,
            })
        }

        async fn inbox_of(&self, user: UserId) -> Vec<Notification> {
            self.inbox.list(user, Selection::All, &PageRequest::default()).await.unwrap().items
        }
    }

    #[tokio::test]
    async fn answers_that_wait_are_added_up_in_one_unread_message() {
        let world = World::new();
        world.inbox.keep(world.assessment, "Biology 1", 1).await.unwrap();
        for waiting in [2, 1, 4] {
            world.inform.handle(&world.waiting(waiting)).await.unwrap();
        }
        let messages = world.inbox_of(world.teacher).await;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].title(), "7 answers wait for you: Biology 1");
        assert_eq!(messages[0].count(), 7);
        assert_eq!(world.inbox.outbox().len(), 1, "one message arrived");
    }

    #[tokio::test]
    async fn answers_that_come_after_the_message_was_read_make_a_new_one() {
        let world = World::new();
        let use_cases =
            Notifications::new(world.inbox.clone(), Arc::new(FakeClock::at(Timestamp::default().plus_seconds(1))));
        world.inform.handle(&world.waiting(2)).await.unwrap();
        use_cases.read_all(&Actor::new(world.teacher, Role::Teacher)).await.unwrap();
        world.inform.handle(&world.waiting(1)).await.unwrap();
        let mut counts: Vec<_> = world.inbox_of(world.teacher).await.iter().map(Notification::count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2]);
    }

    #[tokio::test]
    async fn an_event_that_is_delivered_again_changes_nothing() {
        let world = World::new();
        let waiting = world.waiting(2);
        let released = world.event(&GradingReleased {
            grade: GradeId::from_uuid(world.ids.next()),
            submission: SubmissionId::from_uuid(world.ids.next()),
            assessment: world.assessment,
            title: "Biology 1".into(),
            student: world.student,
            points: 3_000_000,
            maximum: 4_000_000,
        });
        for event in [&waiting, &released, &waiting, &released] {
            world.inform.handle(event).await.unwrap();
        }
        // The same news once more, after the messages were read: in events of their own.
        let reader =
            Notifications::new(world.inbox.clone(), Arc::new(FakeClock::at(Timestamp::default().plus_seconds(1))));
        for (user, role) in [(world.teacher, Role::Teacher), (world.student, Role::Student)] {
            reader.read_all(&Actor::new(user, role)).await.unwrap();
        }
        for event in [&waiting, &released] {
            let id = EventId::from_uuid(world.ids.next());
            world.inform.handle(&Event { id, ..event.clone() }).await.unwrap();
        }
        assert_eq!(world.inbox_of(world.teacher).await.len(), 1);
        assert_eq!(world.inbox_of(world.teacher).await[0].count(), 2);
        let messages = world.inbox_of(world.student).await;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].kind(), NotificationKind::ResultsReleased);
        assert_eq!(messages[0].title(), "Results are out: Biology 1");
        assert!(!messages[0].body().contains('3'), "a message never tells the marks");
    }

    #[tokio::test]
    async fn a_student_gets_a_receipt_and_the_platform_hears_of_the_message() {
        let world = World::new();
        let submission = SubmissionId::from_uuid(world.ids.next());
        let submitted = world.event(&SubmissionSubmitted {
            submission,
            assessment: world.assessment,
            version: VersionId::from_uuid(world.ids.next()),
            attempt: 1,
            student: world.student,
            submitted_at: Timestamp::default(),
            closed_by: ClosedBy::Student,
            seed: String::new(),
            responses: serde_json::json!({}),
        });
        world.inform.handle(&submitted).await.unwrap();
        let messages = world.inbox_of(world.student).await;
        assert_eq!(messages[0].title(), "Your answers were received");
        assert_eq!(messages[0].submission(), Some(submission));
        let created: NotificationCreated = world.inbox.outbox()[0].data().unwrap();
        assert_eq!(created, NotificationCreated { notification: messages[0].id(), user: world.student });
    }

    #[tokio::test]
    async fn an_event_that_does_not_parse_is_parked() {
        let world = World::new();
        let mut event = world.waiting(1);
        event.data = serde_json::json!({"owner": 7});
        let error = world.inform.handle(&event).await.unwrap_err();
        assert!(matches!(error, HandleError::Malformed(_)), "{error}");
        assert!(world.inbox_of(world.teacher).await.is_empty());
    }
}
