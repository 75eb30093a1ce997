use std::sync::Arc;

use pediafor_gradebook::Gradebook;
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};

use super::dto::percent;
use crate::base::{ApiError, Bearer, Tag};

/// How the marking stands.
#[derive(Debug)]
pub struct TeacherOverview;

/// How the marking of somebody's assessments stands.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct GradingOverview {
    /// The mean percentage of the completely marked submissions, with two decimals; absent where there are none.
    average_percentage: Option<f64>,
    /// Submissions with every item marked.
    completed: u64,
    /// Submissions that wait to be marked.
    pending: u64,
}

#[derive(ApiResponse)]
enum Overviewed {
    /// The numbers.
    #[oai(status = 200)]
    Ok(Json<GradingOverview>),
}

#[OpenApi]
impl TeacherOverview {
    /// Count what is marked and what waits.
    ///
    /// Over own assessments, for admins over all.
    #[oai(
        path = "/grades/analytics/teacher/overview",
        method = "get",
        operation_id = "read_grading_overview",
        tag = "Tag::Analytics"
    )]
    async fn read_grading_overview(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
    ) -> Result<Overviewed, ApiError> {
        let overview = gradebook.overview(&actor).await?;
        Ok(Overviewed::Ok(Json(GradingOverview {
            average_percentage: overview.average.map(percent),
            completed: overview.completed,
            pending: overview.pending,
        })))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::responses;
    use serde_json::json;

    use super::super::world::World;

    const PATH: &str = "/grades/analytics/teacher/overview";

    #[tokio::test]
    async fn own_submissions_are_counted_and_averaged() {
        let world = World::new().await;
        let nothing = world.client.get(PATH).by(&world.teacher).send().await;
        assert_eq!(nothing.json(), json!({"completed": 0, "pending": 0}));

        let sample = world.published(&world.teacher, |sample| sample).await;
        let foreign = world.published(&world.colleague, |sample| sample).await;
        world.handed_in(&sample, &world.student, responses()).await;
        world.handed_in(&sample, &world.student, json!({})).await;
        let third = json!({"answer": {"type": "numeric", "text": "42"}});
        world.handed_in(&sample, &world.classmate, third).await;
        world.handed_in(&foreign, &world.student, responses()).await;
        let overview = world.client.get(PATH).by(&world.teacher).send().await.json();
        assert_eq!(overview, json!({"average_percentage": 15.0, "completed": 2, "pending": 1}));
        let all = world.client.get(PATH).by(&world.admin).send().await.json();
        assert_eq!(all["pending"], 2);
    }

    #[tokio::test]
    async fn students_have_no_overview() {
        let world = World::new().await;
        assert_eq!(world.client.get(PATH).by(&world.student).send().await.code(), "staff_only");
    }
}
