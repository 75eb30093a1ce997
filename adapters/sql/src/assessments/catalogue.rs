use async_trait::async_trait;
use pediafor_assessments::{
    AssessmentCatalogue, AssessmentSummary, AuthoredFilter, OfferedFilter, Search, StudentView, VersionState, fold,
};
use pediafor_kernel::{AssessmentId, Cursor, Page, PageRequest, PortError, UserId};
use sea_orm::{Condition, Select, entity::prelude::*, sea_query::Query};

use super::{
    SqlAssessments,
    rows::{self, assessment, audience, version},
};
use crate::{convert, failed};

#[async_trait]
impl AssessmentCatalogue for SqlAssessments {
    async fn authored(
        &self,
        filter: &AuthoredFilter,
        page: &PageRequest,
    ) -> Result<Page<AssessmentSummary>, PortError> {
        use assessment::Column;

        let mut query =
            assessment::Entity::find().filter(having(&filter.search, Column::TitleFolded, Column::SubjectFolded));
        if let Some(owner) = filter.owner {
            query = query.filter(Column::Owner.eq(owner.uuid()));
        }
        if let Some(state) = filter.state {
            query = query.filter(Column::State.eq(state.as_str()));
        }
        let rows = convert::page(query, Column::CreatedAt, Column::Id, page)
            .into_partial_model::<assessment::Line>()
            .all(self.0.lists())
            .await
            .map_err(failed("list assessments"))?;
        let rows = rows.into_iter().map(rows::to_summary).collect::<Result<_, _>>()?;
        Ok(Page::from_overfull(rows, page, |row: &AssessmentSummary| Cursor { at: row.created_at, id: row.id.uuid() }))
    }

    async fn offered(&self, filter: &OfferedFilter, page: &PageRequest) -> Result<Page<StudentView>, PortError> {
        use version::Column;

        let not_over = Condition::any().add(Column::ClosesAt.is_null()).add(Column::ClosesAt.gte(filter.now.instant()));
        let query = offered_to(filter.student).filter(not_over).filter(having(
            &filter.search,
            Column::TitleFolded,
            Column::SubjectFolded,
        ));
        let rows = convert::page(query, Column::PublishedAt, Column::Id, page)
            .into_partial_model::<version::Offer>()
            .all(self.0.lists())
            .await
            .map_err(failed("list published assessments"))?;
        let rows = rows.into_iter().map(rows::to_student_view).collect::<Result<_, _>>()?;
        Ok(Page::from_overfull(rows, page, |row: &StudentView| Cursor { at: row.published_at, id: row.version.uuid() }))
    }

    async fn find_offered(&self, id: AssessmentId, student: UserId) -> Result<Option<StudentView>, PortError> {
        let row = offered_to(student)
            .filter(version::Column::Assessment.eq(id.uuid()))
            .into_partial_model::<version::Offer>()
            .one(self.0.reader())
            .await;
        row.map_err(failed("find a published assessment"))?.map(rows::to_student_view).transpose()
    }
}

/// The versions that can be sat and whose audience includes `student`.
fn offered_to(student: UserId) -> Select<version::Entity> {
    let named = Query::select()
        .column(audience::Column::Version)
        .from(audience::Entity)
        .and_where(audience::Column::Student.eq(student.uuid()))
        .to_owned();
    let included =
        Condition::any().add(version::Column::ForEveryone.eq(true)).add(version::Column::Id.in_subquery(named));
    version::Entity::find().filter(version::Column::State.eq(VersionState::Published.as_str())).filter(included)
}

/// The rows with these words, held against columns that are folded.
fn having(search: &Search, title: impl ColumnTrait, subject: impl ColumnTrait) -> Condition {
    let mut condition = Condition::all();
    if let Some(wanted) = &search.subject {
        condition = condition.add(subject.eq(fold(wanted)));
    }
    if let Some(wanted) = &search.text {
        let pattern = convert::containing(&fold(wanted));
        condition = condition.add(Condition::any().add(title.like(pattern.clone())).add(subject.like(pattern)));
    }
    condition
}
