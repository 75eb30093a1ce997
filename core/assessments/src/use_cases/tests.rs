use std::sync::Arc;

use pediafor_kernel::{
    Actor, AssessmentId, EventData, Fault, Kind, Once, PageRequest, Role, Timestamp, UserId,
    events::{AssessmentKeyPublished, AssessmentPublished, Audience},
    mock::{Counting, FakeClock},
};

use super::{AssessmentList, AssessmentView, Assessments, Change, Create, Duplicate, List, Publish, Schedule, Update};
use crate::{
    Assessment, AssessmentError, AssessmentsError, Content, State, Window, limits, memory::MemoryAssessments, samples,
};

/// The use cases over memory, with a clock to turn.
struct Room {
    assessments: Assessments,
    memory: Arc<MemoryAssessments>,
    clock: Arc<FakeClock>,
}

fn room() -> Room {
    let memory = Arc::new(MemoryAssessments::default());
    let clock = Arc::new(FakeClock::at("2026-03-01T09:00:00Z".parse().unwrap()));
    let assessments = Assessments {
        repository: memory.clone(),
        catalogue: memory.clone(),
        receipts: memory.clone(),
        clock: clock.clone(),
        ids: Arc::new(Counting::default()),
    };
    Room { assessments, memory, clock }
}

fn actor(role: Role, number: u128) -> Actor {
    Actor::new(UserId::from_uuid(uuid::Uuid::from_u128(number << 64)), role)
}

fn teacher() -> Actor {
    actor(Role::Teacher, 1)
}

fn once(actor: &Actor, operation: &'static str, key: &str, request: u8) -> Option<Once> {
    Some(Once { user: actor.user, operation, key: key.to_owned(), fingerprint: [request; 32] })
}

impl Room {
    async fn created(&self, actor: &Actor, content: Content) -> Assessment {
        self.assessments.create(actor, Create { content, once: None }).await.unwrap()
    }

    async fn published(&self, actor: &Actor, content: Content) -> Assessment {
        let id = self.created(actor, content).await.id();
        self.assessments.publish(actor, Publish { assessment: id, expected: None, once: None }).await.unwrap()
    }

    async fn titles(&self, actor: &Actor, query: List) -> Vec<String> {
        match self.assessments.list(actor, query).await.unwrap() {
            AssessmentList::Author(page) => page.items.into_iter().map(|row| row.title).collect(),
            AssessmentList::Student(page) => page.items.into_iter().map(|row| row.title).collect(),
        }
    }

    fn now(&self) -> Timestamp {
        use pediafor_kernel::Clock;
        self.clock.now()
    }
}

fn titled(title: &str) -> Content {
    Content { title: title.to_owned(), ..samples::content() }
}

fn change(assessment: AssessmentId) -> Change {
    Change { assessment, expected: None }
}

fn kind<T: std::fmt::Debug>(result: Result<T, AssessmentsError>) -> Kind {
    result.unwrap_err().kind()
}

#[tokio::test]
async fn a_student_authors_nothing_and_learns_nothing_by_trying() {
    let room = room();
    let id = room.created(&teacher(), samples::content()).await.id();
    let student = actor(Role::Student, 9);
    let cases = &room.assessments;
    let unknown = AssessmentId::from_uuid(uuid::Uuid::nil());
    for id in [id, unknown] {
        let create = Create { content: samples::content(), once: None };
        assert_eq!(kind(cases.create(&student, create).await), Kind::Forbidden);
        let update = Update { assessment: id, content: samples::content(), expected: None };
        assert_eq!(kind(cases.update(&student, update).await), Kind::Forbidden);
        assert_eq!(kind(cases.delete(&student, id, None).await), Kind::Forbidden);
        assert_eq!(kind(cases.duplicate(&student, Duplicate { assessment: id, once: None }).await), Kind::Forbidden);
        let publish = Publish { assessment: id, expected: None, once: None };
        assert_eq!(kind(cases.publish(&student, publish).await), Kind::Forbidden);
        let schedule = Schedule { assessment: id, publish_at: room.now().plus_seconds(9), expected: None };
        assert_eq!(kind(cases.schedule(&student, schedule).await), Kind::Forbidden);
        assert_eq!(kind(cases.unschedule(&student, change(id)).await), Kind::Forbidden);
        assert_eq!(kind(cases.close(&student, change(id)).await), Kind::Forbidden);
        assert_eq!(kind(cases.archive(&student, change(id)).await), Kind::Forbidden);
        assert_eq!(kind(cases.begin_new_version(&student, change(id)).await), Kind::Forbidden);
        assert_eq!(kind(cases.versions(&student, id).await), Kind::Forbidden);
        assert_eq!(kind(cases.version(&student, id, 1).await), Kind::Forbidden);
        assert_eq!(kind(cases.is_owned_by(&student, id, teacher().user).await), Kind::Forbidden);
        assert_eq!(kind(cases.get(&student, id).await), Kind::NotFound);
    }
    let item = samples::content().sections[0].items[0].clone();
    assert_eq!(kind(cases.lint(&student, &item)), Kind::Forbidden);
}

#[tokio::test]
async fn another_teachers_assessment_does_not_exist_and_an_administrator_sees_it() {
    let room = room();
    let id = room.published(&teacher(), samples::content()).await.id();
    let (other, admin) = (actor(Role::Teacher, 2), actor(Role::Admin, 3));
    let cases = &room.assessments;
    assert_eq!(kind(cases.get(&other, id).await), Kind::NotFound);
    let update = Update { assessment: id, content: samples::content(), expected: None };
    assert_eq!(kind(cases.update(&other, update).await), Kind::NotFound);
    assert_eq!(kind(cases.close(&other, change(id)).await), Kind::NotFound);
    assert_eq!(kind(cases.duplicate(&other, Duplicate { assessment: id, once: None }).await), Kind::NotFound);
    assert_eq!(kind(cases.version(&other, id, 1).await), Kind::NotFound);
    assert_eq!(kind(cases.is_owned_by(&other, id, teacher().user).await), Kind::NotFound);

    assert!(matches!(cases.get(&admin, id).await.unwrap(), AssessmentView::Author(seen) if seen.id() == id));
    assert!(cases.is_owned_by(&admin, id, teacher().user).await.unwrap());
    assert!(!cases.is_owned_by(&admin, id, other.user).await.unwrap());
    let copy = cases.duplicate(&admin, Duplicate { assessment: id, once: None }).await.unwrap();
    assert_eq!((copy.owner(), copy.content().title.as_str()), (admin.user, "Copy of Light and lenses"));
    assert_eq!(cases.close(&admin, change(id)).await.unwrap().state(), State::Closed);
}

#[tokio::test]
async fn a_student_sees_what_is_published_for_them_and_it_tells_no_item() {
    let room = room();
    let (invited, stranger) = (actor(Role::Student, 7), actor(Role::Student, 8));
    let mut content = samples::content();
    content.sitting.audience = Audience::Students { students: vec![invited.user] };
    content.sitting.opens_at = Some(room.now().plus_seconds(60));
    content.sitting.duration_seconds = Some(3600);
    let id = room.published(&teacher(), content).await.id();

    assert_eq!(kind(room.assessments.get(&stranger, id).await), Kind::NotFound);
    let AssessmentView::Student(view) = room.assessments.get(&invited, id).await.unwrap() else {
        panic!("a student got an author's view");
    };
    assert_eq!((view.item_count, view.total_millionths), (10, 22_000_000));
    assert_eq!((view.title.as_str(), view.duration_seconds, view.max_attempts), ("Light and lenses", Some(3600), 1));
    assert_eq!(view.window(room.now()), Window::Upcoming);
    assert_eq!(view.window(room.now().plus_seconds(60)), Window::Open);

    room.assessments.close(&teacher(), change(id)).await.unwrap();
    assert_eq!(kind(room.assessments.get(&invited, id).await), Kind::NotFound);
}

#[tokio::test]
async fn while_the_next_version_is_written_students_see_the_one_that_is_published() {
    let room = room();
    let student = actor(Role::Student, 7);
    let id = room.published(&teacher(), titled("First")).await.id();
    room.assessments.begin_new_version(&teacher(), change(id)).await.unwrap();
    let update = Update { assessment: id, content: titled("Second"), expected: None };
    room.assessments.update(&teacher(), update).await.unwrap();
    assert_eq!(room.titles(&student, List::default()).await, ["First"]);
    assert_eq!(room.titles(&teacher(), List::default()).await, ["Second"]);

    room.assessments.publish(&teacher(), Publish { assessment: id, expected: None, once: None }).await.unwrap();
    assert_eq!(room.titles(&student, List::default()).await, ["Second"]);
    let first = room.assessments.version(&teacher(), id, 1).await.unwrap();
    assert_eq!((first.content.title.as_str(), first.version.number), ("First", 1));
    assert_eq!(kind(room.assessments.version(&teacher(), id, 3).await), Kind::NotFound);
    assert_eq!(room.assessments.versions(&teacher(), id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_list_holds_what_the_actor_may_see_and_asked_for_newest_first() {
    let room = room();
    let (teacher, other) = (teacher(), actor(Role::Teacher, 2));
    let mut over = titled("Over soon");
    over.sitting.closes_at = Some(room.now().plus_seconds(300));
    for (author, content) in [(&teacher, titled("Optics")), (&other, titled("Waves")), (&teacher, over)] {
        room.published(author, content).await;
        room.clock.advance_millis(1000);
    }
    room.created(&teacher, Content { subject: "Chemie".into(), ..titled("Säuren 100%") }).await;
    let list = List::default;

    assert_eq!(room.titles(&teacher, list()).await, ["Säuren 100%", "Over soon", "Optics"]);
    assert_eq!(room.titles(&actor(Role::Admin, 3), list()).await, ["Säuren 100%", "Over soon", "Waves", "Optics"]);
    assert_eq!(room.titles(&teacher, List { state: Some(State::Draft), ..list() }).await, ["Säuren 100%"]);
    assert_eq!(
        room.titles(&teacher, List { subject: Some("physics".into()), ..list() }).await,
        ["Over soon", "Optics"]
    );
    assert_eq!(room.titles(&teacher, List { text: Some("sÄUR".into()), ..list() }).await, ["Säuren 100%"]);
    assert_eq!(room.titles(&teacher, List { text: Some("chem".into()), ..list() }).await, ["Säuren 100%"]);
    assert_eq!(room.titles(&teacher, List { text: Some("0_".into()), ..list() }).await, [""; 0]);

    let student = actor(Role::Student, 7);
    assert_eq!(room.titles(&student, list()).await, ["Over soon", "Waves", "Optics"]);
    assert_eq!(room.titles(&student, List { state: Some(State::Draft), ..list() }).await, [""; 0]);
    room.clock.advance_millis(600_000);
    assert_eq!(room.titles(&student, list()).await, ["Waves", "Optics"]);

    let first = List { page: PageRequest::new(Some(2), None), ..list() };
    let AssessmentList::Author(page) = room.assessments.list(&teacher, first).await.unwrap() else { panic!() };
    assert_eq!(page.items.len(), 2);
    let second = List { page: PageRequest::new(Some(2), page.next), ..list() };
    assert_eq!(room.titles(&teacher, second).await, ["Optics"]);

    let long = List { text: Some("x".repeat(limits::SEARCH + 1)), ..list() };
    let error = room.assessments.list(&teacher, long).await.unwrap_err();
    assert_eq!(error.fields()[0].pointer, "q");
}

#[tokio::test]
async fn a_change_to_what_was_not_read_is_refused() {
    let room = room();
    let id = room.created(&teacher(), samples::content()).await.id();
    let update = |expected| Update { assessment: id, content: titled("Other"), expected: Some(expected) };
    assert_eq!(room.assessments.update(&teacher(), update(1)).await.unwrap().version(), 2);
    assert_eq!(kind(room.assessments.update(&teacher(), update(1)).await), Kind::Stale);
    assert_eq!(kind(room.assessments.delete(&teacher(), id, Some(1)).await), Kind::Stale);
    let publish = Publish { assessment: id, expected: Some(1), once: None };
    assert_eq!(kind(room.assessments.publish(&teacher(), publish).await), Kind::Stale);
    room.assessments.delete(&teacher(), id, Some(2)).await.unwrap();
    assert_eq!(kind(room.assessments.get(&teacher(), id).await), Kind::NotFound);
}

#[tokio::test]
async fn what_is_asked_for_twice_under_one_key_happens_once() {
    let room = room();
    let teacher = teacher();
    let create = || Create { content: samples::content(), once: once(&teacher, "assessment.create", "k", 1) };
    let first = room.assessments.create(&teacher, create()).await.unwrap();
    assert_eq!(room.assessments.create(&teacher, create()).await.unwrap(), first);
    let other = Create { once: once(&teacher, "assessment.create", "k", 2), ..create() };
    assert!(matches!(room.assessments.create(&teacher, other).await, Err(AssessmentsError::OtherRequest)));

    let id = first.id();
    let publish = || Publish { assessment: id, expected: Some(1), once: once(&teacher, "assessment.publish", "k", 1) };
    let published = room.assessments.publish(&teacher, publish()).await.unwrap();
    assert_eq!(room.assessments.publish(&teacher, publish()).await.unwrap(), published);

    let duplicate = || Duplicate { assessment: id, once: once(&teacher, "assessment.duplicate", "k", 1) };
    let copy = room.assessments.duplicate(&teacher, duplicate()).await.unwrap();
    assert_eq!(room.assessments.duplicate(&teacher, duplicate()).await.unwrap(), copy);
    assert_eq!(room.titles(&teacher, List::default()).await.len(), 2);
    let kinds: Vec<_> = room.memory.events().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == AssessmentPublished::TYPE).count(), 1);
    assert_eq!(kinds.iter().filter(|kind| *kind == AssessmentKeyPublished::TYPE).count(), 1);
}

#[tokio::test]
async fn the_same_request_sent_twice_at_once_gives_one_assessment() {
    let room = room();
    let teacher = teacher();
    // Both have looked for a receipt before either has stored one.
    let assessments = &room.assessments;
    let made = [samples::content(), samples::content()].map(|content| {
        let id = AssessmentId::from_uuid(assessments.ids.next());
        Assessment::create(id, teacher.user, content, &assessments.moment()).unwrap().0
    });
    let once = once(&teacher, "assessment.create", "k", 1);
    let first = assessments.save_once(made[0].clone(), Vec::new(), once.as_ref()).await.unwrap();
    let second = assessments.save_once(made[1].clone(), Vec::new(), once.as_ref()).await.unwrap();
    assert_eq!((&first, &second), (&made[0], &made[0]));
    assert_eq!(room.titles(&teacher, List::default()).await.len(), 1);
}

#[tokio::test]
async fn scheduled_drafts_are_published_when_their_time_has_come() {
    let room = room();
    let teacher = teacher();
    let mut closing = titled("Closes before");
    closing.sitting.closes_at = Some(room.now().plus_seconds(100));
    let (due, late) = (room.created(&teacher, titled("Due")).await.id(), room.created(&teacher, closing).await.id());
    let later = room.created(&teacher, titled("Later")).await.id();
    for (assessment, seconds) in [(due, 60), (late, 60), (later, 6000)] {
        let publish_at = room.now().plus_seconds(seconds);
        room.assessments.schedule(&teacher, Schedule { assessment, publish_at, expected: None }).await.unwrap();
    }
    let edit = Update { assessment: due, content: titled("Edited"), expected: None };
    assert_eq!(kind(room.assessments.update(&teacher, edit).await), Kind::Conflict);
    assert!(room.assessments.publish_due().await.unwrap().published.is_empty());

    room.clock.advance_millis(200_000);
    let done = room.assessments.publish_due().await.unwrap();
    assert_eq!(done.published, [due]);
    assert_eq!(done.refused.len(), 1);
    assert!(matches!(&done.refused[0], (id, AssessmentError::NotPublishable(_)) if *id == late));
    assert!(done.failed.is_empty());
    assert_eq!(room.titles(&teacher, List { state: Some(State::Published), ..List::default() }).await, ["Due"]);
    assert_eq!(room.titles(&teacher, List { state: Some(State::Draft), ..List::default() }).await, ["Closes before"]);
    assert_eq!(room.titles(&teacher, List { state: Some(State::Scheduled), ..List::default() }).await, ["Later"]);

    let done = room.assessments.publish_due().await.unwrap();
    assert!(done.published.is_empty() && done.refused.is_empty(), "nothing is published twice");
}

#[tokio::test]
async fn only_what_was_never_published_is_deleted() {
    let room = room();
    let id = room.published(&teacher(), samples::content()).await.id();
    let error = room.assessments.delete(&teacher(), id, None).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Conflict, "ever_published"));
    assert!(error.to_string().contains("archive"));
    assert_eq!(kind(room.assessments.archive(&teacher(), change(id)).await), Kind::Conflict);
    room.assessments.close(&teacher(), change(id)).await.unwrap();
    assert_eq!(room.assessments.archive(&teacher(), change(id)).await.unwrap().state(), State::Archived);
}
