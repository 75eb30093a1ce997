//! Catching up: what a service that was restored empty, or from an old backup, is told again makes it what it was.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper that fails, fails its test")]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use pediafor_assessments::{Assessment, AssessmentRepository, Content, Moment, samples};
use pediafor_gradebook::{Grade, KeepKeys, MarkSubmitted, MarkingFailure, ports::Grades};
use pediafor_grading::Response;
use pediafor_kernel::{
    AssessmentId, Changes, Clock, Event, EventData, EventHandler, EventPublisher, HandleError, IdSource, PageRequest,
    PortError, PortErrorCode, SubmissionId, UserId, VersionId,
    mock::{Counting, FakeClock},
};
use pediafor_notifications::{
    Inform,
    ports::{Inbox, Selection},
};
use pediafor_sql::{
    Backend, Relay, Service,
    assessments::SqlAssessments,
    grading::{SqlGrades, SqlMarkingKeys},
    notifications::{SqlInbox, SqlTitles},
    submissions::{SqlAttempts, SqlPublishedVersions},
};
use pediafor_submissions::{Answer, Attempt, Attempts, Decided, FollowGrading, RememberPublished, Seed, Start, Status};
use support::{Scratch, clock};

/// Carries events to consumers as a broker would, to each of them.
struct Courier(Vec<Arc<dyn EventHandler>>);

#[async_trait]
impl EventPublisher for Courier {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        let mut results = Vec::new();
        for event in events {
            let mut result = Ok(());
            for consumer in self.0.iter().filter(|consumer| consumer.listens_to().contains(&event.kind.as_str())) {
                match consumer.handle(event).await {
                    Ok(()) => {}
                    Err(HandleError::NotYet(why)) => result = Err(PortError::new(PortErrorCode::Unavailable, why)),
                    Err(error) => panic!("{}: {error:?}", consumer.name()),
                }
            }
            results.push(result);
        }
        results
    }
}

/// The services, each on its own database.
struct School {
    assessments: Scratch,
    submissions: Scratch,
    grading: Scratch,
    notifications: Scratch,
    clock: Arc<FakeClock>,
    ids: Arc<Counting>,
}

impl School {
    async fn new(backend: Backend) -> Self {
        Self {
            assessments: Scratch::new(Service::Assessments, backend).await,
            submissions: Scratch::new(Service::Submissions, backend).await,
            grading: Scratch::new(Service::Grading, backend).await,
            notifications: Scratch::new(Service::Notifications, backend).await,
            clock: clock(),
            ids: Arc::default(),
        }
    }

    async fn end(self) {
        for scratch in [self.assessments, self.submissions, self.grading, self.notifications] {
            scratch.end().await;
        }
    }

    fn attempts(&self) -> SqlAttempts {
        SqlAttempts::new(self.submissions.database.clone())
    }

    fn grades(&self) -> SqlGrades {
        SqlGrades::new(self.grading.database.clone())
    }

    /// Carries events until none is left.
    async fn settle(&self) {
        let grading = &self.grading.database;
        let (grades, keys) =
            (Arc::new(SqlGrades::new(grading.clone())), Arc::new(SqlMarkingKeys::new(grading.clone())));
        let inbox = Arc::new(SqlInbox::new(self.notifications.database.clone()));
        let titles = Arc::new(SqlTitles::new(self.notifications.database.clone()));
        let versions = Arc::new(SqlPublishedVersions::new(self.submissions.database.clone()));
        let courier = Arc::new(Courier(vec![
            Arc::new(RememberPublished::new(versions)),
            Arc::new(FollowGrading::new(Arc::new(self.attempts()))),
            Arc::new(KeepKeys::new(keys.clone())),
            Arc::new(MarkSubmitted::new(grades, keys, self.clock.clone(), self.ids.clone())),
            Arc::new(Inform::new(inbox, titles, self.clock.clone(), self.ids.clone())),
        ]));
        let databases = [&self.submissions, &self.assessments, &self.grading, &self.notifications];
        for _ in 0..1000 {
            let mut waiting = 0;
            for scratch in databases {
                let relay = Relay::new(scratch.database.clone(), courier.clone(), self.clock.clone());
                relay.turn().await.unwrap();
                waiting += scratch.database.waiting_events().await.unwrap();
            }
            if waiting == 0 {
                return;
            }
            self.clock.advance_millis(30_000);
        }
        panic!("events are left");
    }

    async fn publish(&self, content: Content, owner: UserId) -> (AssessmentId, VersionId) {
        let at = Moment { now: self.clock.now(), ids: &*self.ids };
        let store = SqlAssessments::new(self.assessments.database.clone());
        let (mut assessment, created) =
            Assessment::create(AssessmentId::from_uuid(self.ids.next()), owner, content, &at).unwrap();
        store.save(&assessment, &Changes::events(created)).await.unwrap();
        let version = VersionId::from_uuid(self.ids.next());
        let published = assessment.publish(version, &at).unwrap();
        store.save(&assessment, &Changes::events(published)).await.unwrap();
        (assessment.id(), version)
    }

    /// A student sits and hands in.
    async fn sit(&self, of: (AssessmentId, VersionId), owner: UserId, answers: &[(&str, Response)]) -> SubmissionId {
        let id = SubmissionId::from_uuid(self.ids.next());
        let sitting = Default::default();
        let start = Start {
            id,
            assessment: of.0,
            assessment_version: of.1,
            owner,
            student: UserId::from_uuid(self.ids.next()),
            number: 1,
            seed: Seed::new([7; 32]),
            sitting: &sitting,
            now: self.clock.now(),
        };
        let attempts = self.attempts();
        let (attempt, started) = Attempt::start(&start);
        attempts.insert(&attempt, &Changes::events(vec![self.event(&id, 1, &started)])).await.unwrap();
        let now = self.clock.now();
        let answers: Vec<_> = answers
            .iter()
            .map(|(item, response)| Answer {
                item: (*item).into(),
                seq: 1,
                response: response.clone(),
                received_at: now,
            })
            .collect();
        attempts.save_answers(id, &answers, now).await.unwrap().unwrap();
        self.clock.advance_millis(60_000);
        let now = self.clock.now();
        let submit = |mut attempt: Attempt, answers: &[_]| {
            let submitted = attempt.submit(now, answers).ok()?;
            let changes = Changes::events(vec![self.event(&id, 2, &submitted)]);
            Some(Decided { attempt, changes })
        };
        attempts.decide(id, &submit).await.unwrap().unwrap();
        id
    }

    fn event<T: EventData>(&self, subject: &SubmissionId, sequence: u64, data: &T) -> Event {
        let id = pediafor_kernel::EventId::from_uuid(self.ids.next());
        Event::new(id, "/pediafor/submissions", subject, sequence, self.clock.now(), data)
    }

    async fn retell_assessments(&self) -> usize {
        let retell = pediafor_assessments::Retell {
            repository: Arc::new(SqlAssessments::new(self.assessments.database.clone())),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        };
        let mut told = 0;
        let tell = async |events: Vec<Event>, _| {
            told += events.len();
            self.assessments.database.raise(events).await
        };
        retell.assessments(None, None, tell).await.unwrap();
        told
    }

    async fn retell_attempts(&self) -> usize {
        let attempts = Arc::new(self.attempts());
        let retell = pediafor_submissions::Retell { attempts, clock: self.clock.clone(), ids: self.ids.clone() };
        let mut told = 0;
        let tell = async |events: Vec<Event>, _| {
            told += events.len();
            self.submissions.database.raise(events).await
        };
        retell.attempts(None, None, tell).await.unwrap();
        told
    }

    async fn retell_grades(&self) -> Vec<Event> {
        let retell = pediafor_gradebook::Retell {
            grades: Arc::new(self.grades()),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        };
        let mut told = Vec::new();
        retell
            .grades(None, None, async |events: Vec<Event>, _| {
                told.extend(events.clone());
                self.grading.database.raise(events).await
            })
            .await
            .unwrap();
        retell
            .failures(None, None, async |events: Vec<Event>, _| {
                told.extend(events.clone());
                self.grading.database.raise(events).await
            })
            .await
            .unwrap();
        told
    }

    async fn statuses(&self, submissions: &[SubmissionId]) -> Vec<Status> {
        let mut statuses = Vec::new();
        for id in submissions {
            statuses.push(self.attempts().find(*id).await.unwrap().unwrap().status());
        }
        statuses
    }

    async fn messages(&self, user: UserId) -> usize {
        let inbox = SqlInbox::new(self.notifications.database.clone());
        inbox.list(user, Selection::All, &PageRequest::default()).await.unwrap().items.len()
    }
}

/// What a machine marks alone.
fn automatic() -> Content {
    let mut content = samples::content();
    for section in &mut content.sections {
        section.items.retain(|item| !["q5", "q10"].contains(&item.id.as_str()));
    }
    content
}

/// What a grade says, but for its id.
fn marks(grade: &Grade) -> impl PartialEq + std::fmt::Debug {
    let record = grade.record();
    (record.submission, record.state, record.items.clone(), record.responses.clone(), grade.totals())
}

#[tokio::test]
async fn a_grading_database_that_was_restored_empty_marks_everything_to_equal_marks() {
    for backend in support::backends() {
        let mut school = School::new(backend).await;
        let owner = UserId::from_uuid(school.ids.next());
        let machine = school.publish(automatic(), owner).await;
        let person = school.publish(samples::content(), owner).await;
        school.settle().await;
        let mut submissions = Vec::new();
        let answers = [
            ("q1", Response::choice("a")),
            ("q4", Response::short_text("secret refraction")),
            ("q9", Response::numeric("0.515625")),
        ];
        for answered in 0..=answers.len() {
            submissions.push(school.sit(machine, owner, &answers[..answered]).await);
            let essay = [("q5", Response::essay("it bends"))];
            submissions.push(school.sit(person, owner, &[&essay, &answers[..answered]].concat()).await);
        }
        school.settle().await;
        let mut before = BTreeMap::new();
        for id in &submissions {
            before.insert(*id, school.grades().find(*id).await.unwrap().unwrap());
        }
        let statuses = school.statuses(&submissions).await;
        assert!(statuses.contains(&Status::Released) && statuses.contains(&Status::Grading), "{statuses:?}");
        let messages = school.messages(owner).await;

        let empty = Scratch::new(Service::Grading, backend).await;
        std::mem::replace(&mut school.grading, empty).end().await;
        // The submissions before the keys: they wait for one another.
        assert_eq!(school.retell_attempts().await, 2 * submissions.len());
        assert_eq!(school.retell_assessments().await, 4);
        school.settle().await;
        for (id, grade) in &before {
            let again = school.grades().find(*id).await.unwrap().unwrap();
            assert_eq!(format!("{:?}", marks(&again)), format!("{:?}", marks(grade)));
            let student = grade.record().student;
            assert!(school.messages(student).await <= 2, "one that it was received, one that it was released");
        }
        assert_eq!(school.statuses(&submissions).await, statuses);
        assert_eq!(school.messages(owner).await, messages, "nobody is told a second time");
        school.end().await;
    }
}

#[tokio::test]
async fn grades_told_again_say_what_was_said_last_and_fill_a_projection_that_lost_it() {
    for backend in support::backends() {
        let school = School::new(backend).await;
        let owner = UserId::from_uuid(school.ids.next());
        let machine = school.publish(automatic(), owner).await;
        let person = school.publish(samples::content(), owner).await;
        school.settle().await;
        let released = school.sit(machine, owner, &[("q1", Response::choice("a"))]).await;
        let waiting = school.sit(person, owner, &[("q5", Response::essay("it bends"))]).await;
        let recalled = school.sit(machine, owner, &[]).await;
        school.settle().await;
        let failed = school.sit(machine, owner, &[]).await;
        let grades = school.grades();
        let now = school.clock.now();
        let change = async |id, change: &dyn Fn(&mut Grade)| {
            let mut grade = grades.find(id).await.unwrap().unwrap();
            change(&mut grade);
            grades.save(&grade, &Changes::events(grade.events(&*school.ids))).await.unwrap();
        };
        change(released, &|grade| grade.write_feedback("well done".into(), owner, now)).await;
        change(recalled, &|grade| grade.recall(owner, now).unwrap()).await;
        let failure =
            MarkingFailure { submission: failed, assessment: machine.0, reason: "panicked".into(), failed_at: now };
        assert!(grades.give_up(&failure, &Changes::events(vec![failure.event(&*school.ids)])).await.unwrap());

        let told = school.retell_grades().await;
        let about = |id: SubmissionId| {
            let event = told.iter().find(|event| event.data["submission"] == id.to_string()).unwrap();
            (event.kind.as_str().to_owned(), event.sequence)
        };
        assert_eq!(about(released), ("pediafor.grading.released.v1".into(), 2), "feedback moved nothing");
        assert_eq!(about(waiting), ("pediafor.grading.awaiting_marker.v1".into(), 1));
        assert_eq!(about(recalled), ("pediafor.grading.completed.v1".into(), 3));
        assert_eq!(about(failed), ("pediafor.grading.failed.v1".into(), 0));
        assert_eq!(told.len(), 4);

        // A copy of the attempts to which nothing was ever told of their marking.
        let follow = FollowGrading::new(Arc::new(school.attempts()));
        for event in told.iter().rev() {
            follow.handle(event).await.unwrap();
        }
        let statuses = school.statuses(&[released, waiting, recalled, failed]).await;
        assert_eq!(statuses, [Status::Released, Status::Grading, Status::Graded, Status::MarkingFailed]);
        school.end().await;
    }
}
