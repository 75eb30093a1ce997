//! What becomes of the ended sessions when Redis is started anew and knows nothing.

#![expect(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

#[expect(dead_code, reason = "not every test needs all of it")]
mod support;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use pediafor_kernel::{SessionId, Timestamp};
use pediafor_redis::SharedRevocations;
use pediafor_test_servers::Redis as Server;
use support::{eventually, much_later, redis, session};

#[tokio::test]
async fn what_a_server_has_forgotten_is_put_back_by_those_who_know() {
    let mut server = Server::start_private().await.unwrap();
    let revocations = SharedRevocations::new(redis(server.url()));
    let later = much_later().plus_seconds(60);
    for number in 1..=1200 {
        revocations.announce(session(number), much_later()).await.unwrap();
    }
    revocations.announce(session(7), later).await.unwrap();
    revocations.announce(session(7), much_later()).await.unwrap();
    let known = revocations.all(Timestamp::default()).await.unwrap();
    assert_eq!(known.len(), 1200);
    assert!(known.contains(&(session(7), later)), "the later end counts");

    server.kill().await.unwrap();
    assert!(revocations.restore(&known).await.is_err());
    revocations.restore(&[]).await.unwrap();
    server.start().await.unwrap();
    eventually("it answers", async || revocations.all(Timestamp::default()).await.is_ok()).await;
    assert_eq!(revocations.all(Timestamp::default()).await.unwrap(), [], "it has forgotten everything");

    // In the meantime somebody told of one of them again, and of another that nobody else knows.
    revocations.announce(session(1), later).await.unwrap();
    revocations.announce(session(5000), much_later()).await.unwrap();
    let ran_out = (session(6000), Timestamp::default().plus_seconds(1));
    revocations.restore(&[known, vec![ran_out]].concat()).await.unwrap();
    let all: HashMap<SessionId, Timestamp> = revocations.all(Timestamp::default()).await.unwrap().into_iter().collect();
    assert_eq!(all.len(), 1201, "and not what has run out");
    assert!(all[&session(1)] == later && all[&session(7)] == later && all.contains_key(&session(5000)));

    let (told, hears) = (Arc::new(Mutex::new(0)), Arc::new(AtomicBool::new(false)));
    let (count, said, following) = (told.clone(), hears.clone(), revocations.clone());
    tokio::spawn(async move {
        following.follow(|_, _| *count.lock().unwrap() += 1, |hears| said.store(hears, Ordering::SeqCst)).await;
    });
    eventually("who comes late hears", async || hears.load(Ordering::SeqCst)).await;
    assert_eq!(*told.lock().unwrap(), 1201);
}

#[tokio::test]
async fn nothing_is_left_when_the_last_token_has_run_out() {
    let server = Server::start_private().await.unwrap();
    let revocations = SharedRevocations::new(redis(server.url()));
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let (seconds, _): (i64, i64) = redis::cmd("TIME").query_async(&mut connection).await.unwrap();
    let soon = Timestamp::default().plus_seconds(seconds + 2);
    revocations.announce(session(1), soon).await.unwrap();
    revocations.restore(&[(session(2), soon), (session(3), soon)]).await.unwrap();
    assert_eq!(revocations.all(Timestamp::default()).await.unwrap().len(), 3);
    assert_eq!(revocations.all(soon).await.unwrap(), [], "at that time they count no more");
    let mut keys = async || redis::cmd("DBSIZE").query_async::<usize>(&mut connection).await.unwrap();
    eventually("no key is left", async || keys().await == 0).await;
}
