use std::sync::Arc;

use pediafor_gradebook::{Gradebook, Marking};
use pediafor_kernel::SubmissionId;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::GradeAnswer;
use crate::{
    base::{ApiError, Bearer, IfMatch, Tag},
    items::PointsDto,
};

/// Marking by hand, and again.
#[derive(Debug)]
pub struct MarkGrade;

/// Which submission to mark again.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct MarkAgainRequest {
    /// The submission.
    submission_id: Uuid,
}

/// What an item earns.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct ItemMarkRequest {
    /// Points, from the item's minimum to its maximum.
    points: PointsDto,
    /// What the student is told, Markdown.
    #[oai(validator(max_length = "10000"))]
    comment: Option<String>,
    /// Why the automatic mark does not hold: there on an item that was marked automatically, and only there.
    #[oai(validator(min_length = "1", max_length = "1000"))]
    reason: Option<String>,
}

/// What is said to a whole submission.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct FeedbackRequest {
    /// Markdown; empty takes it back.
    #[oai(validator(max_length = "20000"))]
    feedback: String,
}

#[OpenApi]
impl MarkGrade {
    /// Mark a submission again whose responses could not be read.
    ///
    /// Submissions are marked by themselves when they are handed in. One that is marked already is answered as it is.
    #[oai(path = "/grades", method = "post", operation_id = "mark_again", tag = "Tag::Grades")]
    async fn mark_again(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        Json(body): Json<MarkAgainRequest>,
    ) -> Result<GradeAnswer, ApiError> {
        let view = gradebook.mark_again(&actor, SubmissionId::from_uuid(body.submission_id)).await?;
        Ok(view.into())
    }

    /// Mark one item of a submission by hand.
    ///
    /// An item that only a person can mark takes points and a comment; the automatic mark of any other is overridden for
    /// a stated reason. The last waiting item completes the grade, and releases the result where the assessment says
    /// so.
    #[oai(
        path = "/grades/submission/:submission_id/question/:item_id",
        method = "put",
        operation_id = "mark_item",
        tag = "Tag::Grades"
    )]
    async fn mark_item(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The submission.
        submission_id: Path<Uuid>,
        /// The item.
        item_id: Path<String>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<ItemMarkRequest>,
    ) -> Result<GradeAnswer, ApiError> {
        let submission = SubmissionId::from_uuid(submission_id.0);
        let marking = Marking { points: body.points.0, comment: body.comment.unwrap_or_default(), reason: body.reason };
        let view = gradebook.mark_item(&actor, submission, &item_id.0, marking, if_match.expected()).await?;
        Ok(view.into())
    }

    /// Write feedback on a whole submission.
    #[oai(
        path = "/grades/submission/:submission_id/feedback",
        method = "put",
        operation_id = "write_feedback",
        tag = "Tag::Grades"
    )]
    async fn write_feedback(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The submission.
        submission_id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<FeedbackRequest>,
    ) -> Result<GradeAnswer, ApiError> {
        let submission = SubmissionId::from_uuid(submission_id.0);
        let view = gradebook.write_feedback(&actor, submission, &body.feedback, if_match.expected()).await?;
        Ok(view.into())
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::{Sample, responses};
    use serde_json::json;

    use super::super::world::World;

    #[tokio::test]
    async fn an_essay_is_marked_by_hand_and_completes_the_grade() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let path = format!("/grades/submission/{submission}/question/essay");
        let body = json!({"points": 3.5, "comment": "A clear argument."});
        let answer = world.client.put(&path).by(&world.teacher).header("if-match", "\"1\"").json(&body).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, Some("\"2\"")));
        let grade = answer.json();
        assert_eq!(grade["grade"]["state"], "graded");
        assert_eq!(grade["grade"]["points"], json!(8.5));
        assert_eq!(grade["items"][2]["hand"]["comment"], "A clear argument.");
        assert_eq!(grade["items"][2]["verdict"], "partial");
        assert_eq!(grade["history"][0]["what"]["after"]["points"], json!(3.5));
    }

    #[tokio::test]
    async fn an_automatic_mark_is_overridden_for_a_stated_reason_alone() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let path = format!("/grades/submission/{submission}/question/capital");
        let put = async |body| world.client.put(&path).by(&world.teacher).json(&body).send().await;
        let answer = put(json!({"points": 1})).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "reason_missing"));
        let answer = put(json!({"points": 1, "reason": "ambiguous"})).await;
        assert_eq!(answer.json()["items"][0]["hand"]["reason"], "ambiguous");
        assert_eq!(answer.json()["items"][0]["outcome"]["points"], json!(2), "what the engine said stays");
        let essay = format!("/grades/submission/{submission}/question/essay");
        let body = json!({"points": 1, "reason": "ambiguous"});
        let answer = world.client.put(&essay).by(&world.teacher).json(&body).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "nothing_to_override"));
    }

    #[tokio::test]
    async fn points_out_of_range_and_malformed_bodies_are_refused_with_pointers() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let path = format!("/grades/submission/{submission}/question/essay");
        for (body, pointer) in [
            (json!({"points": 5.000001}), "/points"),
            (json!({"points": -1}), "/points"),
            (json!({"points": "3"}), "/points"),
            (json!({"points": 1, "comment": "x".repeat(10_001)}), "/comment"),
            (json!({"points": 1, "reason": ""}), "/reason"),
            (json!({"points": 1, "state": "released"}), "/state"),
        ] {
            let answer = world.client.put(&path).by(&world.teacher).json(&body).send().await;
            assert!(matches!(answer.status.as_u16(), 400 | 422), "{} for {body}", answer.status);
            assert_eq!(answer.pointers(), [pointer], "{body}: {}", answer.json());
        }
        let finer = json!({"points": 0.1234567});
        assert_eq!(world.client.put(&path).by(&world.teacher).json(&finer).send().await.status, 422);
        let unknown = format!("/grades/submission/{submission}/question/nothing");
        let answer = world.client.put(&unknown).by(&world.teacher).json(&json!({"points": 1})).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "no_such_item"));
    }

    #[tokio::test]
    async fn nobody_overwrites_a_mark_they_have_not_seen() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let mark = format!("/grades/submission/{submission}/question/essay");
        let feedback = format!("/grades/submission/{submission}/feedback");
        let first = world.client.put(&feedback).by(&world.teacher).json(&json!({"feedback": "good"})).send().await;
        assert_eq!(first.json()["feedback"], "good");
        let late = world.client.put(&mark).by(&world.admin).header("if-match", "\"1\"");
        let late = late.json(&json!({"points": 1})).send().await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "stale_version"));
    }

    #[tokio::test]
    async fn students_are_told_no_and_strangers_know_of_nothing() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let mark = format!("/grades/submission/{submission}/question/essay");
        let feedback = format!("/grades/submission/{submission}/feedback");
        for (actor, status, code) in [(&world.student, 403, "staff_only"), (&world.colleague, 404, "grade_not_found")] {
            let answers = [
                world.client.put(&mark).by(actor).json(&json!({"points": 5})).send().await,
                world.client.put(&feedback).by(actor).json(&json!({"feedback": "x"})).send().await,
                world.client.post("/grades").by(actor).json(&json!({"submission_id": submission})).send().await,
            ];
            for answer in answers {
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code));
            }
        }
    }

    #[tokio::test]
    async fn marking_again_changes_nothing_where_all_is_marked_and_says_why_where_it_can_not() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, Sample::automatic).await;
        let marked = world.handed_in(&sample, &world.student, responses()).await;
        let again = async |submission| {
            world.client.post("/grades").by(&world.teacher).json(&json!({"submission_id": submission})).send().await
        };
        let answer = again(marked).await;
        assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, Some("\"1\"")));

        let broken = world.handed_in(&sample, &world.student, json!([])).await;
        let answer = again(broken).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "unreadable_responses"));
        let grade = world.read(&world.teacher, broken).await.json();
        assert_eq!(grade["grade"]["state"], "pending");
        assert!(grade["failure"].as_str().unwrap().contains("object"), "{grade}");
    }
}
