//! What this room needs from the world.
//!
//! Both repositories stand on one store, because ending sessions and changing an account happen together. To add an
//! adapter, implement them on one type or on two that share a connection, and run the contract suite over it.

use async_trait::async_trait;
use pediafor_kernel::{
    Changes, Event, EventId, IdSource, Page, PageRequest, PortError, Role, SessionId, Timestamp, UserId, auth::Claims,
};

use crate::{Account, Email, Lifetimes, Password, PasswordHash, SOURCE, Session};

/// Which accounts a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those whose name or address contains this text, both [folded](crate::fold).
    pub text: Option<String>,
}

/// Accounts.
#[async_trait]
pub trait AccountRepository: Send + Sync {
    /// The account with this id.
    async fn find(&self, id: UserId) -> Result<Option<Account>, PortError>;

    /// The account with this address.
    async fn find_by_email(&self, email: &Email) -> Result<Option<Account>, PortError>;

    /// The accounts that `query` describes, newest first.
    async fn list(&self, query: &AccountQuery, page: &PageRequest) -> Result<Page<Account>, PortError>;

    /// At most `limit` accounts, whatever their state, by id, after `after`.
    async fn all_after(&self, after: Option<UserId>, limit: u32) -> Result<Vec<Account>, PortError>;

    /// Stores `account` and `changes` in one transaction. Version 1 is inserted, a later version replaces the one
    /// before it; the time of the last sign-in stays what it is.
    ///
    /// # Errors
    ///
    /// `Conflict` where the address or the receipt's key is taken, `Stale` where the stored version is not the one
    /// before.
    async fn save(&self, account: &Account, changes: &Changes) -> Result<(), PortError>;

    /// As [`save`](Self::save) of a later version, and in the same transaction ends the account's live sessions by
    /// [`EndSessions::end`] and stores the events of that. No session begins or is used in between: one that began
    /// before is ended, and one that would begin later is refused as stale.
    ///
    /// # Errors
    ///
    /// As `save`; then no session has ended.
    async fn save_and_end_sessions(
        &self,
        account: &Account,
        changes: &Changes,
        ending: &EndSessions<'_>,
    ) -> Result<(), PortError>;
}

/// Sessions.
#[async_trait]
pub trait SessionRepository: Send + Sync {
    /// The session with this id.
    async fn find(&self, id: SessionId) -> Result<Option<Session>, PortError>;

    /// The session with this family, by [`RefreshToken::family_hash`](crate::RefreshToken::family_hash).
    async fn find_by_family(&self, family_hash: &[u8; 32]) -> Result<Option<Session>, PortError>;

    /// The sessions of `user` that are live at `now`, newest first.
    async fn live_of(&self, user: UserId, now: Timestamp, page: &PageRequest) -> Result<Page<Session>, PortError>;

    /// The sessions that were ended at `since` or later, and when: whoever starts late must hear of them.
    async fn ended_since(&self, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError>;

    /// At most `limit` sessions that were ended at `since` or later, by id, after `after`.
    async fn ended_after(
        &self,
        since: Timestamp,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, PortError>;

    /// Stores a new session and, in the same transaction, its beginning as the account's last sign-in, provided that
    /// the account still has the version `account_version`. The account's version stays.
    ///
    /// # Errors
    ///
    /// `Stale` where the account changed since: it may have lost the right to sign in.
    async fn begin(&self, session: &Session, account_version: u64) -> Result<(), PortError>;

    /// Stores a later version of `session` and `changes` in one transaction.
    ///
    /// # Errors
    ///
    /// `Stale` where the stored version is not the one before.
    async fn save(&self, session: &Session, changes: &Changes) -> Result<(), PortError>;
}

/// Which sessions of an account end, and how: the rule a repository applies inside its transaction.
#[derive(Clone, Copy)]
pub struct EndSessions<'a> {
    /// The one that goes on, if any.
    pub keep: Option<SessionId>,
    /// When.
    pub now: Timestamp,
    /// How long access tokens hold.
    pub lifetimes: Lifetimes,
    /// Where the events' ids come from.
    pub ids: &'a dyn IdSource,
}

impl EndSessions<'_> {
    /// Ends `session`, which then is to be stored with the event. `None`: leave it as it is.
    pub fn end(&self, session: &mut Session) -> Option<Event> {
        if self.keep == Some(session.id()) {
            return None;
        }
        let revoked = session.revoke(self.now, &self.lifetimes)?;
        let id = EventId::from_uuid(self.ids.next());
        Some(Event::new(id, SOURCE, &session.id(), session.version(), self.now, &revoked))
    }
}

impl std::fmt::Debug for EndSessions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EndSessions").field("keep", &self.keep).field("now", &self.now).finish_non_exhaustive()
    }
}

/// Makes passwords into what may be stored, slowly.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// The salted hash of `password`, at today's cost.
    ///
    /// # Errors
    ///
    /// `Unavailable` where too many hashes are waiting already.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError>;

    /// Is `hash` a hash of `password`? Takes as long as making one, whatever the answer.
    ///
    /// # Errors
    ///
    /// `Unavailable` as above, `Corrupt` where `hash` is not a hash this adapter can read.
    async fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<bool, PortError>;

    /// Was `hash` made at another cost than today's?
    fn needs_rehash(&self, hash: &PasswordHash) -> bool;
}

/// Signs access tokens, which the kernel's `TokenVerifier` checks.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait TokenSigner: Send + Sync {
    /// The access token that says `claims`. Two tokens are never the same, even with equal claims.
    ///
    /// # Errors
    ///
    /// `Internal` where the key can't sign.
    fn sign(&self, claims: &Claims) -> Result<String, PortError>;
}
