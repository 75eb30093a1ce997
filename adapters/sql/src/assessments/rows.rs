//! The tables, and the way from the domain's records to rows and back.

use pediafor_assessments::{
    Assessment, AssessmentRecord, AssessmentSummary, AssessmentVersion, Content, Draft, State, StudentView, Version,
    fold,
};
use pediafor_kernel::{AssessmentId, PortError, PortErrorCode, UserId, VersionId, events::Audience};
use sea_orm::ActiveValue::Set;

use crate::convert;

/// What is said of a count that does not fit.
const COUNT: &str = "read a count";

pub(super) mod assessment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub owner: Uuid,
        pub state: String,
        pub publish_at: Option<DateTimeUtc>,
        pub title: String,
        pub subject: String,
        pub title_folded: String,
        pub subject_folded: String,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: Option<DateTimeUtc>,
        pub item_count: i32,
        pub total_millionths: i64,
        pub published_versions: i32,
        pub versions: Json,
        pub content: Json,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    /// What a line of a list needs.
    #[derive(Debug, DerivePartialModel)]
    #[sea_orm(entity = "Entity")]
    pub struct Line {
        pub id: Uuid,
        pub owner: Uuid,
        pub state: String,
        pub publish_at: Option<DateTimeUtc>,
        pub title: String,
        pub subject: String,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: Option<DateTimeUtc>,
        pub item_count: i32,
        pub total_millionths: i64,
        pub published_versions: i32,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessment_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub assessment: Uuid,
        pub number: i32,
        pub state: String,
        pub title: String,
        pub subject: String,
        pub title_folded: String,
        pub subject_folded: String,
        pub instructions: String,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: Option<DateTimeUtc>,
        pub duration_seconds: Option<i64>,
        pub max_attempts: i64,
        pub item_count: i32,
        pub total_millionths: i64,
        pub for_everyone: bool,
        pub content: Json,
        pub published_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub archived_at: Option<DateTimeUtc>,
    }

    /// What a student is told.
    #[derive(Debug, DerivePartialModel)]
    #[sea_orm(entity = "Entity")]
    pub struct Offer {
        pub id: Uuid,
        pub assessment: Uuid,
        pub number: i32,
        pub title: String,
        pub subject: String,
        pub instructions: String,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: Option<DateTimeUtc>,
        pub duration_seconds: Option<i64>,
        pub max_attempts: i64,
        pub item_count: i32,
        pub total_millionths: i64,
        pub published_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod audience {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "assessment_audience")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub student: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An assessment as a row.
pub(super) fn from_assessment(assessment: &Assessment) -> Result<assessment::ActiveModel, PortError> {
    let AssessmentSummary {
        id,
        owner,
        title,
        subject,
        state,
        published_versions,
        publish_at,
        opens_at,
        closes_at,
        item_count,
        total_millionths,
        created_at,
        updated_at,
        version,
    } = AssessmentSummary::of(assessment);
    Ok(assessment::ActiveModel {
        id: Set(id.uuid()),
        owner: Set(owner.uuid()),
        state: Set(state.to_string()),
        publish_at: Set(publish_at.map(|at| at.instant())),
        title_folded: Set(fold(&title)),
        subject_folded: Set(fold(&subject)),
        title: Set(title),
        subject: Set(subject),
        opens_at: Set(opens_at.map(|at| at.instant())),
        closes_at: Set(closes_at.map(|at| at.instant())),
        item_count: Set(count(item_count)),
        total_millionths: Set(total_millionths),
        published_versions: Set(count(published_versions)),
        versions: Set(convert::to_json("write an assessment's versions", &assessment.versions())?),
        content: Set(assessment.content().to_document()?),
        created_at: Set(created_at.instant()),
        updated_at: Set(updated_at.instant()),
        version: Set(convert::to_i64(version)),
    })
}

/// A row as an assessment.
pub(super) fn to_assessment(row: assessment::Model) -> Result<Assessment, PortError> {
    let state: State = convert::from_text("read an assessment's state", &row.state)?;
    let draft = match (state, row.publish_at) {
        (State::Draft, _) => Some(Draft::Editing),
        (State::Scheduled, Some(at)) => Some(Draft::Scheduled { publish_at: convert::timestamp(at) }),
        (State::Scheduled, None) => return Err(corrupt("read when a scheduled assessment is published")),
        (State::Published | State::Closed | State::Archived, _) => None,
    };
    Ok(Assessment::from_record(AssessmentRecord {
        id: AssessmentId::from_uuid(row.id),
        owner: UserId::from_uuid(row.owner),
        content: Content::from_document(row.content)?,
        draft,
        versions: convert::from_json("read an assessment's versions", row.versions)?,
        created_at: convert::timestamp(row.created_at),
        updated_at: convert::timestamp(row.updated_at),
        version: convert::to_u64(row.version),
    }))
}

/// A row as a line of an author's list.
pub(super) fn to_summary(row: assessment::Line) -> Result<AssessmentSummary, PortError> {
    Ok(AssessmentSummary {
        id: AssessmentId::from_uuid(row.id),
        owner: UserId::from_uuid(row.owner),
        title: row.title,
        subject: row.subject,
        state: convert::from_text("read an assessment's state", &row.state)?,
        published_versions: convert::small(COUNT, row.published_versions)?,
        publish_at: row.publish_at.map(convert::timestamp),
        opens_at: row.opens_at.map(convert::timestamp),
        closes_at: row.closes_at.map(convert::timestamp),
        item_count: convert::small(COUNT, row.item_count)?,
        total_millionths: row.total_millionths,
        created_at: convert::timestamp(row.created_at),
        updated_at: convert::timestamp(row.updated_at),
        version: convert::to_u64(row.version),
    })
}

/// A version that has just been published as a row, and its audience where it is not for everyone.
pub(super) fn from_version(
    version: &AssessmentVersion,
) -> Result<(version::ActiveModel, Vec<audience::ActiveModel>), PortError> {
    let view = StudentView::of(version);
    let students = match &version.content.sitting.audience {
        Audience::AllStudents => None,
        Audience::Students { students } => Some(students),
    };
    let row = version::ActiveModel {
        id: Set(view.version.uuid()),
        assessment: Set(view.assessment.uuid()),
        number: Set(count(view.number)),
        state: Set(version.version.state.as_str().to_owned()),
        title_folded: Set(fold(&view.title)),
        subject_folded: Set(fold(&view.subject)),
        title: Set(view.title),
        subject: Set(view.subject),
        instructions: Set(view.instructions),
        opens_at: Set(view.opens_at.map(|at| at.instant())),
        closes_at: Set(view.closes_at.map(|at| at.instant())),
        duration_seconds: Set(view.duration_seconds.map(i64::from)),
        max_attempts: Set(i64::from(view.max_attempts)),
        item_count: Set(count(view.item_count)),
        total_millionths: Set(view.total_millionths),
        for_everyone: Set(students.is_none()),
        content: Set(version.content.to_document()?),
        published_at: Set(view.published_at.instant()),
        closed_at: Set(version.version.closed_at.map(|at| at.instant())),
        archived_at: Set(version.version.archived_at.map(|at| at.instant())),
    };
    let named = students
        .into_iter()
        .flatten()
        .map(|student| audience::ActiveModel { version: Set(view.version.uuid()), student: Set(student.uuid()) });
    Ok((row, named.collect()))
}

/// A row as a version with what it holds.
pub(super) fn to_version(row: version::Model) -> Result<AssessmentVersion, PortError> {
    Ok(AssessmentVersion {
        assessment: AssessmentId::from_uuid(row.assessment),
        version: Version {
            id: VersionId::from_uuid(row.id),
            number: convert::small(COUNT, row.number)?,
            state: convert::from_text("read a version's state", &row.state)?,
            published_at: convert::timestamp(row.published_at),
            closed_at: row.closed_at.map(convert::timestamp),
            archived_at: row.archived_at.map(convert::timestamp),
        },
        content: Content::from_document(row.content)?,
    })
}

/// A row as what a student is told.
pub(super) fn to_student_view(row: version::Offer) -> Result<StudentView, PortError> {
    Ok(StudentView {
        assessment: AssessmentId::from_uuid(row.assessment),
        version: VersionId::from_uuid(row.id),
        number: convert::small(COUNT, row.number)?,
        title: row.title,
        subject: row.subject,
        instructions: row.instructions,
        opens_at: row.opens_at.map(convert::timestamp),
        closes_at: row.closes_at.map(convert::timestamp),
        duration_seconds: row.duration_seconds.map(|seconds| convert::small(COUNT, seconds)).transpose()?,
        max_attempts: convert::small(COUNT, row.max_attempts)?,
        item_count: convert::small(COUNT, row.item_count)?,
        total_millionths: row.total_millionths,
        published_at: convert::timestamp(row.published_at),
    })
}

/// A small count of the domain as a column.
pub(super) fn count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn corrupt(what: &'static str) -> PortError {
    PortError::new(PortErrorCode::Corrupt, what)
}
