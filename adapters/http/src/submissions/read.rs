use std::sync::Arc;

use pediafor_kernel::SubmissionId;
use pediafor_submissions::Submissions;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::Submission;
use crate::base::{ApiError, Bearer, ETag, Tag};

/// One submission.
#[derive(Debug, Clone, Copy)]
pub struct ReadSubmission;

#[derive(ApiResponse)]
enum Found {
    /// The submission as it stands.
    #[oai(status = 200)]
    Ok(
        Json<Submission>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

#[OpenApi]
impl ReadSubmission {
    /// Read a submission.
    ///
    /// For its student, for the owner of the assessment, and for administrators.
    #[oai(path = "/submissions/:id", method = "get", operation_id = "read_submission", tag = "Tag::Submissions")]
    async fn read_submission(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<Found, ApiError> {
        let view = submissions.get(&actor, SubmissionId::from_uuid(id.0)).await?;
        let etag = ETag::of(view.attempt.version());
        Ok(Found::Ok(Json(view.into()), etag))
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, admin, other_student, other_teacher, student, teacher};

    #[tokio::test]
    async fn a_submission_is_read_by_its_student_the_owner_and_administrators_alone() {
        let world = World::new().await;
        let path = format!("/submissions/{}", world.started().await);
        for (actor, status) in [(student(), 200), (teacher(), 200), (admin(), 200)] {
            let answer = world.client.get(&path).by(&actor).send().await;
            assert_eq!((answer.status.as_u16(), answer.header("etag")), (status, Some("\"1\"")), "{actor:?}");
            let body = answer.json().to_string();
            assert!(!body.contains("seed"), "{body}");
        }
        for actor in [other_student(), other_teacher()] {
            let answer = world.client.get(&path).by(&actor).send().await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "submission_not_found"), "{actor:?}");
        }
        let answer = world.client.get("/submissions/00000000-0000-7000-8000-0000000000ff").by(&student()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "submission_not_found"));
    }
}
