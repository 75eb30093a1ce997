//! Keys of published versions, grades and their history.

mod failures;
mod grades;
mod keys;
mod record;
mod rows;

pub use grades::SqlGrades;
pub use keys::SqlMarkingKeys;
