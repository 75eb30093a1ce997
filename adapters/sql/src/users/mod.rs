//! The repositories of the users service.

mod accounts;
mod rows;
mod sessions;

pub use accounts::SqlAccounts;
pub use sessions::SqlSessions;
