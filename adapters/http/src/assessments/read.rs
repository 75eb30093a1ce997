use std::sync::Arc;

use pediafor_assessments::{AssessmentView as Seen, Assessments};
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, Union, param::Path, payload::Json};

use super::views::{AuthoredAssessment, OfferedAssessment};
use crate::base::{ApiError, Bearer, ETag, Tag};

#[derive(Debug, Clone, Copy)]
pub struct ReadAssessment;

/// An assessment, as much of it as you may see.
#[derive(Debug, Union)]
#[oai(discriminator_name = "view", one_of)]
enum AssessmentView {
    /// For its author and for administrators.
    #[oai(mapping = "author")]
    Author(AuthoredAssessment),
    /// For students.
    #[oai(mapping = "student")]
    Student(OfferedAssessment),
}

#[derive(ApiResponse)]
enum Read {
    /// The assessment.
    #[oai(status = 200)]
    Ok(
        Json<AssessmentView>,
        /// Its version, for its author and for administrators.
        #[oai(header = "ETag")]
        Option<ETag>,
    ),
}

#[OpenApi]
impl ReadAssessment {
    /// Read an assessment.
    ///
    /// Its author and administrators get everything, keys included; a student what is published for them, without
    /// questions. Anybody else is told that there is no such assessment.
    #[oai(path = "/assessments/:id", method = "get", operation_id = "read_assessment", tag = "Tag::Assessments")]
    async fn read_assessment(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// The assessment.
        id: Path<uuid::Uuid>,
    ) -> Result<Read, ApiError> {
        Ok(match assessments.get(&actor, AssessmentId::from_uuid(id.0)).await? {
            Seen::Author(assessment) => {
                let tag = ETag::of(assessment.version());
                Read::Ok(Json(AssessmentView::Author((&*assessment).into())), Some(tag))
            }
            Seen::Student(view) => {
                let offered = OfferedAssessment::at(assessments.clock.now(), view);
                Read::Ok(Json(AssessmentView::Student(offered)), None)
            }
        })
    }
}
