//! Writers while servers are killed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::{Postgres, Private, Proxy};
use pediafor_tests::{App, Client, Exam, Place, Plan, Platform, eventually, fingerprint, fixtures, full};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::{task::JoinSet, time::sleep};

const SUBMISSIONS: App = App::Service(Service::Submissions);
/// What the writers write to.
const ITEMS: [(&str, &str); 2] = [("author", "short_text"), ("essay", "essay")];
/// Between two saves of a writer.
const PAUSE: Duration = Duration::from_millis(250);
/// What a writer waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// One student, and by item the last sequence that was sent and the last that was acknowledged.
struct Writer {
    number: usize,
    client: Client,
    submission: String,
    sent: [AtomicU64; 2],
    acknowledged: [AtomicU64; 2],
    not_acknowledged: AtomicU64,
}

impl Writer {
    fn response(&self, item: usize, seq: u64) -> Value {
        let (item, kind) = ITEMS[item];
        json!({ "type": kind, "text": format!("writer {}, {item}, change {seq}", self.number) })
    }

    /// Saves the change `seq` to an item. True where it is acknowledged.
    async fn save(&self, item: usize, seq: u64) -> bool {
        self.sent[item].fetch_max(seq, SeqCst);
        let request = self.client.saving(&self.submission, ITEMS[item].0, seq, &self.response(item, seq));
        let Ok(answer) = self.client.try_send(request.timeout(PATIENCE)).await else { return false };
        match answer.status.as_u16() {
            200 => {
                assert_eq!(answer.body["seq"], seq, "{}", answer.text);
                self.acknowledged[item].fetch_max(seq, SeqCst);
                true
            }
            500.. => false,
            status => panic!("{status}: {}", answer.text),
        }
    }

    /// Saves one change after another to both items in turn, whatever becomes of it; in the end each until it is
    /// acknowledged.
    async fn write(self: Arc<Self>, enough: Arc<AtomicBool>) {
        sleep(PAUSE.mul_f64(rand::random())).await;
        let mut item = 0;
        while !enough.load(SeqCst) {
            item = 1 - item;
            if !self.save(item, self.sent[item].load(SeqCst) + 1).await {
                self.not_acknowledged.fetch_add(1, SeqCst);
            }
            sleep(PAUSE).await;
        }
        for item in 0..ITEMS.len() {
            let seq = self.sent[item].load(SeqCst) + 1;
            eventually("the last change is acknowledged", async || {
                if self.save(item, seq).await { Ok(()) } else { Err(self.number) }
            })
            .await;
        }
    }
}

/// What is stored, by submission and item.
async fn stored(database: &str) -> BTreeMap<(String, String), (u64, Value)> {
    let mut connection = eventually("PostgreSQL answers", async || PgConnection::connect(database).await).await;
    let sql = "SELECT submission_id::TEXT, item, seq, response::TEXT FROM answers";
    let rows: Vec<(String, String, i64, String)> =
        sqlx::query_as(sql).fetch_all(&mut connection).await.expect("answers");
    let row = |(submission, item, seq, response): (String, String, i64, String)| {
        let response = serde_json::from_str(&response).expect("JSON");
        ((submission, item), (u64::try_from(seq).expect("a sequence"), response))
    };
    rows.into_iter().map(row).collect()
}

/// Compares what is stored with what was acknowledged before it was looked at; gives how many answers are further than
/// anybody was told.
async fn compare(database: &str, writers: &[Arc<Writer>]) -> u64 {
    let known: Vec<_> = writers.iter().map(|it| it.acknowledged.each_ref().map(|seq| seq.load(SeqCst))).collect();
    let stored = stored(database).await;
    let (mut lost, mut corrupted, mut recovered) = (Vec::new(), Vec::new(), 0);
    for (writer, known) in writers.iter().zip(known) {
        for (item, (name, _)) in ITEMS.into_iter().enumerate() {
            let found = stored.get(&(writer.submission.clone(), name.to_owned()));
            let seq = found.map_or(0, |(seq, _)| *seq);
            if seq < known[item] {
                lost.push(format!("writer {}: {name} is at {seq}, acknowledged {}", writer.number, known[item]));
            }
            if seq > writer.sent[item].load(SeqCst) || found.is_some_and(|(_, it)| *it != writer.response(item, seq)) {
                corrupted.push(format!("writer {}: {found:?} was never sent", writer.number));
            }
            recovered += u64::from(seq > known[item]);
        }
    }
    assert!(lost.is_empty() && corrupted.is_empty(), "lost: {lost:#?}, corrupted: {corrupted:#?}");
    recovered
}

/// What is killed, and how often it was.
#[derive(Debug, Default)]
struct Kills {
    service: usize,
    database: usize,
    recovered: u64,
    longest: Duration,
}

impl Kills {
    fn all(&self) -> usize {
        self.service + self.database
    }

    /// Kills the service, the database, or both in the middle of what they do, compares while nobody can write, and
    /// brings them back.
    async fn one(
        &mut self,
        platform: &mut Platform,
        (server, way, database): (&mut Private<Postgres>, &Proxy, &str),
        writers: &[Arc<Writer>],
    ) {
        let (service, server_too) = match rand::random_range(0..5) {
            0 | 1 => (true, false),
            2 | 3 => (false, true),
            _ => (true, true),
        };
        let begun = Instant::now();
        let process = platform.cluster().process_mut(SUBMISSIONS, 0);
        if service {
            process.kill().await;
            self.service += 1;
        }
        if server_too {
            server.kill().await.expect("it can be killed");
            way.refuse().await;
            way.cut();
            server.start().await.expect("it starts again");
            self.database += 1;
        }
        self.recovered += compare(database, writers).await;
        if server_too {
            way.pass().await;
        }
        if service {
            process.restart().await;
        }
        let before: u64 = acknowledged(writers);
        eventually(
            "saves are acknowledged again",
            async || {
                if acknowledged(writers) > before { Ok(()) } else { Err(before) }
            },
        )
        .await;
        self.longest = self.longest.max(begun.elapsed());
    }
}

/// The sum of all sequences that were acknowledged: it grows with every save.
fn acknowledged(writers: &[Arc<Writer>]) -> u64 {
    writers.iter().flat_map(|it| &it.acknowledged).map(|seq| seq.load(SeqCst)).sum()
}

/// Each hands in; the receipt is for exactly what was acknowledged last.
async fn hand_in(database: &str, teacher: &Client, writers: &[Arc<Writer>]) {
    let stored = stored(database).await;
    for writer in writers {
        let mut answers = Vec::new();
        for (item, (name, _)) in ITEMS.into_iter().enumerate() {
            let (seq, response) = &stored[&(writer.submission.clone(), name.to_owned())];
            let last = writer.acknowledged[item].load(SeqCst);
            assert_eq!(
                (*seq, response),
                (last, &writer.response(item, last)),
                "the last acknowledged is the final one"
            );
            answers.push(json!({ "item": name, "response": response }));
        }
        let path = format!("/api/submissions/{}/submit", writer.submission);
        let receipt = writer.client.send(writer.client.request(Method::POST, &path)).await.expect_status(200);
        assert_eq!(receipt.body["answers_sha256"], fingerprint(&answers).as_str(), "{}", receipt.text);
    }
    for writer in writers {
        let grade = teacher.marked(&writer.submission).await;
        assert_eq!(grade["state"], "partially_graded", "{grade}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_kept_while_service_and_database_are_killed() {
    let (size, load, at_least) =
        if full() { (200, Duration::from_secs(60), 20) } else { (40, Duration::from_secs(15), 4) };
    let mut server = Postgres::start_private().await.expect("PostgreSQL is installed");
    let database = server.create_database("submissions").await.expect("a database");
    let way = Proxy::before(server.url()).await.expect("a free port");
    let place = Place::with_neighbours().await;
    let plan = Plan::default().everywhere("RATE_LIMITS", "off").everywhere("TOKEN_EXPIRY", "4h").with(
        SUBMISSIONS,
        "DATABASE_URL",
        way.through(&database),
    );
    let mut platform = Platform::services(place.clone(), plan).await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Under fire")).await;
    let class = exam.begin_all(platform.class("writer", size).await).await;
    let writer = |(number, (client, submission))| {
        let (sent, acknowledged, not_acknowledged) = Default::default();
        Arc::new(Writer { number, client, submission, sent, acknowledged, not_acknowledged })
    };
    let writers: Vec<_> = class.into_iter().enumerate().map(writer).collect();

    let enough = Arc::<AtomicBool>::default();
    let mut writing = JoinSet::new();
    for writer in &writers {
        writing.spawn(writer.clone().write(enough.clone()));
    }
    let (begun, mut kills) = (Instant::now(), Kills::default());
    while begun.elapsed() < load || kills.all() < at_least {
        sleep(Duration::from_millis(rand::random_range(100..1_500))).await;
        kills.one(&mut platform, (&mut server, &way, &database), &writers).await;
        if let Some(Err(panicked)) = writing.try_join_next() {
            panic!("{panicked}");
        }
    }
    enough.store(true, SeqCst);
    let load = begun.elapsed();
    writing.join_all().await;

    compare(&database, &writers).await;
    hand_in(&database, &teacher, &writers).await;
    let grades = i64::try_from(size).expect("a few");
    assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, grades);
    let failed: u64 = writers.iter().map(|it| it.not_acknowledged.load(SeqCst)).sum();
    let sent: u64 = writers.iter().flat_map(|it| &it.sent).map(|seq| seq.load(SeqCst)).sum();
    println!(
        "durability: {size} writers for {load:.0?}, {} kills of the submissions service and {} of PostgreSQL: {} saves \
         acknowledged, {failed} not, acknowledged and lost 0, {} answers further than acknowledged at a kill, final = \
         highest acknowledged for {} answers, away {:.1?} at most, {grades} marked once",
        kills.service,
        kills.database,
        sent - failed,
        kills.recovered,
        size * ITEMS.len(),
        kills.longest,
    );
    drop(place);
    platform.stop().await;
}
