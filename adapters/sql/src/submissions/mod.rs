//! The repositories of the submissions service.
//!
//! Whoever changes an attempt or what hangs on it locks the attempt's row first: a save shares it with other saves, a
//! close, an upload and a removal have it alone (see `lock`).

mod answers;
mod attempts;
mod files;
mod lock;
mod rows;
mod versions;

pub use attempts::SqlAttempts;
pub use files::SqlFiles;
pub use versions::SqlPublishedVersions;
