//! What each use of Redis does while the way to it is slow, and while it has forgotten its scripts.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use pediafor_kernel::{Timestamp, limits::RateLimiter};
use pediafor_local::FallbackLimiter;
use pediafor_redis::{RedisLimiter, SharedRevocations};
use pediafor_test_servers::{Proxy, Redis as Server};
use support::{eventually, much_later, quota, redis, session};

#[tokio::test]
async fn a_little_slow_is_waited_for_and_too_slow_is_not() {
    let server = Server::start_private().await.unwrap();
    let network = Proxy::before(server.url()).await.unwrap();
    let shared = redis(network.url());
    let limiter = FallbackLimiter::new(Arc::new(RedisLimiter::new(shared.clone())));
    let ask = async || limiter.ask("ada", &quota(10_000), 1).await.unwrap();
    eventually("limits are shared", async || ask().await.allowed && !limiter.is_alone()).await;

    network.delay(Duration::from_millis(20), Duration::from_millis(20));
    let began = Instant::now();
    ask().await;
    assert!(!limiter.is_alone() && began.elapsed() >= Duration::from_millis(40), "it was waited for");

    network.delay(Duration::from_secs(2), Duration::from_secs(2));
    let revocations = SharedRevocations::new(shared);
    let began = Instant::now();
    for _ in 0..300 {
        ask().await;
    }
    for number in 0..30 {
        assert!(revocations.announce(session(number), much_later()).await.is_err());
    }
    let took = began.elapsed();
    assert!(limiter.is_alone() && took < Duration::from_secs(3), "{took:?}");

    network.pass().await;
    eventually("limits are shared again", async || {
        ask().await;
        !limiter.is_alone()
    })
    .await;
}

#[tokio::test]
async fn who_follows_over_a_way_that_is_too_slow_says_that_it_is_deaf() {
    let server = Server::start_private().await.unwrap();
    let network = Proxy::before(server.url()).await.unwrap();
    let (direct, revocations) =
        (SharedRevocations::new(redis(server.url())), SharedRevocations::new(redis(network.url())));
    let hears = Arc::new(AtomicBool::new(false));
    let knows = Arc::new(AtomicBool::new(false));
    let (said, told) = (hears.clone(), knows.clone());
    tokio::spawn(async move {
        let ended = |ended, _| told.store(ended == session(1), Ordering::SeqCst);
        revocations.follow(ended, |hears| said.store(hears, Ordering::SeqCst)).await;
    });
    eventually("it hears", async || hears.load(Ordering::SeqCst)).await;
    network.stall();
    let began = Instant::now();
    eventually("it is deaf", async || !hears.load(Ordering::SeqCst)).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(4), "noticed after {took:?}");
    direct.announce(session(1), much_later()).await.unwrap();
    network.pass().await;
    eventually("it hears again", async || hears.load(Ordering::SeqCst)).await;
    assert!(knows.load(Ordering::SeqCst), "it hears only when it has caught up");
}

#[tokio::test]
async fn scripts_that_were_forgotten_are_taught_again() {
    let server = Server::start_private().await.unwrap();
    let shared = redis(server.url());
    let (limiter, revocations) = (RedisLimiter::new(shared.clone()), SharedRevocations::new(shared));
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    for number in 1..=3 {
        assert_eq!(limiter.ask("ada", &quota(9), 1).await.unwrap().remaining, 9 - number);
        revocations.announce(session(number.into()), much_later()).await.unwrap();
        redis::cmd("SCRIPT").arg("FLUSH").query_async::<()>(&mut connection).await.unwrap();
    }
    assert_eq!(revocations.all(Timestamp::default()).await.unwrap().len(), 3);
}
