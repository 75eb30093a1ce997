//! What each use of Redis does while it is stopped, paused, slow, and back with nothing remembered.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::StreamExt;
use pediafor_kernel::{
    Event, EventId, EventPublisher, PortError, SessionId, Timestamp, UserId,
    broadcast::{Broadcast, Heard, News},
    events::SessionRevoked,
    limits::RateLimiter,
};
use pediafor_local::FallbackLimiter;
use pediafor_redis::{Announcing, RedisBroadcast, RedisLimiter, SharedRevocations};
use pediafor_test_servers::{Private, Redis as Server};
use support::{eventually, much_later, quota, redis, session};

/// What may be done to a server.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Killed,
    Paused,
}

const FAULTS: [Fault; 2] = [Fault::Killed, Fault::Paused];

impl Fault {
    async fn happens(self, server: &mut Private<Server>) {
        match self {
            Self::Killed => server.kill().await.unwrap(),
            Self::Paused => server.pause(),
        }
    }

    async fn is_over(self, server: &mut Private<Server>) {
        match self {
            Self::Killed => server.start().await.unwrap(),
            Self::Paused => server.resume(),
        }
    }
}

#[tokio::test]
async fn a_server_that_is_away_keeps_nothing_from_starting_and_is_found_when_it_comes() {
    let mut server = Server::start_private().await.unwrap();
    server.kill().await.unwrap();
    let redis = redis(server.url());
    assert!(redis.health().await.is_err());
    server.start().await.unwrap();
    eventually("it answers", async || redis.health().await.is_ok()).await;
}

#[tokio::test]
async fn the_limiter_falls_back_and_comes_back_and_hardly_waits() {
    for fault in FAULTS {
        let mut server = Server::start_private().await.unwrap();
        let limiter = FallbackLimiter::new(Arc::new(RedisLimiter::new(redis(server.url()))));
        let ask = async |key: &str| limiter.ask(key, &quota(3), 1).await.unwrap().allowed;
        eventually("limits are shared", async || ask("warm").await && !limiter.is_alone()).await;

        fault.happens(&mut server).await;
        let began = Instant::now();
        let allowed = [ask("ada").await, ask("ada").await, ask("ada").await, ask("ada").await];
        assert_eq!(allowed, [true, true, true, false], "{fault:?}: alone it still counts");
        assert!(limiter.is_alone(), "{fault:?}");
        for _ in 0..500 {
            ask("bob").await;
        }
        // 504 requests one after another: each pause of half a second costs one of them an answer's patience.
        let took = began.elapsed();
        assert!(took < Duration::from_secs(3), "{fault:?}: {took:?}");

        fault.is_over(&mut server).await;
        eventually("limits are shared again", async || {
            ask("warm again").await;
            !limiter.is_alone()
        })
        .await;
        // A killed server has forgotten the scripts as well: asking teaches them again.
        assert!(ask("carol").await && !limiter.is_alone(), "{fault:?}");
    }
}

#[tokio::test]
async fn a_listener_hears_that_it_is_deaf_and_hears_again() {
    for fault in FAULTS {
        let mut server = Server::start_private().await.unwrap();
        let broadcast = RedisBroadcast::new(redis(server.url()));
        let mut listener = broadcast.listen(&["numbers"]);
        assert_eq!(listener.next().await, Some(Heard::Listening));
        let news = News { topic: "numbers".into(), data: 1.into() };
        broadcast.say(&news).await.unwrap();
        assert_eq!(listener.next().await, Some(Heard::News(news.clone())));

        fault.happens(&mut server).await;
        let began = Instant::now();
        assert_eq!(listener.next().await, Some(Heard::Lost), "{fault:?}");
        let took = began.elapsed();
        assert!(took < Duration::from_secs(4), "{fault:?}: noticed after {took:?}");
        assert!(broadcast.say(&news).await.is_err(), "{fault:?}: what was not said is not said to be");

        fault.is_over(&mut server).await;
        assert_eq!(listener.next().await, Some(Heard::Listening), "{fault:?}");
        eventually("it can be said again", async || broadcast.say(&news).await.is_ok()).await;
        // What could not be known to be said before may have been said all the same.
        assert_eq!(listener.next().await, Some(Heard::News(news)), "{fault:?}");
    }
}

/// Follows ended sessions and keeps what it was handed.
#[derive(Default)]
struct Follower {
    ended: Mutex<HashSet<SessionId>>,
    hears: AtomicBool,
}

impl Follower {
    fn follows(revocations: &SharedRevocations) -> Arc<Self> {
        let follower = Arc::new(Self::default());
        let (told, revocations) = (follower.clone(), revocations.clone());
        tokio::spawn(async move {
            let ended = |session, _: Timestamp| {
                told.ended.lock().unwrap().insert(session);
            };
            revocations.follow(ended, |hears| told.hears.store(hears, Ordering::SeqCst)).await;
        });
        follower
    }

    fn knows(&self, number: u128) -> bool {
        self.ended.lock().unwrap().contains(&session(number))
    }

    async fn hears(&self, hears: bool) {
        eventually(&format!("hears: {hears}"), async || self.hears.load(Ordering::SeqCst) == hears).await;
    }
}

#[tokio::test]
async fn who_follows_ended_sessions_says_when_it_is_deaf_and_catches_up() {
    for fault in FAULTS {
        // Another process goes on telling while this one hears nothing: so the server keeps what it was told.
        let mut server = Server::start_private_durable().await.unwrap();
        let revocations = SharedRevocations::new(redis(server.url()));
        revocations.announce(session(1), much_later()).await.unwrap();
        let follower = Follower::follows(&revocations);
        follower.hears(true).await;
        assert!(follower.knows(1), "{fault:?}: it hears only when it knows of the past");
        revocations.announce(session(2), much_later()).await.unwrap();
        eventually("it was told", async || follower.knows(2)).await;

        fault.happens(&mut server).await;
        follower.hears(false).await;
        let began = Instant::now();
        for number in 10..40 {
            assert!(revocations.announce(session(number), much_later()).await.is_err(), "{fault:?}");
        }
        let took = began.elapsed();
        assert!(took < Duration::from_secs(3), "{fault:?}: 30 announcements took {took:?}");

        fault.is_over(&mut server).await;
        let again = async || revocations.announce(session(3), much_later()).await.is_ok();
        eventually("it can be announced again", again).await;
        follower.hears(true).await;
        eventually("it caught up", async || follower.knows(3)).await;
        let late = Follower::follows(&revocations);
        late.hears(true).await;
        assert!(late.knows(1) && late.knows(2) && late.knows(3), "{fault:?}: kept over the fault");
    }
}

/// Takes everything at once.
struct Takes;

#[async_trait]
impl EventPublisher for Takes {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        events.iter().map(|_| Ok(())).collect()
    }
}

fn ended(number: u128) -> Event {
    let (user, id) = (UserId::from_uuid(uuid::Uuid::from_u128(9)), EventId::from_uuid(uuid::Uuid::from_u128(number)));
    let data = SessionRevoked { session: session(number), user, expires_at: much_later() };
    Event::new(id, "/pediafor/users", &session(number), 2, Timestamp::default(), &data)
}

#[tokio::test]
async fn publishing_tells_of_ended_sessions_and_goes_on_without_redis() {
    for fault in FAULTS {
        let mut server = Server::start_private().await.unwrap();
        let revocations = SharedRevocations::new(redis(server.url()));
        let publisher = Announcing::new(Arc::new(Takes), revocations.clone());
        let follower = Follower::follows(&revocations);
        follower.hears(true).await;
        assert!(publisher.publish(&[ended(1), ended(2)]).await.iter().all(Result::is_ok));
        eventually("it was told", async || follower.knows(1) && follower.knows(2)).await;

        fault.happens(&mut server).await;
        let batch: Vec<_> = (10..60).map(ended).collect();
        let began = Instant::now();
        let results = publisher.publish(&batch).await;
        let took = began.elapsed();
        assert!(results.len() == 50 && results.iter().all(Result::is_ok), "{fault:?}");
        assert!(took < Duration::from_secs(2), "{fault:?}: {took:?}");

        fault.is_over(&mut server).await;
        // The relay publishes again what the broker did not take.
        eventually("it was told again", async || {
            publisher.publish(&[ended(3)]).await;
            follower.knows(3)
        })
        .await;
    }
}
