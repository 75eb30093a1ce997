//! Clients that hang up: 1,000 writes whose connections are dropped at random, before the request is whole, right after
//! it, while it is worked on, or with the answer in hand. Whatever was acknowledged is kept, every effect is whole or
//! absent, and nothing is left behind that stands in anybody's way.
//!
//! A request goes on when its client has left. Should something else ever drop it half-way, the database must not be left
//! inside its transaction: that is tried with the database alone, at each point where it waits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{
    collections::BTreeMap,
    future::poll_fn,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_tests::{
    Client, Exam, HangUp, Options, Place, Platform, Reply, Request, backends, eventually, fingerprint, fixtures,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Students who start, save and hand in: one start, [`SAVES`] saves and one submit each, all hung up on.
const STUDENTS: usize = 50;
const SAVES: u64 = 11;
/// Assessments made.
const CREATED: usize = 120;
/// Drafts published.
const PUBLISHED: usize = 110;
/// Submissions marked by hand, so many times each.
const MARKED: usize = 12;
const MARKS: u32 = 10;
const REQUESTS: usize = STUDENTS * (2 + SAVES as usize) + CREATED + PUBLISHED + MARKED * MARKS as usize;

/// Sends requests and hangs up.
struct Rude {
    address: SocketAddr,
    sent: AtomicUsize,
    acknowledged: AtomicUsize,
}

impl Rude {
    /// Sends it and hangs up at some point; gives the answer where there was one before.
    async fn ask(&self, request: &Request) -> Option<Reply> {
        let hang_up = match rand::random_range(0..100) {
            0..15 => HangUp::Within(rand::random_range(0..request.head())),
            15..30 => HangUp::Within(rand::random_range(request.head() - 1..request.bytes().len())),
            30..55 => HangUp::AfterSending,
            55..85 => HangUp::Waiting(Duration::from_micros(rand::random_range(0..400_000))),
            _ => HangUp::Never,
        };
        self.sent.fetch_add(1, Ordering::Relaxed);
        let reply = request.send(self.address, hang_up, rand::random()).await?;
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        Some(reply)
    }

    /// The same for what can only succeed.
    async fn done(&self, request: &Request) -> Option<Value> {
        let reply = self.ask(request).await?;
        assert!(reply.is_success(), "{reply:?}");
        Some(reply.body())
    }
}

/// A student of the storm and what was acknowledged.
struct Student {
    client: Client,
    submission: String,
    saved: u64,
    receipt: Option<Value>,
}

fn essay(seq: u64) -> Value {
    json!({ "type": "essay", "text": format!("change {seq}") })
}

async fn sit(rude: Arc<Rude>, client: Client, exam: Exam) -> Student {
    let start = Request::new(&client, "POST", "/api/submissions", None, Some(&exam.start()));
    let started = rude.done(&start).await;
    let submission = exam.begin(&client).await;
    if let Some(started) = started {
        assert_eq!(started["id"], submission.as_str(), "the attempt that was acknowledged is the one there is");
    }
    let mut saved = 0;
    for seq in 1..=SAVES {
        let path = format!("/api/submissions/{submission}/answers/essay");
        let body = json!({ "seq": seq, "response": essay(seq) });
        let save = Request::new(&client, "PUT", &path, None, Some(&body));
        if rude.done(&save).await.is_some() {
            saved = seq;
        }
    }
    let path = format!("/api/submissions/{submission}/submit");
    let receipt = rude.done(&Request::new(&client, "POST", &path, Some("the-end"), None)).await;
    Student { client, submission, saved, receipt }
}

/// Titles of assessments whose making was acknowledged, with their ids.
async fn create(rude: Arc<Rude>, teacher: Client) -> BTreeMap<String, String> {
    let mut made = BTreeMap::new();
    for number in 0..CREATED {
        let (title, key) = (format!("Hung up on {number}"), format!("create-{number}"));
        let content = fixtures::assessment(&title);
        let request = Request::new(&teacher, "POST", "/api/assessments", Some(&key), Some(&content));
        if let Some(body) = rude.done(&request).await {
            made.insert(title, body["id"].as_str().expect("an id").to_owned());
        }
    }
    made
}

/// The drafts whose publication was acknowledged.
async fn publish(rude: Arc<Rude>, teacher: Client, drafts: Vec<String>) -> Vec<String> {
    let mut published = Vec::new();
    for draft in drafts {
        let path = format!("/api/assessments/{draft}/publish");
        let request = Request::new(&teacher, "POST", &path, Some(&draft), None);
        if rude.done(&request).await.is_some() {
            published.push(draft);
        }
    }
    published
}

/// A submission that was marked by hand, and the last mark that was acknowledged, in tenths of a point.
struct Marked {
    submission: String,
    acknowledged: u32,
}

fn points(mark: u32) -> Value {
    json!(f64::from(mark) / 10.0)
}

/// Which mark gave these points.
fn mark_of(points: &Value) -> Option<u32> {
    (1..=MARKS).find(|mark| points.as_f64() == Some(f64::from(*mark) / 10.0))
}

async fn mark(rude: Arc<Rude>, teacher: Client, submission: String) -> Marked {
    let mut acknowledged = 0;
    for mark in 1..=MARKS {
        let path = format!("/api/grades/submission/{submission}/question/essay");
        let body = json!({ "points": points(mark), "comment": format!("mark {mark}") });
        match rude.ask(&Request::new(&teacher, "PUT", &path, None, Some(&body))).await {
            Some(reply) if reply.is_success() => acknowledged = mark,
            // One whose client hung up is still under way.
            Some(reply) if reply.status == 412 => {}
            Some(reply) => panic!("{reply:?}"),
            None => {}
        }
    }
    Marked { submission, acknowledged }
}

/// Everything that was acknowledged.
struct Acknowledged {
    students: Vec<Student>,
    created: BTreeMap<String, String>,
    published: Vec<String>,
    marked: Vec<Marked>,
}

/// The storm: everybody at once.
async fn storm(rude: &Arc<Rude>, school: &School) -> Acknowledged {
    let teacher = &school.teacher;
    let (mut students, mut marked) = (JoinSet::new(), JoinSet::new());
    for client in &school.students {
        students.spawn(sit(rude.clone(), client.clone(), school.exam.clone()));
    }
    for submission in &school.handed_in {
        marked.spawn(mark(rude.clone(), teacher.clone(), submission.clone()));
    }
    let created = tokio::spawn(create(rude.clone(), teacher.clone()));
    let published = tokio::spawn(publish(rude.clone(), teacher.clone(), school.drafts.clone()));
    Acknowledged {
        students: students.join_all().await,
        created: created.await.unwrap(),
        published: published.await.unwrap(),
        marked: marked.join_all().await,
    }
}

/// What is there before the storm.
struct School {
    teacher: Client,
    exam: Exam,
    students: Vec<Client>,
    drafts: Vec<String>,
    handed_in: Vec<String>,
}

async fn school(platform: &Platform) -> School {
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Under a storm")).await;
    let mut drafts = Vec::new();
    for number in 0..PUBLISHED {
        let draft = teacher.post("/api/assessments", fixtures::assessment(&format!("Draft {number}"))).await;
        drafts.push(draft.expect_status(201).text_at("/id"));
    }
    let mut students = Vec::new();
    for number in 0..STUDENTS {
        students.push(platform.account(&format!("student-{number}"), Role::Student).await);
    }
    let mut handed_in = Vec::new();
    for number in 0..MARKED {
        let student = platform.account(&format!("early-{number}"), Role::Student).await;
        let submission = exam.begin(&student).await;
        student.save(&submission, "essay", 1, essay(1)).await.expect_status(200);
        student.hand_in(&submission).await;
        handed_in.push(submission);
    }
    for submission in &handed_in {
        teacher.marked(submission).await;
    }
    School { teacher, exam, students, drafts, handed_in }
}

/// Somebody else's write right after the storm works at once, and everybody sees it; nothing is left open.
async fn nothing_stands_in_the_way(platform: &Platform, school: &School, bystanders: &[(Client, String)]) {
    let place = platform.place();
    let promptly = Duration::from_secs(3);
    for service in [Service::Submissions, Service::Assessments, Service::Grading] {
        let counted = match service {
            Service::Submissions => {
                let (client, submission) = &bystanders[0];
                let save = client.save(submission, "author", 1, json!({ "type": "short_text", "text": "Goethe" }));
                tokio::time::timeout(promptly, save).await.expect("a prompt answer").expect_status(200);
                "SELECT count(*) FROM answers WHERE item = 'author'"
            }
            Service::Assessments => {
                let made = school.teacher.post("/api/assessments", fixtures::assessment("After the storm"));
                tokio::time::timeout(promptly, made).await.expect("a prompt answer").expect_status(201);
                "SELECT count(*) FROM assessments WHERE title = 'After the storm'"
            }
            _ => {
                let path = format!("/api/grades/submission/{}/feedback", school.handed_in[0]);
                let feedback = school.teacher.put(&path, json!({ "feedback": "After the storm" }));
                tokio::time::timeout(promptly, feedback).await.expect("a prompt answer").expect_status(200);
                "SELECT count(*) FROM grades WHERE feedback = 'After the storm'"
            }
        };
        // Over another connection: it is committed, not sitting in a transaction that somebody left open.
        assert_eq!(place.count(service, counted).await, 1, "the write to {service} is committed");
    }

    let all = bystanders.iter().map(async |(client, submission)| client.save(submission, "essay", 1, essay(1)).await);
    for answer in join_all(all).await {
        answer.expect_status(200);
    }
    platform.anonymous().get("/health").await.expect_status(200);
    eventually("no connection is left inside a transaction", async || match place.idle_in_transaction().await {
        0 => Ok(()),
        left => Err(left),
    })
    .await;
}

/// In the databases: what belongs together is there together.
async fn every_effect_is_whole(place: &Place) {
    let pairs = [
        (Service::Submissions, "attempts", "outbox WHERE kind = 'pediafor.submission.started.v1'"),
        (
            Service::Submissions,
            "attempts WHERE state = 'submitted'",
            "outbox WHERE kind = 'pediafor.submission.submitted.v1'",
        ),
        (Service::Assessments, "assessments", "outbox WHERE kind = 'pediafor.assessment.created.v1'"),
        (
            Service::Assessments,
            "assessments WHERE title LIKE 'Hung up on %'",
            "receipts WHERE operation = 'assessment.create'",
        ),
        (Service::Assessments, "assessment_versions", "outbox WHERE kind = 'pediafor.assessment.published.v1'"),
        (Service::Assessments, "assessment_versions", "outbox WHERE kind = 'pediafor.assessment.key_published.v1'"),
        (
            Service::Assessments,
            "assessment_versions WHERE title LIKE 'Draft %'",
            "receipts WHERE operation = 'assessment.publish'",
        ),
        (Service::Assessments, "assessments WHERE state = 'published'", "assessment_versions"),
    ];
    for (service, one, other) in pairs {
        let count = async |what: &str| place.count(service, &format!("SELECT count(*) FROM {what}")).await;
        assert_eq!(count(one).await, count(other).await, "{one} and {other}");
    }
    let changes = place.count(Service::Grading, "SELECT CAST(sum(changes) AS BIGINT) FROM grades").await;
    assert_eq!(changes, place.count(Service::Grading, "SELECT count(*) FROM grade_changes").await);
}

/// What was acknowledged is there, and of what was not nothing or all of it.
async fn acknowledged_is_kept(place: &Place, teacher: &Client, acknowledged: &Acknowledged) {
    for student in &acknowledged.students {
        let answers = place.answers(&student.submission).await;
        let stored = answers.first().map_or(0, |answer| answer["seq"].as_u64().unwrap());
        assert!(stored >= student.saved, "acknowledged {}, stored {answers:?}", student.saved);
        if let Some(answer) = answers.first() {
            assert_eq!(answer["response"], essay(stored));
        }
        let receipt = student.client.hand_in(&student.submission).await;
        assert_eq!(receipt["answers_sha256"], fingerprint(&place.answers(&student.submission).await).as_str());
        if let Some(first) = &student.receipt {
            assert_eq!(*first, receipt, "one submit, one receipt");
        }
    }
    for (title, id) in &acknowledged.created {
        let made = teacher.get(&format!("/api/assessments/{id}")).await.expect_status(200);
        assert_eq!((&made.body["title"], &made.body["item_count"]), (&json!(title), &json!(10)));
    }
    for id in &acknowledged.published {
        let published = teacher.get(&format!("/api/assessments/{id}")).await.expect_status(200);
        assert_eq!(published.body["state"], "published");
    }
    for marked in &acknowledged.marked {
        let grade = teacher.get(&format!("/api/grades/submission/{}", marked.submission)).await.expect_status(200).body;
        let items = grade["items"].as_array().unwrap();
        let essay = items.iter().find(|item| item["question"]["id"] == "essay").unwrap();
        let history = grade["history"].as_array().unwrap();
        let by_hand: Vec<_> = history.iter().filter(|change| change["what"]["type"] == "item_marked").collect();
        let given = |mark: u32| by_hand.iter().any(|change| mark_of(&change["what"]["after"]["points"]) == Some(mark));
        assert!(marked.acknowledged == 0 || given(marked.acknowledged), "mark {}: {grade}", marked.acknowledged);
        let comment = mark_of(&essay["hand"]["points"]).map(|mark| json!(format!("mark {mark}")));
        assert_eq!(essay["hand"].get("comment").cloned(), comment, "points and comment are of one mark: {essay}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_hangs_up_loses_nothing_and_leaves_nothing_half_done() {
    for backend in backends() {
        let platform = Platform::start(backend, Options::default()).await;
        let school = school(&platform).await;
        let mut bystanders = Vec::new();
        for number in 0..40 {
            let client = platform.account(&format!("bystander-{number}"), Role::Student).await;
            let submission = school.exam.begin(&client).await;
            bystanders.push((client, submission));
        }
        let rude = Arc::new(Rude {
            address: platform.address(),
            sent: AtomicUsize::new(0),
            acknowledged: AtomicUsize::new(0),
        });

        let begun = Instant::now();
        let acknowledged = storm(&rude, &school).await;
        let took = begun.elapsed();
        nothing_stands_in_the_way(&platform, &school, &bystanders).await;

        // What was under way when its client left has ended now, one way or the other.
        let place = platform.halt().await;
        let platform = place.start(Options::default()).await;
        every_effect_is_whole(&place).await;
        let base = platform.anonymous().base().to_owned();
        let teacher = school.teacher.at(&base);
        let students = acknowledged.students.into_iter();
        let students = students.map(|student| Student { client: student.client.at(&base), ..student }).collect();
        let acknowledged = Acknowledged { students, ..acknowledged };
        acknowledged_is_kept(&place, &teacher, &acknowledged).await;

        // Everything that was handed in is marked, once.
        platform.settle().await;
        let handed_in = i64::try_from(STUDENTS + MARKED).unwrap();
        assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, handed_in);
        assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, handed_in);
        every_effect_is_whole(&place).await;

        let (sent, answered) = (rude.sent.load(Ordering::Relaxed), rude.acknowledged.load(Ordering::Relaxed));
        assert_eq!(sent, REQUESTS);
        println!("{backend:?}: {sent} requests in {took:.2?}, {} hung up on before an answer", sent - answered);
        drop(place);
        platform.stop().await;
    }
}

/// Drives `work` so many times, whenever there is something to go on with, and drops it then unless it has ended.
async fn dropped_after(times: usize, work: impl Future<Output = ()>) -> Option<()> {
    let (mut work, mut driven) = (pin!(work), 0);
    poll_fn(|context| {
        if driven == times {
            return Poll::Ready(None);
        }
        driven += 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_write_that_is_dropped_wherever_it_waits_leaves_no_transaction_open() {
    for backend in backends() {
        let place = Place::new(backend).await;
        let database = place.database(Service::Submissions).await;
        let mut ended = 0;
        for times in 0..12 {
            for _ in 0..3 {
                let write = async { database.begin().await.unwrap().commit().await.unwrap() };
                ended += usize::from(dropped_after(times, write).await.is_some());
                // Looked for at once: the next transaction over the same connection would cover it up.
                eventually("no connection is left inside a transaction", async || {
                    match place.idle_in_transaction().await {
                        0 => Ok(()),
                        left => Err((times, left)),
                    }
                })
                .await;
            }
            database.begin().await.unwrap().commit().await.unwrap();
        }
        assert!((1..36).contains(&ended), "some were dropped and some were not: {ended} of 36 ended");
        database.close().await;
        Arc::into_inner(place).unwrap().remove().await;
    }
}
