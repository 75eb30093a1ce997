//! The promise of a service's record of ended sessions, on each database.

#![allow(clippy::unwrap_used, reason = "a helper that fails, fails its test")]

mod support;

use std::sync::Arc;

use pediafor_kernel::{
    Clock, Event, EventHandler, EventId, SessionId, UserId,
    auth::{RememberRevoked, RevocationRecord},
    events::SessionRevoked,
};
use pediafor_sql::{Service, SqlRevocations};
use support::{at, clock, on_each};

fn session(number: u128) -> SessionId {
    SessionId::from_uuid(uuid::Uuid::from_u128(number))
}

#[tokio::test]
async fn ended_sessions_are_kept_until_their_tokens_ran_out_and_told_to_whoever_asks_since() {
    on_each(Service::Grading, async |database| {
        let record = SqlRevocations::new(database);
        let start = at("2026-03-01T09:00:00.000001Z");
        let after = |seconds| start.plus_seconds(seconds);
        record.keep(session(1), after(900), after(0)).await.unwrap();
        record.keep(session(2), after(60), after(10)).await.unwrap();
        let since = async |seconds| {
            let mut found = record.since(after(seconds)).await.unwrap();
            found.sort();
            found
        };
        assert_eq!(since(0).await, [(session(1), after(900)), (session(2), after(60))]);
        assert_eq!(since(10).await, [(session(2), after(60))]);
        assert_eq!(since(11).await, []);

        // Told again with an earlier end nothing changes, with a later one it does, and whoever asked before hears of it.
        record.keep(session(1), after(800), after(20)).await.unwrap();
        assert_eq!(since(11).await, []);
        record.keep(session(1), after(1000), after(30)).await.unwrap();
        assert_eq!(since(11).await, [(session(1), after(1000))]);

        // What ran out is forgotten with the next.
        record.keep(session(3), after(2000), after(60)).await.unwrap();
        assert_eq!(since(0).await, [(session(1), after(1000)), (session(3), after(2000))]);
    })
    .await;
}

#[tokio::test]
async fn the_same_session_ended_many_times_at_once_is_one_entry() {
    on_each(Service::Users, async |database| {
        let record = Arc::new(SqlRevocations::new(database));
        let time = clock();
        let remember = Arc::new(RememberRevoked::new("users.sessions", record.clone(), time.clone()));
        let expires_at = time.now().plus_seconds(900);
        let data =
            SessionRevoked { session: session(1), user: UserId::from_uuid(uuid::Uuid::from_u128(9)), expires_at };
        let id = EventId::from_uuid(uuid::Uuid::from_u128(1));
        let event = Event::new(id, "/pediafor/users", &session(1), 2, time.now(), &data);
        let all = (0..20).map(|_| {
            let (remember, event) = (remember.clone(), event.clone());
            tokio::spawn(async move { remember.handle(&event).await })
        });
        for done in futures_util::future::join_all(all).await {
            done.unwrap().unwrap();
        }
        assert_eq!(record.since(time.now()).await.unwrap(), [(session(1), expires_at)]);
    })
    .await;
}
