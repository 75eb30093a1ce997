//! The inbox: what happened that a person should know.
