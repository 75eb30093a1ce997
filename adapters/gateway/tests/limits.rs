//! How often somebody may ask, and what goes on in need.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod stage;

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use axum::{Router, extract::Request};
use http::{Method, StatusCode};
use pediafor_gateway::{Config, Limits, Quotas, ServiceName, Upstream};
use pediafor_kernel::{
    PortError, PortErrorCode,
    limits::{Quota, RateLimiter, Standing},
};
use stage::{Answer, Stage, stage, stage_limited, telling};

/// Counts in this process, by a clock that stands still until it is turned.
#[derive(Default)]
struct Counter {
    arrivals: Mutex<HashMap<(String, &'static str), u64>>,
    micros: AtomicU64,
}

#[async_trait]
impl RateLimiter for Counter {
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError> {
        let now = 1_000_000_000_000 + self.micros.load(Ordering::SeqCst);
        let mut arrivals = self.arrivals.lock().unwrap();
        let key = (key.to_owned(), quota.name);
        let (standing, kept) = quota.ask(arrivals.get(&key).copied(), cost, now);
        if let Some(kept) = kept {
            arrivals.insert(key, kept);
        }
        Ok(standing)
    }
}

struct Broken;

#[async_trait]
impl RateLimiter for Broken {
    async fn ask(&self, _: &str, _: &Quota, _: u32) -> Result<Standing, PortError> {
        Err(PortError::new(PortErrorCode::Unavailable, "count"))
    }
}

/// Signs in whoever brings `right`, knows everything else.
fn users(request: &Request) -> StatusCode {
    match request.headers().get("x-word").map(http::HeaderValue::as_bytes) {
        Some(b"wrong") => StatusCode::UNAUTHORIZED,
        Some(b"broken") => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::OK,
    }
}

fn limited_by(limiter: Arc<dyn RateLimiter>, config: Config) -> Stage {
    let n = |number| NonZeroU32::new(number).unwrap();
    let quotas = Quotas::default().with_anonymous(n(100), n(900_000));
    stage_limited(config, Limits { limiter: Some(limiter), quotas }, |name| match name {
        ServiceName::Users => Upstream::local(Router::new().fallback(async |request: Request| users(&request))),
        _ => Upstream::local(telling(name)),
    })
}

fn limited() -> (Stage, Arc<Counter>) {
    let counter = Arc::<Counter>::default();
    (limited_by(counter.clone(), Config::default()), counter)
}

async fn sign_in(stage: &Stage, address: &str, word: &str) -> Answer {
    stage.ask_from(address, Method::POST, "/api/auth/login", &[("x-word", word)], "{}").await
}

async fn as_user(stage: &Stage, user: u32, method: Method, path: &str) -> Answer {
    let token = format!("Bearer u{user}");
    stage.ask(method, path, &[("authorization", &token)], "{}").await
}

#[tokio::test]
async fn five_hundred_behind_one_address_sign_in_and_save_undisturbed() {
    let (stage, _) = limited();
    for user in 0..500 {
        assert_eq!(sign_in(&stage, "192.0.2.1", "right").await.status, 200, "{user}");
        assert_eq!(as_user(&stage, user, Method::GET, "/api/submissions/7/paper").await.status, 200, "{user}");
        for item in 0..10 {
            let path = format!("/api/submissions/7/answers/q{item}");
            assert_eq!(as_user(&stage, user, Method::PUT, &path).await.status, 200, "{user}");
        }
        assert_eq!(as_user(&stage, user, Method::POST, "/api/submissions/7/submit").await.status, 200, "{user}");
    }
}

#[tokio::test]
async fn who_guesses_is_stopped_and_others_are_not() {
    let (stage, counter) = limited();
    for number in 0..100 {
        assert_eq!(sign_in(&stage, "192.0.2.1", "wrong").await.status, 401, "{number}");
    }
    let refused = sign_in(&stage, "192.0.2.1", "right").await;
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    assert_eq!(refused.header("ratelimit-policy"), "\"anonymous\";q=100;w=900");
    assert_eq!(refused.header("ratelimit"), "\"anonymous\";r=0;t=900");
    assert_eq!(refused.header("retry-after"), "9");
    for path in ["/api/auth/register", "/users/register", "/auth/refresh"] {
        assert_eq!(stage.ask(Method::POST, path, &[], "{}").await.status, 429, "{path}");
    }
    assert_eq!(sign_in(&stage, "192.0.2.2", "right").await.status, 200);
    assert_eq!(as_user(&stage, 1, Method::GET, "/api/users").await.status, 200);
    counter.micros.fetch_add(9_000_000, Ordering::SeqCst);
    assert_eq!(sign_in(&stage, "192.0.2.1", "right").await.status, 200);
}

#[tokio::test]
async fn a_fault_of_ours_is_not_held_against_who_signs_in() {
    let (stage, _) = limited();
    for number in 0..150 {
        assert_eq!(sign_in(&stage, "192.0.2.1", "broken").await.status, 500, "{number}");
    }
    let answer = sign_in(&stage, "192.0.2.1", "right").await;
    assert_eq!((answer.status, answer.header("ratelimit")), (200, "\"anonymous\";r=100;t=0"));
    let answer = sign_in(&stage, "192.0.2.1", "wrong").await;
    assert_eq!((answer.status, answer.header("ratelimit")), (401, "\"anonymous\";r=99;t=9"));
}

#[tokio::test]
async fn registering_counts_whatever_comes_of_it() {
    let (stage, _) = limited();
    for number in 0..100 {
        let answer = stage.ask(Method::POST, "/api/auth/register", &[], "{}").await;
        assert_eq!((answer.status, answer.header("ratelimit-policy")), (200, "\"anonymous\";q=100;w=900"), "{number}");
    }
    assert_eq!(stage.ask(Method::POST, "/api/auth/register", &[], "{}").await.status, 429);
}

#[tokio::test]
async fn each_class_of_a_user_counts_for_itself() {
    let (stage, counter) = limited();
    for (method, path, at_once, policy) in [
        (Method::PUT, "/api/submissions/7/answers/q1", 20, "\"saves\";q=600;w=60"),
        (Method::POST, "/api/submissions/7/submit", 10, "\"submits\";q=60;w=60"),
        (Method::GET, "/api/submissions/7/paper", 300, "\"reads\";q=1200;w=60"),
        (Method::POST, "/api/assessments", 100, "\"writes\";q=300;w=60"),
    ] {
        for number in 1..=at_once {
            let answer = as_user(&stage, 1, method.clone(), path).await;
            assert_eq!((answer.status, answer.header("ratelimit-policy")), (200, policy), "{path} {number}");
            assert!(answer.header("ratelimit").contains(&format!(";r={};t=", at_once - number)), "{path} {number}");
        }
        let refused = as_user(&stage, 1, method.clone(), path).await;
        assert_eq!(refused.problem(), (429, "too_many_requests".into()), "{path}");
        assert_eq!((refused.header("ratelimit-policy"), refused.header("retry-after")), (policy, "1"), "{path}");
        assert_eq!(as_user(&stage, 2, method.clone(), path).await.status, 200, "{path}");
        counter.micros.fetch_add(1_000_000, Ordering::SeqCst);
        assert_eq!(as_user(&stage, 1, method, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn who_invents_tokens_is_stopped_without_stopping_those_behind_the_same_address() {
    let (stage, _) = limited();
    let ask = async |token: &str| {
        let token = format!("Bearer {token}");
        stage.ask(Method::GET, "/api/users", &[("authorization", &token)], "").await
    };
    for _ in 0..1200 {
        assert_eq!(ask("invented").await.status, 401);
        assert_eq!(ask("old").await.problem(), (401, "token_expired".into()));
    }
    let refused = ask("invented").await;
    assert_eq!(refused.problem(), (429, "too_many_requests".into()));
    assert_eq!(refused.header("ratelimit-policy"), "\"bad-tokens\";q=1200;w=60");
    // what was ours once says so, for ever: its owner must learn that it is time to renew it
    assert_eq!(ask("old").await.problem(), (401, "token_expired".into()));
    assert_eq!(ask("gone").await.problem(), (401, "session_revoked".into()));
    assert_eq!(ask("u1").await.status, 200);
    assert_eq!(stage.ask_from("192.0.2.2", Method::GET, "/api/users", &[], "").await.status, 401);
}

#[tokio::test]
async fn two_clients_behind_a_trusted_proxy_have_two_buckets() {
    let config = Config { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Config::default() };
    let stage = limited_by(Arc::<Counter>::default(), config);
    let ask = async |peer: &str, forwarded: &str| {
        let headers = [("x-word", "wrong"), ("x-forwarded-for", forwarded)];
        stage.ask_from(peer, Method::POST, "/api/auth/login", &headers, "{}").await.status
    };
    for number in 0..100 {
        assert_eq!(ask("10.0.0.1", &format!("1.1.1.{number}, 192.0.2.1")).await, 401);
    }
    assert_eq!(ask("10.0.0.1", "192.0.2.1").await, 429);
    assert_eq!(ask("192.0.2.1", "192.0.2.9").await, 429, "whoever comes directly is the same");
    assert_eq!(ask("10.0.0.1", "192.0.2.2").await, 401);
}

#[tokio::test]
async fn without_a_proxy_that_is_trusted_nobody_can_say_to_be_another() {
    let (stage, _) = limited();
    let mut last = 0;
    for number in 0..101 {
        let forwarded = format!("203.0.113.{number}");
        let headers = [("x-word", "wrong"), ("x-forwarded-for", &*forwarded), ("x-real-ip", &*forwarded)];
        last = stage.ask_from("10.0.0.1", Method::POST, "/api/auth/login", &headers, "{}").await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn where_nobody_can_count_everybody_passes() {
    let stage = limited_by(Arc::new(Broken), Config::default());
    for _ in 0..150 {
        assert_eq!(sign_in(&stage, "192.0.2.1", "wrong").await.status, 401);
        let answer = as_user(&stage, 1, Method::PUT, "/api/submissions/7/answers/q1").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""));
    }
}

#[tokio::test]
async fn where_ended_sessions_are_not_heard_of_only_saving_submitting_and_what_is_public_go_on() {
    let stage = stage();
    stage.deafen(true);
    let good = [("authorization", "Bearer good")];
    for (method, path) in [
        (Method::PUT, "/api/submissions/7/answers/q1"),
        (Method::POST, "/api/submissions/7/answers"),
        (Method::POST, "/submissions/7/submit"),
        (Method::POST, "/api/auth/login"),
        (Method::POST, "/api/auth/refresh"),
        (Method::POST, "/api/auth/register"),
    ] {
        assert_eq!(stage.ask(method.clone(), path, &good, "{}").await.status, 200, "{method} {path}");
    }
    for (method, path) in [
        (Method::GET, "/api/submissions/7/paper"),
        (Method::GET, "/api/submissions/7/answers"),
        (Method::POST, "/api/submissions"),
        (Method::POST, "/api/submissions/7/abandon"),
        (Method::POST, "/api/auth/logout"),
        (Method::GET, "/api/users"),
        (Method::DELETE, "/api/users/7"),
    ] {
        for token in ["Bearer good", "Bearer old", "Bearer gone", "Bearer forged", ""] {
            let answer = stage.ask(method.clone(), path, &[("authorization", token)], "{}").await;
            assert_eq!(answer.problem(), (503, "revocation_unknown".into()), "{method} {path}");
            assert_eq!(answer.header("retry-after"), "5");
        }
    }
    let gone = [("authorization", "Bearer gone")];
    let answer = stage.ask(Method::POST, "/api/submissions/7/submit", &gone, "").await;
    assert_eq!(answer.problem(), (401, "session_revoked".into()), "what was heard before is not forgotten");
    stage.deafen(false);
    assert_eq!(stage.get("/api/users").await.status, 200);
}
