//! The edge on axum: tokens, limits, routing, health.
