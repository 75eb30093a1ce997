use std::sync::Arc;

use pediafor_kernel::AssessmentId;
use pediafor_submissions::{Status, Submissions, use_cases::AssessmentStats};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use crate::base::{ApiError, Bearer, Tag};

/// How many stand where.
#[derive(Debug, Clone, Copy)]
pub struct CountSubmissions;

/// How the submissions of an assessment stand.
#[derive(Debug, Object)]
struct SubmissionCounts {
    /// The assessment.
    assessment: Uuid,
    /// All of them.
    total: u64,
    /// How many stand where.
    by_status: SubmissionsByStatus,
}

/// How many submissions stand where. Each is counted once.
#[derive(Debug, Object)]
struct SubmissionsByStatus {
    /// Being worked on.
    in_progress: u64,
    /// With the clock standing still.
    paused: u64,
    /// Handed in and not yet marked.
    submitted: u64,
    /// Given up.
    abandoned: u64,
    /// With a part that waits for a person.
    grading: u64,
    /// That the machine could not mark.
    marking_failed: u64,
    /// Marked and not shown.
    graded: u64,
    /// Shown to the student.
    released: u64,
    /// Out of sight.
    archived: u64,
}

impl From<AssessmentStats> for SubmissionCounts {
    fn from(stats: AssessmentStats) -> Self {
        let of = |status| stats.by_status.get(&status).copied().unwrap_or(0);
        Self {
            assessment: stats.assessment.uuid(),
            total: stats.total,
            by_status: SubmissionsByStatus {
                in_progress: of(Status::InProgress),
                paused: of(Status::Paused),
                submitted: of(Status::Submitted),
                abandoned: of(Status::Abandoned),
                grading: of(Status::Grading),
                marking_failed: of(Status::MarkingFailed),
                graded: of(Status::Graded),
                released: of(Status::Released),
                archived: of(Status::Archived),
            },
        }
    }
}

#[derive(ApiResponse)]
enum Counted {
    /// The numbers, over all versions.
    #[oai(status = 200)]
    Ok(Json<SubmissionCounts>),
}

#[OpenApi]
impl CountSubmissions {
    /// Count the submissions of an assessment.
    ///
    /// For its owner and for administrators.
    #[oai(
        path = "/submissions/stats/:assessment_id",
        method = "get",
        operation_id = "count_submissions",
        tag = "Tag::Submissions"
    )]
    async fn count_submissions(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The assessment.
        assessment_id: Path<Uuid>,
    ) -> Result<Counted, ApiError> {
        let stats = submissions.stats(&actor, AssessmentId::from_uuid(assessment_id.0)).await?;
        Ok(Counted::Ok(Json(stats.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, assessment, other_student, other_teacher, student, teacher};

    #[tokio::test]
    async fn the_owner_sees_how_many_stand_where() {
        let world = World::new().await;
        let mine = world.started().await;
        world.started_by(&other_student()).await;
        world.client.post(&format!("/submissions/{mine}/submit")).by(&student()).send().await;
        let path = format!("/submissions/stats/{}", assessment());
        let counted = world.client.get(&path).by(&teacher()).send().await.json();
        assert_eq!((&counted["total"], &counted["by_status"]["submitted"]), (&2.into(), &1.into()));
        assert_eq!((&counted["by_status"]["in_progress"], &counted["by_status"]["paused"]), (&1.into(), &0.into()));
    }

    #[tokio::test]
    async fn nobody_else_does() {
        let world = World::new().await;
        let path = format!("/submissions/stats/{}", assessment());
        let answer = world.client.get(&path).by(&other_teacher()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "assessment_not_found"));
        let answer = world.client.get(&path).by(&student()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "staff_only"));
    }
}
