//! The contract of the grading service's ports, on the adapter in memory and on every database.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

#[path = "grading/failures.rs"]
mod failures;
mod support;

use std::sync::Arc;

use futures_util::future::join_all;
use pediafor_gradebook::{
    Grade, GradeState, GradeSummary, Gradebook, KeepKeys, MarkSubmitted, Marking, MarkingFailure, MarkingKey, Overview,
    Percentage, WaitingItem,
    memory::MemoryGradebook,
    ports::{GradeFilter, Grades, MarkingKeys, Scope},
    sample::{Sample, event, responses},
};
use pediafor_grading::Points;
use pediafor_kernel::{
    Actor, AssessmentId, Changes, Cursor, Event, EventData, EventHandler, GradeId, IdSource, Page, PageRequest,
    PortErrorCode, Role, SubmissionId, Timestamp, UserId, VersionId, events::GradingFailed, mock::Counting,
};
use pediafor_sql::{
    Database, Service,
    grading::{SqlGrades, SqlMarkingKeys},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use support::{at, clock, on_each};

/// One adapter of both ports, with a published version of one owner.
struct World {
    grades: Arc<dyn Grades>,
    keys: Arc<dyn MarkingKeys>,
    stored: Stored,
    ids: Arc<Counting>,
    owner: UserId,
    student: UserId,
    sample: Sample,
}

enum Stored {
    Memory(Arc<MemoryGradebook>),
    Sql(Database),
}

impl World {
    async fn new(grades: Arc<dyn Grades>, keys: Arc<dyn MarkingKeys>, stored: Stored) -> Self {
        let ids = Arc::new(Counting::default());
        let (owner, student) = (UserId::from_uuid(ids.next()), UserId::from_uuid(ids.next()));
        let sample = Sample::new(&*ids, owner);
        keys.keep(&sample.key()).await.unwrap();
        Self { grades, keys, stored, ids, owner, student, sample }
    }

    /// A grade that is not stored yet.
    fn marked(&self, sample: &Sample, student: UserId, at: Timestamp, responses: Value) -> Grade {
        let submitted = sample.submission(&*self.ids, student, at, responses);
        Grade::mark(GradeId::from_uuid(self.ids.next()), &sample.key(), &submitted, at)
    }

    async fn save(&self, grade: &Grade) {
        self.grades.save(grade, &Changes::events(grade.events(&*self.ids))).await.unwrap();
    }

    /// A stored grade of the sample's owner.
    async fn stored(&self, student: UserId, at: Timestamp, responses: Value) -> Grade {
        let grade = self.marked(&self.sample, student, at, responses);
        self.save(&grade).await;
        self.find(grade.record().submission).await
    }

    async fn find(&self, submission: SubmissionId) -> Grade {
        self.grades.find(submission).await.unwrap().unwrap()
    }

    /// A version of another owner, published.
    async fn another_sample(&self) -> Sample {
        let sample = Sample::new(&*self.ids, UserId::from_uuid(self.ids.next()));
        self.keys.keep(&sample.key()).await.unwrap();
        sample
    }

    /// Types of the events raised, in order.
    async fn raised(&self) -> Vec<String> {
        match &self.stored {
            Stored::Memory(memory) => memory.outbox().into_iter().map(|event| event.kind).collect(),
            Stored::Sql(database) => {
                let reader = database.reader();
                let sql = "SELECT kind FROM outbox ORDER BY position";
                let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await;
                rows.unwrap().iter().map(|row| row.try_get("", "kind").unwrap()).collect()
            }
        }
    }
}

/// Runs `test` on every adapter, each fresh.
async fn on_every_store(test: impl AsyncFn(World)) {
    let memory = Arc::new(MemoryGradebook::default());
    test(World::new(memory.clone(), memory.clone(), Stored::Memory(memory)).await).await;
    on_each(Service::Grading, async |database| {
        let grades = Arc::new(SqlGrades::new(database.clone()));
        let keys = Arc::new(SqlMarkingKeys::new(database.clone()));
        test(World::new(grades, keys, Stored::Sql(database)).await).await;
    })
    .await;
}

fn nine() -> Timestamp {
    at("2026-03-01T09:00:00.000001Z")
}

fn essay(points: i32) -> Marking {
    Marking { points: Points::whole(points), comment: "so – so".into(), reason: None }
}

#[tokio::test]
async fn a_key_is_read_back_as_it_was_kept_and_never_replaced() {
    on_every_store(async |world| {
        let key = world.sample.key();
        assert_eq!(world.keys.find(key.version).await.unwrap().as_ref(), Some(&key));
        let other = MarkingKey { title: "Chemistry".into(), ..key.clone() };
        world.keys.keep(&other).await.unwrap();
        assert_eq!(world.keys.find(key.version).await.unwrap(), Some(key));
        let unknown = VersionId::from_uuid(world.ids.next());
        assert_eq!(world.keys.find(unknown).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_assessment_belongs_to_the_owner_of_its_newest_version() {
    on_every_store(async |world| {
        let key = world.sample.key();
        let heir = UserId::from_uuid(world.ids.next());
        let version = VersionId::from_uuid(world.ids.next());
        world.keys.keep(&MarkingKey { version, number: 2, owner: heir, ..key.clone() }).await.unwrap();
        assert_eq!(world.keys.owner_of(key.assessment).await.unwrap(), Some(heir));
        let unknown = AssessmentId::from_uuid(world.ids.next());
        assert_eq!(world.keys.owner_of(unknown).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_grade_is_read_back_as_it_was_stored_after_each_change() {
    on_every_store(async |world| {
        let mut given = responses();
        given["essay"]["text"] = "zwölf «Boxkämpfer» 🥊 \"'\\ \n".into();
        let mut grade = world.marked(&world.sample, world.student, nine(), given);
        assert_eq!(world.grades.find(grade.record().submission).await.unwrap(), None);
        world.save(&grade).await;
        let mut history = grade.unsaved().to_vec();
        let mut stored = world.find(grade.record().submission).await;
        assert_eq!(stored.record(), grade.record());

        for step in 0..4 {
            grade = stored;
            let now = nine().plus_seconds(step);
            match step {
                0 => grade.mark_item("essay", essay(4), world.owner, now).unwrap(),
                1 => grade.release(None, now).unwrap(),
                2 => grade.write_feedback("gut".into(), world.owner, now),
                _ => grade.recall(world.owner, now).unwrap(),
            }
            world.save(&grade).await;
            history.extend_from_slice(grade.unsaved());
            stored = world.find(grade.record().submission).await;
            assert_eq!(stored.record(), grade.record(), "step {step}");
            assert!(stored.unsaved().is_empty() && stored.events(&*world.ids).is_empty());
        }
        history.reverse();
        assert_eq!(world.grades.history(stored.record().id, 200).await.unwrap(), history, "newest first");
        assert_eq!(world.grades.history(stored.record().id, 2).await.unwrap(), history[..2]);
        let kinds = ["awaiting_marker", "completed", "released", "feedback_updated", "recalled"];
        assert_eq!(world.raised().await, kinds.map(|kind| format!("pediafor.grading.{kind}.v1")));
    })
    .await;
}

#[tokio::test]
async fn a_failed_grade_keeps_whatever_was_submitted() {
    on_every_store(async |world| {
        for given in [json!(null), json!([1, "x"]), json!("text"), json!(0.1)] {
            let stored = world.stored(world.student, nine(), given.clone()).await;
            assert_eq!(stored.record().responses, given);
            assert_eq!(stored.record().state, GradeState::Pending);
            assert!(stored.record().failure.is_some());
        }
    })
    .await;
}

#[tokio::test]
async fn a_stale_save_is_refused_and_leaves_nothing_behind() {
    on_every_store(async |world| {
        let stored = world.stored(world.student, nine(), responses()).await;
        let (mut first, mut second) = (stored.clone(), stored);
        first.mark_item("essay", essay(1), world.owner, nine()).unwrap();
        world.save(&first).await;
        let raised = world.raised().await;

        second.mark_item("essay", essay(5), world.owner, nine()).unwrap();
        let changes = Changes::events(second.events(&*world.ids));
        let error = world.grades.save(&second, &changes).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Stale);
        assert_eq!(world.find(first.record().submission).await.record(), first.record());
        assert_eq!(world.grades.history(first.record().id, 200).await.unwrap().len(), 2);
        assert_eq!(world.raised().await, raised);
    })
    .await;
}

#[tokio::test]
async fn a_submission_has_one_grade() {
    on_every_store(async |world| {
        let submitted = world.sample.submission(&*world.ids, world.student, nine(), responses());
        let mark = || Grade::mark(GradeId::from_uuid(world.ids.next()), &world.sample.key(), &submitted, nine());
        let (first, second) = (mark(), mark());
        world.save(&first).await;
        let changes = Changes::events(second.events(&*world.ids));
        let error = world.grades.save(&second, &changes).await.unwrap_err();
        assert_eq!(error.code(), PortErrorCode::Conflict);
        assert_eq!(world.find(submitted.submission).await.record(), first.record());
        assert_eq!(world.raised().await.len(), 1);
        assert_eq!(world.grades.history(second.record().id, 200).await.unwrap(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_deliveries_at_once_make_one_grade_and_one_set_of_events() {
    on_every_store(async |world| {
        let mark = Arc::new(MarkSubmitted::new(world.grades.clone(), world.keys.clone(), clock(), world.ids.clone()));
        let immediate = world.another_sample().await.automatic().immediate();
        let version = VersionId::from_uuid(world.ids.next());
        let immediate = Sample { version, ..immediate };
        KeepKeys::new(world.keys.clone()).handle(&immediate.published(&*world.ids)).await.unwrap();
        let submitted = immediate.submission(&*world.ids, world.student, nine(), responses());
        let event: Event = event(&*world.ids, &submitted.submission, &submitted);
        let deliveries = (0..20).map(|_| {
            let (mark, event) = (mark.clone(), event.clone());
            tokio::spawn(async move { mark.handle(&event).await })
        });
        for delivery in join_all(deliveries).await {
            delivery.unwrap().unwrap();
        }
        let grade = world.find(submitted.submission).await;
        assert_eq!((grade.record().state, grade.record().version), (GradeState::Released, 1));
        assert_eq!(grade.totals().points, Points::whole(5));
        assert_eq!(world.grades.history(grade.record().id, 200).await.unwrap().len(), 2);
        let kinds = ["completed", "released"].map(|kind| format!("pediafor.grading.{kind}.v1"));
        assert_eq!(world.raised().await, kinds);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn markers_who_do_not_say_what_they_read_do_not_stand_in_one_anothers_way() {
    on_every_store(async |world| {
        let people = Arc::new(MemoryGradebook::default());
        let gradebook = Gradebook::new(world.grades.clone(), world.keys.clone(), people, clock(), world.ids.clone());
        let owner = Actor::new(world.owner, Role::Teacher);
        for round in 0..10 {
            let grade = world.stored(world.student, nine().plus_seconds(round), responses()).await;
            let submission = grade.record().submission;
            let (mark, write) = (gradebook.clone(), gradebook.clone());
            let mark = tokio::spawn(async move { mark.mark_item(&owner, submission, "essay", essay(3), None).await });
            let write = tokio::spawn(async move { write.write_feedback(&owner, submission, "good", None).await });
            mark.await.unwrap().unwrap();
            write.await.unwrap().unwrap();
            let grade = world.find(submission).await;
            assert_eq!((grade.waiting(), grade.record().feedback.as_str(), grade.record().version), (0, "good", 3));
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_newest_first_filtered_and_without_gaps() {
    on_every_store(async |world| {
        let classmate = UserId::from_uuid(world.ids.next());
        let foreign = world.another_sample().await;
        let mut own = Vec::new();
        for micros in [0, 0, 1, 500_000, 500_000, 1_000_000] {
            let at = Timestamp::from_micros(nine().micros() + micros).unwrap();
            own.insert(0, world.stored(world.student, at, responses()).await);
        }
        let other = world.stored(classmate, nine(), json!({})).await;
        let elsewhere = world.marked(&foreign, world.student, nine(), responses());
        world.save(&elsewhere).await;

        let all = async |filter: GradeFilter| {
            let mut seen = Vec::new();
            let mut request = PageRequest::new(Some(2), None);
            loop {
                let page = world.grades.list(&filter, &request).await.unwrap();
                seen.extend(page.items);
                let Some(next) = page.next else { return seen };
                request = PageRequest::new(Some(2), Some(next));
            }
        };
        let any = GradeFilter { scope: Scope::All, student: None, assessment: None };
        let expected: Vec<_> = own.iter().map(GradeSummary::from).collect();
        let of_student_for_owner =
            GradeFilter { scope: Scope::OwnedBy(world.owner), student: Some(world.student), ..any };
        assert_eq!(all(of_student_for_owner).await, expected, "every field of a summary");
        assert_eq!(all(GradeFilter { student: Some(world.student), ..any }).await.len(), 7);
        let in_assessment = all(GradeFilter { assessment: Some(world.sample.assessment), ..any }).await;
        assert_eq!(in_assessment.len(), 7);
        assert!(in_assessment.contains(&GradeSummary::from(&other)));
        assert_eq!(all(GradeFilter { scope: Scope::OwnedBy(foreign.owner), ..any }).await.len(), 1);
        assert_eq!(all(any).await.len(), 8);
    })
    .await;
}

#[tokio::test]
async fn the_queue_and_the_releasable_are_oldest_first_without_gaps() {
    on_every_store(async |world| {
        let foreign = world.another_sample().await;
        let mut waiting = Vec::new();
        let mut graded = Vec::new();
        for micros in [0, 0, 1, 500_000, 1_000_000] {
            let at = Timestamp::from_micros(nine().micros() + micros).unwrap();
            waiting.push(world.stored(world.student, at, responses()).await.record().submission);
            graded.push(world.stored(world.student, at, json!({})).await.record().submission);
        }
        world.save(&world.marked(&foreign, world.student, nine(), responses())).await;
        world.save(&world.marked(&foreign, world.student, nine(), json!({}))).await;
        let mut released = world.stored(world.student, nine(), json!({})).await;
        released.release(None, nine()).unwrap();
        world.save(&released).await;

        let (mut queued, mut ready) = (Vec::new(), Vec::new());
        let mut request = PageRequest::new(Some(2), None);
        loop {
            let Page { items, next } = world.grades.queue(Scope::OwnedBy(world.owner), &request).await.unwrap();
            for entry in items {
                let essay = WaitingItem { item: "essay".into(), title: "Essay".into(), maximum: Points::whole(5) };
                assert_eq!((entry.items, entry.student), (vec![essay], world.student));
                assert_eq!((entry.title.as_str(), entry.attempt), ("Biology 1", 1));
                queued.push(entry.submission);
            }
            let Some(next) = next else { break };
            request = PageRequest::new(Some(2), Some(next));
        }
        let mut after: Option<Cursor> = None;
        loop {
            let request = PageRequest::new(Some(2), after);
            let page = world.grades.releasable(world.sample.assessment, &request).await.unwrap();
            ready.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((queued, ready), (waiting, graded));
        assert_eq!(world.grades.queue(Scope::All, &PageRequest::default()).await.unwrap().items.len(), 6);
        assert_eq!(world.grades.count_incomplete(world.sample.assessment).await.unwrap(), 5);
    })
    .await;
}

#[tokio::test]
async fn an_overview_counts_states_and_means_the_complete() {
    on_every_store(async |world| {
        let overview = async |scope| world.grades.overview(scope).await.unwrap();
        let nothing = Overview { average: None, completed: 0, pending: 0 };
        assert_eq!(overview(Scope::OwnedBy(world.owner)).await, nothing);

        let foreign = world.another_sample().await;
        world.save(&world.marked(&foreign, world.student, nine(), json!({}))).await;
        world.stored(world.student, nine(), json!({})).await;
        world.stored(world.student, nine(), json!([])).await;
        let mut best = world.stored(world.student, nine(), responses()).await;
        world.stored(world.student, nine(), responses()).await;
        best.mark_item("essay", essay(5), world.owner, nine()).unwrap();
        best.release(None, nine()).unwrap();
        world.save(&best).await;
        let third = json!({"answer": {"type": "numeric", "text": "42"}});
        world.stored(world.student, nine(), third).await;

        let average = Some(Percentage::from_hundredths(43_33));
        let own = Overview { average, completed: 3, pending: 2 };
        assert_eq!(overview(Scope::OwnedBy(world.owner)).await, own, "the mean of 0, 100 and 30");
        let average = Some(Percentage::from_hundredths(32_50));
        assert_eq!(overview(Scope::All).await, Overview { average, completed: 4, pending: 2 });
    })
    .await;
}
