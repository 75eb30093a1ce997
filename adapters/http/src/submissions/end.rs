use std::sync::Arc;

use pediafor_kernel::SubmissionId;
use pediafor_submissions::Submissions;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::{Submission, SubmissionReceipt};
use crate::base::{ApiError, Bearer, Idempotency, Tag};

/// Handing in and giving up.
#[derive(Debug, Clone, Copy)]
pub struct EndSubmission;

#[derive(ApiResponse)]
enum HandedIn {
    /// It is handed in. The receipt is the same however often it is asked for.
    #[oai(status = 200)]
    Ok(Json<SubmissionReceipt>),
}

#[derive(ApiResponse)]
enum GivenUp {
    /// It is given up.
    #[oai(status = 200)]
    Ok(Json<Submission>),
}

#[OpenApi]
impl EndSubmission {
    /// Hand a submission in.
    ///
    /// The server takes what it holds: save first. Once: a second time gives the first receipt, with whatever key. After
    /// the deadline and its grace it is closed as the server would have, at the deadline, with what came in time.
    #[oai(path = "/submissions/:id/submit", method = "post", operation_id = "submit", tag = "Tag::Submissions")]
    async fn submit(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<HandedIn, ApiError> {
        let once = idempotency.once(&actor, "submission.submit");
        let submitted = submissions.submit(&actor, SubmissionId::from_uuid(id.0), once.as_ref()).await?;
        Ok(HandedIn::Ok(Json(submitted.receipt.into())))
    }

    /// Give a submission up.
    ///
    /// It counts as taken, and nothing is marked.
    #[oai(path = "/submissions/:id/abandon", method = "post", operation_id = "abandon", tag = "Tag::Submissions")]
    async fn abandon(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<GivenUp, ApiError> {
        let view = submissions.abandon(&actor, SubmissionId::from_uuid(id.0)).await?;
        Ok(GivenUp::Ok(Json(view.into())))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::Actor;
    use serde_json::json;

    use super::super::world::{World, other_student, student, teacher};
    use crate::base::testing::Answer;

    async fn post(world: &World, id: &str, what: &str, actor: &Actor) -> Answer {
        world.client.post(&format!("/submissions/{id}/{what}")).by(actor).send().await
    }

    #[tokio::test]
    async fn handing_in_gives_a_receipt_and_the_same_one_again() {
        let world = World::new().await;
        let id = world.started().await;
        let save = json!({ "seq": 1, "response": { "type": "short_text", "text": "leaf" } });
        world.client.put(&format!("/submissions/{id}/answers/text")).by(&student()).json(&save).send().await;
        world.clock.advance_millis(60_000);
        let first = post(&world, &id, "submit", &student()).await;
        assert_eq!(first.status, 200);
        let receipt = first.json();
        assert_eq!((&receipt["submission"], &receipt["answered"]), (&json!(id), &json!(1)));
        assert_eq!(
            (&receipt["closed_by"], &receipt["submitted_at"]),
            (&json!("student"), &json!("2026-03-01T09:01:00.000000Z"))
        );
        assert_eq!(receipt["answers_sha256"].as_str().unwrap().len(), 64);
        world.clock.advance_millis(60_000);
        assert_eq!(post(&world, &id, "submit", &student()).await.bytes, first.bytes);

        let read = world.client.get(&format!("/submissions/{id}")).by(&teacher()).send().await.json();
        assert_eq!((&read["status"], &read["remaining_ms"]), (&json!("submitted"), &json!(0)));
        let late = world.client.put(&format!("/submissions/{id}/answers/text")).by(&student()).json(&save).send().await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (409, "attempt_not_open"));
    }

    #[tokio::test]
    async fn a_submission_is_given_up_once_and_not_handed_in_after() {
        let world = World::new().await;
        let id = world.started().await;
        let given_up = post(&world, &id, "abandon", &student()).await;
        assert_eq!((given_up.status.as_u16(), &given_up.json()["status"]), (200, &json!("abandoned")));
        let refused = post(&world, &id, "submit", &student()).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "attempt_not_open"));
        assert_eq!(post(&world, &id, "abandon", &student()).await.status, 200);
    }

    #[tokio::test]
    async fn nobody_else_ends_it() {
        let world = World::new().await;
        let id = world.started().await;
        for what in ["submit", "abandon"] {
            for (actor, refusal) in
                [(other_student(), (404, "submission_not_found")), (teacher(), (403, "students_only"))]
            {
                let answer = post(&world, &id, what, &actor).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), refusal, "{what}");
            }
        }
    }
}
