use std::sync::Arc;

use pediafor_gradebook::Gradebook;
use pediafor_kernel::AssessmentId;
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::dto::GradeListEntry;
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// The grades of one assessment.
#[derive(Debug)]
pub struct AssessmentGrades;

/// What came of releasing the results of an assessment.
#[derive(Debug, Object)]
struct ReleasedGrades {
    /// How many results were released just now.
    released: u64,
    /// How many submissions are not completely marked and stay hidden.
    waiting: u64,
}

#[derive(ApiResponse)]
enum InAssessment {
    /// One page of the assessment's grades, newest first.
    #[oai(status = 200)]
    Ok(Json<Page<GradeListEntry>>),
}

#[derive(ApiResponse)]
enum ReleasedAll {
    /// How many there were.
    #[oai(status = 200)]
    Ok(Json<ReleasedGrades>),
}

#[OpenApi]
impl AssessmentGrades {
    /// List the grades of an assessment.
    ///
    /// For its owner and for admins, newest first, over all its versions.
    #[oai(
        path = "/grades/assessment/:assessment_id",
        method = "get",
        operation_id = "list_assessment_grades",
        tag = "Tag::Grades"
    )]
    async fn list_assessment_grades(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The assessment.
        assessment_id: Path<Uuid>,
        /// At most so many grades.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<InAssessment, ApiError> {
        let assessment = AssessmentId::from_uuid(assessment_id.0);
        let page = gradebook.grades_in(&actor, assessment, &page_request(limit.0, cursor.0)).await?;
        Ok(InAssessment::Ok(Json(Page::from_domain(page, GradeListEntry::from))))
    }

    /// Release every complete result of an assessment.
    ///
    /// Results with items that wait for a person stay hidden. Asking again releases what was completed since.
    #[oai(
        path = "/grades/assessment/:assessment_id/release",
        method = "post",
        operation_id = "release_assessment_grades",
        tag = "Tag::Grades"
    )]
    async fn release_assessment_grades(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The assessment.
        assessment_id: Path<Uuid>,
    ) -> Result<ReleasedAll, ApiError> {
        let done = gradebook.release_all(&actor, AssessmentId::from_uuid(assessment_id.0)).await?;
        Ok(ReleasedAll::Ok(Json(ReleasedGrades { released: done.released, waiting: done.waiting })))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::{Sample, responses};
    use serde_json::json;

    use super::super::world::World;

    #[tokio::test]
    async fn the_grades_of_an_assessment_come_page_by_page_newest_first() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let first = world.handed_in(&sample, &world.student, responses()).await;
        let second = world.handed_in(&sample, &world.classmate, json!({})).await;
        let path = format!("/grades/assessment/{}?limit=1", sample.assessment);
        let page = world.client.get(&path).by(&world.teacher).send().await.json();
        assert_eq!(page["items"][0]["submission"], second.to_string());
        assert!(page["items"][0].get("student_name").is_none(), "nobody has told the name yet");
        let path = format!("{path}&cursor={}", page["next_cursor"].as_str().unwrap());
        let page = world.client.get(&path).by(&world.teacher).send().await.json();
        assert_eq!(page["items"][0]["submission"], first.to_string());
        assert_eq!(page["items"][0]["waiting"], 1);
        assert_eq!(page["next_cursor"], json!(null));
    }

    #[tokio::test]
    async fn complete_results_are_released_together() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        world.handed_in(&sample, &world.student, json!({})).await;
        world.handed_in(&sample, &world.student, json!({})).await;
        world.handed_in(&sample, &world.classmate, responses()).await;
        let path = format!("/grades/assessment/{}/release", sample.assessment);
        let answer = world.client.post(&path).by(&world.teacher).send().await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({"released": 2, "waiting": 1})));
        let answer = world.client.post(&path).by(&world.admin).send().await;
        assert_eq!(answer.json(), json!({"released": 0, "waiting": 1}));
    }

    #[tokio::test]
    async fn the_assessment_of_another_is_not_found_and_students_see_none() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, Sample::automatic).await;
        let path = format!("/grades/assessment/{}", sample.assessment);
        let release = format!("{path}/release");
        for (actor, status, code) in [(&world.colleague, 404, "grade_not_found"), (&world.student, 403, "staff_only")] {
            for answer in
                [world.client.get(&path).by(actor).send().await, world.client.post(&release).by(actor).send().await]
            {
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code));
            }
        }
        let unknown = "/grades/assessment/00000000-0000-0000-0000-00000000ffff";
        assert_eq!(world.client.get(unknown).by(&world.admin).send().await.status, 404);
    }
}
