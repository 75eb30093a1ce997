//! The repositories of the grading service.
