//! The users service: accounts, credentials, sessions, and the signing of access tokens.

mod identity;
mod service;

pub use identity::{Identity, IdentityArgs};
pub use service::UsersService;
