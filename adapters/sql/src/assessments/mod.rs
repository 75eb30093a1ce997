//! The repositories of the assessments service.

mod catalogue;
mod repository;
mod rows;

use crate::Database;

/// Assessments and their versions: both ports of that room, on one database.
///
/// An assessment is one row, and so is read whole or not at all. What a version holds has a row of its own that a
/// trigger keeps from being changed.
#[derive(Debug, Clone)]
pub struct SqlAssessments(Database);

impl SqlAssessments {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}
