use std::{fmt, str::FromStr};

use pediafor_kernel::{AssessmentId, Timestamp, VersionId};
use serde::{Deserialize, Serialize};

use crate::Content;

/// Where an assessment stands: where its newest version does, or its draft where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its author edits it.
    Draft,
    /// It will be published by itself; nobody edits it meanwhile.
    Scheduled,
    /// Its newest version can be sat.
    Published,
    /// Nobody starts its newest version any more.
    Closed,
    /// Out of sight, kept for the record.
    Archived,
}

/// Text that names no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state: expected draft, scheduled, published, closed or archived")]
pub struct UnknownState;

impl State {
    /// All states, in the order they are passed through.
    pub const ALL: [State; 5] = [State::Draft, State::Scheduled, State::Published, State::Closed, State::Archived];

    /// The state's name as it is stored, sent and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Scheduled => "scheduled",
            State::Published => "published",
            State::Closed => "closed",
            State::Archived => "archived",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        State::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

/// Where a published version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// It can be sat.
    Published,
    /// Nobody starts it any more.
    Closed,
    /// Out of sight, kept for the record.
    Archived,
}

impl VersionState {
    /// The same state, said of the whole assessment.
    pub const fn of_assessment(self) -> State {
        match self {
            VersionState::Published => State::Published,
            VersionState::Closed => State::Closed,
            VersionState::Archived => State::Archived,
        }
    }

    /// The state's name as it is stored, sent and shown.
    pub const fn as_str(self) -> &'static str {
        self.of_assessment().as_str()
    }
}

impl FromStr for VersionState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        match text.parse()? {
            State::Published => Ok(VersionState::Published),
            State::Closed => Ok(VersionState::Closed),
            State::Archived => Ok(VersionState::Archived),
            State::Draft | State::Scheduled => Err(UnknownState),
        }
    }
}

/// A published version as its assessment remembers it: everything but what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The version.
    pub id: VersionId,
    /// From 1, without gaps.
    pub number: u32,
    /// Where it stands.
    pub state: VersionState,
    /// Since when it can be sat.
    pub published_at: Timestamp,
    /// Since when nobody starts it any more.
    pub closed_at: Option<Timestamp>,
    /// Since when it is out of sight.
    pub archived_at: Option<Timestamp>,
}

/// What publishing makes: what a version holds, for ever the same, and where it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentVersion {
    /// Of which assessment.
    pub assessment: AssessmentId,
    /// Which version, and where it stands.
    pub version: Version,
    /// What it holds; never changed.
    pub content: Content,
}
