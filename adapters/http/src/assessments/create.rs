use std::sync::Arc;

use pediafor_assessments::{Assessments, Create};
use poem::web::Data;
use poem_openapi::{OpenApi, payload::Json};

use super::{content::AssessmentContent, views::Created};
use crate::base::{ApiError, Bearer, Idempotency, Tag};

#[derive(Debug, Clone, Copy)]
pub struct CreateAssessment;

#[OpenApi]
impl CreateAssessment {
    /// Make an assessment.
    ///
    /// Makes a draft of yours. It may be incomplete: what keeps it from being sat is told when it is published. For
    /// teachers and administrators.
    #[oai(path = "/assessments", method = "post", operation_id = "create_assessment", tag = "Tag::Assessments")]
    async fn create_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        Json(body): Json<AssessmentContent>,
    ) -> Result<Created, ApiError> {
        let once = idempotency.once(&actor, "assessment.create");
        let made = assessments.create(&actor, Create { content: body.into(), once }).await?;
        Ok((&made).into())
    }
}
