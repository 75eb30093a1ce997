//! Every adapter keeps its port's promise.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

use std::sync::Arc;

use pediafor_kernel::{Clock, EventHandler, EventPublisher, IdSource, auth::RevokedSessions};
use pediafor_local::{EventBus, LocalBroadcast, LocalLimiter, Mischief, RevocationList, SystemClock, SystemIds};
use pediafor_redis::{Announcing, Redis, RedisBroadcast, RedisLimiter, SharedRevocations};
use pediafor_security::{PasetoSigner, PasetoVerifier, PrivateKey};
use pediafor_test_servers::Redis as RedisServer;
use pediafor_tests::contracts::{broadcast, bus, limits, revoked, tokens};

#[tokio::test]
async fn the_local_bus_delivers_as_promised() {
    bus::holds(|consumers: Vec<Arc<dyn EventHandler>>| Arc::new(EventBus::new(consumers)) as Arc<dyn EventPublisher>)
        .await;
}

#[tokio::test]
async fn the_local_bus_keeps_its_promise_even_when_it_does_no_more_than_that() {
    for seed in 0..20 {
        bus::holds(|consumers: Vec<Arc<dyn EventHandler>>| {
            Arc::new(EventBus::new(consumers).with_mischief(Mischief { seed })) as Arc<dyn EventPublisher>
        })
        .await;
    }
}

#[test]
fn paseto_tokens_say_what_was_signed_and_nothing_else() {
    let (key, other) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let verifier = PasetoVerifier::new(vec![key.public()], "test").unwrap();
    let signer = PasetoSigner::new(key, "test", Arc::new(SystemIds));
    tokens::hold(&signer, &verifier, &PasetoSigner::new(other, "test", Arc::new(SystemIds)));
}

#[test]
fn a_token_of_one_environment_does_not_hold_in_another() {
    let key = PrivateKey::generate().unwrap();
    let same = pediafor_security::load_private(&key.to_pem()).unwrap();
    let verifier = PasetoVerifier::new(vec![key.public()], "test").unwrap();
    let signer = PasetoSigner::new(key, "test", Arc::new(SystemIds));
    tokens::hold(&signer, &verifier, &PasetoSigner::new(same, "demo", Arc::new(SystemIds)));
}

#[tokio::test]
async fn the_local_limiter_allows_what_is_allowed() {
    let limiter = Arc::new(LocalLimiter::default());
    limits::hold(limiter.clone(), limiter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_share_a_redis_allow_together_what_is_allowed() {
    let (server, prefix) = redis().await;
    let replica = || Arc::new(RedisLimiter::new(Redis::connect(server.url(), &prefix).unwrap()));
    limits::hold(replica(), replica()).await;
}

#[tokio::test]
async fn news_in_one_process_reaches_all_who_listen() {
    let broadcast = LocalBroadcast::default();
    broadcast::holds(&broadcast, &broadcast.clone()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_over_redis_reaches_all_who_listen() {
    let (server, prefix) = redis().await;
    let replica = || RedisBroadcast::new(Redis::connect(server.url(), &prefix).unwrap());
    broadcast::holds(&replica(), &replica()).await;
}

#[tokio::test]
async fn one_process_knows_the_sessions_that_ended() {
    let list = Arc::new(RevocationList::default());
    let bus = EventBus::new(vec![list.clone()]);
    revoked::hold(&bus, &[list], SystemClock.now()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_share_a_redis_know_the_sessions_that_ended() {
    let (server, prefix) = redis().await;
    let shared = || SharedRevocations::new(Redis::connect(server.url(), &prefix).unwrap());
    let follower = |_| {
        let list = Arc::new(RevocationList::default());
        let (feed, shared, heard) = (list.feed("redis"), shared(), list.clone());
        tokio::spawn(async move {
            let revoke = |session, until| heard.revoke(session, until, SystemClock.now());
            shared.follow(revoke, |hears| feed.alive(hears)).await;
        });
        list as Arc<dyn RevokedSessions>
    };
    let lists: Vec<_> = (0..3).map(follower).collect();
    let nobody = Arc::new(EventBus::new(Vec::new()));
    revoked::hold(&Announcing::new(nobody, shared()), &lists, SystemClock.now()).await;
}

/// A server, and what begins a test's keys on it; they all end by themselves within hours.
async fn redis() -> (RedisServer, String) {
    (RedisServer::find().await.unwrap(), format!("pediafor-test:{}:", SystemIds.next()))
}
