//! The repositories of the notifications service.
