//! The broker away under load.
