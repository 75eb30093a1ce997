use pediafor_kernel::Role;
use pediafor_users::Account;
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

use crate::base::{ETag, Instant};

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum UserRole {
    /// Sits assessments.
    Student,
    /// Authors and marks assessments.
    Teacher,
    /// Manages accounts and sees everything.
    Admin,
}

impl From<Role> for UserRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Student => Self::Student,
            Role::Teacher => Self::Teacher,
            Role::Admin => Self::Admin,
        }
    }
}

impl From<UserRole> for Role {
    fn from(role: UserRole) -> Self {
        match role {
            UserRole::Student => Self::Student,
            UserRole::Teacher => Self::Teacher,
            UserRole::Admin => Self::Admin,
        }
    }
}

/// Where an account stands. Only an active one can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum AccountState {
    /// The e-mail address was not confirmed yet.
    PendingVerification,
    /// Can sign in.
    Active,
    /// Can't sign in until it is unlocked.
    Locked,
    /// Can't sign in until an administrator takes it back.
    Deactivated,
    /// Nothing is left of it but its id.
    Erased,
}

impl From<pediafor_users::AccountState> for AccountState {
    fn from(state: pediafor_users::AccountState) -> Self {
        use pediafor_users::AccountState as State;
        match state {
            State::PendingVerification => Self::PendingVerification,
            State::Active => Self::Active,
            State::Locked => Self::Locked,
            State::Deactivated => Self::Deactivated,
            State::Erased => Self::Erased,
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct UserAccount {
    /// The account's id.
    pub id: Uuid,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// What it may do.
    pub role: UserRole,
    /// Where it stands.
    pub state: AccountState,
    /// When it was made.
    pub created_at: Instant,
}

impl From<&Account> for UserAccount {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id().uuid(),
            email: account.email().to_string(),
            name: account.name().to_string(),
            role: account.role().into(),
            state: account.state().into(),
            created_at: account.created_at().into(),
        }
    }
}

/// An account was made.
#[derive(ApiResponse)]
pub(super) enum AccountMade {
    /// The new account.
    #[oai(status = 201)]
    Made(
        Json<UserAccount>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

impl From<&Account> for AccountMade {
    fn from(account: &Account) -> Self {
        Self::Made(Json(account.into()), format!("/users/{}", account.id()), ETag::of(account.version()))
    }
}

/// An account as it is now.
#[derive(ApiResponse)]
pub(super) enum AccountShown {
    /// The account.
    #[oai(status = 200)]
    Ok(
        Json<UserAccount>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

impl From<&Account> for AccountShown {
    fn from(account: &Account) -> Self {
        Self::Ok(Json(account.into()), ETag::of(account.version()))
    }
}

/// It was done, and there is nothing to say about it.
#[derive(ApiResponse)]
pub(super) enum Done {
    /// Done.
    #[oai(status = 204)]
    Done,
}
