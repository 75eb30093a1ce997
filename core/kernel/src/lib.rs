//! What every room of Pediafor shares.
//!
//! The kernel holds the few words that all domains use in the same sense: typed [ids](id), [time](Timestamp),
//! the [`Actor`] on whose behalf something happens, [pages](Page), the taxonomy of [faults](Fault) and the
//! [events](event) that rooms tell one another about. It knows no runtime, no database, no HTTP, no clock and no
//! environment; what touches the world is a port here and an adapter elsewhere.
//!
//! ```
//! use pediafor_kernel::{Actor, Role, Timestamp, UserId};
//!
//! let id: UserId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
//! let actor = Actor::new(id, Role::Teacher);
//! assert!(actor.is_staff());
//!
//! let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
//! assert_eq!(at.plus_seconds(90).to_string(), "2026-03-01T09:01:30.000000Z");
//! ```

mod actor;
pub mod auth;
pub mod broadcast;
pub mod event;
pub mod events;
mod fault;
pub mod id;
pub mod limits;
pub mod once;
mod page;
pub mod people;
mod ports;
mod time;
pub mod trace;

pub use actor::{Actor, Role, UnknownRole};
pub use event::{Event, EventData, EventHandler, EventPublisher, HandleError};
pub use fault::{Fault, FieldFault, Kind, PortError, PortErrorCode};
pub use id::{
    AssessmentId, BankId, EventId, FileId, GradeId, GroupId, NotificationId, SessionId, SubmissionId, UserId, VersionId,
};
pub use once::{Changes, Once};
pub use page::{Cursor, InvalidCursor, Page, PageRequest};
pub use ports::{Clock, IdSource, SecretSource};
pub use time::{InvalidTimestamp, Timestamp};

#[cfg(any(test, feature = "mock"))]
pub use ports::mock;
