//! Submissions whose marking was given up.

use pediafor_gradebook::MarkingFailure;
use pediafor_kernel::{AssessmentId, Changes, PortError, SubmissionId, Timestamp};
use sea_orm::{
    IntoActiveModel, Select,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict, Query},
};

use super::rows::{failure, grade};
use crate::{Database, convert, failed};

pub(super) async fn keep(database: &Database, failure: &MarkingFailure, changes: &Changes) -> Result<bool, PortError> {
    let submission = failure.submission.uuid();
    let row = failure::Model {
        submission_id: submission,
        assessment_id: failure.assessment.uuid(),
        reason: failure.reason.clone(),
        failed_at: failure.failed_at.instant(),
    };
    let mut tx = database.begin().await?;
    let marked = grade::Entity::find()
        .filter(grade::Column::SubmissionId.eq(submission))
        .count(tx.connection())
        .await
        .map_err(failed("look for a grade"))?;
    if marked > 0 {
        return Ok(false);
    }
    let once = OnConflict::column(failure::Column::SubmissionId).do_nothing().to_owned();
    let kept = failure::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await
        .map_err(failed("keep that a marking failed"))?;
    if kept == 0 {
        return Ok(false);
    }
    tx.record(changes).await?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn find(database: &Database, submission: SubmissionId) -> Result<Option<MarkingFailure>, PortError> {
    let row = unmarked()
        .filter(failure::Column::SubmissionId.eq(submission.uuid()))
        .one(database.reader())
        .await
        .map_err(failed("find a marking that failed"))?;
    Ok(row.map(read))
}

pub(super) async fn after(
    database: &Database,
    since: Option<Timestamp>,
    after: Option<SubmissionId>,
    limit: u32,
) -> Result<Vec<MarkingFailure>, PortError> {
    let mut query = unmarked();
    if let Some(since) = since {
        query = query.filter(failure::Column::FailedAt.gte(since.instant()));
    }
    let rows = convert::after_id(query, failure::Column::SubmissionId, after.map(SubmissionId::uuid), limit)
        .all(database.reader())
        .await
        .map_err(failed("read markings that failed"))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Those whose submission has no grade.
fn unmarked() -> Select<failure::Entity> {
    let marked = Query::select().column(grade::Column::SubmissionId).from(grade::Entity).to_owned();
    let submission = Expr::col((failure::Entity, failure::Column::SubmissionId));
    failure::Entity::find().filter(submission.not_in_subquery(marked))
}

fn read(row: failure::Model) -> MarkingFailure {
    MarkingFailure {
        submission: SubmissionId::from_uuid(row.submission_id),
        assessment: AssessmentId::from_uuid(row.assessment_id),
        reason: row.reason,
        failed_at: convert::timestamp(row.failed_at),
    }
}
