//! Every use of Redis on a cluster, whose servers each hold a part of the keys.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;
#[path = "support/cluster.rs"]
mod three;

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, future::join_all};
use pediafor_kernel::{
    Timestamp,
    broadcast::{Broadcast, Heard, News},
    limits::RateLimiter,
};
use pediafor_redis::{RedisBroadcast, RedisLimiter, SharedRevocations};
use support::{eventually, much_later, quota, redis, session};
use three::Cluster;

#[tokio::test]
async fn limits_news_and_ended_sessions_work_on_a_cluster() {
    let cluster = Cluster::start().await;
    let shared = redis(&cluster.url());
    eventually("it answers", async || shared.health().await.is_ok()).await;

    // Keys on every server: a script is learnt by each of them when it is first asked.
    let limiter = Arc::new(RedisLimiter::new(shared.clone()));
    for number in 0..30 {
        let key = format!("user {number}");
        let five = quota(5);
        let asked = join_all((0..20).map(|_| limiter.ask(&key, &five, 1))).await;
        let allowed = asked.into_iter().filter(|standing| standing.as_ref().unwrap().allowed).count();
        assert_eq!(allowed, 5, "{key}");
    }
    for port in &cluster.ports {
        let keys = cluster.says(*port, &mut redis::cmd("DBSIZE")).await.unwrap();
        assert_ne!(keys, "int(0)", "every server holds a part");
    }

    // News reach who listens at any of the servers.
    let broadcast = RedisBroadcast::new(shared.clone());
    let mut listeners = Vec::new();
    for port in &cluster.ports {
        let mut listener =
            RedisBroadcast::new(redis(&format!("redis-cluster://127.0.0.1:{port}"))).listen(&["numbers"]);
        assert_eq!(listener.next().await, Some(Heard::Listening));
        listeners.push(listener);
    }
    let news = News { topic: "numbers".into(), data: 1.into() };
    broadcast.say(&news).await.unwrap();
    for listener in &mut listeners {
        assert_eq!(listener.next().await, Some(Heard::News(news.clone())));
    }

    let revocations = SharedRevocations::new(shared);
    revocations.announce(session(1), much_later()).await.unwrap();
    let told: Arc<Mutex<Vec<_>>> = Arc::default();
    let (following, heard) = (revocations.clone(), told.clone());
    tokio::spawn(async move {
        following.follow(|session, _| heard.lock().unwrap().push(session), |_| {}).await;
    });
    eventually("the past is known", async || told.lock().unwrap().contains(&session(1))).await;
    revocations.announce(session(2), much_later()).await.unwrap();
    eventually("the news is known", async || told.lock().unwrap().contains(&session(2))).await;
    assert_eq!(revocations.all(Timestamp::default()).await.unwrap().len(), 2);
}
