//! What lists and students get: never a whole assessment.

use pediafor_kernel::{AssessmentId, Timestamp, UserId, VersionId, events::SittingRules};

use crate::{Assessment, AssessmentVersion, State};

/// A line of an author's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentSummary {
    /// The assessment.
    pub id: AssessmentId,
    /// Its author.
    pub owner: UserId,
    /// The title of its draft, or of its newest version.
    pub title: String,
    /// The subject taught.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// How many versions were published.
    pub published_versions: u32,
    /// When it is published by itself, where it is scheduled.
    pub publish_at: Option<Timestamp>,
    /// When its window opens.
    pub opens_at: Option<Timestamp>,
    /// When its window closes.
    pub closes_at: Option<Timestamp>,
    /// How many items it has.
    pub item_count: u32,
    /// What they give together, in millionths of a point.
    pub total_millionths: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: u64,
}

impl AssessmentSummary {
    /// The line of `assessment`.
    pub fn of(assessment: &Assessment) -> Self {
        let content = assessment.content();
        Self {
            id: assessment.id(),
            owner: assessment.owner(),
            title: content.title.clone(),
            subject: content.subject.clone(),
            state: assessment.state(),
            published_versions: assessment.versions().len().try_into().unwrap_or(u32::MAX),
            publish_at: assessment.publish_at(),
            opens_at: content.sitting.opens_at,
            closes_at: content.sitting.closes_at,
            item_count: content.item_count(),
            total_millionths: content.total_millionths(),
            created_at: assessment.created_at(),
            updated_at: assessment.updated_at(),
            version: assessment.version(),
        }
    }
}

/// What a student is told of the published version: enough to decide when to sit it, and no item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudentView {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The version that would be sat.
    pub version: VersionId,
    /// Its number.
    pub number: u32,
    /// The title.
    pub title: String,
    /// The subject taught.
    pub subject: String,
    /// What to do. Markdown.
    pub instructions: String,
    /// Nobody starts before this.
    pub opens_at: Option<Timestamp>,
    /// Nobody starts or goes on after this.
    pub closes_at: Option<Timestamp>,
    /// Seconds from start to deadline; `None`: until the window closes.
    pub duration_seconds: Option<u32>,
    /// How often one student may sit it.
    pub max_attempts: u32,
    /// How many items there are.
    pub item_count: u32,
    /// What they give together, in millionths of a point.
    pub total_millionths: i64,
    /// Since when it can be seen.
    pub published_at: Timestamp,
}

/// How a window lies to an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// It opens later.
    Upcoming,
    /// It can be started.
    Open,
    /// It has closed.
    Over,
}

impl Window {
    /// How the window from `opens_at` to `closes_at`, both included where given, lies to `now`.
    pub fn at(now: Timestamp, opens_at: Option<Timestamp>, closes_at: Option<Timestamp>) -> Self {
        if closes_at.is_some_and(|closes_at| closes_at < now) {
            Self::Over
        } else if opens_at.is_some_and(|opens_at| opens_at > now) {
            Self::Upcoming
        } else {
            Self::Open
        }
    }
}

impl StudentView {
    /// What students are told of `version`.
    pub fn of(version: &AssessmentVersion) -> Self {
        let AssessmentVersion { assessment, version, content } = version;
        let SittingRules { duration_seconds, opens_at, closes_at, max_attempts, .. } = content.sitting;
        Self {
            assessment: *assessment,
            version: version.id,
            number: version.number,
            title: content.title.clone(),
            subject: content.subject.clone(),
            instructions: content.instructions.clone(),
            opens_at,
            closes_at,
            duration_seconds,
            max_attempts,
            item_count: content.item_count(),
            total_millionths: content.total_millionths(),
            published_at: version.published_at,
        }
    }

    /// How its window lies to `now`.
    pub fn window(&self, now: Timestamp) -> Window {
        Window::at(now, self.opens_at, self.closes_at)
    }
}

/// Which words a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The subject, whole, whatever its case.
    pub subject: Option<String>,
    /// A text somewhere in title or subject, whatever its case.
    pub text: Option<String>,
}

/// Which assessments an author's list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthoredFilter {
    /// Only this author's.
    pub owner: Option<UserId>,
    /// Only those that stand here.
    pub state: Option<State>,
    /// Only those with these words.
    pub search: Search,
}

/// Which published versions a student's list holds: those whose audience includes the student and whose window has
/// not closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedFilter {
    /// The student.
    pub student: UserId,
    /// The instant that windows are held against.
    pub now: Timestamp,
    /// Only those with these words.
    pub search: Search,
}

/// A text in the one form in which texts are compared: lower case, without blanks around it.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}
