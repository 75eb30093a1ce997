//! The submissions service: sitting, saving, handing in, files.

mod service;
mod sitting;

pub use service::SubmissionsService;
pub use sitting::SittingArgs;
