use std::sync::Arc;

use pediafor_assessments::{Assessments, Duplicate};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path};

use super::views::Created;
use crate::base::{ApiError, Bearer, Idempotency, Tag};

#[derive(Debug, Clone, Copy)]
pub struct DuplicateAssessment;

#[OpenApi]
impl DuplicateAssessment {
    /// Copy an assessment.
    ///
    /// Makes a draft of yours, called "Copy of …", that holds everything: sections, questions, keys, rules and times.
    #[oai(
        path = "/assessments/:id/duplicate",
        method = "post",
        operation_id = "duplicate_assessment",
        tag = "Tag::Assessments"
    )]
    async fn duplicate_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The original.
        id: Path<uuid::Uuid>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
    ) -> Result<Created, ApiError> {
        let once = idempotency.once(&actor, "assessment.duplicate");
        let command = Duplicate { assessment: AssessmentId::from_uuid(id.0), once };
        Ok((&assessments.duplicate(&actor, command).await?).into())
    }
}
