use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use async_trait::async_trait;
use pediafor_kernel::{
    Event, EventData, EventHandler, HandleError, SessionId, Timestamp, auth::RevokedSessions, events::SessionRevoked,
};

/// The sign-ins that ended before their tokens, as this process has heard, each until its tokens have run out.
#[derive(Debug, Default)]
pub struct RevocationList(RwLock<HashMap<SessionId, Timestamp>>);

impl RevocationList {
    /// Remembers that `session` ended; its last token runs out at `expires_at`. Forgets what had run out at `now`.
    pub fn revoke(&self, session: SessionId, expires_at: Timestamp, now: Timestamp) {
        let mut revoked = self.0.write().unwrap_or_else(PoisonError::into_inner);
        revoked.retain(|_, expires_at| *expires_at > now);
        let until = revoked.entry(session).or_insert(expires_at);
        *until = (*until).max(expires_at);
    }
}

impl RevokedSessions for RevocationList {
    fn is_revoked(&self, session: SessionId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
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
    }
}
