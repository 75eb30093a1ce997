use std::fmt;

use pediafor_kernel::{Actor, Changes, Role, SessionId, Timestamp, auth::Claims};

use super::{NewPerson, Users};
use crate::{Account, AccountState, Email, Password, Refresh, RefreshToken, Secret, Session, UsersError};

/// Somebody makes an account for themselves. There is no role in it: it is always a student's.
#[derive(Debug, Clone)]
pub struct Register {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The password.
    pub password: Secret,
}

/// Somebody signs in.
#[derive(Debug, Clone)]
pub struct Login {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// What with, for the owner's list of sessions; may be empty.
    pub device: String,
}

/// What somebody who signed in holds.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// The session.
    pub session: SessionId,
    /// The access token.
    pub access_token: String,
    /// For how many seconds the access token holds.
    pub expires_in: u64,
    /// The token for the next access token.
    pub refresh_token: RefreshToken,
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("account", &self.account.id()).finish_non_exhaustive()
    }
}

impl Users {
    /// Makes a student's account that may sign in at once.
    ///
    /// # Errors
    ///
    /// [`UsersError::Invalid`], [`UsersError::EmailTaken`].
    pub async fn register(&self, command: &Register) -> Result<Account, UsersError> {
        let now = self.ports.clock.now();
        let person = NewPerson::parse(&command.email, &command.name, &command.password, Role::Student)?;
        let (account, registered) = Account::register(self.new_account(person, now).await?);
        let changes = self.event(&account.id(), account.version(), now, &registered);
        self.insert(account, &changes).await
    }

    /// Proves who somebody is and begins a session.
    ///
    /// An address without an account costs the same time and gets the same answer as a wrong password. A password
    /// that was hashed at another cost than today's is hashed anew on the way. Each try counts against the address before
    /// anything is hashed, so that many at once get no further than one after the other.
    ///
    /// # Errors
    ///
    /// [`UsersError::InvalidCredentials`], [`UsersError::TooManySignIns`]; with the right ones,
    /// [`UsersError::NotActive`].
    pub async fn login(&self, command: &Login) -> Result<SignedIn, UsersError> {
        let Ok(password) = Password::presented(&command.password) else {
            return Err(UsersError::InvalidCredentials);
        };
        let email = Email::parse(&command.email).ok();
        if let Some(email) = &email {
            let key = format!("account:{email}");
            let standing = self.ports.limiter.ask(&key, &self.sign_ins, 1).await?;
            if !standing.allowed {
                let seconds = standing.retry_after_millis.div_ceil(1000);
                return Err(UsersError::TooManySignIns(u32::try_from(seconds).unwrap_or(u32::MAX)));
            }
        }
        self.until_not_stale(|| self.try_login(email.as_ref(), &password, &command.device)).await
    }

    async fn try_login(
        &self,
        email: Option<&Email>,
        password: &Password,
        device: &str,
    ) -> Result<SignedIn, UsersError> {
        let now = self.ports.clock.now();
        let found = match email {
            Some(email) => self.ports.accounts.find_by_email(email).await?,
            None => None,
        };
        let Some(mut account) = found.filter(|account| account.state() != AccountState::Erased) else {
            self.ports.hasher.hash(password).await?;
            return Err(UsersError::InvalidCredentials);
        };
        if !self.ports.hasher.verify(password, account.password_hash()).await? {
            return Err(UsersError::InvalidCredentials);
        }
        if !account.is_active() {
            return Err(UsersError::NotActive(account.state()));
        }
        if self.ports.hasher.needs_rehash(account.password_hash()) {
            account.replace_password(self.ports.hasher.hash(password).await?)?;
            self.ports.accounts.save(&account, &Changes::default()).await?;
        }
        let secrets = [self.ports.secrets.bytes(), self.ports.secrets.bytes()];
        let id = SessionId::from_uuid(self.ports.ids.next());
        let (session, token) = Session::begin(id, account.id(), device, secrets, now, &self.lifetimes);
        self.ports.sessions.begin(&session, account.version()).await?;
        self.signed_in(account, &session, token, now)
    }

    /// Exchanges a refresh token for the next one and an access token.
    ///
    /// Asking again with the same token within [`Lifetimes::grace_seconds`](crate::Lifetimes::grace_seconds) gives the
    /// same refresh token, until that one is used. Any older token ends the session for everybody who holds one.
    ///
    /// # Errors
    ///
    /// [`UsersError::InvalidRefreshToken`].
    pub async fn refresh(&self, token: &Secret) -> Result<SignedIn, UsersError> {
        let Ok(token) = RefreshToken::parse(token.text()) else {
            return Err(UsersError::InvalidRefreshToken);
        };
        self.until_not_stale(|| self.try_refresh(&token)).await
    }

    async fn try_refresh(&self, token: &RefreshToken) -> Result<SignedIn, UsersError> {
        let now = self.ports.clock.now();
        let Some(mut session) = self.ports.sessions.find_by_family(&token.family_hash()).await? else {
            return Err(UsersError::InvalidRefreshToken);
        };
        let account = match self.ports.accounts.find(session.user()).await? {
            Some(account) if account.is_active() => account,
            _ => return Err(UsersError::InvalidRefreshToken),
        };
        match session.refresh(token, self.ports.secrets.bytes(), now, &self.lifetimes) {
            Refresh::Exchanged(next) => {
                self.ports.sessions.save(&session, &Changes::default()).await?;
                self.signed_in(account, &session, next, now)
            }
            Refresh::Repeated(next) => self.signed_in(account, &session, next, now),
            Refresh::Stolen(revoked) => {
                let changes = self.event(&session.id(), session.version(), now, &revoked);
                self.ports.sessions.save(&session, &changes).await?;
                Err(UsersError::InvalidRefreshToken)
            }
            Refresh::Ended => Err(UsersError::InvalidRefreshToken),
        }
    }

    /// Ends the session the actor came through.
    ///
    /// # Errors
    ///
    /// [`UsersError::SessionEnded`] where it ended before.
    pub async fn logout(&self, actor: &Actor) -> Result<(), UsersError> {
        self.admit(actor).await?;
        match actor.session {
            Some(session) => self.end_session(actor, session).await,
            None => Ok(()),
        }
    }

    /// The sessions that were ended while access tokens of theirs may still hold, and until when: for whoever checks
    /// tokens and starts after the events have passed.
    ///
    /// # Errors
    ///
    /// [`UsersError::Port`].
    pub async fn ended_sessions(&self) -> Result<Vec<(SessionId, Timestamp)>, UsersError> {
        let since = self.ports.clock.now().plus_seconds(-i64::from(crate::Lifetimes::LONGEST_ACCESS));
        let ended = self.ports.sessions.ended_since(since).await?;
        Ok(ended.into_iter().map(|(session, at)| (session, self.lifetimes.access_until(at))).collect())
    }

    fn signed_in(
        &self,
        account: Account,
        session: &Session,
        refresh_token: RefreshToken,
        now: Timestamp,
    ) -> Result<SignedIn, UsersError> {
        let claims = Claims {
            user: account.id(),
            role: account.role(),
            session: session.id(),
            issued_at: now,
            expires_at: self.lifetimes.access_until(now).min(session.expires_at()),
        };
        let access_token = self.ports.signer.sign(&claims)?;
        let expires_in = u64::try_from(claims.expires_at.millis_since(now) / 1000).unwrap_or_default();
        Ok(SignedIn { account, session: session.id(), access_token, expires_in, refresh_token })
    }
}
