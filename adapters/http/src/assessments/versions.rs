use std::sync::Arc;

use pediafor_assessments::{Assessments, Change};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};

use super::views::{Authored, PublishedVersion, PublishedVersionContent};
use crate::base::{ApiError, Bearer, IfMatch, Tag};

#[derive(Debug, Clone, Copy)]
pub struct AssessmentVersions;

/// The published versions of an assessment.
#[derive(Debug, Object)]
struct PublishedVersionList {
    /// Oldest first.
    items: Vec<PublishedVersion>,
}

#[OpenApi]
impl AssessmentVersions {
    /// Begin a new version.
    ///
    /// Begins a draft that holds what the newest version holds. A version that can be sat goes on until the new one is
    /// published.
    #[oai(
        path = "/assessments/:id/versions",
        method = "post",
        operation_id = "begin_assessment_version",
        tag = "Tag::Assessments"
    )]
    async fn begin_assessment_version(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<Authored, ApiError> {
        let command = Change { assessment: AssessmentId::from_uuid(id.0), expected: if_match.expected() };
        Ok((&assessments.begin_new_version(&actor, command).await?).into())
    }

    /// List the published versions.
    ///
    /// All of them, oldest first, without what they hold.
    #[oai(
        path = "/assessments/:id/versions",
        method = "get",
        operation_id = "list_assessment_versions",
        tag = "Tag::Assessments"
    )]
    async fn list_assessment_versions(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
    ) -> Result<Json<PublishedVersionList>, ApiError> {
        let versions = assessments.versions(&actor, AssessmentId::from_uuid(id.0)).await?;
        Ok(Json(PublishedVersionList { items: versions.iter().map(PublishedVersion::from).collect() }))
    }

    /// Read a published version.
    ///
    /// With everything it holds, keys included. What it holds never changes.
    #[oai(
        path = "/assessments/:id/versions/:number",
        method = "get",
        operation_id = "read_assessment_version",
        tag = "Tag::Assessments"
    )]
    async fn read_assessment_version(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        /// The version's number, from 1.
        number: Path<u32>,
    ) -> Result<Json<PublishedVersionContent>, ApiError> {
        let version = assessments.version(&actor, AssessmentId::from_uuid(id.0), number.0).await?;
        Ok(Json((&version).into()))
    }
}
