//! What the page promises of routes, and a small world to ask them in.

pub(crate) mod routes;
pub(crate) mod world;
