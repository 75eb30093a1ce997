//! The repositories of the submissions service.
