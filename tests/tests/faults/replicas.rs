//! Replicas ended in turn under load.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use pediafor_kernel::Role;
use pediafor_test_servers::Nginx;
use pediafor_tests::{
    Answer, App, Client, Cluster, PASSWORD, Place, Plan, Platform, Seat, Sitting, eventually, fixtures, full,
};
use reqwest::Method;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

/// So many that each waits for one answer only, even where all of them come seconds late.
const STUDENTS: usize = 100;

/// How many requests are sent in a second, whether or not those before were answered.
fn rate() -> u32 {
    if full() { 200 } else { 50 }
}

/// A student's answer to one question; it is sent by one request at a time.
#[derive(Debug)]
struct Slot {
    seat: Seat,
    item: &'static str,
    /// The sequence that was acknowledged last.
    seq: u64,
}

/// What came of the requests.
#[derive(Debug, Default)]
struct Tally {
    took: Vec<Duration>,
    failed: Vec<String>,
    slots: Vec<Slot>,
}

impl Tally {
    fn note(&mut self, took: Duration, answer: reqwest::Result<Answer>) -> bool {
        self.took.push(took);
        match answer {
            Ok(answer) if answer.status.is_success() => return true,
            Ok(answer) => self.failed.push(format!("{} was answered {}: {}", answer.asked, answer.status, answer.text)),
            Err(error) => self.failed.push(format!("{error:?}")),
        }
        false
    }

    fn quantile(&self, hundredths: usize) -> Duration {
        let mut took = self.took.clone();
        took.sort_unstable();
        took[(took.len() - 1) * hundredths / 100]
    }
}

/// One request: half of them save, the others ask each service for something.
async fn ask(turn: u64, slot: &Slot, start: &serde_json::Value) -> reqwest::Result<Answer> {
    let student = &slot.seat.student;
    let request = match turn % 10 {
        0..5 => slot.seat.saving(slot.item, slot.seq + 1),
        5 => {
            let nobody = Client::new(student.base());
            let login = json!({ "email": "signing-in@school.example", "password": PASSWORD });
            nobody.request(Method::POST, "/api/auth/login").json(&login)
        }
        6 => student.request(Method::GET, "/api/assessments"),
        7 => student.request(Method::GET, "/api/grades/my-grades"),
        8 => student.request(Method::GET, "/api/notifications"),
        _ => student.request(Method::POST, "/api/submissions").json(start),
    };
    student.try_send(request).await
}

/// Sends [`rate`] requests a second until it is told to stop, and waits for all answers.
async fn drive(mut free: VecDeque<Slot>, start: serde_json::Value, stop: CancellationToken) -> Tally {
    let mut tally = Tally::default();
    let mut under_way = JoinSet::new();
    let mut clock = interval(Duration::from_secs(1) / rate());
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut turn = 0;
    let done = |(turn, slot, took, answer): (u64, Slot, Duration, _), tally: &mut Tally, free: &mut VecDeque<Slot>| {
        let saved = tally.note(took, answer) && turn % 10 < 5;
        free.push_back(Slot { seq: slot.seq + u64::from(saved), ..slot });
    };
    while !stop.is_cancelled() {
        tokio::select! {
            _ = clock.tick() => {
                let Some(slot) = free.pop_front() else {
                    tally.failed.push("nobody could ask: all students wait for answers".into());
                    continue;
                };
                let start = start.clone();
                under_way.spawn(async move {
                    let sent = Instant::now();
                    let answer = ask(turn, &slot, &start).await;
                    (turn, slot, sent.elapsed(), answer)
                });
                turn += 1;
            }
            Some(one) = under_way.join_next() => done(one.expect("a request"), &mut tally, &mut free),
        }
    }
    while let Some(one) = under_way.join_next().await {
        done(one.expect("a request"), &mut tally, &mut free);
    }
    tally.slots = free.into();
    tally
}

/// What stands before two gateways.
async fn balancer(cluster: &Cluster) -> pediafor_test_servers::Private<Nginx> {
    let gateways = [0, 1].map(|replica| cluster.process(App::Gateway, replica).base().replace("http://", ""));
    let upstream: String = gateways.map(|gateway| format!("server {gateway} max_fails=0; ")).concat();
    let nginx = Nginx::start(|port| {
        format!(
            "upstream gateways {{ {upstream} keepalive 32; }}\n\
             server {{ listen 127.0.0.1:{port}; location / {{\n\
             proxy_pass http://gateways; proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
             proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n\
             }} }}"
        )
    });
    nginx.await.expect("an nginx")
}

/// What every process answers to whether it is ready.
async fn what_they_say(cluster: &Cluster) -> String {
    let mut said = String::new();
    for (app, replica) in App::all().flat_map(|app| [(app, 0), (app, 1)]) {
        let process = Client::new(cluster.process(app, replica).base());
        let answer = process.try_send(process.request(Method::GET, "/ready")).await;
        let answer = answer.map_or_else(|error| error.to_string(), |answer| answer.text);
        said += &format!("{} {replica} {answer}; ", app.as_str());
    }
    said
}

/// Waits until both gateways know that two replicas of each service are ready.
async fn until_all_are_ready(cluster: &Cluster) {
    let services =
        ["user-service", "assessment-service", "submission-service", "grading-service", "notification-service"];
    for (service, gateway) in services.iter().flat_map(|service| [(service, 0), (service, 1)]) {
        let ready = format!(r#"pediafor_gateway_upstream_replicas{{service="{service}",state="ready"}}"#);
        let seen = async || match cluster.process(App::Gateway, gateway).measured(&ready).await {
            2.0 => Ok(()),
            seen => Err(format!("{seen} of {service}: {}", what_they_say(cluster).await)),
        };
        eventually("both replicas are ready", seen).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_replicas_end_in_turn_under_load() {
    let plan = Plan::twice()
        .everywhere("SHUTDOWN_DELAY", "2s")
        .everywhere("TRUSTED_PROXIES", "127.0.0.1/32")
        .everywhere("DATABASE_POOL_SIZE", "10")
        .everywhere("RATE_LIMITS", "off")
        // one account signs in all the time
        .everywhere("RATE_LIMIT_MAX_REQUESTS", "100000");
    let mut platform = Platform::services(Place::with_neighbours().await, plan).await;
    let nginx = balancer(platform.cluster()).await;
    platform.account("signing-in", Role::Student).await;
    let sitting = Sitting::begin(&platform, STUDENTS).await;
    until_all_are_ready(platform.cluster()).await;

    let seats = sitting.seats.iter().map(|seat| seat.at(nginx.url()));
    let slots = seats.flat_map(|seat| fixtures::BY_MACHINE.map(|item| Slot { seat: seat.clone(), item, seq: 0 }));
    let stop = CancellationToken::new();
    let begun = Instant::now();
    let load = tokio::spawn(drive(slots.collect(), sitting.exam.start(), stop.clone()));
    // In the short form one replica of each ends, the first of some and the second of others.
    let replicas = |at: usize| if full() { vec![0, 1] } else { vec![at % 2] };
    let mut ended = 0;
    for (app, replica) in App::all().enumerate().flat_map(|(at, app)| replicas(at).into_iter().map(move |it| (app, it)))
    {
        let process = platform.cluster().process_mut(app, replica);
        process.terminate().await;
        process.restart().await;
        until_all_are_ready(platform.cluster()).await;
        ended += 1;
    }
    let lasted = begun.elapsed();
    stop.cancel();
    let tally = load.await.expect("the driver goes on");

    println!(
        "replicas: {ended} of 12 processes ended in turn in {lasted:.1?}; {} requests ({:.0} a second), {} failed; \
         p50 {:.0?}, p95 {:.0?}, p99 {:.0?}, slowest {:.0?}",
        tally.took.len(),
        tally.took.len() as f64 / lasted.as_secs_f64(),
        tally.failed.len(),
        tally.quantile(50),
        tally.quantile(95),
        tally.quantile(99),
        tally.quantile(100),
    );
    assert!(tally.failed.is_empty(), "{:#?}", &tally.failed[..tally.failed.len().min(10)]);

    let acknowledged: BTreeMap<_, _> =
        tally.slots.iter().map(|slot| ((slot.seat.submission.as_str(), slot.item), slot.seq)).collect();
    for seat in &sitting.seats {
        for answer in seat.student.answers(&seat.submission).await {
            let item = answer["item"].as_str().expect("an item");
            assert_eq!(answer["seq"].as_u64(), Some(acknowledged[&(seat.submission.as_str(), item)]), "{answer}");
        }
        seat.student.hand_in(&seat.submission).await;
    }
    for seat in &sitting.seats {
        let answered = |item: &&'static str| acknowledged[&(seat.submission.as_str(), *item)] > 0;
        let right = fixtures::BY_MACHINE.into_iter().filter(answered).count();
        assert_eq!(sitting.teacher.marked(&seat.submission).await["points"], json!(2 * right));
    }
    platform.stop().await;
}
