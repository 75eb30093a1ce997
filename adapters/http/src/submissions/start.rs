use std::sync::Arc;

use pediafor_kernel::AssessmentId;
use pediafor_submissions::Submissions;
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use uuid::Uuid;

use super::dto::Submission;
use crate::base::{ApiError, Bearer, ETag, Idempotency, Tag};

/// Starting.
#[derive(Debug, Clone, Copy)]
pub struct StartSubmission;

/// What to sit.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewSubmission {
    /// The assessment. Its newest version is taken.
    assessment_id: Uuid,
}

/// A submission to work on.
#[derive(Debug, Object)]
struct StartedSubmission {
    /// It was open already: the student goes on where they stopped.
    resumed: bool,
    /// The submission.
    #[oai(flatten)]
    submission: Submission,
}

#[derive(ApiResponse)]
enum Started {
    /// The open submission, to go on with.
    #[oai(status = 200)]
    Resumed(
        Json<StartedSubmission>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
    /// A new submission: the clock runs.
    #[oai(status = 201)]
    Begun(
        Json<StartedSubmission>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

#[OpenApi]
impl StartSubmission {
    /// Start an assessment, or go on with it.
    ///
    /// For students it is open to. A student has one open submission of an assessment at most: whoever asks again,
    /// from wherever and however often at once, gets that one. The working time runs from the first start. An assessment
    /// that was published this very moment may not be found yet: its paper is on the way here.
    #[oai(path = "/submissions", method = "post", operation_id = "start_submission", tag = "Tag::Submissions")]
    async fn start_submission(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        Json(body): Json<NewSubmission>,
    ) -> Result<Started, ApiError> {
        let once = idempotency.once(&actor, "submission.start");
        let started = submissions.start(&actor, AssessmentId::from_uuid(body.assessment_id), once.as_ref()).await?;
        let etag = ETag::of(started.submission.attempt.version());
        let submission = Submission::from(started.submission);
        let location = format!("/submissions/{}", submission.id);
        let body = Json(StartedSubmission { resumed: started.resumed, submission });
        Ok(if started.resumed { Started::Resumed(body, etag) } else { Started::Begun(body, location, etag) })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{World, assessment, other_student, student, teacher};

    #[tokio::test]
    async fn a_student_starts_and_going_on_is_the_same_submission() {
        let world = World::new().await;
        let body = json!({ "assessment_id": assessment().to_string() });
        let begun = world.client.post("/submissions").by(&student()).json(&body).send().await;
        assert_eq!(begun.status, 201);
        assert_eq!(begun.header("etag"), Some("\"1\""));
        let submission = begun.json();
        let id = submission["id"].as_str().unwrap();
        assert_eq!(begun.header("location").unwrap(), format!("/submissions/{id}"));
        assert_eq!(submission["resumed"], false);
        assert_eq!(submission["status"], "in_progress");
        assert_eq!(submission["title"], "Photosynthesis");
        assert_eq!(submission["deadline"], "2026-03-01T10:00:00.000000Z");
        assert_eq!(submission["remaining_ms"], 3_600_000);
        assert!(submission.get("submitted_at").is_none(), "{submission}");

        world.clock.advance_millis(1500);
        let resumed = world.client.post("/submissions").by(&student()).json(&body).send().await;
        assert_eq!(resumed.status, 200);
        let resumed = resumed.json();
        assert_eq!((&resumed["id"], &resumed["resumed"]), (&submission["id"], &json!(true)));
        assert_eq!(
            (&resumed["remaining_ms"], &resumed["server_time"]),
            (&json!(3_598_500), &json!("2026-03-01T09:00:01.500000Z"))
        );
    }

    #[tokio::test]
    async fn a_start_repeated_under_its_key_answers_201_again_and_the_key_is_for_nothing_else() {
        let world = World::new().await;
        let body = json!({ "assessment_id": assessment().to_string() });
        let ask = |body| world.client.post("/submissions").by(&student()).header("idempotency-key", "k").json(&body);
        let first = ask(body.clone()).send().await;
        let again = ask(body).send().await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
        assert_eq!(first.json(), again.json());
        let other = ask(json!({ "assessment_id": uuid::Uuid::from_u128(9).to_string() })).send().await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "idempotency_key_reused"));
    }

    #[tokio::test]
    async fn who_may_not_start_is_told_why_and_no_more() {
        let world = World::new().await;
        let body = json!({ "assessment_id": assessment().to_string() });
        let ask = |actor, body| world.client.post("/submissions").by(&actor).json(&body).send();
        let answer = ask(teacher(), body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "students_only"));
        let answer = ask(student(), json!({ "assessment_id": uuid::Uuid::from_u128(9).to_string() })).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "assessment_not_found"));
        let answer = ask(student(), json!({ "assessment_id": assessment().to_string(), "deadline": "2030" })).await;
        assert_eq!(answer.status, 422);
        let answer = world.client.post("/submissions").json(&body).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "token_missing"));

        world.clock.set("2026-03-01T18:00:00Z".parse().unwrap());
        let answer = ask(other_student(), body).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "window_over"));
    }
}
