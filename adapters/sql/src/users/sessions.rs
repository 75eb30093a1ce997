use async_trait::async_trait;
use pediafor_kernel::{Changes, Cursor, Event, Page, PageRequest, PortError, SessionId, Timestamp, UserId};
use pediafor_users::{EndSessions, Session, SessionRepository};
use sea_orm::{
    ActiveValue::Unchanged, ConnectionTrait, IntoActiveModel, QueryOrder, QuerySelect, Select, entity::prelude::*,
};

use super::rows::{account, read_session, session, write_session};
use crate::{Database, convert, failed, stale_unless_one};

/// The sessions.
#[derive(Debug, Clone)]
pub struct SqlSessions(Database);

impl SqlSessions {
    /// On `database`, which must be that of the accounts, too.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl SessionRepository for SqlSessions {
    async fn find(&self, id: SessionId) -> Result<Option<Session>, PortError> {
        let query = session::Entity::find_by_id(id.uuid());
        let row = query.one(self.0.reader()).await.map_err(failed("find a session"))?;
        row.map(read_session).transpose()
    }

    async fn find_by_family(&self, family_hash: &[u8; 32]) -> Result<Option<Session>, PortError> {
        let query = session::Entity::find().filter(session::Column::FamilyHash.eq(family_hash.to_vec()));
        let row = query.one(self.0.reader()).await.map_err(failed("find a session by its token"))?;
        row.map(read_session).transpose()
    }

    async fn live_of(&self, user: UserId, now: Timestamp, page: &PageRequest) -> Result<Page<Session>, PortError> {
        let rows = convert::page(live_of(user, now), session::Column::CreatedAt, session::Column::Id, page)
            .all(self.0.reader())
            .await
            .map_err(failed("list sessions"))?;
        let rows = rows.into_iter().map(read_session).collect::<Result<_, _>>()?;
        Ok(Page::from_overfull(rows, page, |session: &Session| Cursor {
            at: session.created_at(),
            id: session.id().uuid(),
        }))
    }

    async fn ended_since(&self, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError> {
        let rows: Vec<(Uuid, DateTimeUtc)> = session::Entity::find()
            .select_only()
            .columns([session::Column::Id, session::Column::RevokedAt])
            .filter(session::Column::RevokedAt.gte(since.instant()))
            .into_tuple()
            .all(self.0.reader())
            .await
            .map_err(failed("find sessions that were ended"))?;
        Ok(rows.into_iter().map(|(id, at)| (SessionId::from_uuid(id), convert::timestamp(at))).collect())
    }

    async fn ended_after(
        &self,
        since: Timestamp,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, PortError> {
        let ended = session::Entity::find().filter(session::Column::RevokedAt.gte(since.instant()));
        let rows = convert::after_id(ended, session::Column::Id, after.map(SessionId::uuid), limit)
            .all(self.0.reader())
            .await
            .map_err(failed("read sessions that were ended"))?;
        rows.into_iter().map(read_session).collect()
    }

    async fn begin(&self, session: &Session, account_version: u64) -> Result<(), PortError> {
        let tx = self.0.begin().await?;
        let done = account::Entity::update_many()
            .col_expr(account::Column::LastLoginAt, Expr::value(session.created_at().instant()))
            .filter(account::Column::Id.eq(session.user().uuid()))
            .filter(account::Column::Version.eq(convert::to_i64(account_version)))
            .exec(tx.connection())
            .await
            .map_err(failed("store a sign-in"))?;
        stale_unless_one(done.rows_affected, "the account changed")?;
        session::Entity::insert(write_session(session).into_active_model().reset_all())
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("store a session"))?;
        tx.commit().await
    }

    async fn save(&self, session: &Session, changes: &Changes) -> Result<(), PortError> {
        let mut tx = self.0.begin().await?;
        update(tx.connection(), session).await?;
        tx.record(changes).await?;
        tx.commit().await
    }
}

/// Ends the live sessions of `user` as `ending` says, inside the caller's transaction.
pub(super) async fn end_all(
    connection: &impl ConnectionTrait,
    user: UserId,
    ending: &EndSessions<'_>,
) -> Result<Vec<Event>, PortError> {
    let rows = live_of(user, ending.now)
        .order_by_asc(session::Column::Id)
        .lock_exclusive()
        .all(connection)
        .await
        .map_err(failed("find sessions to end"))?;
    let mut events = Vec::new();
    for row in rows {
        let mut session = read_session(row)?;
        if let Some(event) = ending.end(&mut session) {
            update(connection, &session).await?;
            events.push(event);
        }
    }
    Ok(events)
}

async fn update(connection: &impl ConnectionTrait, session: &Session) -> Result<(), PortError> {
    let row = write_session(session);
    let id = row.id;
    let changed = session::ActiveModel { id: Unchanged(id), ..row.into_active_model().reset_all() };
    let done = session::Entity::update_many()
        .set(changed)
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::Version.eq(convert::to_i64(session.version().saturating_sub(1))))
        .exec(connection)
        .await
        .map_err(failed("store a session"))?;
    stale_unless_one(done.rows_affected, "the session changed")
}

fn live_of(user: UserId, now: Timestamp) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::UserId.eq(user.uuid()))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.instant()))
}
