//! The submissions service.
