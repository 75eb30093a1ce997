//! Time is the server's: what is taken, what is closed and what is published goes by its clock alone, and what came due
//! while it was down is made up for, as of when it was due.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use pediafor_kernel::{Role, Timestamp, mock::FakeClock};
use pediafor_sql::{Backend, Service};
use pediafor_tests::{
    Answer, Client, Exam, Options, PASSWORD, Platform, Request, backends, eventually, fingerprint, fixtures, full,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How long after a deadline a save that was under way is still taken, in milliseconds.
const GRACE: i64 = 5_000;

/// A platform whose clock stands at nine o'clock until it is turned, and its teacher.
struct World {
    clock: Arc<FakeClock>,
    begun: Timestamp,
    platform: Platform,
    teacher: Client,
}

impl World {
    async fn new(backend: Backend) -> Self {
        let begun: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let clock = Arc::new(FakeClock::at(begun));
        let platform = Platform::start(backend, options(&clock)).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        Self { clock, begun, platform, teacher }
    }

    /// Turns the clock to so many milliseconds after nine o'clock.
    fn at(&self, millis: i64) -> Timestamp {
        let at = self.begun.plus_millis(millis);
        self.clock.set(at);
        at
    }

    /// An exam sat like this, whose paper is there.
    async fn exam(&self, sitting: Value) -> Exam {
        let exam = Exam::publish(&self.teacher, sat_like(sitting)).await;
        self.platform.settle().await;
        exam
    }

    /// A student called `name` with an open attempt.
    async fn sitting(&self, name: &str, exam: &Exam) -> Sitting {
        let student = self.platform.account(name, Role::Student).await;
        let submission = exam.begin(&student).await;
        Sitting { student, submission }
    }

    /// Stops the platform, turns the clock meanwhile, and starts another one on what it left.
    async fn down_until(self, millis: i64) -> Self {
        let Self { clock, begun, platform, teacher } = self;
        let place = platform.halt().await;
        clock.set(begun.plus_millis(millis));
        let platform = place.start(options(&clock)).await;
        let teacher = teacher.at(platform.anonymous().base());
        Self { clock, begun, platform, teacher }
    }

    /// The teacher, signed in again: the clock has outrun the token.
    async fn signed_in_again(mut self) -> Self {
        self.teacher = self.platform.anonymous().sign_in("teacher@school.example", PASSWORD).await;
        self
    }
}

fn options(clock: &Arc<FakeClock>) -> Options {
    Options { clock: Some(clock.clone()), ..Options::default() }
}

fn sat_like(sitting: Value) -> Value {
    let mut content = fixtures::assessment("Against the clock");
    content["sitting"] = sitting;
    content
}

/// A student with an attempt.
struct Sitting {
    student: Client,
    submission: String,
}

impl Sitting {
    async fn save(&self, seq: u64) -> Answer {
        let response = json!({ "type": "essay", "text": format!("change {seq}") });
        self.student.save(&self.submission, "essay", seq, response).await
    }

    async fn view(&self) -> Value {
        self.student.submission(&self.submission).await
    }

    /// What is shown of it once the server has closed it.
    async fn closed(&self) -> Value {
        eventually("the attempt is closed", async || {
            let view = self.view().await;
            if view["submitted_at"].is_string() { Ok(view) } else { Err(view) }
        })
        .await
    }
}

/// Is it refused because its time is over? Whoever comes first says so: the deadline, or the sweep that has closed it.
#[track_caller]
fn assert_too_late(answer: &Answer) {
    assert_eq!(answer.status, 409, "{}", answer.text);
    let code = answer.body["code"].as_str();
    assert!(matches!(code, Some("deadline_passed" | "attempt_not_open")), "{}", answer.text);
}

#[tokio::test]
async fn a_save_is_taken_until_the_deadline_and_its_grace_and_not_a_millisecond_longer() {
    for backend in backends() {
        let world = World::new(backend).await;
        let window = world.begun.plus_millis(145_000);
        for (name, start, sitting, deadline) in [
            ("working-time", 0, json!({ "duration_seconds": 60, "grace_seconds": 5 }), 60_000),
            ("window", 100_000, json!({ "duration_seconds": 60, "grace_seconds": 5, "closes_at": window }), 145_000),
        ] {
            world.at(start);
            let exam = world.exam(sitting).await;
            let sitting = world.sitting(name, &exam).await;
            assert_eq!(sitting.view().await["deadline"], json!(world.begun.plus_millis(deadline)));

            let mut seq = 0;
            for (after, taken) in [(-1, true), (0, true), (GRACE, true), (GRACE + 1, false)] {
                let at = world.at(deadline + after);
                seq += 1;
                let answer = sitting.save(seq).await;
                if taken {
                    let answer = answer.expect_status(200);
                    assert_eq!(answer.body["received_at"], json!(at), "{name}, {after} ms after the deadline");
                    assert_eq!(answer.body["remaining_ms"], (-after).max(0));
                } else {
                    assert_too_late(&answer);
                }
            }
            let closed = sitting.closed().await;
            assert_eq!(closed["submitted_at"], json!(world.begun.plus_millis(deadline)));
            let answers = world.platform.place().answers(&sitting.submission).await;
            assert_eq!((answers.len(), &answers[0]["seq"]), (1, &json!(3)), "{answers:?}");
        }
        world.platform.stop().await;
    }
}

#[tokio::test]
async fn a_submit_counts_from_when_it_came_and_never_after_the_deadline() {
    for backend in backends() {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        let cases = [(-1, -1, "student"), (0, 0, "student"), (GRACE, 0, "student"), (GRACE + 1, 0, "deadline")];
        let mut sittings = Vec::new();
        for (after, ..) in cases {
            sittings.push(world.sitting(&format!("student{after}"), &exam).await);
        }
        for (sitting, (after, counts, by)) in sittings.iter().zip(cases) {
            world.at(60_000 + after);
            let receipt = sitting.student.hand_in(&sitting.submission).await;
            assert_eq!(receipt["submitted_at"], json!(world.begun.plus_millis(60_000 + counts)), "{after} ms after");
            assert_eq!(receipt["closed_by"], by, "{after} ms after");
        }
        world.platform.settle().await;
        let raised = world.platform.place().raised(Service::Submissions, "submission.submitted").await;
        assert_eq!(raised, 4, "one event an attempt");
        world.platform.stop().await;
    }
}

#[tokio::test]
async fn what_a_client_says_of_the_time_changes_nothing() {
    for backend in backends() {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        let sitting = world.sitting("student", &exam).await;
        let save = async |seq: u64, date: &str| {
            let response = json!({ "type": "essay", "text": "Ice floats." });
            let request = sitting.student.saving(&sitting.submission, "essay", seq, &response).header("date", date);
            sitting.student.send(request).await
        };
        let (slow, fast) = ("Mon, 02 Mar 2026 08:00:00 GMT", "Mon, 02 Mar 2026 10:00:00 GMT");
        let at = world.at(30_000);
        for (seq, date) in [(1, slow), (2, fast)] {
            assert_eq!(save(seq, date).await.expect_status(200).body["received_at"], json!(at));
        }
        let path = format!("/api/submissions/{}/answers/essay", sitting.submission);
        let claim = json!({ "seq": 3, "response": { "type": "essay", "text": "" }, "received_at": world.begun });
        assert!(sitting.student.put(&path, claim).await.status.is_client_error());
        world.at(60_000 + GRACE + 1);
        assert_too_late(&save(4, slow).await);
        world.platform.stop().await;
    }
}

#[tokio::test]
async fn an_answer_counts_by_when_all_of_it_has_come() {
    for backend in backends() {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        let sitting = world.sitting("student", &exam).await;
        sitting.save(1).await.expect_status(200);

        let path = format!("/api/submissions/{}/answers/essay", sitting.submission);
        let body = json!({ "seq": 2, "response": { "type": "essay", "text": "Begun in time." } });
        let request = Request::new(&sitting.student, "PUT", &path, None, Some(&body));
        let (first, rest) = request.bytes().split_at(request.head() + 10);
        let mut stream = TcpStream::connect(world.platform.address()).await.unwrap();
        stream.write_all(first).await.unwrap();
        world.at(60_000 + GRACE + 1);
        sitting.closed().await;
        stream.write_all(rest).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 409 "), "{answer}");
        let answers = world.platform.place().answers(&sitting.submission).await;
        assert_eq!(answers[0]["seq"], 1, "{answers:?}");
        world.platform.stop().await;
    }
}

#[tokio::test]
async fn an_attempt_is_closed_once_as_of_its_deadline_and_not_before_its_grace_is_over() {
    for backend in backends() {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        let shorter = world.exam(json!({ "duration_seconds": 59, "grace_seconds": 5 })).await;
        let sitting = world.sitting("student", &exam).await;
        let witness = world.sitting("witness", &shorter).await;
        sitting.save(1).await.expect_status(200);

        // Once the witness is closed, a sweep has gone by at this very instant.
        world.at(60_000 + GRACE);
        assert_eq!(witness.closed().await["submitted_at"], json!(world.begun.plus_millis(59_000)));
        let open = sitting.view().await;
        assert_eq!((&open["status"], &open["remaining_ms"]), (&json!("in_progress"), &json!(0)), "{open}");

        world.at(60_000 + GRACE + 1);
        let closed = sitting.closed().await;
        assert_eq!(closed["submitted_at"], json!(world.begun.plus_millis(60_000)), "{closed}");
        assert_eq!((&closed["closed_by"], &closed["answered"]), (&json!("deadline"), &json!(1)), "{closed}");
        assert_eq!(world.teacher.marked(&sitting.submission).await["state"], "partially_graded");

        // Handing in afterwards gets what the deadline made of it.
        let receipt = sitting.student.hand_in(&sitting.submission).await;
        assert_eq!((&receipt["submitted_at"], &receipt["closed_by"]), (&closed["submitted_at"], &json!("deadline")));
        world.platform.settle().await;
        let place = world.platform.place();
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, 2);
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, 2);
        world.platform.stop().await;
    }
}

/// 60 attempts; `PEDIAFOR_TEST_FULL=1`: 5,000.
#[tokio::test(flavor = "multi_thread")]
async fn attempts_that_end_while_the_platform_is_down_are_closed_as_of_their_deadline_when_it_is_back() {
    let attempts = if full() { 5_000 } else { 60 };
    for backend in backends() {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        let mut sittings = Vec::new();
        for number in 0..attempts {
            let sitting = world.sitting(&format!("student-{number}"), &exam).await;
            sitting.save(number + 1).await.expect_status(200);
            sittings.push(sitting);
        }

        let world = world.down_until(3 * 3_600_000).await.signed_in_again().await;
        let place = world.platform.place().clone();
        let begun = Instant::now();
        let expected = i64::try_from(attempts).unwrap();
        let closed = "SELECT count(*) FROM attempts WHERE state = 'submitted'";
        let mut done = 0;
        while done < expected {
            done = eventually("more attempts are closed", async || {
                let closed = place.count(Service::Submissions, closed).await;
                if closed > done { Ok(closed) } else { Err(closed) }
            })
            .await;
        }
        let took = begun.elapsed();
        println!("{backend:?}: {attempts} attempts that ended while the platform was down closed in {took:.2?}");
        assert!(took < Duration::from_secs(60), "it took {took:?}");

        let deadline = json!(world.begun.plus_millis(60_000));
        let listed = format!("/api/submissions/assessment/{}?limit=1", exam.assessment);
        let one = world.teacher.get(&listed).await.expect_status(200).body["items"][0].clone();
        assert_eq!((&one["submitted_at"], &one["closed_by"]), (&deadline, &json!("deadline")), "{one}");
        let elsewhen = "SELECT count(DISTINCT submitted_at) FROM attempts";
        assert_eq!(place.count(Service::Submissions, elsewhen).await, 1, "all at one deadline");
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, expected);

        world.platform.settle().await;
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, expected);
        let sitting = &sittings[0];
        let student = world.platform.anonymous().sign_in("student-0@school.example", PASSWORD).await;
        let receipt = student.hand_in(&sitting.submission).await;
        assert_eq!(receipt["answers_sha256"], fingerprint(&place.answers(&sitting.submission).await).as_str());

        drop(place);
        world.platform.stop().await;
    }
}

/// On PostgreSQL alone: a SQLite file belongs to one process.
#[tokio::test(flavor = "multi_thread")]
async fn two_platforms_on_one_database_close_each_attempt_once() {
    for backend in backends().into_iter().filter(|backend| *backend == Backend::Postgres) {
        let world = World::new(backend).await;
        let exam = world.exam(json!({ "duration_seconds": 60, "grace_seconds": 5 })).await;
        for number in 0..60 {
            world.sitting(&format!("student-{number}"), &exam).await;
        }
        let place = world.platform.place().clone();
        let beside = place.start(options(&world.clock)).await;
        world.at(60_000 + GRACE + 1);
        eventually("all attempts are closed", async || {
            let open = "SELECT count(*) FROM attempts WHERE state = 'in_progress'";
            match place.count(Service::Submissions, open).await {
                0 => Ok(()),
                open => Err(open),
            }
        })
        .await;
        beside.halt().await;
        world.platform.settle().await;
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, 60);
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, 60);
        drop(place);
        world.platform.stop().await;
    }
}

#[tokio::test]
async fn what_was_scheduled_is_published_at_its_time_and_not_before() {
    for backend in backends() {
        let world = World::new(backend).await;
        let schedule = async |millis: i64| {
            let content = sat_like(json!({ "duration_seconds": 60 }));
            let id = world.teacher.post("/api/assessments", content).await.expect_status(201).text_at("/id");
            let at = json!({ "publish_at": world.begun.plus_millis(millis) });
            let scheduled = world.teacher.post(&format!("/api/assessments/{id}/schedule"), at).await;
            assert_eq!(scheduled.expect_status(200).body["state"], "scheduled");
            id
        };
        let (first, second, third) = (schedule(599_999).await, schedule(600_000).await, schedule(1_200_000).await);
        let student = world.platform.account("student", Role::Student).await;
        let state = async |teacher: &Client, id: &str| {
            teacher.get(&format!("/api/assessments/{id}")).await.expect_status(200).body["state"].clone()
        };
        let published = async |teacher: &Client, id: &str| {
            eventually("it is published", async || match state(teacher, id).await {
                state if state == "published" => Ok(()),
                state => Err(state),
            })
            .await;
        };

        // Once the first is published, one round has gone by at an instant a millisecond too early for the second.
        world.at(599_999);
        published(&world.teacher, &first).await;
        assert_eq!(state(&world.teacher, &second).await, "scheduled");
        student.get(&format!("/api/assessments/{second}")).await.expect_problem(404, "assessment_not_found");
        world.at(600_000);
        published(&world.teacher, &second).await;
        Exam { assessment: second }.begin(&student).await;
        assert_eq!(state(&world.teacher, &third).await, "scheduled");

        // The third comes due while the platform is down.
        let world = world.down_until(3_600_000).await.signed_in_again().await;
        published(&world.teacher, &third).await;
        world.platform.settle().await;
        let place = world.platform.place();
        assert_eq!(place.raised(Service::Assessments, "assessment.published").await, 3, "each once");
        let student = world.platform.anonymous().sign_in("student@school.example", PASSWORD).await;
        Exam { assessment: third }.begin(&student).await;
        world.platform.stop().await;
    }
}
