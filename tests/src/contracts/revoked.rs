//! The promise of [`RevokedSessions`]: what was published as ended is known in every process, for as long as its tokens
//! would hold.

use std::sync::Arc;

use pediafor_kernel::{
    Event, EventId, EventPublisher, IdSource, Role, SessionId, Timestamp, UserId,
    auth::RevokedSessions,
    events::{SessionRevoked, UserRoleChanged},
};
use pediafor_local::SystemIds;
use uuid::Uuid;

use crate::eventually;

fn ended(session: SessionId, at: Timestamp, expires_at: Timestamp) -> Event {
    let user = UserId::from_uuid(Uuid::from_u128(1));
    let data = SessionRevoked { session, user, expires_at };
    Event::new(EventId::from_uuid(SystemIds.next()), "/pediafor/users", &session, 2, at, &data)
}

/// One that was never ended before.
fn session() -> SessionId {
    SessionId::from_uuid(SystemIds.next())
}

/// Holds for what `publisher` publishes and `lists` hear; `now` is the time.
pub async fn hold(publisher: &dyn EventPublisher, lists: &[Arc<dyn RevokedSessions>], now: Timestamp) {
    everybody_knows_who_was_ended(publisher, lists, now).await;
    an_end_said_twice_in_any_order_is_one_end(publisher, lists, now).await;
    other_events_end_nobody(publisher, lists, now).await;
}

async fn publish(publisher: &dyn EventPublisher, events: &[Event]) {
    let told = publisher.publish(events).await;
    assert!(told.len() == events.len() && told.iter().all(Result::is_ok), "{told:?}");
}

async fn everybody_knows(lists: &[Arc<dyn RevokedSessions>], sessions: &[SessionId]) {
    eventually("everybody knows who was ended", async || {
        let unknown = |list: &&Arc<dyn RevokedSessions>| !sessions.iter().all(|session| list.is_revoked(*session));
        match lists.iter().filter(unknown).count() {
            0 => Ok(()),
            some => Err(some),
        }
    })
    .await;
}

async fn everybody_knows_who_was_ended(
    publisher: &dyn EventPublisher,
    lists: &[Arc<dyn RevokedSessions>],
    now: Timestamp,
) {
    eventually("everybody hears", async || if lists.iter().all(|list| list.hears()) { Ok(()) } else { Err("not yet") })
        .await;
    let (one, lives) = (session(), session());
    publish(publisher, &[ended(one, now, now.plus_seconds(900))]).await;
    everybody_knows(lists, &[one]).await;
    let many: Vec<SessionId> = (0..300).map(|_| session()).collect();
    let events: Vec<Event> = many.iter().map(|session| ended(*session, now, now.plus_seconds(900))).collect();
    publish(publisher, &events).await;
    everybody_knows(lists, &many).await;
    assert!(lists.iter().all(|list| list.is_revoked(one) && !list.is_revoked(lives) && list.hears()));
}

async fn an_end_said_twice_in_any_order_is_one_end(
    publisher: &dyn EventPublisher,
    lists: &[Arc<dyn RevokedSessions>],
    now: Timestamp,
) {
    let (twice, marker) = (session(), session());
    let (later, sooner) = (ended(twice, now, now.plus_seconds(900)), ended(twice, now, now.plus_seconds(1)));
    publish(publisher, &[sooner.clone(), later, sooner]).await;
    // What comes when the sooner time has passed makes everybody forget what has run out.
    let then = now.plus_seconds(2);
    publish(publisher, &[ended(marker, then, then.plus_seconds(900))]).await;
    everybody_knows(lists, &[twice, marker]).await;
}

async fn other_events_end_nobody(publisher: &dyn EventPublisher, lists: &[Arc<dyn RevokedSessions>], now: Timestamp) {
    let (user, marker) = (SystemIds.next(), session());
    let data = UserRoleChanged { user: UserId::from_uuid(user), role: Role::Teacher, name: "Ada".into() };
    let other = Event::new(EventId::from_uuid(SystemIds.next()), "/pediafor/users", &user, 3, now, &data);
    publish(publisher, &[other, ended(marker, now, now.plus_seconds(900))]).await;
    everybody_knows(lists, &[marker]).await;
    assert!(lists.iter().all(|list| !list.is_revoked(SessionId::from_uuid(user)) && list.hears()));
}
