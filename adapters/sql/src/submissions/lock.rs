//! An attempt's row, locked. On PostgreSQL by the row; on SQLite a transaction has the whole database, so that reading
//! is enough.

use pediafor_kernel::{PortError, SubmissionId};
use pediafor_submissions::Attempt;
use sea_orm::entity::prelude::*;

use super::rows::attempt;
use crate::{Backend, Transaction, failed};

/// The attempt, which nobody else closes until the transaction ends; others may share it.
pub(super) async fn shared(tx: &Transaction, submission: SubmissionId) -> Result<Option<Attempt>, PortError> {
    let row = match tx.backend() {
        Backend::Sqlite => sqlite::read(submission),
        Backend::Postgres => postgres::for_share(submission),
    };
    read(row, tx).await
}

/// The attempt, which nobody else saves to or closes until the transaction ends.
pub(super) async fn alone(tx: &Transaction, submission: SubmissionId) -> Result<Option<Attempt>, PortError> {
    let row = match tx.backend() {
        Backend::Sqlite => sqlite::read(submission),
        Backend::Postgres => postgres::for_update(submission),
    };
    read(row, tx).await
}

async fn read(row: Select<attempt::Entity>, tx: &Transaction) -> Result<Option<Attempt>, PortError> {
    let row = row.one(tx.connection()).await.map_err(failed("lock an attempt"))?;
    row.as_ref().map(super::attempts::attempt).transpose()
}

mod sqlite {
    use super::*;

    pub(super) fn read(submission: SubmissionId) -> Select<attempt::Entity> {
        attempt::Entity::find_by_id(submission.uuid())
    }
}

mod postgres {
    use sea_orm::QuerySelect;

    use super::*;

    pub(super) fn for_share(submission: SubmissionId) -> Select<attempt::Entity> {
        attempt::Entity::find_by_id(submission.uuid()).lock_shared()
    }

    pub(super) fn for_update(submission: SubmissionId) -> Select<attempt::Entity> {
        attempt::Entity::find_by_id(submission.uuid()).lock_exclusive()
    }
}
