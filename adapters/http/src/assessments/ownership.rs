use std::sync::Arc;

use pediafor_assessments::Assessments;
use pediafor_kernel::{AssessmentId, UserId};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};

use crate::base::{ApiError, Bearer, Tag};

#[derive(Debug, Clone, Copy)]
pub struct AssessmentOwnership;

/// Whether an assessment is somebody's.
#[derive(Debug, Object)]
struct Ownership {
    /// Is it theirs?
    owns: bool,
}

#[OpenApi]
impl AssessmentOwnership {
    /// Ask whose an assessment is.
    ///
    /// For its author and for administrators.
    #[oai(
        path = "/assessments/:id/ownership/:teacher_id",
        method = "get",
        operation_id = "read_assessment_ownership",
        tag = "Tag::Assessments"
    )]
    async fn read_assessment_ownership(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
        /// The teacher's account.
        teacher_id: Path<uuid::Uuid>,
    ) -> Result<Json<Ownership>, ApiError> {
        let teacher = UserId::from_uuid(teacher_id.0);
        let owns = assessments.is_owned_by(&actor, AssessmentId::from_uuid(id.0), teacher).await?;
        Ok(Json(Ownership { owns }))
    }
}
