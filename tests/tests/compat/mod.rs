//! What the page promises of routes, and a small world to ask them in.

pub mod routes;
pub mod world;
