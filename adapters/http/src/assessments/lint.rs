use std::sync::Arc;

use pediafor_assessments::Assessments;
use poem::web::Data;
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    base::{ApiError, Bearer, Tag},
    items::{FindingDto, ItemDto},
};

#[derive(Debug, Clone, Copy)]
pub struct LintItem;

/// What checking a question found.
#[derive(Debug, Object)]
struct ItemFindings {
    /// Errors keep the question from being published, warnings are worth a look; empty where there is nothing to say.
    findings: Vec<FindingDto>,
}

#[OpenApi]
impl LintItem {
    /// Check a question.
    ///
    /// Says what is wrong or doubtful about a question, and stores nothing. For teachers and administrators.
    #[oai(path = "/assessments/lint", method = "post", operation_id = "lint_item", tag = "Tag::Assessments")]
    async fn lint_item(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        item: Json<ItemDto>,
    ) -> Result<Json<ItemFindings>, ApiError> {
        let findings = assessments.lint(&actor, &item.0.0)?;
        Ok(Json(ItemFindings { findings: findings.into_iter().map(FindingDto).collect() }))
    }
}
