//! What this service remembers of published versions: what a student may see, and no key.

use pediafor_grading::{PaperItem, PaperMaterial};
use pediafor_kernel::{AssessmentId, Timestamp, UserId, VersionId, events::SittingRules};
use serde::{Deserialize, Serialize};

/// Where a version stands. A later word is never followed by an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// It can be started.
    Published,
    /// Nobody starts it any more.
    Closed,
    /// Out of sight.
    Archived,
}

impl VersionState {
    /// All states, earliest first.
    pub const ALL: [VersionState; 3] = [VersionState::Published, VersionState::Closed, VersionState::Archived];

    /// The word as it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            VersionState::Published => "published",
            VersionState::Closed => "closed",
            VersionState::Archived => "archived",
        }
    }
}

/// A version without its paper.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionHeader {
    /// The version.
    pub id: VersionId,
    /// The assessment it is a version of.
    pub assessment: AssessmentId,
    /// Its number, from 1.
    pub number: u32,
    /// Who owns the assessment.
    pub owner: UserId,
    /// The title.
    pub title: String,
    /// The subject taught.
    pub subject: String,
    /// What to do, shown before the start.
    pub instructions: String,
    /// How it is sat.
    pub sitting: SittingRules,
    /// Where it stands.
    pub state: VersionState,
}

/// A version as it was published, immutable but for its state.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedVersion {
    /// All but the paper.
    pub header: VersionHeader,
    /// The sections with their items, without keys, in the author's order.
    pub paper: PaperMaterial,
}

/// Why a version can't be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartRefusal {
    /// It is archived, or the student is not of its audience: as good as not there.
    #[error("there is no such assessment")]
    Unknown,
    /// Its owner closed it.
    #[error("the assessment is closed")]
    Closed,
    /// Its window is yet to open.
    #[error("the assessment opens at {opens_at}")]
    NotYetOpen {
        /// When.
        opens_at: Timestamp,
    },
    /// Its window is over.
    #[error("the assessment closed at {closes_at}")]
    WindowOver {
        /// When it closed.
        closes_at: Timestamp,
    },
    /// The student sat it as often as allowed.
    #[error("no attempts are left of {max_attempts}")]
    NoAttemptsLeft {
        /// How many there were.
        max_attempts: u32,
    },
}

impl VersionHeader {
    /// May `student`, who sat it `taken` times, start it at `now`?
    ///
    /// # Errors
    ///
    /// [`StartRefusal`] with the first rule that says no.
    pub fn check_start(&self, student: UserId, taken: u32, now: Timestamp) -> Result<(), StartRefusal> {
        let SittingRules { opens_at, closes_at, max_attempts, ref audience, .. } = self.sitting;
        match (self.state, opens_at, closes_at) {
            (VersionState::Archived, ..) => Err(StartRefusal::Unknown),
            _ if !audience.includes(student) => Err(StartRefusal::Unknown),
            (VersionState::Closed, ..) => Err(StartRefusal::Closed),
            (_, Some(opens_at), _) if now < opens_at => Err(StartRefusal::NotYetOpen { opens_at }),
            (_, _, Some(closes_at)) if now >= closes_at => Err(StartRefusal::WindowOver { closes_at }),
            _ if taken >= max_attempts => Err(StartRefusal::NoAttemptsLeft { max_attempts }),
            _ => Ok(()),
        }
    }
}

/// The item called `id`, wherever it stands in `paper`.
pub(crate) fn item<'a>(paper: &'a PaperMaterial, id: &str) -> Option<&'a PaperItem> {
    paper.sections.iter().flat_map(|section| &section.items).find(|item| item.id == id)
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::events::Audience;

    use super::*;
    use crate::testing::{assessment, at, header, student};

    #[test]
    fn the_first_rule_that_says_no_is_told() {
        let mut version = header();
        version.sitting.opens_at = Some(at(10));
        version.sitting.closes_at = Some(at(20));
        let start = |version: &VersionHeader, taken, now| version.check_start(student(), taken, at(now));

        assert_eq!(start(&version, 0, 9), Err(StartRefusal::NotYetOpen { opens_at: at(10) }));
        assert_eq!(start(&version, 0, 10), Ok(()));
        assert_eq!(start(&version, 1, 10), Err(StartRefusal::NoAttemptsLeft { max_attempts: 1 }));
        assert_eq!(start(&version, 0, 19), Ok(()));
        assert_eq!(start(&version, 0, 20), Err(StartRefusal::WindowOver { closes_at: at(20) }));

        version.state = VersionState::Closed;
        assert_eq!(start(&version, 0, 10), Err(StartRefusal::Closed));
        version.state = VersionState::Archived;
        assert_eq!(start(&version, 0, 10), Err(StartRefusal::Unknown));

        version.state = VersionState::Published;
        version.sitting.audience = Audience::Students { students: Vec::new() };
        assert_eq!(start(&version, 0, 10), Err(StartRefusal::Unknown), "{}", assessment());
    }
}
