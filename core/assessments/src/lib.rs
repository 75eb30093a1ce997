//! Assessments and their immutable published versions.
