//! Answers, written under the attempt's lock.

use pediafor_kernel::{FileId, PortError, PortErrorCode, SubmissionId};
use pediafor_submissions::{Answer, Saved};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::{files, rows::answer};
use crate::{Transaction, convert, failed};

/// The answers of an attempt, by item.
pub(super) async fn of(connection: &impl ConnectionTrait, submission: SubmissionId) -> Result<Vec<Answer>, PortError> {
    let rows = answer::Entity::find()
        .filter(answer::Column::SubmissionId.eq(submission.uuid()))
        .order_by_asc(answer::Column::Item)
        .all(connection)
        .await
        .map_err(failed("find answers"))?;
    rows.into_iter().map(read).collect()
}

/// The answer to one item.
pub(super) async fn to_item(
    connection: &impl ConnectionTrait,
    submission: SubmissionId,
    item: &str,
) -> Result<Option<Answer>, PortError> {
    let row = answer::Entity::find_by_id((submission.uuid(), item.to_owned()))
        .one(connection)
        .await
        .map_err(failed("find an answer"))?;
    row.map(read).transpose()
}

/// Writes what is later than what is stored; says what became of each, in the order given.
///
/// They are written in the order of items and sequences, so that two batches never wait for one another in a ring.
pub(super) async fn save(
    tx: &Transaction,
    submission: SubmissionId,
    answers: &[Answer],
) -> Result<Vec<Saved>, PortError> {
    let held = if answers.iter().any(|answer| answer.files().next().is_some()) {
        files::of(tx.connection(), submission).await?
    } else {
        Vec::new()
    };
    let mut order: Vec<usize> = (0..answers.len()).collect();
    order.sort_by_key(|at| (&answers[*at].item, answers[*at].seq));

    let mut saved: Vec<(usize, Saved)> = Vec::with_capacity(answers.len());
    for at in order {
        let answer = &answers[at];
        let of_item: Vec<FileId> = held.iter().filter(|file| file.item == answer.item).map(|file| file.id).collect();
        let outcome = match answer.unknown_file(&of_item) {
            Some(unknown) => unknown,
            None => write(tx, submission, answer).await?,
        };
        saved.push((at, outcome));
    }
    saved.sort_unstable_by_key(|(at, _)| *at);
    Ok(saved.into_iter().map(|(_, saved)| saved).collect())
}

async fn write(tx: &Transaction, submission: SubmissionId, answer: &Answer) -> Result<Saved, PortError> {
    let seq = convert::to_i64(answer.seq);
    let row = answer::ActiveModel {
        submission_id: Set(submission.uuid()),
        item: Set(answer.item.clone()),
        seq: Set(seq),
        response: Set(convert::to_json("write an answer", &answer.response)?),
        received_at: Set(answer.received_at.instant()),
    };
    let later_wins = OnConflict::columns([answer::Column::SubmissionId, answer::Column::Item])
        .update_columns([answer::Column::Seq, answer::Column::Response, answer::Column::ReceivedAt])
        .action_and_where(Expr::col((answer::Entity, answer::Column::Seq)).lt(seq))
        .to_owned();
    let written = answer::Entity::insert(row)
        .on_conflict(later_wins)
        .exec_without_returning(tx.connection())
        .await
        .map_err(failed("save an answer"))?;
    if written == 1 {
        return Ok(answer.stored());
    }
    let stored = to_item(tx.connection(), submission, &answer.item).await?;
    answer
        .against(stored.as_ref())
        .ok_or_else(|| PortError::new(PortErrorCode::Internal, "an answer was neither written nor kept out"))
}

fn read(row: answer::Model) -> Result<Answer, PortError> {
    Ok(Answer {
        item: row.item,
        seq: convert::to_u64(row.seq),
        response: convert::from_json("read an answer", row.response)?,
        received_at: convert::timestamp(row.received_at),
    })
}
