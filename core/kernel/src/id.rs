//! Typed ids: a UUIDv7 each, so that ids sort by the time they were made and can't be mistaken for one another.
//!
//! This is the only place where an id type is declared. To add one, add a line to the registry below.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID")]
pub struct InvalidId;

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID; adapters use it when they read one back.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID; adapters use it when they store one.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    )*};
}

registry! {
    /// An account.
    UserId;
    /// One sign-in of one account on one device, over all its access tokens.
    SessionId;
    /// A class or cohort.
    GroupId;
    /// A question bank.
    BankId;
    /// An assessment over all its versions.
    AssessmentId;
    /// One immutable version of an assessment.
    VersionId;
    /// One sitting of one paper by one student.
    SubmissionId;
    /// An uploaded file.
    FileId;
    /// The marks of one submission.
    GradeId;
    /// A message in somebody's inbox.
    NotificationId;
    /// An event, for ever the same however often it is delivered.
    EventId;
}
