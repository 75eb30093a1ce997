//! Attempts: one sitting of one paper by one student, with saved answers, files and server-kept time.
//!
//! This room starts attempts, draws each student's [paper](draw) from a recorded seed, takes answers as they are given,
//! and closes an attempt once: by the student's hand or at the deadline, with what the server holds. It keeps its own
//! copy of what it needs from other services ([`RememberPublished`], [`FollowGrading`] and the kernel's
//! `RememberPeople`), so that a student goes on working while every other service is down.
//!
//! It never holds a key, a rule or an explanation: papers have no room for them by their type. It never marks. It never
//! asks the clock but through its port, and it never trusts the client's.
//!
//! | module | subject |
//! | --- | --- |
//! | [`Attempt`], [`State`], [`Status`], [`Marking`] | the aggregate, its states, what is shown of it |
//! | [`Answer`], [`Saved`] | one answer and its sequence |
//! | [`SubmissionReceipt`], [`canonical_json`] | the proof of what was handed in |
//! | [`draw`] | the paper, by a numbered algorithm |
//! | [`VersionHeader`], [`PublishedVersion`] | what is remembered of assessments |
//! | [`FileUpload`], [`FilePolicy`] | files |
//! | [`ports`] | what is asked of the world |
//! | [`use_cases`], [`Submissions`] | what people and the server do |
//!
//! ```
//! use pediafor_grading::PaperMaterial;
//! use pediafor_kernel::events::SittingRules;
//! use pediafor_submissions::{Seed, draw};
//!
//! let material = PaperMaterial::new(Vec::new());
//! let paper = draw::paper(draw::CURRENT, &material, &Seed::new([7; 32]), &SittingRules::default())?;
//! assert_eq!(paper, material);
//! # Ok::<(), draw::UnknownAlgorithm>(())
//! ```

mod answer;
mod attempt;
mod consumers;
pub mod draw;
mod error;
mod file;
mod papers;
pub mod ports;
mod receipt;
mod retell;
mod seed;
mod state;
pub mod use_cases;
mod version;

#[cfg(any(test, feature = "mock"))]
pub mod memory;
#[cfg(test)]
mod testing;

pub use answer::{Answer, Saved};
pub use attempt::{Attempt, AttemptError, AttemptRecord, Start};
pub use consumers::{FollowGrading, RememberPublished};
pub use error::SubmissionError;
pub use file::{BlobKey, FilePolicy, FileRefusal, FileUpload, check_room, clean_name};
pub use ports::{
    Attempts, BlobStore, BlobStream, ContentSniffer, Decide, DecideAdd, DecideRemove, Decided, Files, Filter,
    PublishedVersions, Scope, Sniffed, Standing,
};
pub use receipt::{SubmissionReceipt, canonical_json};
pub use retell::Retell;
pub use seed::{InvalidSeed, Seed};
pub use state::{Marking, State, Status, UnknownState};
pub use use_cases::{Ports, Submissions};
pub use version::{PublishedVersion, StartRefusal, VersionHeader, VersionState};
