//! Assessments and their immutable published versions.
//!
//! A teacher writes a draft and publishes it; publishing makes a version that never changes, which students sit. The
//! draft of the next version begins from the newest one while that goes on. This room holds keys, and so it tells
//! students about an assessment by a type that has no room for items; it never meets an attempt, a response or a grade.
//!
//! - [`Assessment`] is the aggregate: what may happen to it in which [`State`], and which events that raises.
//! - [`Content`] is what an author writes. It is checked as a whole, and every fault is told at once.
//! - [`Assessments`] are the use cases, with the rights of the actor.
//! - [`AssessmentRepository`] and [`AssessmentCatalogue`] are the ports; an adapter passes the contract suite of
//!   `pediafor-sql`, and keeps a content as the document that [`Content::to_document`] gives.
//!
//! ```
//! use pediafor_assessments::{Assessment, AssessmentError, Content, Moment, State};
//! use pediafor_kernel::{AssessmentId, UserId, Timestamp, IdSource};
//!
//! # struct Ids;
//! # impl IdSource for Ids { fn next(&self) -> uuid::Uuid { uuid::Uuid::nil() } }
//! # let (id, owner) = (AssessmentId::from_uuid(Ids.next()), UserId::from_uuid(Ids.next()));
//! # let version = pediafor_kernel::VersionId::from_uuid(Ids.next());
//! let at = Moment { now: "2026-03-01T09:00:00Z".parse::<Timestamp>().unwrap(), ids: &Ids };
//! let content = Content { title: "Optics".into(), ..Content::default() };
//!
//! let (mut draft, events) = Assessment::create(id, owner, content, &at).unwrap();
//! assert_eq!((draft.state(), draft.version(), events.len()), (State::Draft, 1, 1));
//!
//! // Nobody can sit an assessment without items.
//! assert!(matches!(draft.publish(version, &at), Err(AssessmentError::NotPublishable(faults)) if faults.len() == 1));
//! ```

mod assessment;
mod check;
mod content;
mod error;
pub mod limits;
#[cfg(any(test, feature = "mock"))]
pub mod memory;
mod ports;
mod publishable;
mod raised;
mod retell;
#[cfg(any(test, feature = "mock"))]
pub mod samples;
mod use_cases;
mod version;
mod view;

pub use assessment::{Assessment, AssessmentRecord, Draft, Moment};
pub use content::{Content, Section};
pub use error::{AssessmentError, AssessmentsError};
pub use ports::{AssessmentCatalogue, AssessmentRepository};
pub use retell::Retell;
pub use use_cases::{
    AssessmentList, AssessmentView, Assessments, Change, Create, DuePublications, Duplicate, List, Publish, Schedule,
    Update,
};
pub use version::{AssessmentVersion, State, UnknownState, Version, VersionState};
pub use view::{AssessmentSummary, AuthoredFilter, OfferedFilter, Search, StudentView, Window, fold};
