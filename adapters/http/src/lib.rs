//! The REST API of every service on poem-openapi, mounted into axum.
