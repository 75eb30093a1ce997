//! What an access token says, and the port that checks one.
//!
//! The gateway and every service check the token themselves; identity never travels in a header of its own.

use crate::{Actor, Role, SessionId, Timestamp, UserId};

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
}
