//! Asked many times, done once: parallel requests, repeated requests, requests that race each other.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::join_all;
use pediafor_kernel::{Role, mock::FakeClock};
use pediafor_sql::{Backend, Service};
use pediafor_tests::{Answer, Client, Exam, Options, Platform, backends, fingerprint, fixtures};
use reqwest::Method;
use serde_json::{Value, json};

/// How many ask at once.
const AT_ONCE: usize = 50;
/// How often a save and a submit race each other.
const RACES: usize = 200;

/// Under which keys many ask for the same thing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Keys {
    /// Under none.
    None,
    /// All under the same.
    Same,
    /// Each under their own.
    Own,
}

impl Keys {
    const ALL: [Self; 3] = [Self::None, Self::Same, Self::Own];

    fn on(self, request: reqwest::RequestBuilder, number: usize) -> reqwest::RequestBuilder {
        match self {
            Self::None => request,
            Self::Same => request.header("idempotency-key", "k"),
            Self::Own => request.header("idempotency-key", format!("k{number}")),
        }
    }
}

/// A platform whose clock stands still, so that answers that should be the same are the same to the byte.
async fn platform(backend: Backend) -> Platform {
    let clock = Arc::new(FakeClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
    Platform::start(backend, Options { clock: Some(clock), ..Options::default() }).await
}

/// An exam whose paper is there.
async fn exam(platform: &Platform, teacher: &Client, max_attempts: u32) -> Exam {
    let mut content = fixtures::assessment("Once");
    content["sitting"]["max_attempts"] = json!(max_attempts);
    let exam = Exam::publish(teacher, content).await;
    platform.settle().await;
    exam
}

/// Sends the request that `make` makes for each number, all at once.
async fn all_at_once(requests: usize, make: impl Fn(usize) -> reqwest::RequestBuilder, client: &Client) -> Vec<Answer> {
    let sent = (0..requests).map(|number| client.send(make(number)));
    join_all(sent).await
}

fn bodies(answers: &[Answer]) -> BTreeSet<String> {
    answers.iter().map(|answer| answer.text.clone()).collect()
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

fn ids(answers: &[Answer]) -> BTreeSet<String> {
    answers.iter().map(|answer| answer.text_at("/id")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_starts_come_at_once_there_is_one_attempt_and_all_are_told_of_it() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let exam = exam(&platform, &teacher, 1).await;
        for keys in Keys::ALL {
            let name = format!("{keys:?}");
            let student = platform.account(&name, Role::Student).await;
            let start = |number| keys.on(student.request(Method::POST, "/api/submissions").json(&exam.start()), number);
            let answers = all_at_once(AT_ONCE, start, &student).await;
            assert_eq!(ids(&answers).len(), 1, "{name}");
            let (begun, resumed) = (count(&answers, 201), count(&answers, 200));
            assert_eq!(begun + resumed, AT_ONCE, "{name}");
            if keys != Keys::Same {
                assert_eq!(begun, 1, "{name}: one began it, the others go on with it");
            }
            let papers = join_all((0..3).map(|_| async {
                let id = answers[0].text_at("/id");
                student.get(&format!("/api/submissions/{id}/paper")).await.expect_status(200).text
            }));
            assert_eq!(papers.await.into_iter().collect::<BTreeSet<_>>().len(), 1, "{name}: one paper");
        }
        let place = platform.place();
        assert_eq!(place.count(Service::Submissions, "SELECT count(*) FROM attempts").await, 3);
        assert_eq!(place.raised(Service::Submissions, "submission.started").await, 3);
        platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_under_one_key_is_answered_the_same_however_often_it_is_sent() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let student = platform.account("student", Role::Student).await;
        let exam = exam(&platform, &teacher, 2).await;
        let start =
            |_| student.request(Method::POST, "/api/submissions").header("idempotency-key", "k").json(&exam.start());
        let answers = all_at_once(AT_ONCE, start, &student).await;
        assert_eq!(bodies(&answers).len(), 1, "{:#?}", bodies(&answers));
        assert_eq!(count(&answers, 201), AT_ONCE);

        // Even when the attempt is over and another could begin.
        let id = answers[0].text_at("/id");
        student.hand_in(&id).await;
        let again = student.send(start(0)).await.expect_status(201);
        assert_eq!(again.text_at("/id"), id);
        assert_eq!(platform.place().count(Service::Submissions, "SELECT count(*) FROM attempts").await, 1);
        platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_submits_come_at_once_there_is_one_receipt_one_event_and_one_grade() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let exam = exam(&platform, &teacher, 1).await;
        for keys in Keys::ALL {
            let name = format!("{keys:?}");
            let student = platform.account(&name, Role::Student).await;
            let id = exam.begin(&student).await;
            let response = json!({ "type": "choice", "chosen": "canberra" });
            student.save(&id, "capital", 1, response).await.expect_status(200);
            let submit =
                |number| keys.on(student.request(Method::POST, &format!("/api/submissions/{id}/submit")), number);
            let answers = all_at_once(AT_ONCE, submit, &student).await;
            assert_eq!((count(&answers, 200), bodies(&answers).len()), (AT_ONCE, 1), "{name}: {:#?}", bodies(&answers));
            assert_eq!(teacher.marked(&id).await["points"], 2, "{name}");
        }
        platform.settle().await;
        let place = platform.place();
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, 3);
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, 3);
        assert_eq!(place.raised(Service::Grading, "grading.completed").await, 3);
        platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assessment_is_made_and_published_once_under_one_key() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let content = fixtures::assessment("Once");
        let create =
            |_| teacher.request(Method::POST, "/api/assessments").header("idempotency-key", "k").json(&content);
        let made = all_at_once(AT_ONCE, create, &teacher).await;
        assert_eq!((count(&made, 201), bodies(&made).len()), (AT_ONCE, 1));
        let id = made[0].text_at("/id");

        let path = format!("/api/assessments/{id}/publish");
        let publish = |_| teacher.request(Method::POST, &path).header("idempotency-key", "k");
        let published = all_at_once(AT_ONCE, publish, &teacher).await;
        assert_eq!((count(&published, 200), bodies(&published).len()), (AT_ONCE, 1));
        assert_eq!(published[0].body["versions"].as_array().map(Vec::len), Some(1));

        let place = platform.place();
        assert_eq!(place.count(Service::Assessments, "SELECT count(*) FROM assessments").await, 1);
        for kind in ["assessment.created", "assessment.published", "assessment.key_published"] {
            assert_eq!(place.raised(Service::Assessments, kind).await, 1, "{kind}");
        }

        // Without a key every request is one of its own: a second draft, and nothing left to publish.
        let another = teacher.post("/api/assessments", content.clone()).await.expect_status(201);
        assert_ne!(another.text_at("/id"), id);
        teacher.post_empty(&path).await.expect_status(409);
        platform.stop().await;
    }
}

#[tokio::test]
async fn a_key_that_stands_for_another_request_is_refused() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let student = platform.account("student", Role::Student).await;
        let (one, other) = (exam(&platform, &teacher, 1).await, exam(&platform, &teacher, 1).await);
        let reused = |answer: Answer| {
            answer.expect_problem(422, "idempotency_key_reused");
        };

        student.post_once("/api/submissions", "k", one.start()).await.expect_status(201);
        reused(student.post_once("/api/submissions", "k", other.start()).await);

        let (first, second) = (one.begin(&student).await, other.begin(&student).await);
        let submit = |id: &str| format!("/api/submissions/{id}/submit");
        student.post_empty_once(&submit(&first), "k").await.expect_status(200);
        reused(student.post_empty_once(&submit(&second), "k").await);
        assert_eq!(student.submission(&second).await["status"], "in_progress", "what is refused is not done");

        let create = async |title| teacher.post_once("/api/assessments", "k", fixtures::assessment(title)).await;
        let draft = create("Draft A").await.expect_status(201).text_at("/id");
        reused(create("Draft B").await);
        let publish = |id: &str| format!("/api/assessments/{id}/publish");
        teacher.post_empty_once(&publish(&draft), "k").await.expect_status(200);
        let next =
            teacher.post("/api/assessments", fixtures::assessment("Draft C")).await.expect_status(201).text_at("/id");
        reused(teacher.post_empty_once(&publish(&next), "k").await);

        // A key is its user's own.
        let colleague = platform.account("colleague", Role::Teacher).await;
        colleague.post_once("/api/assessments", "k", fixtures::assessment("Draft B")).await.expect_status(201);
        platform.stop().await;
    }
}

/// Sends `body` with the entity tag that the caller read.
async fn put_if(client: &Client, path: &str, tag: &str, body: &Value) -> Answer {
    client.send(client.request(Method::PUT, path).header("if-match", tag).json(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_to_what_has_changed_meanwhile_is_refused() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let stale = |answer: Answer| {
            answer.expect_problem(412, "stale_version");
        };

        let draft = teacher.post("/api/assessments", fixtures::assessment("Draft A")).await.expect_status(201);
        let (tag, path) = (draft.header("etag").to_owned(), format!("/api/assessments/{}", draft.text_at("/id")));
        put_if(&teacher, &path, &tag, &fixtures::assessment("Draft B")).await.expect_status(200);
        stale(put_if(&teacher, &path, &tag, &fixtures::assessment("Draft C")).await);
        let publish = teacher.request(Method::POST, &format!("{path}/publish")).header("if-match", &tag);
        stale(teacher.send(publish).await);
        let now = teacher.get(&path).await.expect_status(200);
        assert_eq!((&now.body["title"], &now.body["state"]), (&json!("Draft B"), &json!("draft")));

        // Of many who change the same version at once, one does.
        let contents: Vec<_> = (0..20).map(|number| fixtures::assessment(&format!("Editor {number}"))).collect();
        let tag = now.header("etag");
        let answers = join_all(contents.iter().map(|content| put_if(&teacher, &path, tag, content))).await;
        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, 19));

        let student = platform.account("student", Role::Student).await;
        let exam = exam(&platform, &teacher, 1).await;
        let submission = exam.begin(&student).await;
        let essay = json!({ "type": "essay", "text": "Ice floats." });
        student.save(&submission, "essay", 1, essay).await.expect_status(200);
        student.hand_in(&submission).await;
        teacher.marked(&submission).await;
        let grade = teacher.get(&format!("/api/grades/submission/{submission}")).await.expect_status(200);
        let path = format!("/api/grades/submission/{submission}/question/essay");
        let tag = grade.header("etag");
        let marks: Vec<_> = (0..20).map(|points| json!({ "points": f64::from(points) / 10.0 })).collect();
        let answers = join_all(marks.iter().map(|mark| put_if(&teacher, &path, tag, mark))).await;
        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, 19));
        platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_save_that_races_a_submit_the_receipt_tells_whether_it_came_before() {
    for backend in backends() {
        let platform = platform(backend).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let exam = exam(&platform, &teacher, 100).await;
        let (mut before, mut after) = (0, 0);
        let students = 4;
        for number in 0..students {
            let student = platform.account(&format!("student-{number}"), Role::Student).await;
            for race in 0..RACES / students {
                let id = exam.begin(&student).await;
                let text = |item: &str, seq: u64| {
                    let kind = if item == "essay" { "essay" } else { "short_text" };
                    json!({ "type": kind, "text": format!("{race}: {item} {seq}") })
                };
                student.save(&id, "essay", 1, text("essay", 1)).await.expect_status(200);
                let (essay, author) = (text("essay", 2), text("author", 1));
                // Whoever is sent first must not always win.
                let save = async || {
                    tokio::join!(
                        student.save(&id, "essay", 2, essay.clone()),
                        student.save(&id, "author", 1, author.clone())
                    )
                };
                let ((one, two), receipt) = match race % 2 {
                    0 => tokio::join!(save(), student.hand_in(&id)),
                    _ => {
                        let (receipt, saves) = tokio::join!(student.hand_in(&id), save());
                        (saves, receipt)
                    }
                };
                let answers = platform.place().answers(&id).await;
                assert_eq!(
                    receipt["answers_sha256"],
                    fingerprint(&answers).as_str(),
                    "nothing came in behind the close"
                );
                for (answer, item, seq) in [(one, "essay", 2), (two, "author", 1)] {
                    let stored = answers.iter().any(|stored| stored["item"] == item && stored["seq"] == seq);
                    match answer.status.as_u16() {
                        200 => before += 1,
                        _ => {
                            answer.clone().expect_problem(409, "attempt_not_open");
                            after += 1;
                        }
                    }
                    assert_eq!(stored, answer.status == 200, "{item}: {} and {answers:?}", answer.text);
                }
            }
        }
        println!("{backend:?}: {RACES} races, {before} saves came before the submit and {after} after");
        assert!(before > 0 && after > 0, "it was no race: {before} before, {after} after");
        platform.settle().await;
        let (place, races) = (platform.place(), i64::try_from(RACES).unwrap());
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, races);
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, races);
        platform.stop().await;
    }
}
