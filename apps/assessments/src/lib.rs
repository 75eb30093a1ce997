//! The assessments service.
