//! Inboxes, the events that have taken effect in them, and the titles of assessments.

mod inbox;
mod rows;
mod titles;

pub use inbox::SqlInbox;
pub use titles::SqlTitles;
