use std::sync::Arc;

use pediafor_assessments::{Assessments, Change};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path};

use super::views::Authored;
use crate::base::{ApiError, Bearer, IfMatch, Tag};

#[derive(Debug, Clone, Copy)]
pub struct CloseAssessment;

#[OpenApi]
impl CloseAssessment {
    /// Close an assessment.
    ///
    /// Nobody starts the published version any more; who is sitting it goes on to the deadline.
    #[oai(
        path = "/assessments/:id/close",
        method = "post",
        operation_id = "close_assessment",
        tag = "Tag::Assessments"
    )]
    async fn close_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<Authored, ApiError> {
        let command = Change { assessment: AssessmentId::from_uuid(id.0), expected: if_match.expected() };
        Ok((&assessments.close(&actor, command).await?).into())
    }

    /// Archive an assessment.
    ///
    /// Puts its closed versions out of sight; they are kept for the record.
    #[oai(
        path = "/assessments/:id/archive",
        method = "post",
        operation_id = "archive_assessment",
        tag = "Tag::Assessments"
    )]
    async fn archive_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<Authored, ApiError> {
        let command = Change { assessment: AssessmentId::from_uuid(id.0), expected: if_match.expected() };
        Ok((&assessments.archive(&actor, command).await?).into())
    }
}
