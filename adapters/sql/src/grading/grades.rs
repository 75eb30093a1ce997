use async_trait::async_trait;
use pediafor_gradebook::{
    Grade, GradeChange, GradeState, GradeSummary, MarkingFailure, Overview, Percentage, QueueEntry, Totals,
    WaitingItem,
    ports::{GradeFilter, Grades, Scope},
};
use pediafor_grading::Points;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, GradeId, Page, PageRequest, PortError, SubmissionId, Timestamp, UserId,
};
use sea_orm::{
    ActiveValue::{NotSet, Unchanged},
    Condition, FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
    sea_query::{ExprTrait, Query},
};

use super::{
    failures,
    record::{ItemsDocument, read, read_change, write, write_change},
    rows::{change, grade},
};
use crate::{Database, convert, failed, stale_unless_one};

/// Every grade.
#[derive(Debug, Clone)]
pub struct SqlGrades(Database);

impl SqlGrades {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Grades for SqlGrades {
    async fn find(&self, submission: SubmissionId) -> Result<Option<Grade>, PortError> {
        let row = grade::Entity::find()
            .filter(grade::Column::SubmissionId.eq(submission.uuid()))
            .one(self.0.reader())
            .await
            .map_err(failed("find a grade"))?;
        row.map(read).transpose()
    }

    async fn save(&self, grade: &Grade, changes: &Changes) -> Result<(), PortError> {
        let record = grade.record();
        let row = write(grade)?;
        let history = grade.unsaved().iter().map(|change| write_change(record.id, change));
        let history = history.collect::<Result<Vec<_>, _>>()?;
        let mut tx = self.0.begin().await?;
        if record.version == 1 {
            grade::Entity::insert(row.into_active_model().reset_all())
                .exec_without_returning(tx.connection())
                .await
                .map_err(failed("store a grade"))?;
        } else {
            let id = row.id;
            let changed = grade::ActiveModel {
                id: Unchanged(id),
                // What was submitted never changes, and is large.
                responses: NotSet,
                ..row.into_active_model().reset_all()
            };
            let done = grade::Entity::update_many()
                .set(changed)
                .filter(grade::Column::Id.eq(id))
                .filter(grade::Column::Version.eq(convert::to_i64(record.version - 1)))
                .exec(tx.connection())
                .await
                .map_err(failed("store a grade"))?;
            stale_unless_one(done.rows_affected, "the grade changed")?;
        }
        if !history.is_empty() {
            change::Entity::insert_many(history.into_iter().map(|row| row.into_active_model().reset_all()))
                .exec_without_returning(tx.connection())
                .await
                .map_err(failed("store a grade's history"))?;
        }
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn give_up(&self, failure: &MarkingFailure, changes: &Changes) -> Result<bool, PortError> {
        failures::keep(&self.0, failure, changes).await
    }

    async fn failure(&self, submission: SubmissionId) -> Result<Option<MarkingFailure>, PortError> {
        failures::find(&self.0, submission).await
    }

    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<GradeId>,
        limit: u32,
    ) -> Result<Vec<Grade>, PortError> {
        let mut query = grade::Entity::find();
        if let Some(since) = since {
            let changed = Query::select()
                .column(change::Column::GradeId)
                .from(change::Entity)
                .and_where(change::Column::ChangedAt.gte(since.instant()))
                .to_owned();
            query = query.filter(grade::Column::Id.in_subquery(changed));
        }
        let rows = convert::after_id(query, grade::Column::Id, after.map(GradeId::uuid), limit)
            .all(self.0.reader())
            .await
            .map_err(failed("read all grades"))?;
        rows.into_iter().map(read).collect()
    }

    async fn failures_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<MarkingFailure>, PortError> {
        failures::after(&self.0, since, after, limit).await
    }

    async fn history(&self, grade: GradeId, limit: u32) -> Result<Vec<GradeChange>, PortError> {
        let rows = change::Entity::find()
            .filter(change::Column::GradeId.eq(grade.uuid()))
            .order_by_desc(change::Column::Number)
            .limit(u64::from(limit))
            .all(self.0.reader())
            .await
            .map_err(failed("read a grade's history"))?;
        rows.into_iter().map(read_change).collect()
    }

    async fn list(&self, filter: &GradeFilter, page: &PageRequest) -> Result<Page<GradeSummary>, PortError> {
        let mut query = within(filter.scope);
        if let Some(student) = filter.student {
            query = query.filter(grade::Column::StudentId.eq(student.uuid()));
        }
        if let Some(assessment) = filter.assessment {
            query = query.filter(grade::Column::AssessmentId.eq(assessment.uuid()));
        }
        let rows = convert::page(query, grade::Column::SubmittedAt, grade::Column::Id, page)
            .into_partial_model::<SummaryRow>()
            .all(self.0.lists())
            .await
            .map_err(failed("list grades"))?;
        let page = Page::from_overfull(rows, page, |row| cursor(row.submitted_at, row.id));
        let items = page.items.into_iter().map(SummaryRow::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn queue(&self, scope: Scope, page: &PageRequest) -> Result<Page<QueueEntry>, PortError> {
        let query = within(scope).filter(grade::Column::State.eq(GradeState::PartiallyGraded.as_str()));
        let rows = oldest_first(query, page)
            .into_partial_model::<QueueRow>()
            .all(self.0.reader())
            .await
            .map_err(failed("read the queue"))?;
        let page = Page::from_overfull(rows, page, |row| cursor(row.submitted_at, row.id));
        let items = page.items.into_iter().map(QueueRow::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    async fn releasable(&self, assessment: AssessmentId, page: &PageRequest) -> Result<Page<SubmissionId>, PortError> {
        let query = grade::Entity::find()
            .filter(grade::Column::AssessmentId.eq(assessment.uuid()))
            .filter(grade::Column::State.eq(GradeState::Graded.as_str()));
        let rows = oldest_first(query, page)
            .into_partial_model::<PlaceRow>()
            .all(self.0.reader())
            .await
            .map_err(failed("list grades to release"))?;
        let page = Page::from_overfull(rows, page, |row| cursor(row.submitted_at, row.id));
        Ok(page.map(|row| SubmissionId::from_uuid(row.submission_id)))
    }

    async fn count_incomplete(&self, assessment: AssessmentId) -> Result<u64, PortError> {
        let incomplete = GradeState::ALL.into_iter().filter(|state| !state.is_complete()).map(GradeState::as_str);
        grade::Entity::find()
            .filter(grade::Column::AssessmentId.eq(assessment.uuid()))
            .filter(grade::Column::State.is_in(incomplete))
            .count(self.0.reader())
            .await
            .map_err(failed("count grades that wait"))
    }

    async fn overview(&self, scope: Scope) -> Result<Overview, PortError> {
        let share = || Expr::col((grade::Entity, grade::Column::Percentage));
        let rows = within(scope)
            .select_only()
            .column(grade::Column::State)
            .column_as(grade::Column::Id.count(), "grades")
            .column_as(share().count(), "shares")
            // The sum of BIGINTs is a NUMERIC on PostgreSQL.
            .column_as(share().sum().cast_as("BIGINT"), "sum")
            .group_by(grade::Column::State)
            .into_model::<StateRow>()
            .all(self.0.lists())
            .await
            .map_err(failed("read an overview"))?;
        let (mut completed, mut pending, mut shares, mut sum) = (0, 0, 0, 0_i64);
        for row in rows {
            let state: GradeState = convert::from_text("read a grade's state", &row.state)?;
            if state.is_complete() {
                completed += convert::to_u64(row.grades);
                shares += convert::to_u64(row.shares);
                sum = sum.saturating_add(row.sum.unwrap_or_default());
            } else {
                pending += convert::to_u64(row.grades);
            }
        }
        Ok(Overview { average: Percentage::mean(sum, shares), completed, pending })
    }
}

/// How many grades there are in one state, and the sum of their percentages.
#[derive(FromQueryResult)]
struct StateRow {
    state: String,
    grades: i64,
    shares: i64,
    sum: Option<i64>,
}

/// Where a grade stands in a list.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "grade::Entity", from_query_result)]
struct PlaceRow {
    id: Uuid,
    submission_id: Uuid,
    submitted_at: DateTimeUtc,
}

/// What a list shows of a grade, without its documents.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "grade::Entity", from_query_result)]
struct SummaryRow {
    id: Uuid,
    version: i64,
    submission_id: Uuid,
    assessment_id: Uuid,
    title: String,
    owner_id: Uuid,
    student_id: Uuid,
    attempt: i64,
    submitted_at: DateTimeUtc,
    state: String,
    waiting: i64,
    points: i64,
    maximum: i64,
    percentage: Option<i64>,
    passed: Option<bool>,
    released_at: Option<DateTimeUtc>,
}

impl SummaryRow {
    fn read(self) -> Result<GradeSummary, PortError> {
        Ok(GradeSummary {
            id: GradeId::from_uuid(self.id),
            version: convert::to_u64(self.version),
            submission: SubmissionId::from_uuid(self.submission_id),
            assessment: AssessmentId::from_uuid(self.assessment_id),
            title: self.title,
            owner: UserId::from_uuid(self.owner_id),
            student: UserId::from_uuid(self.student_id),
            attempt: convert::small("read an attempt's number", self.attempt)?,
            submitted_at: convert::timestamp(self.submitted_at),
            state: convert::from_text("read a grade's state", &self.state)?,
            waiting: convert::small("read how many items wait", self.waiting)?,
            totals: Totals {
                points: Points::from_millionths(self.points),
                maximum: Points::from_millionths(self.maximum),
                percentage: self.percentage.map(Percentage::from_hundredths),
                passed: self.passed,
            },
            released_at: self.released_at.map(convert::timestamp),
        })
    }
}

/// What the queue shows of a grade, without the responses.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "grade::Entity", from_query_result)]
struct QueueRow {
    id: Uuid,
    submission_id: Uuid,
    assessment_id: Uuid,
    title: String,
    student_id: Uuid,
    attempt: i64,
    submitted_at: DateTimeUtc,
    items: Json,
}

impl QueueRow {
    fn read(self) -> Result<QueueEntry, PortError> {
        let items: ItemsDocument<Vec<_>> = convert::from_json("read marks", self.items)?;
        Ok(QueueEntry {
            grade: GradeId::from_uuid(self.id),
            submission: SubmissionId::from_uuid(self.submission_id),
            assessment: AssessmentId::from_uuid(self.assessment_id),
            title: self.title,
            student: UserId::from_uuid(self.student_id),
            attempt: convert::small("read an attempt's number", self.attempt)?,
            submitted_at: convert::timestamp(self.submitted_at),
            items: WaitingItem::of(&items.into_items()?),
        })
    }
}

fn within(scope: Scope) -> Select<grade::Entity> {
    match scope {
        Scope::All => grade::Entity::find(),
        Scope::OwnedBy(owner) => grade::Entity::find().filter(grade::Column::OwnerId.eq(owner.uuid())),
    }
}

fn cursor(submitted_at: DateTimeUtc, id: Uuid) -> Cursor {
    Cursor { at: Timestamp::new(submitted_at), id }
}

/// Cuts a list to one page and a row, oldest first by (handed in, id).
fn oldest_first(query: Select<grade::Entity>, page: &PageRequest) -> Select<grade::Entity> {
    let query = match &page.after {
        None => query,
        Some(after) => {
            let at = after.at.instant();
            let same_instant =
                Condition::all().add(grade::Column::SubmittedAt.eq(at)).add(grade::Column::Id.gt(after.id));
            query.filter(Condition::any().add(grade::Column::SubmittedAt.gt(at)).add(same_instant))
        }
    };
    query.order_by_asc(grade::Column::SubmittedAt).order_by_asc(grade::Column::Id).limit(u64::from(page.limit()) + 1)
}
