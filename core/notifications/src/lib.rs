//! The inbox: what happened that a person should know.
//!
//! [Events](pediafor_kernel::events) of other rooms become [`Notification`]s: a student learns that answers were
//! received and that results are out, a teacher learns that answers wait. Every message has a [topic](Message::topic),
//! and a person has **at most one unread message per topic**: a hundred essays handed in make one message that counts
//! to a hundred, not a hundred messages. An event takes effect once, however often it is delivered.
//!
//! This room never asks another one for anything, never sends e-mail, and knows no marks: a message says *that*
//! results are out, never *which*.
//!
//! ```
//! use pediafor_kernel::{NotificationId, Timestamp, UserId};
//! use pediafor_notifications::{Message, Notification};
//!
//! let teacher: UserId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
//! let assessment = "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap();
//! let id: NotificationId = "01890a5d-ac96-774b-bcce-b302099a8059".parse().unwrap();
//!
//! let message = Message::answers_waiting(assessment, Some("Biology 1"), 3);
//! let notification = Notification::deliver(id, teacher, message, Timestamp::default());
//! assert_eq!(notification.title(), "3 answers wait for you: Biology 1");
//! assert!(notification.is_unread());
//! ```
//!
//! | module | subject |
//! | --- | --- |
//! | [`Message`] | the texts, and which message replaces which |
//! | [`Cause`] | what a message tells of |
//! | [`Notification`] | a message in somebody's inbox |
//! | [`ports`] | what a store has to do |
//! | [`Inform`], [`RememberTitles`] | the consumers |
//! | [`Notifications`] | the use cases |

mod cause;
mod inbox;
mod inform;
#[cfg(any(test, feature = "mock"))]
pub mod memory;
mod message;
mod notification;
pub mod ports;
mod titles;

pub use cause::Cause;
pub use inbox::{MAX_IDS, Notifications, NotificationsError};
pub use inform::Inform;
pub use message::{Message, NotificationKind, UnknownKind};
pub use notification::{AlreadyRead, Notification, NotificationRecord};
pub use titles::RememberTitles;
