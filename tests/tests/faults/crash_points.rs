//! Killed at every step from the commit to the mark.

use std::{collections::HashMap, time::Duration};

use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::Proxy;
use pediafor_tests::{App, Client, Exam, Place, Plan, Platform, Tap, eventually, fixtures, full};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::task::JoinSet;

const SUBMISSIONS: App = App::Service(Service::Submissions);

/// Where the service is killed, on the way of the event that somebody handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Point {
    /// The event is written, the transaction is open.
    BeforeCommit,
    /// The commit has reached the database, which fails before it is done.
    CommitFails,
    /// The commit has reached the database, and nobody hears that it is done.
    CommitUnheard,
    /// It is committed, and no relay has it yet.
    BeforeClaim,
    /// A relay has it, and the broker has not.
    BeforePublish,
    /// The broker has it, and the relay does not know.
    BeforeConfirm,
    /// The relay knows, and has not noted it.
    BeforeMark,
    /// It is noted, and the relay does not know.
    MarkUnheard,
}

impl Point {
    const ALL: [Self; 8] = [
        Self::BeforeCommit,
        Self::CommitFails,
        Self::CommitUnheard,
        Self::BeforeClaim,
        Self::BeforePublish,
        Self::BeforeConfirm,
        Self::BeforeMark,
        Self::MarkUnheard,
    ];

    /// The trigger that waits there, where it is one.
    fn trigger(self) -> Option<i64> {
        match self {
            Self::BeforeCommit => Some(1),
            Self::CommitFails | Self::CommitUnheard => Some(2),
            Self::BeforeClaim => Some(3),
            Self::BeforeMark | Self::MarkUnheard => Some(4),
            Self::BeforePublish | Self::BeforeConfirm => None,
        }
    }

    /// Does what was under way in the database come to nothing?
    fn database_fails(self) -> bool {
        matches!(self, Self::CommitFails | Self::BeforeClaim | Self::BeforeMark)
    }

    fn is_committed(self) -> bool {
        !matches!(self, Self::BeforeCommit | Self::CommitFails)
    }

    /// Is it published before the kill, and once more after it, as nobody noted it?
    fn comes_twice(self) -> bool {
        matches!(self, Self::BeforeConfirm | Self::BeforeMark)
    }
}

/// A trigger waits while its lock is held; nobody else uses advisory locks of this class.
const TRIGGERS: &str = "
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::BIGINT); RETURN NEW; END $$;
    CREATE TRIGGER hold_insert BEFORE INSERT ON outbox FOR EACH ROW
        WHEN (NEW.kind = 'pediafor.submission.submitted.v1') EXECUTE FUNCTION hold(1);
    CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.kind = 'pediafor.submission.submitted.v1') EXECUTE FUNCTION hold(2);
    CREATE TRIGGER hold_claim BEFORE UPDATE OF attempts ON outbox FOR EACH ROW
        WHEN (NEW.attempts > OLD.attempts) EXECUTE FUNCTION hold(3);
    CREATE TRIGGER hold_mark BEFORE UPDATE OF published_at ON outbox FOR EACH ROW
        WHEN (NEW.published_at IS NOT NULL) EXECUTE FUNCTION hold(4)";

const HELD: &str = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// What the test works with.
struct Scene {
    platform: Platform,
    /// To the database of the submissions service.
    database: PgConnection,
    /// Between the submissions service and the broker.
    way: Proxy,
    tap: Tap,
}

type Class = [(Client, String)];

impl Scene {
    async fn execute(&mut self, sql: &str) {
        self.database.execute(AssertSqlSafe(sql)).await.expect("the database does it");
    }

    async fn count(&mut self, what: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(what)).fetch_one(&mut self.database).await.expect("a number")
    }

    /// Waits until `what` counts as many.
    async fn until(&mut self, why: &str, what: &str, at_least: usize) {
        let end = tokio::time::Instant::now() + Duration::from_secs(30);
        loop {
            let seen = self.count(what).await;
            if usize::try_from(seen).is_ok_and(|seen| seen >= at_least) {
                return;
            }
            assert!(tokio::time::Instant::now() < end, "waited in vain until {why}; last seen: {seen}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The class hands in, and the service is killed at `point`.
    async fn kill_at(&mut self, point: Point, class: &Class) {
        for (student, submission) in class {
            eventually("the service is reached again", async || {
                let answer = student.get(&format!("/api/submissions/{submission}")).await;
                if answer.status == 200 { Ok(()) } else { Err(answer.text) }
            })
            .await;
        }
        // What the relay that was killed last had claimed, it has for ten seconds.
        let waiting = "SELECT 1 - least(1, count(*)) FROM outbox WHERE published_at IS NULL";
        self.until("nothing else is under way", waiting, 1).await;
        match point {
            Point::BeforePublish => self.way.stall_to_server(),
            Point::BeforeConfirm => self.way.stall_to_client(),
            _ => {}
        }
        if let Some(lock) = point.trigger() {
            self.execute(&format!("SELECT pg_advisory_lock({lock})")).await;
        }
        let mut requests = JoinSet::new();
        for (student, submission) in class {
            let request = student.request(Method::POST, &format!("/api/submissions/{submission}/submit"));
            let student = student.clone();
            requests.spawn(async move { student.try_send(request).await.is_ok_and(|answer| answer.status == 200) });
        }
        let subjects: Vec<_> = class.iter().map(|(_, submission)| format!("'{submission}'")).collect();
        let ours = format!("kind = 'pediafor.submission.submitted.v1' AND subject IN ({})", subjects.join(", "));
        if matches!(point, Point::BeforeCommit | Point::CommitFails | Point::CommitUnheard) {
            self.until("all wait at the trigger", &format!("SELECT count(*) {HELD}"), class.len()).await;
        } else {
            let committed = format!("SELECT count(*) FROM outbox WHERE {ours}");
            self.until("all are committed", &committed, class.len()).await;
        }
        match point {
            Point::BeforePublish => {
                let claimed = format!("SELECT count(*) FROM outbox WHERE {ours} AND attempts > 0");
                self.until("a relay has one", &claimed, 1).await;
            }
            Point::BeforeConfirm => {
                let tap = &self.tap;
                eventually("the broker has one", async || match heard(tap, class) {
                    0 => Err(0),
                    _ => Ok(()),
                })
                .await;
            }
            _ => self.until("one waits at the trigger", &format!("SELECT count(*) {HELD}"), 1).await,
        }
        let process = self.platform.cluster().process_mut(SUBMISSIONS, 0);
        process.kill().await;
        if point.database_fails() {
            self.execute(&format!("SELECT pg_terminate_backend(pid) {HELD}")).await;
            self.until("they are gone", &format!("SELECT 1 - least(1, count(*)) {HELD}"), 1).await;
        }
        if let Some(lock) = point.trigger() {
            self.execute(&format!("SELECT pg_advisory_unlock({lock})")).await;
        }
        // What was on its way when the process died is lost.
        self.way.cut();
        self.way.pass().await;
        let answered = requests.join_all().await.into_iter().filter(|answered| *answered).count();
        if matches!(point, Point::BeforeCommit | Point::CommitFails | Point::CommitUnheard) {
            assert_eq!(answered, 0, "{point:?}: somebody was told before the commit");
        }
        self.platform.cluster().process_mut(SUBMISSIONS, 0).restart().await;
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
            AND state LIKE 'idle in transaction%'";
        self.until("what was open is rolled back", &format!("SELECT 1 - least(1, ({others}))"), 1).await;
        let committed = self.count(&format!("SELECT count(*) FROM outbox WHERE {ours}")).await;
        let expected = if point.is_committed() { class.len() } else { 0 };
        assert_eq!(usize::try_from(committed), Ok(expected), "{point:?}");
        let handed_in =
            format!("SELECT count(*) FROM attempts WHERE state = 'submitted' AND id IN ({})", subjects.join(", "));
        assert_eq!(usize::try_from(self.count(&handed_in).await), Ok(expected), "{point:?}");
    }
}

/// How often the broker was sent an event of one of the class.
fn heard(tap: &Tap, class: &Class) -> usize {
    let of_class = |subject: &str| class.iter().any(|(_, submission)| submission == subject);
    tap.times().into_iter().filter(|((subject, _), _)| of_class(subject)).map(|(_, times)| times).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_committed_change_has_its_event_and_each_rolled_back_none_wherever_the_service_is_killed() {
    let (rounds, size) = if full() { (5, 5) } else { (1, 3) };
    let place = Place::with_neighbours().await;
    let way = Proxy::before(&place.neighbours().amqp_url()).await.expect("a free port");
    let plan = Plan::default().everywhere("RATE_LIMITS", "off").with(SUBMISSIONS, "DATABASE_POOL_SIZE", "12").with(
        SUBMISSIONS,
        "RABBITMQ_URL",
        way.url(),
    );
    let platform = Platform::services(place.clone(), plan).await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Crash points")).await;
    let students = exam.begin_all(platform.class("student", rounds * Point::ALL.len() * size).await).await;
    for (student, submission) in &students {
        for (item, response) in [
            ("capital", json!({ "type": "choice", "chosen": "canberra" })),
            ("essay", json!({ "type": "essay", "text": "Ice is less dense." })),
        ] {
            student.save(submission, item, 1, response).await.expect_status(200);
        }
    }
    platform.settle().await;
    let tap = Tap::on(&place.neighbours().amqp_url(), &["submission.submitted"]).await;
    let url = place.database_url(Service::Submissions);
    let database = PgConnection::connect(&url).await.expect("a connection");
    let mut scene = Scene { platform, database, way, tap };
    scene.execute(TRIGGERS).await;

    let mut classes: HashMap<Point, Vec<&Class>> = HashMap::new();
    let (mut chunks, mut none) = (students.chunks(size), 0);
    for _ in 0..rounds {
        for point in Point::ALL {
            let class = chunks.next().expect("enough students");
            scene.kill_at(point, class).await;
            if !point.is_committed() {
                assert_eq!(heard(&scene.tap, class), 0, "{point:?}: an event of what was rolled back");
                none += class.len();
                // They come again, as the student's page would.
                for (student, submission) in class {
                    eventually("it is handed in", async || {
                        let request = student.request(Method::POST, &format!("/api/submissions/{submission}/submit"));
                        let answer = student.send(request).await;
                        if answer.status == 200 { Ok(()) } else { Err(answer.text) }
                    })
                    .await;
                }
            }
            classes.entry(point).or_default().push(class);
        }
    }

    for (_, submission) in &students {
        let grade = teacher.marked(submission).await;
        assert_eq!((&grade["points"], &grade["state"]), (&json!(2), &json!("partially_graded")), "{grade}");
    }
    scene.platform.settle().await;
    let times = scene.tap.times();
    let all = students.len();
    assert_eq!(times.len(), all, "one event each, however often it came");
    let ids: Vec<(String, String)> =
        sqlx::query_as("SELECT subject, event_id::TEXT FROM outbox WHERE kind = 'pediafor.submission.submitted.v1'")
            .fetch_all(&mut scene.database)
            .await
            .expect("events");
    assert_eq!(ids.len(), all);
    assert!(ids.iter().all(|id| times.contains_key(id)), "each that was stored was published");
    for (point, classes) in &classes {
        for class in classes {
            let times = heard(&scene.tap, class);
            assert!(times >= class.len(), "{point:?}: {times}");
            assert!(!point.comes_twice() || times > class.len(), "{point:?}: nothing was under way");
        }
    }
    let count = i64::try_from(all).expect("a few");
    assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, count);
    assert_eq!(place.raised(Service::Grading, "grading.awaiting_marker").await, count);
    println!(
        "crash points: {} kills at {} points; {none} changes rolled back without an event, {all} committed with {} \
         deliveries of {all} events, each marked once",
        rounds * Point::ALL.len(),
        Point::ALL.len(),
        times.values().sum::<usize>(),
    );
    let Scene { platform, .. } = scene;
    drop(place);
    platform.stop().await;
}
