//! Accounts, credentials and sessions.
//!
//! This room knows who may sign in, proves it, and hands out the tokens by which every other room knows who is asking.
//! It never stores a password or a refresh token, never tells by a refused sign-in whether an address has an account
//! (registering does: the address is free or taken), and never takes a role from anybody but an administrator. It knows
//! no HTTP, no SQL, no hash function for passwords and no token format: those are [ports], and [`Users`] is the list of
//! what can be done.
//!
//! An [`Account`] is somebody; a [`Session`] is one sign-in on one device. An access token lives for minutes and is
//! checked without asking anybody; a [`RefreshToken`] lives for days, is exchanged for another each time it is used,
//! and ends its session when an exchanged one is seen again.
//!
//! ```
//! use pediafor_users::{Email, Password, PersonName, Secret};
//!
//! assert_eq!(Email::parse("Ada@Example.org").unwrap().as_str(), "ada@example.org");
//! assert_eq!(PersonName::parse(" Ada Lovelace ").unwrap().as_str(), "Ada Lovelace");
//! assert!(Password::chosen(&Secret::new("too short")).is_err());
//! ```

mod account;
mod account_state;
mod email;
mod error;
mod lifetimes;
#[cfg(any(test, feature = "mock"))]
pub mod memory;
mod name;
mod password;
pub mod ports;
mod refresh;
mod retell;
mod search;
mod service;
mod session;

pub use account::{Account, AccountError, AccountRecord, NewAccount};
pub use account_state::{AccountState, UnknownState};
pub use email::{Email, InvalidEmail};
pub use error::UsersError;
pub use lifetimes::{InvalidLifetime, Lifetimes};
pub use name::{InvalidName, PersonName};
pub use password::{InvalidPassword, Password, PasswordHash, Secret};
pub use ports::{AccountQuery, AccountRepository, EndSessions, PasswordHasher, SessionRepository, TokenSigner};
pub use refresh::{InvalidRefreshToken, RefreshToken};
pub use retell::Retell;
pub use search::fold;
pub use service::{CreateAccount, Login, Ports, Register, SignedIn, Users};
pub use session::{Exchange, Refresh, Session, SessionRecord};

/// The `source` of this room's events.
pub const SOURCE: &str = "/pediafor/users";
