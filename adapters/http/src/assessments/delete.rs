use std::sync::Arc;

use pediafor_assessments::Assessments;
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, param::Path};

use crate::base::{ApiError, Bearer, IfMatch, Tag};

#[derive(Debug, Clone, Copy)]
pub struct DeleteAssessment;

#[derive(ApiResponse)]
enum Deleted {
    /// It is gone.
    #[oai(status = 204)]
    Gone,
}

#[OpenApi]
impl DeleteAssessment {
    /// Delete a draft.
    ///
    /// Only what was never published is deleted; anything else is archived.
    #[oai(path = "/assessments/:id", method = "delete", operation_id = "delete_assessment", tag = "Tag::Assessments")]
    async fn delete_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<Deleted, ApiError> {
        assessments.delete(&actor, AssessmentId::from_uuid(id.0), if_match.expected()).await?;
        Ok(Deleted::Gone)
    }
}
