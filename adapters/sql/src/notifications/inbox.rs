use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, NotificationId, Page, PageRequest, PortError, SubmissionId, Timestamp, UserId,
};
use pediafor_notifications::{
    Cause, Message, Notification, NotificationRecord,
    ports::{Inbox, Reading, Selection},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    IntoActiveModel, Select,
    entity::prelude::*,
    sea_query::ExprTrait,
};

use super::rows::{cause, notification};
use crate::{Database, convert, failed, stale_unless_one};

/// The inboxes of everybody.
#[derive(Debug, Clone)]
pub struct SqlInbox(Database);

impl SqlInbox {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Inbox for SqlInbox {
    async fn find(&self, id: NotificationId) -> Result<Option<Notification>, PortError> {
        let query = notification::Entity::find_by_id(id.uuid());
        let row = query.one(self.0.reader()).await.map_err(failed("find a notification"))?;
        row.map(read).transpose()
    }

    async fn unread_on(&self, user: UserId, topic: &str) -> Result<Option<Notification>, PortError> {
        let row = unread_of(user)
            .filter(notification::Column::Topic.eq(topic))
            .one(self.0.reader())
            .await
            .map_err(failed("find an unread notification"))?;
        row.map(read).transpose()
    }

    async fn has_taken(&self, cause: &Cause) -> Result<bool, PortError> {
        let row = cause::Entity::find_by_id(cause.as_str())
            .one(self.0.reader())
            .await
            .map_err(failed("look whether news was taken"))?;
        Ok(row.is_some())
    }

    async fn save(
        &self,
        notification: &Notification,
        cause: Option<&Cause>,
        changes: &Changes,
    ) -> Result<(), PortError> {
        let record = notification.record();
        let row = write(record);
        let mut tx = self.0.begin().await?;
        if record.version == 1 {
            notification::Entity::insert(row.into_active_model().reset_all())
                .exec_without_returning(tx.connection())
                .await
                .map_err(failed("store a notification"))?;
        } else {
            let id = row.id;
            let changed = notification::ActiveModel { id: Unchanged(id), ..row.into_active_model().reset_all() };
            let done = notification::Entity::update_many()
                .set(changed)
                .filter(notification::Column::Id.eq(id))
                .filter(notification::Column::Version.eq(convert::to_i64(record.version - 1)))
                .exec(tx.connection())
                .await
                .map_err(failed("store a notification"))?;
            stale_unless_one(done.rows_affected, "the notification changed")?;
        }
        if let Some(cause) = cause {
            let taken =
                cause::ActiveModel { cause: Set(cause.as_str().to_owned()), notification_id: Set(record.id.uuid()) };
            cause::Entity::insert(taken)
                .exec_without_returning(tx.connection())
                .await
                .map_err(failed("remember the cause of a notification"))?;
        }
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn list(
        &self,
        user: UserId,
        selection: Selection,
        page: &PageRequest,
    ) -> Result<Page<Notification>, PortError> {
        let query = match selection {
            Selection::All => all_of(user),
            Selection::Unread => unread_of(user),
        };
        let rows = convert::page(query, notification::Column::CreatedAt, notification::Column::Id, page)
            .all(self.0.reader())
            .await
            .map_err(failed("list notifications"))?;
        let rows = rows.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page::from_overfull(rows, page, |n: &Notification| Cursor { at: n.created_at(), id: n.id().uuid() }))
    }

    async fn count_unread(&self, user: UserId) -> Result<u64, PortError> {
        unread_of(user).count(self.0.reader()).await.map_err(failed("count unread notifications"))
    }

    async fn mark_read(&self, user: UserId, which: Reading<'_>, at: Timestamp) -> Result<u64, PortError> {
        let mut query = notification::Entity::update_many()
            .col_expr(notification::Column::ReadAt, Expr::value(at.instant()))
            .col_expr(notification::Column::Version, Expr::col(notification::Column::Version).add(1))
            .filter(notification::Column::UserId.eq(user.uuid()))
            .filter(notification::Column::ReadAt.is_null());
        if let Reading::These(ids) = which {
            query = query.filter(notification::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        }
        let tx = self.0.begin().await?;
        let done = query.exec(tx.connection()).await.map_err(failed("mark notifications read"))?;
        tx.commit().await?;
        Ok(done.rows_affected)
    }
}

fn all_of(user: UserId) -> Select<notification::Entity> {
    notification::Entity::find().filter(notification::Column::UserId.eq(user.uuid()))
}

fn unread_of(user: UserId) -> Select<notification::Entity> {
    all_of(user).filter(notification::Column::ReadAt.is_null())
}

fn write(record: &NotificationRecord) -> notification::Model {
    let message = &record.message;
    notification::Model {
        id: record.id.uuid(),
        version: convert::to_i64(record.version),
        user_id: record.user.uuid(),
        kind: message.kind.to_string(),
        topic: message.topic(),
        title: message.title.clone(),
        body: message.body.clone(),
        assessment_id: message.assessment.map(AssessmentId::uuid),
        submission_id: message.submission.map(SubmissionId::uuid),
        count: message.count.into(),
        read_at: record.read_at.map(Timestamp::instant),
        created_at: record.created_at.instant(),
    }
}

fn read(row: notification::Model) -> Result<Notification, PortError> {
    Ok(Notification::from_record(NotificationRecord {
        id: NotificationId::from_uuid(row.id),
        version: convert::to_u64(row.version),
        user: UserId::from_uuid(row.user_id),
        message: Message {
            kind: convert::from_text("read a notification's kind", &row.kind)?,
            title: row.title,
            body: row.body,
            assessment: row.assessment_id.map(AssessmentId::from_uuid),
            submission: row.submission_id.map(SubmissionId::from_uuid),
            count: convert::small("read a notification's count", row.count)?,
        },
        read_at: row.read_at.map(convert::timestamp),
        created_at: convert::timestamp(row.created_at),
    }))
}
