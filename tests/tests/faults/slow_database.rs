//! A database that is slow, and then silent.

use std::time::Duration;

use pediafor_sql::Service;
use pediafor_test_servers::Proxy;
use pediafor_tests::{Answer, App, Place, Plan, Platform, Seat, Sitting, full};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

/// How long an answer may take at most, whatever the database does.
const LONGEST: Duration = Duration::from_secs(30);
/// How soon after the database is well again saves are.
const RECOVERY: Duration = Duration::from_secs(10);
const SUBMISSIONS: App = App::Service(Service::Submissions);

/// What came of the saves of one phase.
#[derive(Debug, Default)]
struct Tally {
    saved: usize,
    told_to_wait: usize,
    slowest: Duration,
}

impl Tally {
    /// Anything but done and *come again*, in time, is a fault.
    fn note(&mut self, took: Duration, answer: &Answer) {
        match answer.status.as_u16() {
            200 => self.saved += 1,
            // a later one of the same student was saved before it
            409 if answer.body["code"] == "stale_answer" => self.saved += 1,
            503 => {
                let wait: u64 = answer.header("retry-after").parse().expect("seconds after which to come again");
                assert!((1..=30).contains(&wait), "{wait} s");
                self.told_to_wait += 1;
            }
            status => panic!("{} was answered {status}: {}", answer.asked, answer.text),
        }
        self.slowest = self.slowest.max(took);
    }
}

/// The students save in turn for `span`, `rate` times a second, whatever became of the saves before. Nobody tries again.
async fn saves(seats: &[Seat], seq: &mut u64, span: Duration, rate: u32) -> Tally {
    let mut tally = Tally::default();
    let mut under_way = JoinSet::new();
    let mut clock = interval(Duration::from_secs(1) / rate);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let end = Instant::now() + span;
    for seat in seats.iter().cycle() {
        clock.tick().await;
        if Instant::now() > end {
            break;
        }
        *seq += 1;
        let (seat, request) = (seat.clone(), seat.saving("capital", *seq));
        under_way.spawn(async move {
            let sent = Instant::now();
            let answer = seat.student.try_send(request).await.expect("an answer, if only that there is none");
            (sent.elapsed(), answer)
        });
    }
    while let Some(one) = under_way.join_next().await {
        let (took, answer) = one.expect("a save");
        tally.note(took, &answer);
    }
    tally
}

/// How long it takes until every student's save is answered within a second, and how many saves it took.
async fn until_well(seats: &[Seat], seq: &mut u64) -> (Duration, usize) {
    let well = Instant::now();
    let mut sent = 0;
    loop {
        *seq += 1;
        sent += seats.len();
        let round = Instant::now();
        let one_each = seats.iter().map(|seat| seat.student.try_send(seat.saving("capital", *seq)));
        let answers = futures_util::future::join_all(one_each).await;
        let done = answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.status == 200));
        if done && round.elapsed() < Duration::from_secs(1) {
            return (well.elapsed(), sent);
        }
        assert!(well.elapsed() < RECOVERY, "not well after {:?}: {answers:?}", well.elapsed());
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_and_a_silent_database_make_clients_wait_and_nothing_worse() {
    let (students, rate, span) = if full() { (50, 50, 30) } else { (20, 20, 6) };
    let span = Duration::from_secs(span);
    let place = Place::with_neighbours().await;
    let network = Proxy::before(&place.database_url(Service::Submissions)).await.expect("a proxy");
    let plan =
        Plan::default().with(App::Gateway, "RATE_LIMITS", "off").with(SUBMISSIONS, "DATABASE_URL", network.url());
    let mut platform = Platform::services(place, plan).await;
    let sitting = Sitting::begin(&platform, students).await;
    let seats = &sitting.seats;
    let mut seq = 0;

    let well = saves(seats, &mut seq, Duration::from_secs(2), rate).await;
    assert_eq!(well.told_to_wait, 0, "nobody waits while the database is well: {well:?}");

    let cluster = platform.cluster();
    for (phase, silent) in [("2 s slow", false), ("silent", true)] {
        let arrived = async || cluster.process(SUBMISSIONS, 0).measured(r"pediafor_http_requests_total").await;
        let before = arrived().await;
        if silent {
            network.stall();
        } else {
            network.delay(Duration::from_secs(1), Duration::from_secs(1));
        }
        let tally = saves(seats, &mut seq, span, rate).await;
        let sent = tally.saved + tally.told_to_wait;
        network.pass().await;
        let (recovery, sent_after) = until_well(seats, &mut seq).await;
        let reached = arrived().await - before;
        println!(
            "slow database, {phase}: {sent} saves at {rate} a second: {} done, {} answered 503 with Retry-After, slowest \
             {:.1?}; well again after {recovery:.1?}; the service was asked {:.2} times a save",
            tally.saved,
            tally.told_to_wait,
            tally.slowest,
            reached / (sent + sent_after) as f64,
        );
        assert!(
            reached <= 1.2 * (sent + sent_after) as f64,
            "{reached} requests for {sent} saves and {sent_after} after"
        );
        assert!(tally.slowest < LONGEST, "{tally:?}");
        assert!(!silent || tally.told_to_wait > 0, "{tally:?}");
    }
    let retries = cluster.process(App::Gateway, 0).measured("pediafor_gateway_upstream_retries_total").await;
    assert!(retries.abs() < 0.5, "no save is sent again by the gateway: {retries}");
    platform.stop().await;
}
