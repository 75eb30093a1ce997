use std::sync::Arc;

use pediafor_gradebook::Gradebook;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, param::Query, payload::Json};

use super::dto::QueueEntry;
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

/// What waits for a person.
#[derive(Debug)]
pub struct MarkingQueue;

#[derive(ApiResponse)]
enum Queued {
    /// One page of the queue, oldest first.
    #[oai(status = 200)]
    Ok(Json<Page<QueueEntry>>),
}

#[OpenApi]
impl MarkingQueue {
    /// List the submissions with items that wait for a person.
    ///
    /// Of own assessments, for admins of all; oldest first.
    #[oai(path = "/grades/queue", method = "get", operation_id = "list_marking_queue", tag = "Tag::Grades")]
    async fn list_marking_queue(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// At most so many submissions.
        limit: Query<Option<Limit>>,
        /// Where the page begins: `next_cursor` of the page before.
        cursor: Query<Option<After>>,
    ) -> Result<Queued, ApiError> {
        let page = gradebook.queue(&actor, &page_request(limit.0, cursor.0)).await?;
        Ok(Queued::Ok(Json(Page::from_domain(page, QueueEntry::from))))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::responses;
    use serde_json::json;

    use super::super::world::World;

    #[tokio::test]
    async fn the_queue_names_what_waits_oldest_first_and_forgets_what_is_marked() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let foreign = world.published(&world.colleague, |sample| sample).await;
        let first = world.handed_in(&sample, &world.student, responses()).await;
        let second = world.handed_in(&sample, &world.classmate, responses()).await;
        world.handed_in(&foreign, &world.student, responses()).await;

        let queue = world.client.get("/grades/queue").by(&world.teacher).send().await.json();
        let submissions: Vec<_> = queue["items"].as_array().unwrap().iter().map(|e| e["submission"].clone()).collect();
        assert_eq!(submissions, [json!(first.to_string()), json!(second.to_string())]);
        assert_eq!(queue["items"][0]["items"], json!([{"item": "essay", "title": "Essay", "maximum": 5}]));
        assert_eq!(queue["items"][0]["student_name"], "Ada");

        let mark = format!("/grades/submission/{first}/question/essay");
        world.client.put(&mark).by(&world.teacher).json(&json!({"points": 0})).send().await;
        let queue = world.client.get("/grades/queue").by(&world.teacher).send().await.json();
        assert_eq!(queue["items"].as_array().unwrap().len(), 1);
        let all = world.client.get("/grades/queue").by(&world.admin).send().await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn students_have_no_queue() {
        let world = World::new().await;
        let answer = world.client.get("/grades/queue").by(&world.student).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "staff_only"));
    }
}
