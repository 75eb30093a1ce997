use async_trait::async_trait;
use pediafor_kernel::{Changes, FileId, PortError, SubmissionId};
use pediafor_submissions::{DecideAdd, DecideRemove, FileRefusal, FileUpload, Files};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, entity::prelude::*};

use super::{answers, attempts::unknown, lock, rows::file};
use crate::{Database, convert, failed};

/// What is known of uploaded files.
#[derive(Debug, Clone)]
pub struct SqlFiles(Database);

impl SqlFiles {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Files for SqlFiles {
    async fn add(
        &self,
        file: &FileUpload,
        decide: &DecideAdd<'_>,
        changes: &Changes,
    ) -> Result<Result<(), FileRefusal>, PortError> {
        let mut tx = self.0.begin().await?;
        let attempt = lock::alone(&tx, file.submission).await?.ok_or_else(unknown)?;
        let held = of(tx.connection(), file.submission).await?;
        if let Err(refusal) = decide(&attempt, &held) {
            return Ok(Err(refusal));
        }
        let row = file::ActiveModel {
            id: Set(file.id.uuid()),
            submission_id: Set(file.submission.uuid()),
            item: Set(file.item.clone()),
            name: Set(file.name.clone()),
            media_type: Set(file.media_type.clone()),
            size: Set(convert::to_i64(file.size)),
            sha256: Set(file.sha256.clone()),
            uploaded_at: Set(file.uploaded_at.instant()),
        };
        file::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(failed("add a file"))?;
        tx.record(changes).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn find(&self, file: FileId) -> Result<Option<FileUpload>, PortError> {
        let row = file::Entity::find_by_id(file.uuid()).one(self.0.reader()).await.map_err(failed("find a file"))?;
        Ok(row.map(read))
    }

    async fn of(&self, submission: SubmissionId) -> Result<Vec<FileUpload>, PortError> {
        of(self.0.reader(), submission).await
    }

    async fn remove(&self, file: &FileUpload, decide: &DecideRemove<'_>) -> Result<Result<(), FileRefusal>, PortError> {
        let tx = self.0.begin().await?;
        let attempt = lock::alone(&tx, file.submission).await?.ok_or_else(unknown)?;
        let answer = answers::to_item(tx.connection(), file.submission, &file.item).await?;
        if let Err(refusal) = decide(&attempt, answer.as_ref()) {
            return Ok(Err(refusal));
        }
        let deleted =
            file::Entity::delete_by_id(file.id.uuid()).exec(tx.connection()).await.map_err(failed("remove a file"))?;
        tx.commit().await?;
        Ok(if deleted.rows_affected == 1 { Ok(()) } else { Err(FileRefusal::Unknown) })
    }
}

/// The files of a submission, oldest first.
pub(super) async fn of(
    connection: &impl ConnectionTrait,
    submission: SubmissionId,
) -> Result<Vec<FileUpload>, PortError> {
    let rows = file::Entity::find()
        .filter(file::Column::SubmissionId.eq(submission.uuid()))
        .order_by_asc(file::Column::UploadedAt)
        .order_by_asc(file::Column::Id)
        .all(connection)
        .await
        .map_err(failed("find files"))?;
    Ok(rows.into_iter().map(read).collect())
}

fn read(row: file::Model) -> FileUpload {
    FileUpload {
        id: FileId::from_uuid(row.id),
        submission: SubmissionId::from_uuid(row.submission_id),
        item: row.item,
        name: row.name,
        media_type: row.media_type,
        size: convert::to_u64(row.size),
        sha256: row.sha256,
        uploaded_at: convert::timestamp(row.uploaded_at),
    }
}
