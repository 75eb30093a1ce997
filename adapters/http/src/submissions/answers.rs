use std::sync::Arc;

use pediafor_kernel::SubmissionId;
use pediafor_submissions::{
    Submissions,
    use_cases::{AnswerResult, SaveAnswer},
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::TimeLeft;
use crate::{
    base::{ApiError, Bearer, Instant, Tag},
    items::ResponseDto,
};

/// Answers.
#[derive(Debug, Clone, Copy)]
pub struct AnswerSubmission;

/// An answer as the server holds it.
#[derive(Debug, Object)]
struct StoredAnswer {
    /// The question.
    item: String,
    /// Its sequence: count on from here.
    seq: u64,
    /// What was given.
    response: ResponseDto,
    /// When the server received it.
    received_at: Instant,
}

/// All answers that the server holds.
#[derive(Debug, Object)]
struct StoredAnswers {
    /// By question.
    items: Vec<StoredAnswer>,
    /// How much time is left.
    #[oai(flatten)]
    time: TimeLeft,
}

/// An answer to save.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct AnswerChange {
    /// The client's count of changes to this question, from 1. A higher one replaces a lower one, in whatever order they
    /// arrive.
    seq: u64,
    /// What was given. A blank response takes an answer back.
    response: ResponseDto,
}

/// An answer that is safe with the server.
#[derive(Debug, Object)]
struct AnswerSaved {
    /// The question.
    item: String,
    /// Its sequence.
    seq: u64,
    /// When the server first received it.
    received_at: Instant,
    /// How much time is left.
    #[oai(flatten)]
    time: TimeLeft,
}

/// One answer of several to save.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct BatchedAnswer {
    /// The question.
    item: String,
    /// The client's count of changes to this question, from 1.
    seq: u64,
    /// What was given.
    response: ResponseDto,
}

/// Answers to save, each by itself.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct AnswerBatch {
    /// The answers.
    #[oai(validator(max_items = "500"))]
    answers: Vec<BatchedAnswer>,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
enum AnswerOutcome {
    /// It is safe with the server.
    Saved,
    /// A later answer is stored: see `current_seq`.
    Stale,
    /// It can't be an answer to this question: see `code` and `detail`.
    Rejected,
}

/// What became of one answer of a batch.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
struct BatchedAnswerResult {
    /// The question.
    item: String,
    /// What became of it.
    outcome: AnswerOutcome,
    /// Saved: its sequence.
    seq: Option<u64>,
    /// Saved: when the server first received it.
    received_at: Option<Instant>,
    /// Stale: the sequence that is stored.
    current_seq: Option<u64>,
    /// Rejected: the broken rule's stable name in `snake_case`.
    code: Option<String>,
    /// Rejected: the rule in words.
    detail: Option<String>,
}

/// What became of a batch.
#[derive(Debug, Object)]
struct AnswerBatchResult {
    /// One result an answer, in the order given.
    results: Vec<BatchedAnswerResult>,
    /// How much time is left.
    #[oai(flatten)]
    time: TimeLeft,
}

impl BatchedAnswerResult {
    fn of(item: String, result: AnswerResult) -> Self {
        let bare = Self {
            item,
            outcome: AnswerOutcome::Saved,
            seq: None,
            received_at: None,
            current_seq: None,
            code: None,
            detail: None,
        };
        match result {
            AnswerResult::Saved { seq, received_at } => {
                Self { seq: Some(seq), received_at: Some(received_at.into()), ..bare }
            }
            AnswerResult::Stale { current_seq } => {
                Self { outcome: AnswerOutcome::Stale, current_seq: Some(current_seq), ..bare }
            }
            AnswerResult::Rejected { code, detail } => {
                Self { outcome: AnswerOutcome::Rejected, code: Some(code.into_owned()), detail: Some(detail), ..bare }
            }
        }
    }
}

#[derive(ApiResponse)]
enum Held {
    /// What the server holds.
    #[oai(status = 200)]
    Ok(Json<StoredAnswers>),
}

#[derive(ApiResponse)]
enum Saved {
    /// It is on the server's disk.
    #[oai(status = 200)]
    Ok(Json<AnswerSaved>),
}

#[derive(ApiResponse)]
enum Taken {
    /// Each answer's own result. What says `saved` is on the server's disk.
    #[oai(status = 200)]
    Ok(Json<AnswerBatchResult>),
}

#[OpenApi]
impl AnswerSubmission {
    /// Read the own answers of a submission.
    ///
    /// For its student, while it is open.
    #[oai(path = "/submissions/:id/answers", method = "get", operation_id = "read_answers", tag = "Tag::Submissions")]
    async fn read_answers(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<Held, ApiError> {
        let (answers, timing) = submissions.answers(&actor, SubmissionId::from_uuid(id.0)).await?;
        let items = answers.into_iter().map(|answer| StoredAnswer {
            item: answer.item,
            seq: answer.seq,
            response: answer.response.into(),
            received_at: answer.received_at.into(),
        });
        Ok(Held::Ok(Json(StoredAnswers { items: items.collect(), time: timing.into() })))
    }

    /// Save one answer.
    ///
    /// An answer counts by the time the server received it, until the deadline and its grace are over. The same answer
    /// under the same `seq` may be sent again at any time. `409` `stale_answer`: a later one is stored; `errors` says
    /// which, and reading the answers gives it.
    #[oai(
        path = "/submissions/:id/answers/:item",
        method = "put",
        operation_id = "save_answer",
        tag = "Tag::Submissions"
    )]
    async fn save_answer(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
        /// The question.
        item: Path<String>,
        Json(body): Json<AnswerChange>,
    ) -> Result<Saved, ApiError> {
        let save = SaveAnswer { item: item.0, seq: body.seq, response: body.response.into() };
        let saved = submissions.save_answer(&actor, SubmissionId::from_uuid(id.0), save).await?;
        Ok(Saved::Ok(Json(AnswerSaved {
            item: saved.item,
            seq: saved.seq,
            received_at: saved.received_at.into(),
            time: saved.timing.into(),
        })))
    }

    /// Save several answers.
    ///
    /// Each has its own result: one that is refused does not keep the others out.
    #[oai(path = "/submissions/:id/answers", method = "post", operation_id = "save_answers", tag = "Tag::Submissions")]
    async fn save_answers(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
        Json(body): Json<AnswerBatch>,
    ) -> Result<Taken, ApiError> {
        let batch = body.answers.into_iter().map(|answer| SaveAnswer {
            item: answer.item,
            seq: answer.seq,
            response: answer.response.into(),
        });
        let outcome = submissions.save_answers(&actor, SubmissionId::from_uuid(id.0), batch.collect()).await?;
        let results = outcome.results.into_iter().map(|(item, result)| BatchedAnswerResult::of(item, result));
        Ok(Taken::Ok(Json(AnswerBatchResult { results: results.collect(), time: outcome.timing.into() })))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::world::{World, other_student, student};
    use crate::base::testing::Answer;

    async fn put(world: &World, id: &str, item: &str, body: Value) -> Answer {
        world.client.put(&format!("/submissions/{id}/answers/{item}")).by(&student()).json(&body).send().await
    }

    fn text(seq: u64, text: &str) -> Value {
        json!({ "seq": seq, "response": { "type": "short_text", "text": text } })
    }

    #[tokio::test]
    async fn a_saved_answer_is_read_back() {
        let world = World::new().await;
        let id = world.started().await;
        world.clock.advance_millis(250);
        let saved = put(&world, &id, "text", text(1, "leaf")).await;
        assert_eq!(saved.status, 200);
        assert_eq!(
            saved.json(),
            json!({
                "item": "text",
                "seq": 1,
                "received_at": "2026-03-01T09:00:00.250000Z",
                "server_time": "2026-03-01T09:00:00.250000Z",
                "deadline": "2026-03-01T10:00:00.000000Z",
                "remaining_ms": 3_599_750,
            })
        );
        let held = world.client.get(&format!("/submissions/{id}/answers")).by(&student()).send().await.json();
        assert_eq!(held["items"][0]["response"], json!({ "type": "short_text", "text": "leaf" }));
        assert_eq!((&held["items"][0]["seq"], &held["remaining_ms"]), (&json!(1), &json!(3_599_750)));
    }

    #[tokio::test]
    async fn a_late_packet_is_told_which_sequence_is_stored() {
        let world = World::new().await;
        let id = world.started().await;
        put(&world, &id, "text", text(7, "new")).await;
        let stale = put(&world, &id, "text", text(6, "old")).await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (409, "stale_answer"));
        assert_eq!(stale.pointers(), ["/seq"]);
        assert!(stale.json()["errors"][0]["detail"].as_str().unwrap().contains('7'));
        assert_eq!(put(&world, &id, "text", text(7, "new")).await.status, 200, "a repeat is no fault");
    }

    #[tokio::test]
    async fn what_can_not_be_an_answer_is_refused() {
        let world = World::new().await;
        let id = world.started().await;
        for (item, body, status, code) in [
            ("nope", text(1, "x"), 404, "item_not_on_paper"),
            ("text", text(0, "x"), 422, "invalid_request"),
            ("choice", text(1, "x"), 422, "invalid_request"),
            ("text", json!({ "seq": 1, "response": { "type": "short_text", "text": "a\0b" } }), 422, "nul_character"),
        ] {
            let answer = put(&world, &id, item, body).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{item}");
        }
        for body in [
            json!({ "seq": 1, "response": { "type": "riddle" } }),
            json!({ "seq": -1, "response": { "type": "short_text", "text": "x" } }),
            json!({ "seq": 1, "response": { "type": "short_text", "text": "x", "points": 9 } }),
            json!({ "seq": 1, "response": { "type": "short_text", "text": "x" }, "received_at": "2026-01-01T00:00:00Z" }),
        ] {
            let answer = put(&world, &id, "text", body.clone()).await;
            assert!([400, 422].contains(&answer.status.as_u16()), "{body}: {}", answer.json());
        }
        let answer = world
            .client
            .put(&format!("/submissions/{id}/answers/text"))
            .by(&other_student())
            .json(&text(1, "x"))
            .send()
            .await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "submission_not_found"));
    }

    #[tokio::test]
    async fn after_the_grace_an_answer_is_late() {
        let world = World::new().await;
        let id = world.started().await;
        world.clock.set("2026-03-01T10:00:05Z".parse().unwrap());
        let saved = put(&world, &id, "text", text(1, "in time")).await;
        assert_eq!((saved.status.as_u16(), &saved.json()["remaining_ms"]), (200, &json!(0)));
        world.clock.advance_millis(1);
        let late = put(&world, &id, "text", text(2, "late")).await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (409, "deadline_passed"));
        assert!(late.json()["detail"].as_str().unwrap().contains("2026-03-01T10:00:00.000000Z"));
    }

    #[tokio::test]
    async fn each_answer_of_a_batch_has_its_own_result() {
        let world = World::new().await;
        let id = world.started().await;
        put(&world, &id, "text", text(5, "kept")).await;
        let mut batch = vec![text(4, "late"), text(1, "x")];
        batch[0]["item"] = "text".into();
        batch[1]["item"] = "nope".into();
        batch.push(json!({ "item": "choice", "seq": 2, "response": { "type": "choice", "chosen": "b" } }));
        let path = format!("/submissions/{id}/answers");
        let answer = world.client.post(&path).by(&student()).json(&json!({ "answers": batch })).send().await;
        assert_eq!(answer.status, 200);
        let answer = answer.json();
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results[0], json!({ "item": "text", "outcome": "stale", "current_seq": 5 }));
        assert_eq!((&results[1]["outcome"], &results[1]["code"]), (&json!("rejected"), &json!("item_not_on_paper")));
        assert_eq!((&results[2]["outcome"], &results[2]["seq"]), (&json!("saved"), &json!(2)));
        assert_eq!(answer["remaining_ms"], 3_600_000);

        let many = vec![json!({ "item": "text", "seq": 9, "response": { "type": "short_text", "text": "" } }); 501];
        let answer = world.client.post(&path).by(&student()).json(&json!({ "answers": many })).send().await;
        assert_eq!(answer.status, 422);
    }
}
