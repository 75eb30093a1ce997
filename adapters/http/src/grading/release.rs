use std::sync::Arc;

use pediafor_gradebook::Gradebook;
use pediafor_kernel::SubmissionId;
use poem::web::Data;
use poem_openapi::{OpenApi, param::Path};
use uuid::Uuid;

use super::dto::GradeAnswer;
use crate::base::{ApiError, Bearer, IfMatch, Tag};

/// Showing and hiding one result.
#[derive(Debug)]
pub struct ReleaseGrade;

#[OpenApi]
impl ReleaseGrade {
    /// Release the result of a submission.
    ///
    /// Every item must be marked.
    #[oai(
        path = "/grades/submission/:submission_id/release",
        method = "post",
        operation_id = "release_grade",
        tag = "Tag::Grades"
    )]
    async fn release_grade(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The submission.
        submission_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<GradeAnswer, ApiError> {
        let submission = SubmissionId::from_uuid(submission_id.0);
        Ok(gradebook.release(&actor, submission, if_match.expected()).await?.into())
    }

    /// Recall the released result of a submission.
    ///
    /// The student does not see it until it is released again.
    #[oai(
        path = "/grades/submission/:submission_id/recall",
        method = "post",
        operation_id = "recall_grade",
        tag = "Tag::Grades"
    )]
    async fn recall_grade(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The submission.
        submission_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
    ) -> Result<GradeAnswer, ApiError> {
        let submission = SubmissionId::from_uuid(submission_id.0);
        Ok(gradebook.recall(&actor, submission, if_match.expected()).await?.into())
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::{Sample, responses};

    use super::super::world::World;

    #[tokio::test]
    async fn a_result_is_released_and_recalled() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, Sample::automatic).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let post = async |what: &str| {
            world.client.post(&format!("/grades/submission/{submission}/{what}")).by(&world.teacher).send().await
        };
        let answer = post("release").await;
        assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, Some("\"2\"")));
        assert_eq!(answer.json()["grade"]["released_at"], "2026-03-01T09:00:01.000000Z");
        assert!(world.read(&world.student, submission).await.json()["grade"].get("result").is_some());
        assert_eq!(post("release").await.code(), "illegal_transition");

        assert_eq!(post("recall").await.json()["grade"]["state"], "graded");
        assert!(world.read(&world.student, submission).await.json()["grade"].get("result").is_none());
        let answer = post("recall").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "illegal_transition"));
    }

    #[tokio::test]
    async fn what_waits_for_a_person_is_not_released() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let release = format!("/grades/submission/{submission}/release");
        let answer = world.client.post(&release).by(&world.teacher).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "illegal_transition"));
        assert_eq!(answer.json()["detail"], "a partially_graded grade can't become released");
    }

    #[tokio::test]
    async fn only_the_owner_and_admins_release_and_only_what_they_saw() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, Sample::automatic).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let release = format!("/grades/submission/{submission}/release");
        for (actor, code) in [(&world.student, "staff_only"), (&world.colleague, "grade_not_found")] {
            assert_eq!(world.client.post(&release).by(actor).send().await.code(), code);
        }
        let stale = world.client.post(&release).by(&world.admin).header("if-match", "\"7\"").send().await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "stale_version"));
        let seen = world.client.post(&release).by(&world.admin).header("if-match", "\"1\"").send().await;
        assert_eq!(seen.status, 200);
    }
}
