//! The REST API of the users service.

mod accounts;
mod dto;
mod login;
mod manage;
mod me;
mod register;
mod sessions;
mod students;
#[cfg(test)]
mod world;

use std::sync::Arc;

use pediafor_users::Users;

pub use self::{
    accounts::Accounts,
    dto::{AccountState, UserAccount, UserRole},
    login::SigningIn,
    manage::ManageAccounts,
    me::OwnAccount,
    register::Registering,
    sessions::OwnSessions,
    students::Students,
};
use crate::base::{About, Edge, Services, mount};

/// What the service says about itself.
pub const ABOUT: About =
    About { name: "users", title: "Pediafor users", description: "Accounts, signing in and out, sessions." };

/// Every endpoint of the service: one unit struct per file.
pub type Api = (Registering, SigningIn, OwnAccount, OwnSessions, Students, Accounts, ManageAccounts);

/// Every endpoint of the service.
pub const API: Api = (Registering, SigningIn, OwnAccount, OwnSessions, Students, Accounts, ManageAccounts);

/// The service behind its edge.
pub fn router(users: Arc<Users>, edge: &Edge) -> axum::Router {
    mount(&ABOUT, API, Services::new().with(users), edge)
}
