//! The OpenAPI documents: one per service, and all of them as one. They are built from types alone: no database, no
//! network, no clock.
