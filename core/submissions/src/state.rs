//! The words for where an attempt stands: its own [`State`], the [`Marking`] it hears of, and the [`Status`] shown.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Text that names no state of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known state")]
pub struct UnknownState;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word as it is stored, sent and shown.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownState;

            fn from_str(text: &str) -> Result<Self, UnknownState> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(UnknownState)
            }
        }
    };
}

words! {
    /// What this service itself decides about an attempt.
    ///
    /// `in_progress ⇄ paused`, `in_progress → submitted | abandoned`, and `archived` from either end.
    State {
        /// The student is working.
        InProgress = "in_progress",
        /// The clock stands still and nothing is taken.
        Paused = "paused",
        /// Handed in, by the student or by the server at the deadline.
        Submitted = "submitted",
        /// Given up; nothing is marked.
        Abandoned = "abandoned",
        /// Out of sight, kept for the record.
        Archived = "archived",
    }
}

words! {
    /// What the grading service told about a submitted attempt. It is repeated here, never decided here.
    Marking {
        /// The machine could not mark it; a teacher looks at it.
        Failed = "marking_failed",
        /// Part of it waits for a person.
        Grading = "grading",
        /// Every item is marked, and the student does not see it yet.
        Graded = "graded",
        /// The student sees the result.
        Released = "released",
    }
}

words! {
    /// What is shown of an attempt: its own state, or the marking's once there is one.
    Status {
        /// The student is working.
        InProgress = "in_progress",
        /// The clock stands still and nothing is taken.
        Paused = "paused",
        /// Handed in and not yet marked.
        Submitted = "submitted",
        /// Given up.
        Abandoned = "abandoned",
        /// Part of it waits for a person.
        Grading = "grading",
        /// The machine could not mark it.
        MarkingFailed = "marking_failed",
        /// Every item is marked.
        Graded = "graded",
        /// The student sees the result.
        Released = "released",
        /// Out of sight.
        Archived = "archived",
    }
}

impl State {
    /// May it become `to`?
    pub fn leads_to(self, to: State) -> bool {
        use State::{Abandoned, Archived, InProgress, Paused, Submitted};
        matches!(
            (self, to),
            (InProgress, Paused | Submitted | Abandoned) | (Paused, InProgress) | (Submitted | Abandoned, Archived)
        )
    }

    /// Is the attempt still the student's one open attempt?
    pub fn is_open(self) -> bool {
        matches!(self, State::InProgress | State::Paused)
    }
}

impl Marking {
    /// Which of two tidings is the later one: keep the greater.
    ///
    /// `sequence` is the grade's version that the event was raised at. One version may tell two things (marked and
    /// released at once): the further one counts, whichever arrives first. A failure precedes every grade, so that a
    /// failure delivered late never hides marks that were made since.
    pub fn order(self, sequence: u64) -> u64 {
        let rank = match self {
            Marking::Failed => return 1,
            Marking::Grading => 1,
            Marking::Graded => 2,
            Marking::Released => 3,
        };
        sequence.saturating_mul(4).saturating_add(rank)
    }
}

impl Status {
    /// What is shown of an attempt in `state` with `marking`.
    pub fn of(state: State, marking: Option<Marking>) -> Self {
        match (state, marking) {
            (State::InProgress, _) => Status::InProgress,
            (State::Paused, _) => Status::Paused,
            (State::Abandoned, _) => Status::Abandoned,
            (State::Archived, _) => Status::Archived,
            (State::Submitted, None) => Status::Submitted,
            (State::Submitted, Some(Marking::Failed)) => Status::MarkingFailed,
            (State::Submitted, Some(Marking::Grading)) => Status::Grading,
            (State::Submitted, Some(Marking::Graded)) => Status::Graded,
            (State::Submitted, Some(Marking::Released)) => Status::Released,
        }
    }

    /// The state and, for a submitted attempt, the marking behind this status: what a store filters by.
    pub fn parts(self) -> (State, Option<Marking>) {
        match self {
            Status::InProgress => (State::InProgress, None),
            Status::Paused => (State::Paused, None),
            Status::Submitted => (State::Submitted, None),
            Status::Abandoned => (State::Abandoned, None),
            Status::Archived => (State::Archived, None),
            Status::Grading => (State::Submitted, Some(Marking::Grading)),
            Status::MarkingFailed => (State::Submitted, Some(Marking::Failed)),
            Status::Graded => (State::Submitted, Some(Marking::Graded)),
            Status::Released => (State::Submitted, Some(Marking::Released)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(*state));
        }
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
            let (state, marking) = status.parts();
            assert_eq!(Status::of(state, marking), *status);
        }
        assert_eq!("draft".parse::<State>(), Err(UnknownState));
    }

    #[test]
    fn the_later_tiding_is_the_greater_one() {
        assert!(Marking::Failed.order(9) < Marking::Grading.order(1));
        assert!(Marking::Graded.order(1) < Marking::Released.order(1));
        assert!(Marking::Released.order(1) < Marking::Graded.order(2), "a recall hides the result again");
    }
}
