//! The grading service.
