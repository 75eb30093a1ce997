//! What was acknowledged is kept, whatever becomes of the process: the program is killed with `kill -9` while students
//! write and hand in, and started again on the same folder.
//!
//! Each client keeps a history of what it sent and of what was acknowledged, which is then compared with what the
//! platform holds. 50 writers and 5 kills; `PEDIAFOR_TEST_FULL=1`: 200 writers and 30 kills.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{collections::BTreeMap, path::Path, time::Instant};

use pediafor_sql::Service;
use pediafor_tests::{
    Client, Exam, PASSWORD, Program, Server, Signal, answers_in_file, count_in_file, eventually, fingerprint, fixtures,
    full, raised_in_file,
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinSet};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pediafor-under-test");
/// Students who hand in while the others write, in each round.
const FINISHERS: usize = 5;
/// What the writers write to.
const ITEMS: [(&str, &str); 2] = [("author", "short_text"), ("essay", "essay")];

/// One student: what was sent and what was acknowledged.
struct Writer {
    number: usize,
    client: Client,
    submission: String,
    /// By item, the last sequence that was sent.
    sent: BTreeMap<&'static str, u64>,
    /// By item, the last sequence that was acknowledged.
    acknowledged: BTreeMap<&'static str, u64>,
    /// What was answered to handing in.
    receipt: Option<Value>,
}

/// How many saves were acknowledged, by all writers together.
type Progress = watch::Sender<u64>;

impl Writer {
    /// What this writer gives as the answer to `item` with `seq`, and nobody else ever.
    fn response(&self, item: &str, kind: &str, seq: u64) -> Value {
        json!({ "type": kind, "text": format!("writer {}, {item}, change {seq}", self.number) })
    }

    /// Saves the next change to an item. False where the server is gone.
    async fn save(&mut self, (item, kind): (&'static str, &'static str), progress: &Progress) -> bool {
        let sent = self.sent.entry(item).or_default();
        *sent += 1;
        let seq = *sent;
        let request = self.client.saving(&self.submission, item, seq, &self.response(item, kind, seq));
        let Ok(answer) = self.client.try_send(request).await else { return false };
        let answer = answer.expect_status(200);
        assert_eq!(answer.body["seq"], seq, "{}", answer.text);
        self.acknowledged.insert(item, seq);
        progress.send_modify(|saves| *saves += 1);
        true
    }

    /// Saves until the server is gone.
    async fn write(mut self, progress: Progress) -> Self {
        for item in ITEMS.into_iter().cycle() {
            if !self.save(item, &progress).await {
                break;
            }
        }
        self
    }

    /// Saves so many changes and hands in, unless the server is gone before.
    async fn finish(mut self, changes: u64, progress: Progress) -> Self {
        for (_, item) in (0..changes).zip(ITEMS.into_iter().cycle()) {
            if !self.save(item, &progress).await {
                return self;
            }
        }
        if let Ok(answer) = self.client.try_send(self.handing_in()).await {
            self.receipt = Some(answer.expect_status(200).body);
        }
        self
    }

    fn handing_in(&self) -> reqwest::RequestBuilder {
        let path = format!("/api/submissions/{}/submit", self.submission);
        self.client.request(Method::POST, &path).header("idempotency-key", "the-end")
    }

    /// The answers that the platform holds: what the student is shown while the attempt is open, and what is stored in
    /// any case.
    async fn held(&self, folder: &Path) -> Vec<Value> {
        let stored = answers_in_file(folder, &self.submission).await;
        let shown = self.client.get(&format!("/api/submissions/{}/answers", self.submission)).await;
        if shown.status != 409 {
            let shown = shown.expect_status(200);
            let as_stored = |answer: &Value| json!({ "item": answer["item"], "seq": answer["seq"], "response": answer["response"] });
            let shown: Vec<_> = shown.body["items"].as_array().expect("a list").iter().map(as_stored).collect();
            assert_eq!(shown, stored, "what is shown is what is stored");
        }
        stored
    }

    /// Compares what the server holds with the history.
    async fn compare(&self, folder: &Path, tally: &mut Tally) {
        let answers = self.held(folder).await;
        for (item, kind) in ITEMS {
            let (sent, acknowledged) = (self.sent.get(item), self.acknowledged.get(item).copied().unwrap_or_default());
            let stored = answers.iter().find(|answer| answer["item"] == item);
            let seq = stored.map_or(0, |stored| stored["seq"].as_u64().expect("a sequence"));
            if seq < acknowledged {
                tally.lost.push(format!("writer {}: {item} is at {seq}, acknowledged {acknowledged}", self.number));
            }
            let as_sent = seq <= sent.copied().unwrap_or_default()
                && stored.is_none_or(|stored| stored["response"] == self.response(item, kind, seq));
            if !as_sent {
                tally.corrupted.push(format!("writer {}: {stored:?} was never sent", self.number));
            }
            tally.recovered += seq.saturating_sub(acknowledged);
        }
        if let Some(receipt) = &self.receipt {
            let submission = self.client.submission(&self.submission).await;
            let kept = submission["submitted_at"] == receipt["submitted_at"]
                && receipt["answers_sha256"] == fingerprint(&answers).as_str();
            if !kept {
                tally.lost.push(format!("writer {} handed in {receipt}, now {submission}", self.number));
            }
        }
    }

    /// Hands in, again or for the first time, and checks the receipt against everything known.
    async fn hand_in_again(&mut self, folder: &Path, tally: &mut Tally) {
        let receipt = self.client.send(self.handing_in()).await.expect_status(200).body;
        if self.receipt.as_ref().is_some_and(|first| *first != receipt) {
            tally.corrupted.push(format!("writer {} got {:?} and then {receipt}", self.number, self.receipt));
        }
        let held = fingerprint(&self.held(folder).await);
        if receipt["answers_sha256"] != held.as_str() {
            tally.corrupted.push(format!("writer {}: the receipt {receipt} is not for {held}", self.number));
        }
        self.receipt = Some(receipt);
    }
}

/// What the comparison found.
#[derive(Debug, Default)]
struct Tally {
    lost: Vec<String>,
    corrupted: Vec<String>,
    /// Saves that took effect though nobody was told.
    recovered: u64,
}

/// A school with an exam, and a student with an open attempt for each writer.
async fn school(server: &Server, writers: usize) -> (Client, Vec<Writer>) {
    let admin = server.anonymous().sign_in("admin@school.example", PASSWORD).await;
    let account = async |name: &str, role: &str| {
        let email = format!("{name}@school.example");
        let account = json!({ "email": email, "name": name, "role": role, "password": PASSWORD });
        admin.post("/api/users", account).await.expect_status(201);
        server.anonymous().sign_in(&email, PASSWORD).await
    };
    let teacher = account("teacher", "teacher").await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Under load")).await;
    let mut students = Vec::new();
    for number in 0..writers {
        let client = account(&format!("student-{number}"), "student").await;
        let submission = exam.begin(&client).await;
        // What the machine marks: the grade is known beforehand.
        let capital = json!({ "type": "choice", "chosen": "canberra" });
        client.save(&submission, "capital", 1, capital).await.expect_status(200);
        let (sent, acknowledged) = (BTreeMap::new(), BTreeMap::new());
        let mut writer = Writer { number, client, submission, sent, acknowledged, receipt: None };
        // What a person marks.
        assert!(writer.save(ITEMS[1], &Progress::new(0)).await, "the server is there");
        students.push(writer);
    }
    (teacher, students)
}

/// Lets everybody work until so many saves were acknowledged, and kills the server then, whatever is under way.
async fn load_and_kill(server: Server, working: Vec<Writer>, finishing: Vec<Writer>, saves: u64) -> Vec<Writer> {
    let progress = Progress::new(0);
    let mut students = JoinSet::new();
    let share = saves / working.len() as u64;
    for writer in working {
        students.spawn(writer.write(progress.clone()));
    }
    for writer in finishing {
        students.spawn(writer.finish(rand::random_range(0..=share), progress.clone()));
    }
    let mut seen = progress.subscribe();
    seen.wait_for(|done| *done >= saves).await.expect("writers");
    server.kill().await;
    students.join_all().await
}

/// Every event has taken effect, everything that was handed in was marked once, and the files are sound.
async fn check_marking(folder: &Path, teacher: &Client, handed_in: &[&Writer]) {
    for writer in handed_in {
        let grade = teacher.marked(&writer.submission).await;
        assert_eq!((&grade["state"], &grade["points"]), (&json!("partially_graded"), &json!(2)), "{grade}");
    }
    for service in Service::ALL {
        eventually("the outbox is empty", async || {
            let waiting =
                count_in_file(folder, service, "SELECT count(*) FROM outbox WHERE published_at IS NULL").await;
            if waiting == 0 { Ok(()) } else { Err((service, waiting)) }
        })
        .await;
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(count_in_file(folder, service, sound).await, 1, "the file of {service} is sound");
        let strays = "SELECT count(*) FROM pragma_foreign_key_check";
        assert_eq!(count_in_file(folder, service, strays).await, 0, "the file of {service} has no stray rows");
    }
    let expected = i64::try_from(handed_in.len()).expect("a few");
    assert_eq!(raised_in_file(folder, Service::Submissions, "submission.submitted").await, expected);
    assert_eq!(count_in_file(folder, Service::Grading, "SELECT count(*) FROM grades").await, expected);
    assert_eq!(raised_in_file(folder, Service::Grading, "grading.awaiting_marker").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill_at_any_moment_and_is_marked_once() {
    let (writers, rounds) = if full() { (200, 30) } else { (50, 5) };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = Program::new(PROGRAM);
    program.create_admin(folder.path(), "admin@school.example", PASSWORD).await;
    let mut server = program.serve(folder.path(), &["--log-level", "warn", "--token-expiry", "4h"]).await;
    let (teacher, mut students) = school(&server, writers + rounds * FINISHERS).await;
    let mut finishing = students.split_off(writers);
    let (mut finished, mut tally) = (Vec::new(), Tally::default());
    let (mut acknowledged, mut told) = (0, 0);

    for round in 0..rounds {
        let saves = rand::random_range(200..=1000);
        let begun = Instant::now();
        let mut now_finishing = finishing.split_off(finishing.len() - FINISHERS);
        for writer in &mut now_finishing {
            writer.client = writer.client.at(server.base());
        }
        let all = load_and_kill(server, students, now_finishing, saves).await;
        let load = begun.elapsed();

        let begun = Instant::now();
        server = program.serve(folder.path(), &["--log-level", "warn", "--token-expiry", "4h"]).await;
        let restart = begun.elapsed();
        acknowledged += saves;
        let rate = saves as f64 / load.as_secs_f64();
        println!("round {round}: killed after {saves} saves in {load:.2?} ({rate:.0}/s), back in {restart:.2?}");

        students = Vec::new();
        for mut writer in all {
            writer.client = writer.client.at(server.base());
            writer.compare(folder.path(), &mut tally).await;
            if writer.number < writers {
                students.push(writer);
            } else {
                told += usize::from(writer.receipt.is_some());
                writer.hand_in_again(folder.path(), &mut tally).await;
                finished.push(writer);
            }
        }
        assert!(tally.lost.is_empty() && tally.corrupted.is_empty(), "after round {round}: {tally:#?}");
    }

    let teacher = teacher.at(server.base());
    check_marking(folder.path(), &teacher, &finished.iter().collect::<Vec<_>>()).await;
    for writer in &mut students {
        writer.hand_in_again(folder.path(), &mut tally).await;
    }
    check_marking(folder.path(), &teacher, &finished.iter().chain(&students).collect::<Vec<_>>()).await;
    assert!(tally.lost.is_empty() && tally.corrupted.is_empty(), "{tally:#?}");
    assert!(told > 0, "no submit was acknowledged before a kill: the test shows nothing about submits");
    let exit = server.end(Signal::Terminate).await;
    assert!(exit.status.success(), "{}", exit.log);
    println!(
        "{writers} writers, {rounds} kills: {acknowledged} saves and {told} of {} submits acknowledged before a kill, {} saves recovered, 0 lost, 0 corrupted",
        finished.len(),
        tally.recovered
    );
}
