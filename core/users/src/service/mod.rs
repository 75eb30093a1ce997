//! What can be done in this room.

mod manage;
mod own;
mod sign_in;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use pediafor_kernel::{
    Actor, Changes, Clock, Event, EventData, EventId, IdSource, PortErrorCode, SecretSource, Timestamp, UserId,
    limits::{Quota, RateLimiter},
    once::Receipts,
};

pub use manage::CreateAccount;
pub use sign_in::{Login, Register, SignedIn};

use crate::{
    Account, AccountRepository, Email, Lifetimes, NewAccount, Password, PasswordHasher, PersonName, SOURCE, Secret,
    SessionRepository, TokenSigner, UsersError, error::Faults,
};

/// What [`Users`] stands on.
#[derive(Clone)]
pub struct Ports {
    /// Accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Sessions, in the same store.
    pub sessions: Arc<dyn SessionRepository>,
    /// Receipts, in the same store.
    pub receipts: Arc<dyn Receipts>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Signs access tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
    /// Fresh secrets.
    pub secrets: Arc<dyn SecretSource>,
    /// Counts sign-ins by address.
    pub limiter: Arc<dyn RateLimiter>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// The use cases of accounts, credentials and sessions.
///
/// Every method that takes an [`Actor`] first makes sure that the actor's session still goes on, so that a session
/// ended here is refused here at once, however long its access tokens would hold.
#[derive(Debug, Clone)]
pub struct Users {
    ports: Ports,
    lifetimes: Lifetimes,
    sign_ins: Quota,
}

impl Users {
    /// How often a use case starts over because somebody else was faster.
    const ATTEMPTS: usize = 4;

    /// The use cases on `ports`. Nobody tries to sign in to one account more often than `sign_ins` says.
    pub fn new(ports: Ports, lifetimes: Lifetimes, sign_ins: Quota) -> Self {
        Self { ports, lifetimes, sign_ins }
    }

    /// Makes sure that the session behind `actor` goes on. An actor without a session is the platform itself.
    ///
    /// # Errors
    ///
    /// [`UsersError::SessionEnded`].
    pub async fn admit(&self, actor: &Actor) -> Result<(), UsersError> {
        let Some(id) = actor.session else { return Ok(()) };
        let now = self.ports.clock.now();
        match self.ports.sessions.find(id).await? {
            Some(session) if session.user() == actor.user && session.is_live(now) => Ok(()),
            _ => Err(UsersError::SessionEnded),
        }
    }

    async fn account(&self, id: UserId) -> Result<Account, UsersError> {
        self.ports.accounts.find(id).await?.ok_or(UsersError::NotFound("account"))
    }

    fn event<T: EventData>(&self, subject: &impl ToString, sequence: u64, now: Timestamp, data: &T) -> Changes {
        let id = EventId::from_uuid(self.ports.ids.next());
        Changes::events(vec![Event::new(id, SOURCE, subject, sequence, now, data)])
    }

    async fn new_account(&self, parsed: NewPerson, now: Timestamp) -> Result<NewAccount, UsersError> {
        let NewPerson { email, name, role, password } = parsed;
        if self.ports.accounts.find_by_email(&email).await?.is_some() {
            return Err(UsersError::EmailTaken);
        }
        let password_hash = self.ports.hasher.hash(&password).await?;
        Ok(NewAccount { id: UserId::from_uuid(self.ports.ids.next()), email, name, role, password_hash, at: now })
    }

    /// Repeats `step` while it fails because the stored version is another, up to [`Self::ATTEMPTS`] times.
    async fn until_not_stale<T, F>(&self, mut step: impl FnMut() -> F) -> Result<T, UsersError>
    where
        F: Future<Output = Result<T, UsersError>>,
    {
        let mut left = Self::ATTEMPTS;
        loop {
            left -= 1;
            match step().await {
                Err(UsersError::Port(error)) if error.code() == PortErrorCode::Stale && left > 0 => {}
                other => return other,
            }
        }
    }
}

/// What a request to make an account says, once it holds.
struct NewPerson {
    email: Email,
    name: PersonName,
    role: pediafor_kernel::Role,
    password: Password,
}

impl NewPerson {
    fn parse(email: &str, name: &str, password: &Secret, role: pediafor_kernel::Role) -> Result<Self, UsersError> {
        let mut faults = Faults::default();
        let email = faults.take("/email", Email::parse(email));
        let name = faults.take("/name", PersonName::parse(name));
        let password = faults.take("/password", Password::chosen(password));
        match (email, name, password) {
            (Some(email), Some(name), Some(password)) => Ok(Self { email, name, role, password }),
            _ => Err(faults.refuse()),
        }
    }
}
