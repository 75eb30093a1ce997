//! What every app shares: configuration words, logs, background work and an orderly end.
//!
//! An app is boring: read the configuration, make the adapters, hand them to the domain, [`serve`], drain.

mod background;
mod duration;
mod logs;
mod serve;

pub use background::Background;
pub use duration::{Span, seconds};
pub use logs::{LogArgs, LogFormat};
pub use serve::{DRAIN, HEAD_PATIENCE, serve, terminated};
