//! Grades: automatic and manual marking, release.
