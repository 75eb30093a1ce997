use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How far the marking of a submission is: `pending → partially_graded → graded ⇄ released`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeState {
    /// Nothing is marked: the responses could not be read.
    Pending,
    /// What a machine can mark is marked; a person must mark the rest.
    PartiallyGraded,
    /// Every item is marked; the student does not see it.
    Graded,
    /// The student sees it.
    Released,
}

/// Text that names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a grade")]
pub struct UnknownState;

impl GradeState {
    /// All states, in the order in which a grade goes through them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::PartiallyGraded, Self::Graded, Self::Released];

    /// The state's name as it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::PartiallyGraded => "partially_graded",
            Self::Graded => "graded",
            Self::Released => "released",
        }
    }

    /// Is every item marked?
    pub const fn is_complete(self) -> bool {
        matches!(self, Self::Graded | Self::Released)
    }
}

impl fmt::Display for GradeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for GradeState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}
