//! The edge before replicas of a service that are reached over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod double;
#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod stage;

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use double::{Double, Reply, until};
use http::Method;
use http_body_util::BodyExt;
use pediafor_gateway::{Config, Health, Upstream, UpstreamConfig};
use stage::{Stage, stage_with};
use tower::ServiceExt;

const GOOD: (&str, &str) = ("authorization", "Bearer good");
const SAVE: &str = "/api/submissions/7/answers/q1";

fn quick() -> UpstreamConfig {
    UpstreamConfig {
        timeout: Duration::from_millis(300),
        standstill: Duration::from_millis(300),
        look_every: Duration::from_millis(20),
        queue_wait: Duration::from_millis(50),
        pause: Duration::from_millis(50),
        longest_pause: Duration::from_millis(100),
        ..UpstreamConfig::default()
    }
}

fn before(replicas: &[&Double], config: UpstreamConfig) -> Stage {
    let urls: Vec<_> = replicas.iter().map(|replica| replica.url()).collect();
    let addresses = urls.join(",").parse().unwrap();
    stage_with(Config::default(), |name| Upstream::http(name, &addresses, config))
}

async fn many<const N: usize>(script: impl Fn(&str) -> Reply + Clone + Send + Sync + 'static) -> [Double; N] {
    let mut all = Vec::new();
    for _ in 0..N {
        all.push(Double::start(script.clone()).await);
    }
    all.try_into().unwrap_or_else(|_| panic!("so many"))
}

async fn dead() -> String {
    let double = Double::start(|_| Reply::Hangup).await;
    format!("http://{}", double.kill().await)
}

#[tokio::test]
async fn a_request_and_its_answer_pass_without_what_is_between_neighbours() {
    let answer = "HTTP/1.1 201 Created\r\ncontent-length: 2\r\netag: \"1\"\r\nlocation: /submissions/7\r\nkeep-alive: \
                  timeout=5\r\nx-mine: 1\r\nproxy-authenticate: x\r\nconnection: keep-alive, x-mine\r\n\r\nok";
    let [service] = many(move |_| Reply::Bytes(answer.into())).await;
    let stage = before(&[&service], quick());
    let headers = [GOOD, ("host", "exams.example"), ("x-user-id", "1"), ("x-forwarded-for", "1.1.1.1"), ("te", "x")];
    let answer = stage.ask(Method::POST, "/api/submissions?a=%20b", &headers, "{\"a\":1}").await;
    assert_eq!((answer.status, &answer.bytes[..]), (201, &b"ok"[..]));
    assert_eq!((answer.header("etag"), answer.header("location")), ("\"1\"", "/api/submissions/7"));
    for gone in ["keep-alive", "connection", "x-mine", "proxy-authenticate"] {
        assert_eq!(answer.header(gone), "", "{gone}");
    }
    let [request] = &service.requests()[..] else { panic!("{:?}", service.requests()) };
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /submissions?a=%20b HTTP/1.1\r\n"), "{head}");
    assert_eq!(body, "{\"a\":1}");
    assert!(head.contains(&format!("\r\nhost: {}", service.address)), "{head}");
    assert!(head.contains("authorization: Bearer good") && head.contains("traceparent: "), "{head}");
    for gone in ["exams.example", "x-user-id", "forwarded", "\r\nte:"] {
        assert!(!head.contains(gone), "{gone}: {head}");
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let [elsewhere] = many(|_| Reply::ok("secret")).await;
    let location = elsewhere.url();
    let [service] = many(move |_| {
        Reply::Bytes(format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {location}/\r\ncontent-length: 0\r\n\r\n"))
    })
    .await;
    let answer = before(&[&service], quick()).get("/api/users").await;
    assert_eq!((answer.status, answer.header("location")), (307, &*format!("{}/", elsewhere.url())));
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn bodies_stream_both_ways() {
    let [service] =
        many(|_| Reply::Stall("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n".into())).await;
    let stage = before(&[&service], UpstreamConfig { standstill: Duration::from_millis(100), ..quick() });
    let parts = futures_util::stream::iter(["a", "b"].map(Ok::<_, Infallible>));
    let request = http::Request::post("/api/users").header(GOOD.0, GOOD.1).body(Body::from_stream(parts)).unwrap();
    let Ok(response) = stage.router.clone().oneshot(request).await;
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "first", "before the answer is at its end");
    assert!(body.frame().await.unwrap().is_err(), "an answer that stands still breaks off");
    assert!(service.requests()[0].ends_with("1\r\na\r\n1\r\nb\r\n0\r\n\r\n"), "{:?}", service.requests());
}

#[tokio::test]
async fn connections_are_kept() {
    let [service] = many(|_| Reply::ok("")).await;
    let stage = before(&[&service], quick());
    for _ in 0..300 {
        assert_eq!(stage.get("/api/users").await.status, 200);
    }
    // five upstreams look at it, one of them also asks
    assert!(service.connections() <= 7, "{}", service.connections());
}

#[tokio::test]
async fn replicas_are_asked_in_turn() {
    let replicas = many::<3>(|_| Reply::ok("")).await;
    let stage = before(&replicas.each_ref(), quick());
    for _ in 0..30 {
        assert_eq!(stage.get("/api/users").await.status, 200);
    }
    for replica in &replicas {
        assert_eq!(replica.requests().len(), 10);
    }
}

#[tokio::test]
async fn what_can_not_be_sent_to_one_goes_to_the_next_whatever_it_is() {
    let [alive] = many(|_| Reply::ok("")).await;
    let addresses = format!("{},{},{}", dead().await, dead().await, alive.url()).parse().unwrap();
    // nobody looks, so that requests find out for themselves
    let config = UpstreamConfig { look_every: Duration::from_secs(600), ..quick() };
    let stage = stage_with(Config::default(), |name| Upstream::http(name, &addresses, config));
    for number in 0..20 {
        let body = Body::from_stream(futures_util::stream::iter([Ok::<_, Infallible>(format!("body {number}"))]));
        let answer = stage.ask(Method::POST, "/api/users", &[GOOD], body).await;
        assert_eq!(answer.status, 200, "{number}");
        assert!(alive.requests()[number].contains(&format!("body {number}\r\n")));
    }
}

#[tokio::test]
async fn what_was_sent_is_sent_again_only_where_it_reads() {
    let [good] = many(|_| Reply::ok("")).await;
    let [bad] = many(|_| Reply::Hangup).await;
    let stage = before(&[&good, &bad], UpstreamConfig { failures: 1000, ..quick() });
    for _ in 0..4 {
        assert_eq!(stage.get("/api/users").await.status, 200);
    }
    let (before_good, before_bad) = (good.requests().len(), bad.requests().len());
    assert_eq!((before_good, before_bad), (4, 2));
    let mut answers = Vec::new();
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        for _ in 0..2 {
            let answer = stage.ask(method.clone(), "/api/users", &[GOOD], "").await;
            if answer.status != 200 {
                assert_eq!(answer.problem(), (502, "upstream_failed".into()));
                assert_eq!(answer.header("retry-after"), "2");
            }
            answers.push(answer.status);
        }
    }
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 4, "{answers:?}");
    assert_eq!((good.requests().len(), bad.requests().len()), (before_good + 4, before_bad + 4));
}

#[tokio::test]
async fn a_service_that_breaks_off_is_not_asked_much_more_than_it_would_be() {
    let replicas = many::<2>(|_| Reply::Hangup).await;
    let stage = before(&replicas.each_ref(), UpstreamConfig { failures: 100_000, ..quick() });
    for _ in 0..200 {
        assert_eq!(stage.get("/api/users").await.problem().0, 502);
    }
    let asked: usize = replicas.iter().map(|replica| replica.requests().len()).sum();
    assert!((206..=245).contains(&asked), "{asked}");
}

#[tokio::test]
async fn a_replica_that_is_about_to_close_gets_nothing_more() {
    let replicas = many::<2>(|_| Reply::ok("")).await;
    let stage = before(&replicas.each_ref(), quick());
    let [staying, going] = &replicas;
    going.ready(false);
    until("it gets nothing more", async || {
        let before = going.requests().len();
        for _ in 0..10 {
            assert_eq!(stage.get("/api/users").await.status, 200);
        }
        going.requests().len() == before
    })
    .await;
    going.ready(true);
    let before = going.requests().len();
    until("it gets requests again", async || {
        assert_eq!(stage.get("/api/users").await.status, 200);
        going.requests().len() > before
    })
    .await;
    // one that is not ready is still better than none
    staying.ready(false);
    going.ready(false);
    for _ in 0..20 {
        assert_eq!(stage.get("/api/users").await.status, 200);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn while_replicas_are_replaced_in_turn_no_request_fails_whatever_it_asks_for() {
    let mut replicas = Vec::from(many::<2>(|_| Reply::ok("")).await);
    let stage = Arc::new(before(&[&replicas[0], &replicas[1]], quick()));
    let over = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (stage, over) = (stage.clone(), over.clone());
            tokio::spawn(async move {
                let mut statuses = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    statuses.push(stage.ask(Method::POST, "/api/users", &[GOOD], "{}").await.status);
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                statuses
            })
        })
        .collect();
    for _ in 0..6 {
        let going = replicas.remove(0);
        until("it has work", async || !going.requests().is_empty()).await;
        going.ready(false);
        until("it has none any more", async || {
            let (here, there) = (going.requests().len(), replicas[0].requests().len());
            until("the other gets some", async || replicas[0].requests().len() > there + 20).await;
            going.requests().len() == here
        })
        .await;
        let address = going.kill().await;
        let there = replicas[0].requests().len();
        until("the other does it all", async || replicas[0].requests().len() > there + 20).await;
        replicas.push(Double::start_at(&address.to_string(), |_| Reply::ok("")).await);
    }
    over.store(true, Ordering::SeqCst);
    for client in clients {
        let statuses = client.await.unwrap();
        assert!(statuses.len() > 50 && statuses.iter().all(|status| *status == 200), "{statuses:?}");
    }
}

#[tokio::test]
async fn an_answer_that_closes_its_connection_makes_us_look_at_once() {
    let closing = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let replicas = many::<2>(move |_| Reply::Bytes(closing.into())).await;
    let stage = before(&replicas.each_ref(), UpstreamConfig { look_every: Duration::from_secs(600), ..quick() });
    replicas[0].ready(false);
    until("the other gets all", async || {
        let before = replicas[0].requests().len();
        for _ in 0..4 {
            assert_eq!(stage.get("/api/users").await.status, 200);
        }
        replicas[0].requests().len() == before
    })
    .await;
}

#[tokio::test]
async fn without_any_replica_a_service_is_unavailable_until_one_is_back() {
    let [service] = many(|_| Reply::ok("")).await;
    let stage = before(&[&service], quick());
    assert_eq!(stage.get("/api/users").await.status, 200);
    let address = service.kill().await;
    until("it is unavailable", async || {
        let answer = stage.ask(Method::PUT, SAVE, &[GOOD], "{}").await;
        answer.status == 503 && answer.problem().1 == "unavailable" && answer.header("retry-after") == "2"
    })
    .await;
    let _back = Double::start_at(&address.to_string(), |_| Reply::ok("")).await;
    until("it is back", async || stage.get("/api/users").await.status == 200).await;
}

#[tokio::test]
async fn a_replica_that_does_not_answer_is_left_alone_and_tried_again() {
    let stalled = Arc::new(AtomicBool::new(true));
    let stalls = stalled.clone();
    let [service] =
        many(move |_| if stalls.load(Ordering::SeqCst) { Reply::Stall(String::new()) } else { Reply::ok("") }).await;
    let config = UpstreamConfig {
        failures: 3,
        timeout: Duration::from_millis(50),
        look_every: Duration::from_secs(600),
        pause: Duration::from_millis(400),
        ..quick()
    };
    let stage = before(&[&service], config);
    for _ in 0..3 {
        let answer = stage.get("/api/users").await;
        assert_eq!(answer.problem(), (504, "upstream_timeout".into()));
        assert_eq!(answer.header("retry-after"), "2");
    }
    let asked = service.requests().len();
    assert_eq!(stage.get("/api/users").await.problem(), (503, "unavailable".into()));
    assert_eq!(service.requests().len(), asked, "it is left alone");
    stalled.store(false, Ordering::SeqCst);
    until("it is tried again", async || stage.get("/api/users").await.status == 200).await;
}

#[tokio::test]
async fn whoever_sits_an_exam_finds_a_place_when_others_have_taken_theirs() {
    let [service] = many(|request| {
        if request.contains("/answers") || request.contains("/submit") {
            Reply::ok("")
        } else {
            Reply::Stall(String::new())
        }
    })
    .await;
    let config = UpstreamConfig { in_flight: 3, exam_reserve: 1, timeout: Duration::from_secs(30), ..quick() };
    let stage = Arc::new(before(&[&service], config));
    let hanging: Vec<_> = (0..2)
        .map(|_| {
            let stage = stage.clone();
            tokio::spawn(async move { stage.get("/api/submissions").await })
        })
        .collect();
    until("both are under way", async || service.requests().len() == 2).await;
    let answer = stage.get("/api/submissions").await;
    assert_eq!(answer.problem(), (503, "overloaded".into()));
    assert_eq!(answer.header("retry-after"), "2");
    assert_eq!(stage.ask(Method::PUT, SAVE, &[GOOD], "{}").await.status, 200);
    assert_eq!(stage.ask(Method::POST, "/api/submissions/7/submit", &[GOOD], "").await.status, 200);
    hanging.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_client_that_stops_in_the_middle_is_not_held_against_the_service() {
    let [service] = many(|_| Reply::ok("")).await;
    let config = UpstreamConfig { failures: 1, timeout: Duration::from_millis(50), ..quick() };
    let stage = before(&[&service], config);
    for _ in 0..3 {
        let endless = Body::from_stream(futures_util::stream::pending::<Result<String, Infallible>>());
        let answer = stage.ask(Method::POST, "/api/users", &[GOOD], endless).await;
        assert_eq!(answer.problem(), (408, "request_timeout".into()));
        let broken = Body::from_stream(futures_util::stream::iter([Ok("a"), Err(std::io::Error::other("gone"))]));
        assert_eq!(stage.ask(Method::POST, "/api/users", &[GOOD], broken).await.problem().0, 400);
        assert_eq!(stage.get("/api/users").await.status, 200);
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_not_held_against_the_service() {
    let [service] = many(|_| Reply::ok("")).await;
    let addresses = service.url().parse().unwrap();
    let config = Config { body_limit: 100, ..Config::default() };
    let stage = stage_with(config, |name| Upstream::http(name, &addresses, UpstreamConfig { failures: 1, ..quick() }));
    let parts = vec![Ok::<_, Infallible>("x".repeat(50)); 3];
    let answer =
        stage.ask(Method::POST, "/api/users", &[GOOD], Body::from_stream(futures_util::stream::iter(parts))).await;
    assert_eq!(answer.problem(), (413, "body_too_large".into()));
    assert_eq!(stage.get("/api/users").await.status, 200);
}

#[tokio::test]
async fn a_service_lives_while_one_of_its_replicas_is_ready() {
    let replicas = many::<2>(|_| Reply::ok("")).await;
    let urls = format!("{},{}", replicas[0].url(), replicas[1].url()).parse().unwrap();
    let health = Upstream::http(pediafor_gateway::ServiceName::Users, &urls, quick()).health();
    assert_eq!(health.check().await, Health::Healthy);
    replicas[0].ready(false);
    assert_eq!(health.check().await, Health::Healthy);
    replicas[1].ready(false);
    assert_eq!(health.check().await, Health::Unhealthy);
}
