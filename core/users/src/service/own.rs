use pediafor_kernel::{Actor, FieldFault, Page, PageRequest, SessionId, Timestamp, UserId};

use super::Users;
use crate::{Account, EndSessions, InvalidName, Password, PersonName, Secret, Session, UsersError, error::Faults};

impl Users {
    /// The actor's own account.
    ///
    /// # Errors
    ///
    /// [`UsersError::SessionEnded`].
    pub async fn me(&self, actor: &Actor) -> Result<Account, UsersError> {
        self.admit(actor).await?;
        self.account(actor.user).await
    }

    /// Gives an account, one's own or for an administrator any, another name. `version` is the one the caller read, or
    /// nothing where any will do.
    ///
    /// # Errors
    ///
    /// [`UsersError::Stale`] where the account changed since, [`UsersError::Invalid`], and what
    /// [`get`](Users::get) answers to those who may not see the account.
    pub async fn rename(
        &self,
        actor: &Actor,
        id: UserId,
        version: Option<u64>,
        name: &str,
    ) -> Result<Account, UsersError> {
        let name = PersonName::parse(name);
        self.until_not_stale(|| self.try_rename(actor, id, version, name.clone())).await
    }

    async fn try_rename(
        &self,
        actor: &Actor,
        id: UserId,
        version: Option<u64>,
        name: Result<PersonName, InvalidName>,
    ) -> Result<Account, UsersError> {
        let mut account = self.get(actor, id).await?;
        if !actor.is(id) && !actor.is_admin() {
            return Err(UsersError::Forbidden);
        }
        let mut faults = Faults::default();
        let Some(name) = faults.take("/name", name) else { return Err(faults.refuse()) };
        if version.is_some_and(|version| version != account.version()) {
            return Err(UsersError::Stale);
        }
        let now = self.ports.clock.now();
        let updated = account.rename(name)?;
        let changes = self.event(&account.id(), account.version(), now, &updated);
        self.ports.accounts.save(&account, &changes).await?;
        Ok(account)
    }

    /// Sets another password for the actor, who shows the present one. Every other session of the account ends.
    ///
    /// # Errors
    ///
    /// [`UsersError::Invalid`] where the present one is wrong or the new one too short or too long.
    pub async fn change_password(&self, actor: &Actor, current: &Secret, new: &Secret) -> Result<(), UsersError> {
        self.admit(actor).await?;
        let mut faults = Faults::default();
        let current = faults.take("/current_password", Password::presented(current));
        let new = faults.take("/new_password", Password::chosen(new));
        let (Some(current), Some(new)) = (current, new) else {
            return Err(faults.refuse());
        };
        self.until_not_stale(|| self.try_change_password(actor, &current, &new)).await
    }

    async fn try_change_password(&self, actor: &Actor, current: &Password, new: &Password) -> Result<(), UsersError> {
        let mut account = self.account(actor.user).await?;
        if !self.ports.hasher.verify(current, account.password_hash()).await? {
            let fault = FieldFault::new("/current_password", "wrong_password", "this is not the present password");
            return Err(UsersError::Invalid(vec![fault]));
        }
        account.replace_password(self.ports.hasher.hash(new).await?)?;
        // Hashing takes a while, and no token signed meanwhile may outlive what is told of its session's end.
        let now = self.ports.clock.now();
        let ending = EndSessions { keep: actor.session, ..self.end_sessions(now) };
        Ok(self.ports.accounts.save_and_end_sessions(&account, &Default::default(), &ending).await?)
    }

    /// The actor's own live sessions, newest first.
    ///
    /// # Errors
    ///
    /// [`UsersError::SessionEnded`].
    pub async fn sessions(&self, actor: &Actor, page: &PageRequest) -> Result<Page<Session>, UsersError> {
        self.admit(actor).await?;
        Ok(self.ports.sessions.live_of(actor.user, self.ports.clock.now(), page).await?)
    }

    /// Ends one of the actor's own sessions.
    ///
    /// # Errors
    ///
    /// [`UsersError::NotFound`] where it is somebody else's or has ended.
    pub async fn end_session(&self, actor: &Actor, id: SessionId) -> Result<(), UsersError> {
        self.admit(actor).await?;
        self.until_not_stale(|| self.try_end_session(actor, id)).await
    }

    async fn try_end_session(&self, actor: &Actor, id: SessionId) -> Result<(), UsersError> {
        let now = self.ports.clock.now();
        let found = self.ports.sessions.find(id).await?.filter(|session| session.user() == actor.user);
        let mut session = found.ok_or(UsersError::NotFound("session"))?;
        let revoked = session.revoke(now, &self.lifetimes).ok_or(UsersError::NotFound("session"))?;
        let changes = self.event(&session.id(), session.version(), now, &revoked);
        Ok(self.ports.sessions.save(&session, &changes).await?)
    }

    pub(super) fn end_sessions(&self, now: Timestamp) -> EndSessions<'_> {
        EndSessions { keep: None, now, lifetimes: self.lifetimes, ids: self.ports.ids.as_ref() }
    }
}
