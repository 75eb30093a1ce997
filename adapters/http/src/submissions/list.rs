use std::sync::Arc;

use pediafor_kernel::{Actor, AssessmentId, UserId};
use pediafor_submissions::{Filter, Submissions};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::dto::{Submission, SubmissionStatus};
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// Lists of submissions.
#[derive(Debug, Clone, Copy)]
pub struct ListSubmissions;

#[derive(ApiResponse)]
enum Listed {
    /// One page, newest start first.
    #[oai(status = 200)]
    Ok(Json<Page<Submission>>),
}

#[OpenApi]
impl ListSubmissions {
    /// List submissions.
    ///
    /// A student's own; those of a teacher's own assessments; all for an administrator.
    #[oai(path = "/submissions", method = "get", operation_id = "list_submissions", tag = "Tag::Submissions")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn list_submissions(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// Only of this assessment.
        assessment: Query<Option<Uuid>>,
        /// Only by this student.
        student: Query<Option<Uuid>>,
        /// Only those that stand thus.
        status: Query<Option<SubmissionStatus>>,
        /// At most so many submissions.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<Listed, ApiError> {
        let filter = Filter {
            assessment: assessment.0.map(AssessmentId::from_uuid),
            student: student.0.map(UserId::from_uuid),
            status: status.0.map(Into::into),
        };
        list(&submissions, &actor, &filter, limit.0, cursor.0).await
    }

    /// List the submissions of an assessment.
    ///
    /// All of them for its owner and for administrators, over all its versions; a student's own.
    #[oai(
        path = "/submissions/assessment/:assessment_id",
        method = "get",
        operation_id = "list_assessment_submissions",
        tag = "Tag::Submissions"
    )]
    async fn list_assessment_submissions(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The assessment.
        assessment_id: Path<Uuid>,
        /// Only those that stand thus.
        status: Query<Option<SubmissionStatus>>,
        /// At most so many submissions.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<Listed, ApiError> {
        let filter = Filter {
            assessment: Some(AssessmentId::from_uuid(assessment_id.0)),
            student: None,
            status: status.0.map(Into::into),
        };
        list(&submissions, &actor, &filter, limit.0, cursor.0).await
    }
}

async fn list(
    submissions: &Submissions,
    actor: &Actor,
    filter: &Filter,
    limit: Option<Limit>,
    cursor: Option<After>,
) -> Result<Listed, ApiError> {
    let page = submissions.list(actor, filter, &page_request(limit, cursor)).await?;
    Ok(Listed::Ok(Json(Page::from_domain(page, Submission::from))))
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Actor;
    use serde_json::Value;

    use super::super::world::{World, assessment, other_student, other_teacher, student, teacher};

    async fn listed(world: &World, actor: &Actor, path: &str) -> Vec<Value> {
        let answer = world.client.get(path).by(actor).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
        answer.json()["items"].as_array().unwrap().clone()
    }

    #[tokio::test]
    async fn everybody_lists_what_they_may_see_with_names_newest_first() {
        let world = World::new().await;
        let mine = world.started().await;
        world.clock.advance_millis(1);
        let theirs = world.started_by(&other_student()).await;

        let all = listed(&world, &teacher(), "/submissions").await;
        assert_eq!((&all[0]["id"], &all[1]["id"]), (&theirs.as_str().into(), &mine.as_str().into()));
        assert_eq!(all[1]["student_name"], "Ada");
        assert!(all[0].get("student_name").is_none(), "{:?}", all[0]);
        assert_eq!(listed(&world, &student(), "/submissions").await.len(), 1);
        assert_eq!(listed(&world, &other_teacher(), "/submissions").await.len(), 0);

        let of_assessment = format!("/submissions/assessment/{}", assessment());
        assert_eq!(listed(&world, &teacher(), &of_assessment).await.len(), 2);
        assert_eq!(listed(&world, &student(), &of_assessment).await[0]["id"], mine.as_str());
        assert_eq!(listed(&world, &other_teacher(), &of_assessment).await.len(), 0);
    }

    #[tokio::test]
    async fn a_list_is_cut_by_its_parameters() {
        let world = World::new().await;
        let mine = world.started().await;
        world.started_by(&other_student()).await;
        world.client.post(&format!("/submissions/{mine}/submit")).by(&student()).send().await;

        let by = |query: String| format!("/submissions?{query}");
        for (query, count) in [
            (format!("assessment={}", assessment()), 2),
            ("assessment=00000000-0000-7000-8000-0000000000ff".into(), 0),
            (format!("student={}", student().user), 1),
            ("status=submitted".into(), 1),
            ("status=in_progress".into(), 1),
            ("status=released".into(), 0),
            ("limit=1".into(), 1),
        ] {
            assert_eq!(listed(&world, &teacher(), &by(query.clone())).await.len(), count, "{query}");
        }
        let answer = world.client.get("/submissions?status=draft").by(&teacher()).send().await;
        assert_eq!(answer.status, 400);
    }
}
