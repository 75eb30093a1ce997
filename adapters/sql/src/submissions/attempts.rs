use std::collections::BTreeMap;

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, Page, PageRequest, PortError, PortErrorCode, SubmissionId, Timestamp, UserId,
    VersionId, events::ClosedBy,
};
use pediafor_submissions::{
    Answer, Attempt, AttemptError, AttemptRecord, Attempts, Decide, Filter, Marking, Saved, Scope, Standing, State,
    Status, SubmissionReceipt,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition, Order, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, Func},
};

use super::{answers, lock, rows::attempt};
use crate::{Database, convert, failed, stale_unless_one};

/// The states of an open attempt, as the partial indexes name them.
const OPEN: [&str; 2] = [State::InProgress.as_str(), State::Paused.as_str()];

/// What is said of a number that does not fit.
const NUMBER: &str = "read a number of an attempt";

/// Attempts and answers.
#[derive(Debug, Clone)]
pub struct SqlAttempts(Database);

impl SqlAttempts {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Attempts for SqlAttempts {
    async fn insert(&self, attempt: &Attempt, changes: &Changes) -> Result<(), PortError> {
        let mut tx = self.0.begin().await?;
        attempt::Entity::insert(row(attempt))
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("start an attempt"))?;
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn find(&self, submission: SubmissionId) -> Result<Option<Attempt>, PortError> {
        let row = attempt::Entity::find_by_id(submission.uuid())
            .one(self.0.reader())
            .await
            .map_err(failed("find an attempt"))?;
        row.as_ref().map(attempt).transpose()
    }

    async fn standing(&self, student: UserId, assessment: AssessmentId) -> Result<Standing, PortError> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::AssessmentId.eq(assessment.uuid()))
            .filter(attempt::Column::StudentId.eq(student.uuid()))
            .all(self.0.reader())
            .await
            .map_err(failed("find a student's attempts"))?;
        let taken = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let open = rows.iter().find(|row| OPEN.contains(&row.state.as_str()));
        Ok(Standing { taken, open: open.map(attempt).transpose()? })
    }

    async fn save_answers(
        &self,
        submission: SubmissionId,
        answers: &[Answer],
        now: Timestamp,
    ) -> Result<Result<Vec<Saved>, AttemptError>, PortError> {
        let tx = self.0.begin().await?;
        let attempt = lock::shared(&tx, submission).await?.ok_or_else(unknown)?;
        if let Err(refusal) = attempt.ensure_open(now) {
            return Ok(Err(refusal));
        }
        let saved = answers::save(&tx, submission, answers).await?;
        tx.commit().await?;
        Ok(Ok(saved))
    }

    async fn answers(&self, submission: SubmissionId) -> Result<Vec<Answer>, PortError> {
        answers::of(self.0.reader(), submission).await
    }

    async fn decide(&self, submission: SubmissionId, decide: &Decide<'_>) -> Result<Option<Attempt>, PortError> {
        let mut tx = self.0.begin().await?;
        let Some(attempt) = lock::alone(&tx, submission).await? else { return Ok(None) };
        let answers = answers::of(tx.connection(), submission).await?;
        let read = attempt.version();
        let Some(decided) = decide(attempt.clone(), &answers) else { return Ok(Some(attempt)) };
        let updated = attempt::Entity::update_many()
            .set(row(&decided.attempt))
            .filter(attempt::Column::Id.eq(submission.uuid()))
            .filter(attempt::Column::Version.eq(convert::to_i64(read)))
            .exec(tx.connection())
            .await
            .map_err(failed("change an attempt"))?;
        stale_unless_one(updated.rows_affected, "change an attempt")?;
        tx.record(&decided.changes).await?;
        tx.commit().await?;
        Ok(Some(decided.attempt))
    }

    async fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, SubmissionId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, SubmissionId)>, PortError> {
        let mut query = attempt::Entity::find()
            .select_only()
            .columns([attempt::Column::DueAt, attempt::Column::Id])
            .filter(attempt::Column::DueAt.lt(now.instant()));
        if let Some((at, id)) = after {
            let at = at.instant();
            let later = Condition::any()
                .add(attempt::Column::DueAt.gt(at))
                .add(Condition::all().add(attempt::Column::DueAt.eq(at)).add(attempt::Column::Id.gt(id.uuid())));
            query = query.filter(later);
        }
        let rows: Vec<(DateTimeUtc, Uuid)> = query
            .order_by_asc(attempt::Column::DueAt)
            .order_by_asc(attempt::Column::Id)
            .limit(u64::from(limit))
            .into_tuple()
            .all(self.0.reader())
            .await
            .map_err(failed("find due attempts"))?;
        Ok(rows.into_iter().map(|(at, id)| (convert::timestamp(at), SubmissionId::from_uuid(id))).collect())
    }

    async fn unmarked(&self, told_before: Timestamp, limit: u32) -> Result<Vec<SubmissionId>, PortError> {
        // As the index says it.
        let column = |column: attempt::Column| Expr::col((attempt::Entity, column));
        let told_at = || Func::coalesce([column(attempt::Column::RungAt), column(attempt::Column::SubmittedAt)]);
        let rows: Vec<Uuid> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::Id)
            .filter(attempt::Column::State.eq(State::Submitted.as_str()))
            .filter(attempt::Column::Marking.is_null())
            .filter(Expr::expr(told_at()).lt(told_before.instant()))
            .order_by(Expr::expr(told_at()), Order::Asc)
            .order_by_asc(attempt::Column::Id)
            .limit(u64::from(limit))
            .into_tuple()
            .all(self.0.reader())
            .await
            .map_err(failed("find attempts that were not marked"))?;
        Ok(rows.into_iter().map(SubmissionId::from_uuid).collect())
    }

    async fn all_after(
        &self,
        since: Option<Timestamp>,
        after: Option<SubmissionId>,
        limit: u32,
    ) -> Result<Vec<Attempt>, PortError> {
        let mut query = attempt::Entity::find();
        if let Some(since) = since.map(Timestamp::instant) {
            let later = Condition::any()
                .add(attempt::Column::StartedAt.gte(since))
                .add(attempt::Column::SubmittedAt.gte(since));
            query = query.filter(later);
        }
        let rows = convert::after_id(query, attempt::Column::Id, after.map(SubmissionId::uuid), limit)
            .all(self.0.reader())
            .await
            .map_err(failed("read all attempts"))?;
        rows.iter().map(attempt).collect()
    }

    async fn list(&self, scope: Scope, filter: &Filter, page: &PageRequest) -> Result<Page<Attempt>, PortError> {
        let mut query = attempt::Entity::find();
        query = match scope {
            Scope::Student(student) => query.filter(attempt::Column::StudentId.eq(student.uuid())),
            Scope::Owner(owner) => query.filter(attempt::Column::OwnerId.eq(owner.uuid())),
            Scope::Everybody => query,
        };
        if let Some(assessment) = filter.assessment {
            query = query.filter(attempt::Column::AssessmentId.eq(assessment.uuid()));
        }
        if let Some(student) = filter.student {
            query = query.filter(attempt::Column::StudentId.eq(student.uuid()));
        }
        if let Some(status) = filter.status {
            query = query.filter(stands(status));
        }
        let query = convert::page(query, attempt::Column::StartedAt, attempt::Column::Id, page);
        // A student looks for what they have just done.
        let rows = match scope {
            Scope::Student(_) => query.all(self.0.reader()).await,
            Scope::Owner(_) | Scope::Everybody => query.all(self.0.lists()).await,
        };
        let rows = rows.map_err(failed("list attempts"))?;
        let attempts = rows.iter().map(attempt).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::from_overfull(attempts, page, |attempt| Cursor {
            at: attempt.record().started_at,
            id: attempt.id().uuid(),
        }))
    }

    async fn counts(&self, assessment: AssessmentId) -> Result<BTreeMap<Status, u64>, PortError> {
        let rows: Vec<(String, Option<String>, i64)> = attempt::Entity::find()
            .select_only()
            .columns([attempt::Column::State, attempt::Column::Marking])
            .column_as(attempt::Column::Id.count(), "attempts")
            .filter(attempt::Column::AssessmentId.eq(assessment.uuid()))
            .group_by(attempt::Column::State)
            .group_by(attempt::Column::Marking)
            .into_tuple()
            .all(self.0.lists())
            .await
            .map_err(failed("count attempts"))?;
        let mut counts = BTreeMap::new();
        for (state, marking, attempts) in rows {
            let status = Status::of(read_state(&state)?, read_marking(marking.as_deref())?);
            *counts.entry(status).or_default() += convert::to_u64(attempts);
        }
        Ok(counts)
    }

    async fn keep_marking(&self, submission: SubmissionId, marking: Marking, order: u64) -> Result<(), PortError> {
        let tx = self.0.begin().await?;
        attempt::Entity::update_many()
            .col_expr(attempt::Column::Marking, Expr::value(marking.as_str()))
            .col_expr(attempt::Column::MarkingOrder, Expr::value(convert::to_i64(order)))
            .filter(attempt::Column::Id.eq(submission.uuid()))
            .filter(attempt::Column::MarkingOrder.lt(convert::to_i64(order)))
            .exec(tx.connection())
            .await
            .map_err(failed("keep a marking"))?;
        tx.commit().await
    }
}

/// A reference to an attempt that is not there breaks a rule of the store.
pub(super) fn unknown() -> PortError {
    PortError::new(PortErrorCode::Conflict, "find an attempt")
}

/// Only a submitted attempt shows its marking.
fn stands(status: Status) -> Condition {
    let (state, marking) = status.parts();
    let condition = Condition::all().add(attempt::Column::State.eq(state.as_str()));
    match (state, marking) {
        (_, Some(marking)) => condition.add(attempt::Column::Marking.eq(marking.as_str())),
        (State::Submitted, None) => condition.add(attempt::Column::Marking.is_null()),
        _ => condition,
    }
}

/// What is written of an attempt. What the grading service told is written by `keep_marking` alone.
fn row(attempt: &Attempt) -> attempt::ActiveModel {
    let record = attempt.record();
    let receipt = record.receipt.as_ref();
    let due_at = attempt.due_at().filter(|_| record.state.is_open());
    attempt::ActiveModel {
        id: Set(record.id.uuid()),
        version: Set(convert::to_i64(record.version)),
        assessment_id: Set(record.assessment.uuid()),
        version_id: Set(record.assessment_version.uuid()),
        owner_id: Set(record.owner.uuid()),
        student_id: Set(record.student.uuid()),
        number: Set(i64::from(record.number)),
        seed: Set(record.seed.to_string()),
        draw_algorithm: Set(i64::from(record.draw_algorithm)),
        state: Set(record.state.to_string()),
        started_at: Set(record.started_at.instant()),
        duration_seconds: Set(record.duration_seconds.map(i64::from)),
        closes_at: Set(record.closes_at.map(Timestamp::instant)),
        grace_seconds: Set(i64::from(record.grace_seconds)),
        paused_at: Set(record.paused_at.map(Timestamp::instant)),
        stood_still_millis: Set(record.stood_still_millis),
        due_at: Set(due_at.map(Timestamp::instant)),
        submitted_at: Set(receipt.map(|receipt| receipt.submitted_at.instant())),
        closed_by: Set(receipt.map(|receipt| closed_by(receipt.closed_by).to_owned())),
        answers_sha256: Set(receipt.map(|receipt| receipt.answers_sha256.clone())),
        answered: Set(receipt.map(|receipt| i64::from(receipt.answered))),
        abandoned_at: Set(record.abandoned_at.map(Timestamp::instant)),
        marking: NotSet,
        marking_order: NotSet,
        rung_at: Set(record.rung_at.map(Timestamp::instant)),
    }
}

/// An attempt as it was written.
pub(super) fn attempt(row: &attempt::Model) -> Result<Attempt, PortError> {
    let receipt = receipt(row)?;
    Ok(Attempt::from_record(AttemptRecord {
        id: SubmissionId::from_uuid(row.id),
        assessment: AssessmentId::from_uuid(row.assessment_id),
        assessment_version: VersionId::from_uuid(row.version_id),
        owner: UserId::from_uuid(row.owner_id),
        student: UserId::from_uuid(row.student_id),
        number: convert::small(NUMBER, row.number)?,
        seed: convert::from_text("read a seed", &row.seed)?,
        draw_algorithm: convert::small(NUMBER, row.draw_algorithm)?,
        state: read_state(&row.state)?,
        started_at: convert::timestamp(row.started_at),
        duration_seconds: row.duration_seconds.map(|seconds| convert::small(NUMBER, seconds)).transpose()?,
        closes_at: row.closes_at.map(convert::timestamp),
        grace_seconds: convert::small(NUMBER, row.grace_seconds)?,
        paused_at: row.paused_at.map(convert::timestamp),
        stood_still_millis: row.stood_still_millis,
        receipt,
        abandoned_at: row.abandoned_at.map(convert::timestamp),
        marking: read_marking(row.marking.as_deref())?,
        rung_at: row.rung_at.map(convert::timestamp),
        version: convert::to_u64(row.version),
    }))
}

fn receipt(row: &attempt::Model) -> Result<Option<SubmissionReceipt>, PortError> {
    let (Some(submitted_at), Some(by), Some(answers_sha256), Some(answered)) =
        (row.submitted_at, &row.closed_by, &row.answers_sha256, row.answered)
    else {
        return Ok(None);
    };
    let closed_by = [ClosedBy::Student, ClosedBy::Deadline].into_iter().find(|known| closed_by(*known) == by);
    Ok(Some(SubmissionReceipt {
        submission: SubmissionId::from_uuid(row.id),
        submitted_at: convert::timestamp(submitted_at),
        closed_by: closed_by.ok_or_else(|| PortError::new(PortErrorCode::Corrupt, "read who closed an attempt"))?,
        answers_sha256: answers_sha256.clone(),
        answered: convert::small(NUMBER, answered)?,
    }))
}

fn closed_by(by: ClosedBy) -> &'static str {
    match by {
        ClosedBy::Student => "student",
        ClosedBy::Deadline => "deadline",
    }
}

fn read_state(text: &str) -> Result<State, PortError> {
    convert::from_text("read an attempt's state", text)
}

fn read_marking(text: Option<&str>) -> Result<Option<Marking>, PortError> {
    text.map(|text| convert::from_text("read an attempt's marking", text)).transpose()
}
