//! The gateway: the one way in, in front of the five services.

mod edge;

pub use edge::{EdgeArgs, documentation};
