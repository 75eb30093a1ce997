//! The repositories of the assessments service.
