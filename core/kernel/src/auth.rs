//! What an access token says, and the port that checks one.
//!
//! The gateway and every service check the token themselves; identity never travels in a header of its own.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Actor, Clock, Event, EventData, EventHandler, HandleError, PortError, Role, SessionId, Timestamp, UserId,
    events::SessionRevoked,
};

/// What a verified access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The account (`sub`).
    pub user: UserId,
    /// What the account is.
    pub role: Role,
    /// The sign-in (`sid`).
    pub session: SessionId,
    /// From when the token holds (`nbf`, `iat`).
    pub issued_at: Timestamp,
    /// Until when the token holds (`exp`).
    pub expires_at: Timestamp,
}

impl Claims {
    /// Who acts with this token.
    pub fn actor(&self) -> Actor {
        Actor { user: self.user, role: self.role, session: Some(self.session) }
    }
}

/// Why a token does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours: malformed, of another kind, signed by an unknown key, changed.
    #[error("the access token is not valid")]
    Invalid,
    /// It held once.
    #[error("the access token has expired")]
    Expired,
    /// It will hold later.
    #[error("the access token is not yet valid")]
    NotYetValid,
}

/// Checks access tokens.
///
/// An adapter accepts exactly what its own signer makes: one version, one purpose, one audience, one type, a known
/// key id; everything else is [`TokenError::Invalid`]. It never panics, whatever the text.
pub trait TokenVerifier: Send + Sync {
    /// What `token` says, if it holds at `now`.
    ///
    /// # Errors
    ///
    /// [`TokenError`] where it does not.
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError>;
}

/// The sign-ins that were ended before their tokens expired, as far as this process has heard.
///
/// An adapter answers from memory, fed by `session.revoked` events: it never waits and never fails.
pub trait RevokedSessions: Send + Sync {
    /// Was `session` ended?
    fn is_revoked(&self, session: SessionId) -> bool;

    /// Does news of ended sessions reach this process just now? Where it does not, an answer of
    /// [`is_revoked`](Self::is_revoked) may be out of date.
    fn hears(&self) -> bool {
        true
    }
}

/// A service's own record of ended sessions: shared by its replicas, and there after a restart.
#[async_trait]
pub trait RevocationRecord: Send + Sync {
    /// Keeps that `session` ended, as of `now`; its last token runs out at `expires_at`. What had run out at `now` is
    /// forgotten.
    async fn keep(&self, session: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<(), PortError>;

    /// The sessions that were kept at or after `kept_at`, each with the time when its last token runs out.
    async fn since(&self, kept_at: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError>;
}

/// Keeps a [`RevocationRecord`] up to date from the users service's events.
pub struct RememberRevoked {
    name: &'static str,
    record: Arc<dyn RevocationRecord>,
    clock: Arc<dyn Clock>,
}

impl RememberRevoked {
    /// A consumer called `name`, such as `grading.sessions`.
    pub fn new(name: &'static str, record: Arc<dyn RevocationRecord>, clock: Arc<dyn Clock>) -> Self {
        Self { name, record, clock }
    }
}

impl std::fmt::Debug for RememberRevoked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RememberRevoked").field("name", &self.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for RememberRevoked {
    fn name(&self) -> &'static str {
        self.name
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[SessionRevoked::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let SessionRevoked { session, expires_at, .. } = event.data()?;
        Ok(self.record.keep(session, expires_at, self.clock.now()).await?)
    }
}
