//! What is answered: one type for authors, another for students.

use pediafor_assessments::{
    Assessment, AssessmentSummary, AssessmentVersion, State, StudentView, Version, VersionState, Window,
};
use pediafor_grading::Points;
use pediafor_kernel::Timestamp;
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};

use super::content::AssessmentContent;
use crate::{
    base::{ETag, Instant},
    items::PointsDto,
};

/// Where an assessment stands: where its newest version does, or its draft where there is one.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum AssessmentState {
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

impl From<State> for AssessmentState {
    fn from(state: State) -> Self {
        match state {
            State::Draft => Self::Draft,
            State::Scheduled => Self::Scheduled,
            State::Published => Self::Published,
            State::Closed => Self::Closed,
            State::Archived => Self::Archived,
        }
    }
}

impl From<AssessmentState> for State {
    fn from(state: AssessmentState) -> Self {
        match state {
            AssessmentState::Draft => Self::Draft,
            AssessmentState::Scheduled => Self::Scheduled,
            AssessmentState::Published => Self::Published,
            AssessmentState::Closed => Self::Closed,
            AssessmentState::Archived => Self::Archived,
        }
    }
}

/// Where a published version stands.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum PublishedState {
    /// It can be sat.
    Published,
    /// Nobody starts it any more.
    Closed,
    /// Out of sight, kept for the record.
    Archived,
}

impl From<VersionState> for PublishedState {
    fn from(state: VersionState) -> Self {
        match state {
            VersionState::Published => Self::Published,
            VersionState::Closed => Self::Closed,
            VersionState::Archived => Self::Archived,
        }
    }
}

/// How the window of an assessment lies to now.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub(super) enum WindowState {
    /// It opens later.
    Upcoming,
    /// It can be started.
    Open,
    /// It has closed.
    Over,
}

impl From<Window> for WindowState {
    fn from(window: Window) -> Self {
        match window {
            Window::Upcoming => Self::Upcoming,
            Window::Open => Self::Open,
            Window::Over => Self::Over,
        }
    }
}

/// An assessment with everything it holds, keys included, for those who author it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct AuthoredAssessment {
    /// The assessment.
    pub(super) id: uuid::Uuid,
    /// Its author's account.
    owner: uuid::Uuid,
    /// Where it stands.
    state: AssessmentState,
    /// When it is published by itself, where it is scheduled.
    publish_at: Option<Instant>,
    /// The draft's content, or the newest version's where there is no draft.
    #[oai(flatten)]
    content: AssessmentContent,
    /// How many questions it has.
    item_count: u32,
    /// What they give together.
    total_points: PointsDto,
    /// The published versions, oldest first.
    versions: Vec<PublishedVersion>,
    /// When it was made.
    created_at: Instant,
    /// When it last changed in any way.
    updated_at: Instant,
    /// How often it was saved: the number in its `ETag`.
    version: u64,
}

impl From<&Assessment> for AuthoredAssessment {
    fn from(assessment: &Assessment) -> Self {
        let content = assessment.content();
        Self {
            id: assessment.id().uuid(),
            owner: assessment.owner().uuid(),
            state: assessment.state().into(),
            publish_at: assessment.publish_at().map(Instant),
            content: content.into(),
            item_count: content.item_count(),
            total_points: PointsDto(Points::from_millionths(content.total_millionths())),
            versions: assessment.versions().iter().map(PublishedVersion::from).collect(),
            created_at: assessment.created_at().into(),
            updated_at: assessment.updated_at().into(),
            version: assessment.version(),
        }
    }
}

/// A published version, without what it holds.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct PublishedVersion {
    /// The version.
    id: uuid::Uuid,
    /// From 1, without gaps.
    number: u32,
    /// Where it stands.
    state: PublishedState,
    /// Since when it can be sat.
    published_at: Instant,
    /// Since when nobody starts it any more.
    closed_at: Option<Instant>,
    /// Since when it is out of sight.
    archived_at: Option<Instant>,
}

impl From<&Version> for PublishedVersion {
    fn from(version: &Version) -> Self {
        Self {
            id: version.id.uuid(),
            number: version.number,
            state: version.state.into(),
            published_at: version.published_at.into(),
            closed_at: version.closed_at.map(Instant),
            archived_at: version.archived_at.map(Instant),
        }
    }
}

/// A published version with everything it holds, keys included.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct PublishedVersionContent {
    /// Of which assessment.
    assessment: uuid::Uuid,
    /// Which version, and where it stands.
    #[oai(flatten)]
    version: PublishedVersion,
    /// What it holds, for ever the same.
    #[oai(flatten)]
    content: AssessmentContent,
    /// How many questions it has.
    item_count: u32,
    /// What they give together.
    total_points: PointsDto,
}

impl From<&AssessmentVersion> for PublishedVersionContent {
    fn from(version: &AssessmentVersion) -> Self {
        Self {
            assessment: version.assessment.uuid(),
            version: (&version.version).into(),
            content: (&version.content).into(),
            item_count: version.content.item_count(),
            total_points: PointsDto(Points::from_millionths(version.content.total_millionths())),
        }
    }
}

/// A line of an author's list.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct AuthoredAssessmentSummary {
    /// The assessment.
    id: uuid::Uuid,
    /// Its author's account.
    owner: uuid::Uuid,
    /// The title of its draft, or of its newest version.
    title: String,
    /// The subject taught.
    subject: String,
    /// Where it stands.
    state: AssessmentState,
    /// How many versions were published.
    published_versions: u32,
    /// When it is published by itself, where it is scheduled.
    publish_at: Option<Instant>,
    /// When its window opens.
    opens_at: Option<Instant>,
    /// When its window closes.
    closes_at: Option<Instant>,
    /// How many questions it has.
    item_count: u32,
    /// What they give together.
    total_points: PointsDto,
    /// When it was made.
    created_at: Instant,
    /// When it last changed.
    updated_at: Instant,
    /// How often it was saved: the number in its `ETag`.
    version: u64,
}

impl From<AssessmentSummary> for AuthoredAssessmentSummary {
    fn from(row: AssessmentSummary) -> Self {
        Self {
            id: row.id.uuid(),
            owner: row.owner.uuid(),
            title: row.title,
            subject: row.subject,
            state: row.state.into(),
            published_versions: row.published_versions,
            publish_at: row.publish_at.map(Instant),
            opens_at: row.opens_at.map(Instant),
            closes_at: row.closes_at.map(Instant),
            item_count: row.item_count,
            total_points: PointsDto(Points::from_millionths(row.total_millionths)),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            version: row.version,
        }
    }
}

/// A published assessment as a student is told of it: enough to decide when to sit it. It has no room for a question.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(super) struct OfferedAssessment {
    /// The assessment.
    id: uuid::Uuid,
    /// The version that would be sat.
    version_id: uuid::Uuid,
    /// That version's number.
    version_number: u32,
    /// The title.
    title: String,
    /// The subject taught.
    subject: String,
    /// What to do, in Markdown.
    instructions: String,
    /// How its window lies to now.
    window: WindowState,
    /// Nobody starts before this.
    opens_at: Option<Instant>,
    /// Nobody starts or goes on after this.
    closes_at: Option<Instant>,
    /// Seconds from start to deadline; absent: until the window closes.
    duration_seconds: Option<u32>,
    /// How often one student may sit it.
    max_attempts: u32,
    /// How many questions there are.
    item_count: u32,
    /// What they give together.
    total_points: PointsDto,
    /// Since when it can be seen.
    published_at: Instant,
}

impl OfferedAssessment {
    /// What `view` tells at `now`.
    pub(super) fn at(now: Timestamp, view: StudentView) -> Self {
        Self {
            window: view.window(now).into(),
            id: view.assessment.uuid(),
            version_id: view.version.uuid(),
            version_number: view.number,
            title: view.title,
            subject: view.subject,
            instructions: view.instructions,
            opens_at: view.opens_at.map(Instant),
            closes_at: view.closes_at.map(Instant),
            duration_seconds: view.duration_seconds,
            max_attempts: view.max_attempts,
            item_count: view.item_count,
            total_points: PointsDto(Points::from_millionths(view.total_millionths)),
            published_at: view.published_at.into(),
        }
    }
}

/// The assessment as it is now.
#[derive(ApiResponse)]
pub(super) enum Authored {
    /// The assessment as it is now.
    #[oai(status = 200)]
    Ok(
        Json<AuthoredAssessment>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

impl From<&Assessment> for Authored {
    fn from(assessment: &Assessment) -> Self {
        Self::Ok(Json(assessment.into()), ETag::of(assessment.version()))
    }
}

/// An assessment that was made.
#[derive(ApiResponse)]
pub(super) enum Created {
    /// The assessment that was made.
    #[oai(status = 201)]
    Created(
        Json<AuthoredAssessment>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
        /// Its path within this service.
        #[oai(header = "Location")]
        String,
    ),
}

impl From<&Assessment> for Created {
    fn from(assessment: &Assessment) -> Self {
        let location = format!("/assessments/{}", assessment.id());
        Self::Created(Json(assessment.into()), ETag::of(assessment.version()), location)
    }
}
