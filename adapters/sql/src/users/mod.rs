//! The repositories of the users service.
