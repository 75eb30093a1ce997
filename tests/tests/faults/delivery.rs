//! Events that come often, late and in any order.

use std::{collections::HashSet, time::Duration};

use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::Proxy;
use pediafor_tests::{App, Client, Exam, Heard, Place, Plan, Platform, Tap, eventually, fixtures, full};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::time::sleep;

const GRADING: App = App::Service(Service::Grading);
/// Who listens to what of all that follows from handing in.
const LISTENERS: [(&str, &str); 8] = [
    ("grading.mark", "submission.submitted"),
    ("notifications.inform", "submission.submitted"),
    ("notifications.inform", "grading.released"),
    ("notifications.inform", "grading.awaiting_marker"),
    ("submissions.grading", "grading.completed"),
    ("submissions.grading", "grading.released"),
    ("submissions.grading", "grading.awaiting_marker"),
    ("submissions.grading", "grading.failed"),
];

/// What is stored waits while the lock is held.
const TRIGGER: &str = "
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NEW; END $$;
    CREATE TRIGGER hold_grade AFTER INSERT ON grades FOR EACH ROW EXECUTE FUNCTION hold()";
const HELD: &str = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// What the test works with.
struct Scene {
    platform: Platform,
    tap: Tap,
    /// Between the grading service and the broker.
    way: Proxy,
    /// To the database of the grading service.
    database: PgConnection,
    sent: usize,
    kills: usize,
}

impl Scene {
    async fn execute(&mut self, sql: &str) {
        self.database.execute(AssertSqlSafe(sql)).await.expect("the database does it");
    }

    async fn count(&mut self, what: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(what)).fetch_one(&mut self.database).await.expect("a number")
    }

    /// Waits until `what` counts more than `above`.
    async fn until_more(&mut self, why: &str, what: &str, above: i64) {
        let end = tokio::time::Instant::now() + Duration::from_secs(30);
        while self.count(what).await <= above {
            assert!(tokio::time::Instant::now() < end, "waited in vain until {why}");
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// From now on consumers get nothing but what the test sends.
    async fn cut_off(&self) {
        for (consumer, key) in LISTENERS {
            self.tap.cut_off(consumer, key).await;
        }
    }

    /// Sends one message to all who listen to it.
    async fn send(&mut self, message: &Heard) {
        for (consumer, _) in LISTENERS.into_iter().filter(|(_, key)| *key == message.routing_key()) {
            self.tap.send(message, consumer).await;
            self.sent += 1;
        }
    }

    /// Sends all, in the order given, and kills services meanwhile, so many times.
    async fn send_and_kill(&mut self, messages: &[Heard], kills: usize) {
        let (services, part) =
            ([Service::Grading, Service::Submissions, Service::Notifications], messages.len() / (kills + 1));
        for (number, some) in messages.chunks(part.max(1)).enumerate() {
            for message in some {
                self.send(message).await;
            }
            if number < kills {
                self.restart(App::Service(services[number % services.len()])).await;
            }
        }
    }

    /// Kills a service, if it still lives, and starts it again.
    async fn restart(&mut self, app: App) {
        let process = self.platform.cluster().process_mut(app, 0);
        process.kill().await;
        process.restart().await;
        self.kills += 1;
        for (consumer, _) in LISTENERS {
            eventually("every consumer reads, and has bound its queue again", async || {
                if self.tap.is_read(consumer).await { Ok(()) } else { Err(consumer) }
            })
            .await;
        }
        self.cut_off().await;
    }

    /// A grade is written, and the grading service is killed before it commits.
    async fn kill_before_commit(&mut self, messages: &[Heard]) {
        self.execute("SELECT pg_advisory_lock(1)").await;
        for message in messages {
            self.send(message).await;
        }
        self.until_more("a grade waits for its commit", &format!("SELECT count(*) {HELD}"), 0).await;
        self.platform.cluster().process_mut(GRADING, 0).kill().await;
        self.execute(&format!("SELECT pg_terminate_backend(pid) {HELD}")).await;
        self.until_more("nothing waits", &format!("SELECT 1 - least(1, count(*)) {HELD}"), 0).await;
        self.execute("SELECT pg_advisory_unlock(1)").await;
        let grades = self.count("SELECT count(*) FROM grades").await;
        assert_eq!(grades, 0, "nothing was committed");
        self.restart(GRADING).await;
    }

    /// A grade is committed, and the grading service is killed before the broker hears that it is.
    async fn kill_before_acknowledge(&mut self, messages: &[Heard]) {
        let grades = self.count("SELECT count(*) FROM grades").await;
        self.way.stall_to_server();
        for message in messages {
            self.send(message).await;
        }
        self.until_more("a grade is committed", "SELECT count(*) FROM grades", grades).await;
        self.platform.cluster().process_mut(GRADING, 0).kill().await;
        self.way.cut();
        self.way.pass().await;
        self.restart(GRADING).await;
    }

    /// Waits until the broker was sent as many different events with this routing key; gives each one to five times, in
    /// any order.
    async fn storm(&self, key: &str, events: usize) -> Vec<Heard> {
        let heard = eventually("all events were published", async || {
            let mut seen = HashSet::new();
            let mut heard = self.tap.heard();
            heard.retain(|message| message.routing_key() == key && seen.insert(message.event.id));
            if heard.len() == events { Ok(heard) } else { Err((key.to_owned(), heard.len())) }
        })
        .await;
        let mut storm: Vec<_> =
            heard.iter().flat_map(|message| vec![message.clone(); rand::random_range(1..=5)]).collect();
        storm.sort_by_cached_key(|_| rand::random::<u64>());
        storm
    }
}

async fn hand_in(students: &[(Client, String)]) {
    for (student, submission) in students {
        let capital = json!({ "type": "choice", "chosen": "canberra" });
        student.save(submission, "capital", 1, capital).await.expect_status(200);
    }
    for (student, submission) in students {
        student.hand_in(submission).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_has_one_effect_however_often_and_in_whatever_order_it_comes_and_whoever_is_killed() {
    let (size, kills) = if full() { (60, 12) } else { (12, 3) };
    let place = Place::with_neighbours().await;
    let way = Proxy::before(&place.neighbours().amqp_url()).await.expect("a free port");
    let plan = Plan::default().everywhere("RATE_LIMITS", "off").with(GRADING, "RABBITMQ_URL", way.url());
    let platform = Platform::services(place.clone(), plan).await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let mut by_machine = fixtures::assessment("Marked by the machine alone");
    by_machine["sections"].as_array_mut().expect("sections").truncate(1);
    let by_machine = Exam::publish(&teacher, by_machine).await;
    let by_hand = Exam::publish(&teacher, fixtures::assessment("Marked by a person too")).await;
    let released = by_machine.begin_all(platform.class("released", size).await).await;
    let waiting = by_hand.begin_all(platform.class("waiting", size).await).await;
    platform.settle().await;

    let keys: HashSet<_> = LISTENERS.into_iter().map(|(_, key)| key).collect();
    let tap = Tap::on(&place.neighbours().amqp_url(), &Vec::from_iter(keys)).await;
    let database = PgConnection::connect(&place.database_url(Service::Grading)).await.expect("a connection");
    let mut scene = Scene { platform, tap, way, database, sent: 0, kills: 0 };
    scene.execute(TRIGGER).await;
    scene.cut_off().await;
    for (student, submission) in &waiting {
        let essay = json!({ "type": "essay", "text": "Ice is less dense." });
        student.save(submission, "essay", 1, essay).await.expect_status(200);
    }
    hand_in(&released).await;
    hand_in(&waiting).await;
    let mut submitted = scene.storm("submission.submitted", 2 * size).await;
    assert_eq!(scene.count("SELECT count(*) FROM grades").await, 0, "nobody heard of them but the test");
    // Among the second there is one that was not among the first.
    let marked: HashSet<_> = submitted[..size / 3].iter().map(|message| message.event.id).collect();
    let another = submitted.iter().position(|message| !marked.contains(&message.event.id)).expect("another event");
    submitted.swap(size / 3, another);
    let (first, rest) = submitted.split_at(size / 3);
    let (second, rest) = rest.split_at(size / 3);
    scene.kill_before_commit(first).await;
    // Only who reads again can be kept from acknowledging.
    scene.until_more("the first are marked", "SELECT count(*) FROM grades", marked.len() as i64 - 1).await;
    scene.kill_before_acknowledge(second).await;
    scene.send_and_kill(rest, kills).await;

    let mut followed = Vec::new();
    for (key, events) in [("grading.released", size), ("grading.awaiting_marker", size), ("grading.completed", size)] {
        followed.extend(scene.storm(key, events).await);
    }
    followed.sort_by_cached_key(|_| rand::random::<u64>());
    scene.send_and_kill(&followed, kills).await;
    scene.platform.settle().await;

    let all = i64::try_from(2 * size).expect("a few");
    assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, all);
    assert_eq!(place.count(Service::Grading, "SELECT count(DISTINCT submission_id) FROM grades").await, all);
    for kind in ["grading.completed", "grading.released", "grading.awaiting_marker"] {
        assert_eq!(place.raised(Service::Grading, kind).await, all / 2, "{kind}");
    }
    assert_eq!(place.raised(Service::Grading, "grading.failed").await, 0);
    for ((student, submission), status) in
        released.iter().map(|it| (it, "released")).chain(waiting.iter().map(|it| (it, "grading")))
    {
        assert_eq!(student.submission(submission).await["status"], status, "{submission}");
    }
    for (kind, messages) in [("submission_received", all), ("results_released", all / 2)] {
        for counted in ["count(*)", "count(DISTINCT submission_id)"] {
            let sql = format!("SELECT {counted} FROM notifications WHERE kind = '{kind}'");
            assert_eq!(place.count(Service::Notifications, &sql).await, messages, "{sql}");
        }
    }
    // One essay each, added up.
    let sql = "SELECT sum(count)::BIGINT FROM notifications WHERE kind = 'answers_waiting'";
    assert_eq!(place.count(Service::Notifications, sql).await, all / 2);
    println!(
        "delivery: {} events sent {} times, 1 to 5 times to each of their consumers, in any order, {} kills of consumers, \
         one before its commit and one before its acknowledgement: one grade, one message and one count each",
        2 * size + 3 * size,
        scene.sent,
        scene.kills,
    );
    let Scene { platform, .. } = scene;
    drop(place);
    platform.stop().await;
}
