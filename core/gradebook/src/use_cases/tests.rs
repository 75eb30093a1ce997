use std::sync::Arc;

use pediafor_grading::Points;
use pediafor_kernel::{
    Fault, GradeId, Kind, Page, PageRequest, Role,
    mock::{Counting, FakeClock},
    people::Person,
};
use serde_json::json;

use super::*;
use crate::{
    GradeError, GradeState, GradeView, Marking, Named, Percentage, StudentGrade, StudentResult,
    memory::MemoryGradebook,
    sample::{Sample, responses},
};

struct World {
    ids: Arc<Counting>,
    clock: Arc<FakeClock>,
    store: Arc<MemoryGradebook>,
    gradebook: Gradebook,
    teacher: Actor,
    colleague: Actor,
    admin: Actor,
    student: Actor,
    classmate: Actor,
}

impl World {
    async fn new() -> Self {
        let ids = Arc::new(Counting::default());
        let clock = Arc::new(FakeClock::at("2026-03-01T09:00:00Z".parse().unwrap()));
        let store = Arc::new(MemoryGradebook::default());
        let gradebook = Gradebook::new(store.clone(), store.clone(), store.clone(), clock.clone(), ids.clone());
        let [teacher, colleague, admin, student, classmate] =
            [Role::Teacher, Role::Teacher, Role::Admin, Role::Student, Role::Student]
                .map(|role| Actor::new(UserId::from_uuid(ids.next()), role));
        let person = Person { user: student.user, name: "Ada".into(), role: Role::Student };
        People::keep(&*store, &person, 1).await.unwrap();
        Self { ids, clock, store, gradebook, teacher, colleague, admin, student, classmate }
    }

    /// A sample of `owner`, published.
    async fn published(&self, owner: &Actor, change: impl FnOnce(Sample) -> Sample) -> Sample {
        let sample = change(Sample::new(&*self.ids, owner.user));
        MarkingKeys::keep(&*self.store, &sample.key()).await.unwrap();
        sample
    }

    /// What `student` handed in, marked.
    async fn handed_in(&self, sample: &Sample, student: &Actor, responses: serde_json::Value) -> SubmissionId {
        self.clock.advance_millis(1000);
        let submitted = sample.submission(&*self.ids, student.user, self.clock.now(), responses);
        let id = GradeId::from_uuid(self.ids.next());
        let grade = Grade::mark(id, &sample.key(), &submitted, self.clock.now());
        self.gradebook.save(&grade).await.unwrap();
        submitted.submission
    }

    async fn state(&self, submission: SubmissionId) -> GradeState {
        Grades::find(&*self.store, submission).await.unwrap().unwrap().record().state
    }
}

fn essay(points: i32) -> Marking {
    Marking { points: Points::whole(points), comment: "  so so ".into(), reason: None }
}

fn kind<T: std::fmt::Debug>(result: Result<T, GradebookError>) -> Kind {
    result.unwrap_err().kind()
}

fn student_of(view: GradeView) -> StudentResult {
    let GradeView::Student(result) = view else { panic!("{view:?}") };
    *result
}

fn page() -> PageRequest {
    PageRequest::default()
}

#[tokio::test]
async fn the_owner_and_admins_see_everything_the_student_the_own_result_and_nobody_else_anything() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    for actor in [&world.teacher, &world.admin] {
        let GradeView::Marker(view) = world.gradebook.grade(actor, submission).await.unwrap() else { panic!() };
        assert_eq!(view.key, sample.key());
        assert_eq!(view.history.len(), 1);
        assert_eq!(view.people[&world.student.user].name, "Ada");
    }
    let result = student_of(world.gradebook.grade(&world.student, submission).await.unwrap());
    assert_eq!((result.grade.state, result.grade.released), (GradeState::PartiallyGraded, None));
    for actor in [&world.colleague, &world.classmate] {
        assert_eq!(kind(world.gradebook.grade(actor, submission).await), Kind::NotFound);
    }
    let unknown = SubmissionId::from_uuid(world.ids.next());
    assert_eq!(kind(world.gradebook.grade(&world.admin, unknown).await), Kind::NotFound);
}

#[tokio::test]
async fn a_teacher_who_once_sat_an_assessment_of_another_sees_it_as_a_student_does() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, Sample::automatic).await;
    let submission = world.handed_in(&sample, &world.colleague, responses()).await;
    let result = student_of(world.gradebook.grade(&world.colleague, submission).await.unwrap());
    assert_eq!(result.items, []);
}

#[tokio::test]
async fn students_and_strangers_change_nothing() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    let gradebook = &world.gradebook;
    for (actor, expected) in
        [(&world.student, Kind::Forbidden), (&world.classmate, Kind::Forbidden), (&world.colleague, Kind::NotFound)]
    {
        assert_eq!(kind(gradebook.mark_item(actor, submission, "essay", essay(5), None).await), expected);
        assert_eq!(kind(gradebook.write_feedback(actor, submission, "hm", None).await), expected);
        assert_eq!(kind(gradebook.release(actor, submission, None).await), expected);
        assert_eq!(kind(gradebook.recall(actor, submission, None).await), expected);
        assert_eq!(kind(gradebook.mark_again(actor, submission).await), expected);
        assert_eq!(kind(gradebook.grades_in(actor, sample.assessment, &page()).await), expected);
        assert_eq!(kind(gradebook.release_all(actor, sample.assessment).await), expected);
    }
    assert_eq!(kind(gradebook.queue(&world.student, &page()).await), Kind::Forbidden);
    assert_eq!(kind(gradebook.overview(&world.student).await), Kind::Forbidden);
    let grade = Grades::find(&*world.store, submission).await.unwrap().unwrap();
    assert_eq!(grade.record().version, 1, "nothing was saved");
}

#[tokio::test]
async fn a_mark_by_hand_completes_the_grade_and_is_told_once() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, Sample::immediate).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    let view = world.gradebook.mark_item(&world.teacher, submission, "essay", essay(4), Some(1)).await.unwrap();
    assert_eq!(view.grade.record().state, GradeState::Released);
    assert_eq!(view.grade.record().items[2].hand.as_ref().unwrap().comment, "so so", "trimmed");
    assert_eq!(view.history.iter().map(|change| change.number).collect::<Vec<_>>(), [3, 2, 1], "newest first");
    let kinds: Vec<_> = world.store.outbox().into_iter().map(|event| event.kind).collect();
    let expected = ["awaiting_marker", "completed", "released"].map(|kind| format!("pediafor.grading.{kind}.v1"));
    assert_eq!(kinds, expected);
    let result = student_of(world.gradebook.grade(&world.student, submission).await.unwrap());
    assert_eq!(result.grade.released.unwrap().totals.points, Points::whole(9));
}

#[tokio::test]
async fn two_markers_do_not_overwrite_each_other_unseen() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    world.gradebook.mark_item(&world.teacher, submission, "essay", essay(4), Some(1)).await.unwrap();
    let late = world.gradebook.mark_item(&world.admin, submission, "essay", essay(1), Some(1)).await;
    assert!(matches!(late, Err(GradebookError::Stale { expected: 1, actual: 2 })), "{late:?}");
    let view = world.gradebook.mark_item(&world.admin, submission, "essay", essay(1), Some(2)).await.unwrap();
    assert_eq!(view.grade.record().items[2].earned(), Some(Points::whole(1)));
}

#[tokio::test]
async fn texts_are_bounded_and_every_fault_is_told() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    let marking = Marking { points: Points::ZERO, comment: "x".repeat(COMMENT_CHARS + 1), reason: Some(" ".into()) };
    let error = world.gradebook.mark_item(&world.teacher, submission, "capital", marking, None).await.unwrap_err();
    let pointers: Vec<_> = error.fields().into_iter().map(|fault| fault.pointer).collect();
    assert_eq!((error.kind(), pointers), (Kind::Invalid, vec!["/comment".into(), "/reason".into()]));
    let long = "é".repeat(FEEDBACK_CHARS + 1);
    let error = world.gradebook.write_feedback(&world.teacher, submission, &long, None).await.unwrap_err();
    assert_eq!(error.fields()[0].pointer, "/feedback");
    let fits = "é".repeat(FEEDBACK_CHARS);
    world.gradebook.write_feedback(&world.teacher, submission, &fits, None).await.unwrap();
    let error = world.gradebook.mark_item(&world.teacher, submission, "essay", essay(9), None).await.unwrap_err();
    assert_eq!((error.kind(), error.fields()[0].pointer.as_str()), (Kind::Invalid, "/points"));
}

#[tokio::test]
async fn a_submission_that_could_not_be_read_is_marked_again_and_one_that_is_marked_is_left_alone() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, Sample::automatic).await;
    let broken = world.handed_in(&sample, &world.student, json!(null)).await;
    let still = world.gradebook.mark_again(&world.teacher, broken).await;
    assert!(matches!(still, Err(GradebookError::Grade(GradeError::Unreadable { .. }))), "{still:?}");

    let marked = world.handed_in(&sample, &world.classmate, responses()).await;
    let events = world.store.outbox().len();
    let view = world.gradebook.mark_again(&world.teacher, marked).await.unwrap();
    assert_eq!((view.grade.record().version, world.store.outbox().len()), (1, events));
}

#[tokio::test]
async fn a_list_shows_each_what_they_may_see() {
    let world = World::new().await;
    let own = world.published(&world.teacher, Sample::automatic).await;
    let foreign = world.published(&world.colleague, |sample| sample.automatic().immediate()).await;
    let first = world.handed_in(&own, &world.student, responses()).await;
    let second = world.handed_in(&foreign, &world.student, responses()).await;
    world.handed_in(&own, &world.classmate, responses()).await;

    let submissions = |page: Page<Named<crate::GradeSummary>>| {
        page.items.into_iter().map(|named| (named.entry.submission, named.student_name)).collect::<Vec<_>>()
    };
    let ada = || Some("Ada".to_owned());
    let UserGrades::Marker(seen) =
        world.gradebook.grades_of(&world.teacher, world.student.user, &page()).await.unwrap()
    else {
        panic!()
    };
    assert_eq!(submissions(seen), [(first, ada())], "of own assessments alone");
    let UserGrades::Marker(seen) = world.gradebook.grades_of(&world.admin, world.student.user, &page()).await.unwrap()
    else {
        panic!()
    };
    assert_eq!(submissions(seen), [(second, ada()), (first, ada())], "newest first");

    let UserGrades::Student(seen) =
        world.gradebook.grades_of(&world.student, world.student.user, &page()).await.unwrap()
    else {
        panic!()
    };
    let totals = |grade: &StudentGrade| grade.released.map(|released| released.totals.points);
    assert_eq!(seen.items.iter().map(totals).collect::<Vec<_>>(), [Some(Points::whole(5)), None]);
    assert_eq!(seen, world.gradebook.my_grades(&world.student, &page()).await.unwrap());
    assert_eq!(kind(world.gradebook.grades_of(&world.student, world.classmate.user, &page()).await), Kind::NotFound);

    let in_own = world.gradebook.grades_in(&world.teacher, own.assessment, &page()).await.unwrap();
    assert_eq!(in_own.items.len(), 2);
}

#[tokio::test]
async fn the_queue_holds_what_waits_in_own_assessments_oldest_first() {
    let world = World::new().await;
    let own = world.published(&world.teacher, |sample| sample).await;
    let foreign = world.published(&world.colleague, |sample| sample).await;
    let first = world.handed_in(&own, &world.student, responses()).await;
    world.handed_in(&foreign, &world.student, responses()).await;
    let second = world.handed_in(&own, &world.classmate, responses()).await;
    world.handed_in(&own, &world.classmate, json!({})).await;

    let seen = world.gradebook.queue(&world.teacher, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!(seen.items[0].entry.submission, first);
    assert_eq!(seen.items[0].student_name.as_deref(), Some("Ada"));
    assert_eq!(seen.items[0].entry.items[0].item, "essay");
    let seen = world.gradebook.queue(&world.teacher, &PageRequest::new(Some(1), seen.next)).await.unwrap();
    assert_eq!((seen.items[0].entry.submission, seen.next), (second, None));
    assert_eq!(world.gradebook.queue(&world.admin, &page()).await.unwrap().items.len(), 3);

    world.gradebook.mark_item(&world.teacher, first, "essay", essay(1), None).await.unwrap();
    let seen = world.gradebook.queue(&world.teacher, &page()).await.unwrap();
    assert_eq!(seen.items.iter().map(|named| named.entry.submission).collect::<Vec<_>>(), [second]);
}

#[tokio::test]
async fn releasing_an_assessment_shows_what_is_complete_and_says_what_waits() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample).await;
    let mut complete = Vec::new();
    for _ in 0..3 {
        complete.push(world.handed_in(&sample, &world.student, json!({})).await);
    }
    let waiting = world.handed_in(&sample, &world.classmate, responses()).await;
    let done = world.gradebook.release_all(&world.teacher, sample.assessment).await.unwrap();
    assert_eq!(done, ReleasedAll { released: 3, waiting: 1 });
    for submission in complete {
        assert_eq!(world.state(submission).await, GradeState::Released);
    }
    assert_eq!(world.state(waiting).await, GradeState::PartiallyGraded);
    let again = world.gradebook.release_all(&world.teacher, sample.assessment).await.unwrap();
    assert_eq!(again, ReleasedAll { released: 0, waiting: 1 });
}

#[tokio::test]
async fn a_recalled_result_is_out_of_sight_again() {
    let world = World::new().await;
    let sample = world.published(&world.teacher, |sample| sample.automatic().immediate()).await;
    let submission = world.handed_in(&sample, &world.student, responses()).await;
    world.gradebook.recall(&world.teacher, submission, None).await.unwrap();
    let result = student_of(world.gradebook.grade(&world.student, submission).await.unwrap());
    assert_eq!((result.grade.released, result.items), (None, vec![]));
    assert_eq!(kind(world.gradebook.recall(&world.teacher, submission, None).await), Kind::Conflict);
    world.gradebook.release(&world.teacher, submission, None).await.unwrap();
    assert_eq!(world.state(submission).await, GradeState::Released);
}

#[tokio::test]
async fn an_overview_is_about_own_assessments() {
    let world = World::new().await;
    let own = world.published(&world.teacher, |sample| sample).await;
    let foreign = world.published(&world.colleague, Sample::automatic).await;
    let empty = world.gradebook.overview(&world.teacher).await.unwrap();
    assert_eq!((empty.average, empty.completed, empty.pending), (None, 0, 0));

    world.handed_in(&own, &world.student, json!({})).await;
    world.handed_in(&own, &world.classmate, json!({"answer": {"type": "numeric", "text": "42"}})).await;
    world.handed_in(&own, &world.classmate, responses()).await;
    world.handed_in(&foreign, &world.classmate, responses()).await;
    let overview = world.gradebook.overview(&world.teacher).await.unwrap();
    assert_eq!((overview.completed, overview.pending), (2, 1));
    assert_eq!(overview.average, Some(Percentage::from_hundredths(15_00)), "the mean of 0 and 30 per cent");
    let all = world.gradebook.overview(&world.admin).await.unwrap();
    assert_eq!((all.completed, all.pending), (3, 1));
}
