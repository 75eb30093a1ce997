//! The broker away under load.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use pediafor_grading::{Floor, Item, Outcome, Points, Response, mark, total};
use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::RabbitMq;
use pediafor_tests::{App, Client, Exam, Place, Plan, Platform, eventually, fixtures, full};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::{task::JoinSet, time::sleep};

/// The broker is there, is stopped, and is there again.
const PHASES: [&str; 3] = ["before", "stopped", "after"];
/// What is promised for the time from the broker's return until nothing of what was raised before waits any more.
const DRAINED: Duration = Duration::from_secs(30);

/// What became of the requests that were sent in each phase.
#[derive(Debug, Default)]
struct Load {
    /// Between two saves of a student.
    pause: Duration,
    phase: AtomicUsize,
    enough: AtomicBool,
    saves: [Mutex<Tally>; 3],
    submits: [Mutex<Tally>; 3],
}

#[derive(Debug, Default)]
struct Tally {
    took: Vec<Duration>,
    failed: Vec<String>,
}

impl Tally {
    fn say(&mut self) -> String {
        self.took.sort();
        let at = |part: usize| self.took.get(self.took.len() * part / 100).copied().unwrap_or_default();
        format!("{} failed of {}, p50 {:.0?}, p95 {:.0?}", self.failed.len(), self.took.len(), at(50), at(95))
    }
}

impl Load {
    /// Sends it and counts it. What was answered, where that is a success.
    async fn send(&self, kind: &[Mutex<Tally>; 3], client: &Client, request: RequestBuilder) -> bool {
        let phase = self.phase.load(SeqCst);
        let begun = Instant::now();
        let answer = client.try_send(request).await;
        let mut tally = kind[phase].lock().expect("a tally");
        tally.took.push(begun.elapsed());
        match answer {
            Ok(answer) if answer.status == 200 => return true,
            Ok(answer) => tally.failed.push(format!("{}: {} {}", answer.asked, answer.status, answer.text)),
            Err(error) => tally.failed.push(format!("{error:?}")),
        }
        false
    }
}

/// One who sits, and what the platform holds of it.
struct Student {
    client: Client,
    submission: String,
    /// By item, the last change and the last response that was acknowledged.
    held: BTreeMap<&'static str, (u64, Value)>,
}

/// Responses of any quality.
fn some_response(item: &str) -> Value {
    let variants = match item {
        "capital" => json!([{ "type": "choice", "chosen": "canberra" }, { "type": "choice", "chosen": "sydney" }]),
        "primes" => json!([
            { "type": "multiple_choice", "chosen": ["n2", "n7"] },
            { "type": "multiple_choice", "chosen": ["n7"] },
            { "type": "multiple_choice", "chosen": ["n7", "n2", "n9"] },
        ]),
        "earth" => json!([{ "type": "true_false", "value": true }, { "type": "true_false", "value": false }]),
        "author" => json!([
            { "type": "short_text", "text": "Johann Wolfgang von Goethe" },
            { "type": "short_text", "text": "Schiller" },
            { "type": "short_text", "text": "Kant" },
        ]),
        "water" => json!([
            { "type": "cloze", "gaps": { "first": "Hydrogen", "second": "o", "atoms": "3" } },
            { "type": "cloze", "gaps": { "first": "helium", "second": "o", "atoms": "3" } },
            { "type": "cloze", "gaps": { "second": "n", "atoms": "2" } },
        ]),
        "organs" => json!([
            { "type": "matching", "pairs": [{ "source": "lung", "target": "breathe" }, { "source": "heart", "target": "pump" }] },
            { "type": "matching", "pairs": [{ "source": "lung", "target": "digest" }, { "source": "heart", "target": "pump" }] },
        ]),
        "planets" => json!([
            { "type": "ordering", "order": ["mercury", "venus", "mars"] },
            { "type": "ordering", "order": ["mercury", "mars", "venus"] },
        ]),
        _ => json!([{ "type": "numeric", "text": "100,4" }, { "type": "numeric", "text": "101" }]),
    };
    let variants = variants.as_array().expect("a list");
    variants[rand::random_range(0..variants.len())].clone()
}

impl Student {
    async fn save(&mut self, load: &Load) {
        let item = fixtures::BY_MACHINE[rand::random_range(0..fixtures::BY_MACHINE.len())];
        let (seq, response) = (self.held.get(item).map_or(1, |(seq, _)| seq + 1), some_response(item));
        let request = self.client.saving(&self.submission, item, seq, &response);
        if load.send(&load.saves, &self.client, request).await {
            self.held.insert(item, (seq, response));
        }
    }

    /// Saves one change after another until it is time, and hands in.
    async fn sit(mut self, load: Arc<Load>, until: Option<Instant>) -> Self {
        sleep(load.pause.mul_f64(rand::random())).await;
        while until.is_some_and(|until| Instant::now() < until) || until.is_none() && !load.enough.load(SeqCst) {
            self.save(&load).await;
            sleep(load.pause).await;
        }
        let path = format!("/api/submissions/{}/submit", self.submission);
        let request = |student: &Self| student.client.request(Method::POST, &path);
        while !load.send(&load.submits, &self.client, request(&self)).await {
            sleep(load.pause).await;
        }
        self
    }

    /// What the engine, asked here, makes of it.
    fn reference(&self, items: &[Item]) -> Vec<Outcome> {
        let response = |item: &Item| {
            let (_, response) = self.held.get(item.id.as_str())?;
            Some(serde_json::from_value::<Response>(response.clone()).expect("a response"))
        };
        items.iter().map(|item| mark(item, response(item).as_ref())).collect()
    }

    /// Compares each mark with the reference.
    async fn compare(&self, teacher: &Client, items: &[Item]) {
        teacher.marked(&self.submission).await;
        let marked = teacher.get(&format!("/api/grades/submission/{}", self.submission)).await.expect_status(200);
        let reference = self.reference(items);
        let number = |points| serde_json::to_value::<Points>(points).expect("JSON").as_f64();
        for (item, outcome) in marked.body["items"].as_array().expect("items").iter().zip(&reference) {
            assert_eq!(item["outcome"]["item"], outcome.item.as_str(), "{}", marked.text);
            assert_eq!(item["earned"].as_f64(), number(outcome.points), "{outcome:?}: {item}");
        }
        assert_eq!(marked.body["items"].as_array().map(Vec::len), Some(reference.len()), "{}", marked.text);
        let points = total(&reference, Floor::Zero).points;
        assert_eq!(marked.body["grade"]["points"].as_f64(), number(points), "{}", marked.text);
    }
}

/// The events that wait in the outboxes and were raised up to these positions, and why.
async fn waiting(place: &Place, up_to: &[(Service, i64)]) -> Vec<String> {
    let mut waiting = Vec::new();
    for (service, position) in up_to {
        let url = place.database_url(*service);
        let mut database = eventually("PostgreSQL answers", async || PgConnection::connect(&url).await).await;
        let sql = "SELECT concat_ws(' ', kind, 'attempts', attempts, 'due', due_at - now(), last_error) FROM outbox \
            WHERE published_at IS NULL AND position <= $1";
        let events: Vec<String> =
            sqlx::query_scalar(sql).bind(position).fetch_all(&mut database).await.expect("events");
        waiting.extend(events);
    }
    waiting
}

/// The position of the last event of each outbox.
async fn positions(place: &Place) -> Vec<(Service, i64)> {
    let mut positions = Vec::new();
    for service in Service::ALL {
        let last = place.count(service, "SELECT coalesce(max(position), 0) FROM outbox").await;
        positions.push((service, last));
    }
    positions
}

/// Waits until what was raised up to these positions is published; how long that took.
async fn drained(place: &Place, up_to: &[(Service, i64)]) -> Duration {
    let begun = Instant::now();
    eventually("the outboxes are drained", async || {
        let waiting = waiting(place, up_to).await;
        if waiting.is_empty() { Ok(()) } else { Err(waiting) }
    })
    .await;
    begun.elapsed()
}

/// An exam that a machine marks whole, and its items with their keys.
async fn exam(teacher: &Client) -> (Exam, Vec<Item>) {
    let mut content = fixtures::assessment("Without a broker");
    content["sections"].as_array_mut().expect("sections").truncate(1);
    let items = serde_json::from_value(content["sections"][0]["items"].clone()).expect("items with their keys");
    (Exam::publish(teacher, content).await, items)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_broker_saves_and_submits_go_on_and_everything_is_marked_once_after_its_return() {
    let (size, before, outage, after) = if full() { (200, 60, 60, 20) } else { (40, 6, 8, 4) };
    let seconds = Duration::from_secs;
    let mut broker = RabbitMq::start_private().await.expect("RabbitMQ is installed");
    let place = Place::with_neighbours().await;
    let plan = Plan::default()
        .everywhere("RATE_LIMITS", "off")
        .everywhere("TOKEN_EXPIRY", "4h")
        .everywhere("RABBITMQ_URL", broker.url())
        .with(App::Service(Service::Submissions), "DATABASE_POOL_SIZE", "10");
    let platform = Platform::services(place.clone(), plan).await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let (exam, items) = exam(&teacher).await;
    let class = exam.begin_all(platform.class("student", size).await).await;
    drained(&place, &positions(&place).await).await;

    // As much as two cores carry without optimisation, and no more: overload has failures of its own.
    let load = Arc::new(Load { pause: seconds(if full() { 5 } else { 1 }), ..Load::default() });
    let mut sitting = JoinSet::new();
    let begun = Instant::now();
    for (number, (client, submission)) in class.into_iter().enumerate() {
        let student = Student { client, submission, held: BTreeMap::new() };
        // Half of them hand in one after another, before and while the broker is away; the others at the end.
        let share = number as f64 / size as f64;
        let until = (number % 2 == 0).then(|| begun + seconds(before + outage).mul_f64(share));
        sitting.spawn(student.sit(load.clone(), until));
    }
    sleep(seconds(before)).await;
    let marks = "SELECT count(*) FROM grades";
    load.phase.store(1, SeqCst);
    broker.stop().await.expect("it stops");
    sleep(seconds(outage)).await;
    let held_up = waiting(&place, &positions(&place).await).await.len();
    assert!(held_up > 0, "nothing waited for the broker: the test shows nothing");
    let marked_without = place.count(Service::Grading, marks).await;
    broker.start().await.expect("it starts again");
    load.phase.store(2, SeqCst);
    let (returned, raised) = (Instant::now(), positions(&place).await);
    let drained_after = drained(&place, &raised).await;
    sleep(seconds(after).saturating_sub(returned.elapsed())).await;
    load.enough.store(true, SeqCst);
    let students = sitting.join_all().await;

    for student in &students {
        student.compare(&teacher, &items).await;
    }
    let all = i64::try_from(size).expect("a few");
    assert!(marked_without < all / 2, "the broker was away and {marked_without} were marked");
    drained(&place, &positions(&place).await).await;
    assert_eq!(place.count(Service::Grading, marks).await, all);
    for kind in ["grading.completed", "grading.released"] {
        assert_eq!(place.raised(Service::Grading, kind).await, all, "each is marked once");
    }
    assert_eq!(place.raised(Service::Submissions, "submission.submitted").await, all);
    for (phase, name) in PHASES.into_iter().enumerate() {
        let (mut saves, mut submits) = (load.saves[phase].lock().unwrap(), load.submits[phase].lock().unwrap());
        println!("broker, {name}: saves {}; submits {}", saves.say(), submits.say());
        assert!(saves.failed.is_empty() && submits.failed.is_empty(), "{:?} {:?}", saves.failed, submits.failed);
    }
    println!(
        "broker: away for {outage} s under {size} students, {held_up} events waited at its return and were published \
         {drained_after:.1?} later; {all} submissions marked once each, all {} marks as the engine gives them",
        size * items.len()
    );
    assert!(drained_after <= DRAINED, "{drained_after:?}");
    drop(place);
    platform.stop().await;
}
