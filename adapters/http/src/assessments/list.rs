use std::sync::Arc;

use pediafor_assessments::{AssessmentList, Assessments, List};
use poem::web::Data;
use poem_openapi::{OpenApi, Union, param::Query, payload::Json};

use super::views::{AssessmentState, AuthoredAssessmentSummary, OfferedAssessment};
use crate::base::{After, ApiError, Bearer, Limit, Page, Tag, page_request};

#[derive(Debug, Clone, Copy)]
pub struct ListAssessments;

/// A line of a list, as much as you may see.
#[derive(Debug, Union)]
#[oai(discriminator_name = "view", one_of)]
enum AssessmentListEntry {
    /// For teachers and administrators.
    #[oai(mapping = "author")]
    Author(AuthoredAssessmentSummary),
    /// For students.
    #[oai(mapping = "student")]
    Student(OfferedAssessment),
}

#[OpenApi]
impl ListAssessments {
    /// List assessments.
    ///
    /// Newest first: a teacher's own, all for an administrator; for a student what is published for them and not over.
    #[oai(path = "/assessments", method = "get", operation_id = "list_assessments", tag = "Tag::Assessments")]
    #[expect(clippy::too_many_arguments, reason = "one per query parameter")]
    async fn list_assessments(
        &self,
        Bearer(actor): Bearer,
        assessments: Data<&Arc<Assessments>>,
        /// Only those that stand here.
        state: Query<Option<AssessmentState>>,
        /// Only those of this subject, whatever its case.
        subject: Query<Option<String>>,
        /// Only those with this text somewhere in title or subject, whatever its case.
        q: Query<Option<String>>,
        /// How many at most.
        limit: Query<Option<Limit>>,
        /// Where the page begins.
        cursor: Query<Option<After>>,
    ) -> Result<Json<Page<AssessmentListEntry>>, ApiError> {
        let page = page_request(limit.0, cursor.0);
        let query = List { state: state.0.map(Into::into), subject: subject.0, text: q.0, page };
        Ok(Json(match assessments.list(&actor, query).await? {
            AssessmentList::Author(page) => Page::from_domain(page, |row| AssessmentListEntry::Author(row.into())),
            AssessmentList::Student(page) => {
                let now = assessments.clock.now();
                Page::from_domain(page, |row| AssessmentListEntry::Student(OfferedAssessment::at(now, row)))
            }
        }))
    }
}
