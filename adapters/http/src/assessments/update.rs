use std::sync::Arc;

use pediafor_assessments::{Assessments, Update};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path, payload::Json};

use super::{content::AssessmentContent, views::Authored};
use crate::base::{ApiError, Bearer, IfMatch, Tag};

#[derive(Debug, Clone, Copy)]
pub struct UpdateAssessment;

#[OpenApi]
impl UpdateAssessment {
    /// Replace what a draft holds.
    ///
    /// The whole content at once. A scheduled draft is unscheduled first; where a version is published, begin a new one
    /// first.
    #[oai(path = "/assessments/:id", method = "put", operation_id = "update_assessment", tag = "Tag::Assessments")]
    async fn update_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<AssessmentContent>,
    ) -> Result<Authored, ApiError> {
        let assessment = AssessmentId::from_uuid(id.0);
        let command = Update { assessment, content: body.into(), expected: if_match.expected() };
        Ok((&assessments.update(&actor, command).await?).into())
    }
}
