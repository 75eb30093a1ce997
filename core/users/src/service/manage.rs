use pediafor_kernel::{
    Actor, Changes, EventData, FieldFault, Once, Page, PageRequest, Role, Timestamp, UserId, once::replay,
};

use super::{NewPerson, Users};
use crate::{Account, AccountError, AccountQuery, Secret, UsersError, fold};

/// An administrator makes an account for somebody.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The first password.
    pub password: Secret,
}

impl Users {
    /// The longest text to search a list by, in characters.
    pub const MAX_SEARCH: usize = 100;

    /// Makes an account with any role, for an administrator. The fingerprint of `once` must not be made of the
    /// password: it is stored, and it is fast to guess at.
    ///
    /// # Errors
    ///
    /// [`UsersError::Forbidden`], [`UsersError::Invalid`], [`UsersError::EmailTaken`], [`UsersError::Replay`].
    pub async fn create(
        &self,
        actor: &Actor,
        command: &CreateAccount,
        once: Option<&Once>,
    ) -> Result<Account, UsersError> {
        self.admit_admin(actor).await?;
        if let Some(id) = self.created_before(once).await? {
            return self.account(id).await;
        }
        match self.make(command, once).await {
            Err(UsersError::EmailTaken) => match self.created_before(once).await? {
                Some(id) => self.account(id).await,
                None => Err(UsersError::EmailTaken),
            },
            other => other,
        }
    }

    /// Makes the account unless the address has one, which then stays as it is. For the platform's own use before it
    /// serves anybody: no actor is asked.
    ///
    /// # Errors
    ///
    /// [`UsersError::Invalid`].
    pub async fn seed_account(&self, command: &CreateAccount) -> Result<Account, UsersError> {
        let email = crate::Email::parse(&command.email);
        if let Ok(email) = &email
            && let Some(account) = self.ports.accounts.find_by_email(email).await?
        {
            return Ok(account);
        }
        self.make(command, None).await
    }

    async fn make(&self, command: &CreateAccount, once: Option<&Once>) -> Result<Account, UsersError> {
        let now = self.ports.clock.now();
        let person = NewPerson::parse(&command.email, &command.name, &command.password, command.role)?;
        let (account, registered) = Account::register(self.new_account(person, now).await?);
        let changes = self.event(&account.id(), account.version(), now, &registered);
        let changes = changes.with_receipt(once, &account.id(), now)?;
        self.insert(account, &changes).await
    }

    /// Stores a new account; of all that can clash, only the address can be the caller's doing.
    pub(super) async fn insert(&self, account: Account, changes: &Changes) -> Result<Account, UsersError> {
        match self.ports.accounts.save(&account, changes).await {
            Ok(()) => Ok(account),
            Err(error) if error.is_conflict() => Err(UsersError::EmailTaken),
            Err(error) => Err(error.into()),
        }
    }

    async fn created_before(&self, once: Option<&Once>) -> Result<Option<UserId>, UsersError> {
        Ok(replay(self.ports.receipts.as_ref(), once).await?)
    }

    /// The account `id`: for its owner and administrators, and a student's for teachers.
    ///
    /// # Errors
    ///
    /// [`UsersError::NotFound`] for everybody else.
    pub async fn get(&self, actor: &Actor, id: UserId) -> Result<Account, UsersError> {
        self.admit(actor).await?;
        let account = self.account(id).await?;
        if actor.is(id) || actor.is_admin() || (actor.is_staff() && account.role() == Role::Student) {
            Ok(account)
        } else {
            Err(UsersError::NotFound("account"))
        }
    }

    /// The student `id`, for teachers and administrators.
    ///
    /// # Errors
    ///
    /// [`UsersError::Forbidden`], [`UsersError::NotFound`] where it is not a student.
    pub async fn student(&self, actor: &Actor, id: UserId) -> Result<Account, UsersError> {
        self.admit_staff(actor).await?;
        let account = self.account(id).await?;
        if account.role() == Role::Student { Ok(account) } else { Err(UsersError::NotFound("student")) }
    }

    /// Accounts, for administrators, newest first: of one role or all, with `text` in name or address.
    ///
    /// # Errors
    ///
    /// [`UsersError::Forbidden`], [`UsersError::Invalid`] where `text` is too long.
    pub async fn list(
        &self,
        actor: &Actor,
        role: Option<Role>,
        text: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Account>, UsersError> {
        self.admit_admin(actor).await?;
        self.search(role, text, page).await
    }

    /// Students, for teachers and administrators, newest first, with `text` in name or address.
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list).
    pub async fn students(
        &self,
        actor: &Actor,
        text: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Account>, UsersError> {
        self.admit_staff(actor).await?;
        self.search(Some(Role::Student), text, page).await
    }

    async fn search(
        &self,
        role: Option<Role>,
        text: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<Account>, UsersError> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        if text.is_some_and(|text| text.chars().nth(Self::MAX_SEARCH).is_some()) {
            let fault = FieldFault::new("q", "too_long", format!("at most {} characters", Self::MAX_SEARCH));
            return Err(UsersError::Invalid(vec![fault]));
        }
        let query = AccountQuery { role, text: text.map(fold) };
        Ok(self.ports.accounts.list(&query, page).await?)
    }

    /// Gives an account another role, for administrators. Its sessions end, because their tokens name the old one.
    /// A role it has already changes nothing.
    ///
    /// # Errors
    ///
    /// [`UsersError::Forbidden`], [`UsersError::NotFound`], [`UsersError::OwnAccount`], [`UsersError::Account`].
    pub async fn change_role(&self, actor: &Actor, id: UserId, role: Role) -> Result<Account, UsersError> {
        self.on_somebody_else(actor, id, |account| {
            if account.role() == role { Ok(None) } else { account.change_role(role).map(Some) }
        })
        .await
    }

    /// Nobody signs in to the account any more, for administrators. Its sessions end.
    ///
    /// # Errors
    ///
    /// As [`change_role`](Self::change_role).
    pub async fn deactivate(&self, actor: &Actor, id: UserId) -> Result<Account, UsersError> {
        self.on_somebody_else(actor, id, |account| account.deactivate().map(Some)).await
    }

    /// The account may sign in again, for administrators.
    ///
    /// # Errors
    ///
    /// As [`change_role`](Self::change_role).
    pub async fn reactivate(&self, actor: &Actor, id: UserId) -> Result<Account, UsersError> {
        self.on_somebody_else(actor, id, |account| account.reactivate().map(Some)).await
    }

    /// An administrator changes what somebody else's account may do; with the change, its sessions end.
    async fn on_somebody_else<T: EventData>(
        &self,
        actor: &Actor,
        id: UserId,
        change: impl Fn(&mut Account) -> Result<Option<T>, AccountError>,
    ) -> Result<Account, UsersError> {
        self.admit_admin(actor).await?;
        let change = &change;
        self.until_not_stale(|| async move {
            let now: Timestamp = self.ports.clock.now();
            let mut account = self.account(id).await?;
            if actor.is(id) {
                return Err(UsersError::OwnAccount);
            }
            if let Some(event) = change(&mut account)? {
                let changes = self.event(&account.id(), account.version(), now, &event);
                self.ports.accounts.save_and_end_sessions(&account, &changes, &self.end_sessions(now)).await?;
            }
            Ok(account)
        })
        .await
    }

    async fn admit_admin(&self, actor: &Actor) -> Result<(), UsersError> {
        self.admit(actor).await?;
        if actor.is_admin() { Ok(()) } else { Err(UsersError::Forbidden) }
    }

    async fn admit_staff(&self, actor: &Actor) -> Result<(), UsersError> {
        self.admit(actor).await?;
        if actor.is_staff() { Ok(()) } else { Err(UsersError::Forbidden) }
    }
}
