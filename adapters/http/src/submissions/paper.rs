use std::sync::Arc;

use pediafor_kernel::SubmissionId;
use pediafor_submissions::Submissions;
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::TimeLeft;
use crate::{
    base::{ApiError, Bearer, Tag},
    items::PaperSectionDto,
};

/// The paper.
#[derive(Debug, Clone, Copy)]
pub struct ReadPaper;

/// What papers tell clients about saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Autosave {
    /// The longest a client may hold a changed answer before it saves it, in milliseconds.
    pub interval_ms: u32,
}

impl Default for Autosave {
    /// Half a minute.
    fn default() -> Self {
        Self { interval_ms: 30_000 }
    }
}

/// A student's paper, without keys.
#[derive(Debug, Object)]
struct SubmissionPaper {
    /// The submission.
    submission: Uuid,
    /// The assessment.
    assessment: Uuid,
    /// The assessment's title.
    title: String,
    /// What to do, Markdown; may be empty.
    instructions: String,
    /// The number of the paper's format.
    format: u32,
    /// The questions, in this submission's order.
    sections: Vec<PaperSectionDto>,
    /// The longest a client may hold a changed answer before it saves it, in milliseconds.
    autosave_interval_ms: u32,
    /// How much time is left.
    #[oai(flatten)]
    time: TimeLeft,
}

#[derive(ApiResponse)]
enum Drawn {
    /// The paper: the same each time.
    #[oai(status = 200)]
    Ok(Json<SubmissionPaper>),
}

#[OpenApi]
impl ReadPaper {
    /// Read the paper of a submission.
    ///
    /// For its student, while it is open. A closed paper is seen through its result.
    #[oai(path = "/submissions/:id/paper", method = "get", operation_id = "read_paper", tag = "Tag::Submissions")]
    async fn read_paper(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        autosave: Data<&Arc<Autosave>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<Drawn, ApiError> {
        let view = submissions.paper(&actor, SubmissionId::from_uuid(id.0)).await?;
        Ok(Drawn::Ok(Json(SubmissionPaper {
            submission: id.0,
            assessment: view.submission.attempt.record().assessment.uuid(),
            title: view.submission.title,
            instructions: view.instructions,
            format: view.paper.format,
            sections: view.paper.sections.into_iter().map(PaperSectionDto).collect(),
            autosave_interval_ms: autosave.interval_ms,
            time: view.submission.timing.into(),
        })))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{World, student, teacher};

    #[tokio::test]
    async fn the_paper_is_the_same_each_time_and_says_how_much_time_is_left() {
        let world = World::new().await;
        let path = format!("/submissions/{}/paper", world.started().await);
        let first = world.client.get(&path).by(&student()).send().await;
        assert_eq!(first.status, 200);
        let first = first.json();
        assert_eq!(first["sections"][0]["items"].as_array().unwrap().len(), 3);
        assert_eq!((&first["format"], &first["autosave_interval_ms"]), (&json!(1), &json!(15_000)));
        assert_eq!((&first["remaining_ms"], &first["instructions"]), (&json!(3_600_000), &json!("Answer *all*.")));
        world.clock.advance_millis(1000);
        let second = world.client.get(&path).by(&student()).send().await.json();
        assert_eq!((&second["sections"], &second["remaining_ms"]), (&first["sections"], &json!(3_599_000)));
    }

    #[tokio::test]
    async fn nobody_else_sees_it_and_nobody_after_the_close() {
        let world = World::new().await;
        let id = world.started().await;
        let path = format!("/submissions/{id}/paper");
        let answer = world.client.get(&path).by(&teacher()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "students_only"));
        world.client.post(&format!("/submissions/{id}/submit")).by(&student()).send().await;
        let answer = world.client.get(&path).by(&student()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "attempt_not_open"));
    }
}
