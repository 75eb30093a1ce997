use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use pediafor_kernel::{
    Event, EventData, EventHandler, HandleError, SessionId, Timestamp, auth::RevokedSessions, events::SessionRevoked,
};

/// The sign-ins that ended before their tokens, as this process has heard, each until its tokens have run out.
///
/// In one process it hears everything. Where news comes from elsewhere, each source is a [`Feed`], and the list hears as
/// long as one of them does.
#[derive(Debug, Default)]
pub struct RevocationList {
    revoked: RwLock<Revoked>,
    feeds: Arc<Feeds>,
}

#[derive(Debug, Default)]
struct Revoked {
    until: HashMap<SessionId, Timestamp>,
    /// When those that had run out were last forgotten.
    swept_at: Timestamp,
}

#[derive(Debug, Default)]
struct Feeds {
    all: AtomicUsize,
    alive: AtomicUsize,
}

/// A source of news for a [`RevocationList`]. It is deaf until it says otherwise, and for ever when it is dropped.
#[derive(Debug)]
pub struct Feed {
    name: &'static str,
    alive: AtomicBool,
    feeds: Arc<Feeds>,
}

impl RevocationList {
    /// Remembers that `session` ended; its last token runs out at `expires_at`. Forgets what had run out at `now`,
    /// once a second.
    pub fn revoke(&self, session: SessionId, expires_at: Timestamp, now: Timestamp) {
        let mut revoked = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        // Not with every single one: thousands may come at once.
        if now >= revoked.swept_at.plus_seconds(1) {
            revoked.until.retain(|_, expires_at| *expires_at > now);
            revoked.swept_at = now;
        }
        let until = revoked.until.entry(session).or_insert(expires_at);
        *until = (*until).max(expires_at);
    }

    /// Those it remembers, each with the time when its last token runs out, without those that had run out at `now`.
    pub fn all(&self, now: Timestamp) -> Vec<(SessionId, Timestamp)> {
        let revoked = self.revoked.read().unwrap_or_else(PoisonError::into_inner);
        let all = revoked.until.iter().map(|(session, until)| (*session, *until));
        all.filter(|(_, until)| *until > now).collect()
    }

    /// From now on the list hears only where this source, or another one, says so.
    #[must_use = "a feed that is dropped is deaf for ever"]
    pub fn feed(&self, name: &'static str) -> Feed {
        self.feeds.all.fetch_add(1, Ordering::SeqCst);
        Feed { name, alive: AtomicBool::new(false), feeds: self.feeds.clone() }
    }
}

impl Feed {
    /// Says whether news arrives by this source just now.
    pub fn alive(&self, alive: bool) {
        if self.alive.swap(alive, Ordering::SeqCst) == alive {
            return;
        }
        if alive {
            self.feeds.alive.fetch_add(1, Ordering::SeqCst);
            tracing::info!(source = self.name, "hears of ended sessions");
        } else {
            self.feeds.alive.fetch_sub(1, Ordering::SeqCst);
            tracing::warn!(source = self.name, "does not hear of ended sessions");
        }
    }

    /// What it said last.
    pub fn is_alive(&self) -> bool {
        self.alive.load(Ordering::SeqCst)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.alive(false);
    }
}

impl RevokedSessions for RevocationList {
    fn is_revoked(&self, session: SessionId) -> bool {
        self.revoked.read().unwrap_or_else(PoisonError::into_inner).until.contains_key(&session)
    }

    fn hears(&self) -> bool {
        self.feeds.alive.load(Ordering::SeqCst) > 0 || self.feeds.all.load(Ordering::SeqCst) == 0
    }
}

#[async_trait]
impl EventHandler for RevocationList {
    fn name(&self) -> &'static str {
        "revoked-sessions"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[SessionRevoked::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let SessionRevoked { session, expires_at, .. } = event.data()?;
        self.revoke(session, expires_at, event.time);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{EventId, UserId};

    use super::*;

    #[tokio::test]
    async fn a_revoked_session_is_known_until_its_tokens_have_run_out() {
        let list = RevocationList::default();
        let at = |seconds| Timestamp::default().plus_seconds(seconds);
        let session = |number| SessionId::from_uuid(uuid::Uuid::from_u128(number));
        let user = UserId::from_uuid(uuid::Uuid::from_u128(9));
        let data = SessionRevoked { session: session(1), user, expires_at: at(900) };
        let id = EventId::from_uuid(uuid::Uuid::from_u128(1));
        let event = Event::new(id, "/pediafor/users", &session(1), 2, at(0), &data);
        for _ in 0..2 {
            list.handle(&event).await.unwrap();
        }
        assert!(list.is_revoked(session(1)) && !list.is_revoked(session(2)));
        list.revoke(session(2), at(2000), at(901));
        assert!(!list.is_revoked(session(1)) && list.is_revoked(session(2)));
        assert_eq!(list.all(at(901)), [(session(2), at(2000))]);
        assert_eq!(list.all(at(2000)), []);
    }

    #[test]
    fn a_list_hears_by_itself_or_as_long_as_one_of_its_sources_does() {
        let list = RevocationList::default();
        assert!(list.hears(), "in one process nothing can be missed");
        let (broker, cache) = (list.feed("broker"), list.feed("cache"));
        assert!(!list.hears(), "no source has said anything");
        for _ in 0..2 {
            broker.alive(true);
            cache.alive(true);
        }
        broker.alive(false);
        assert!(list.hears() && !broker.is_alive());
        cache.alive(false);
        assert!(!list.hears());
        broker.alive(true);
        drop(cache);
        assert!(list.hears());
        drop(broker);
        assert!(!list.hears(), "a source that is gone is deaf, not forgotten");
    }
}
