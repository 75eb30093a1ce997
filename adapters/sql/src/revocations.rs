use async_trait::async_trait;
use pediafor_kernel::{PortError, SessionId, Timestamp, auth::RevocationRecord};
use sea_orm::{
    ActiveValue::Set,
    QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use crate::{Database, convert, failed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revoked_sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub session_id: Uuid,
        pub expires_at: DateTimeUtc,
        pub kept_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One service's record of ended sessions.
#[derive(Debug, Clone)]
pub struct SqlRevocations(Database);

impl SqlRevocations {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl RevocationRecord for SqlRevocations {
    async fn keep(&self, session: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<(), PortError> {
        let row = row::ActiveModel {
            session_id: Set(session.uuid()),
            expires_at: Set(expires_at.instant()),
            kept_at: Set(now.instant()),
        };
        // Whoever asks for what is new hears of it again where it has changed, and only there.
        let later_wins = OnConflict::column(row::Column::SessionId)
            .update_columns([row::Column::ExpiresAt, row::Column::KeptAt])
            .action_and_where(Expr::col((row::Entity, row::Column::ExpiresAt)).lt(expires_at.instant()))
            .to_owned();
        let tx = self.0.begin().await?;
        row::Entity::insert(row)
            .on_conflict(later_wins)
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("keep an ended session"))?;
        row::Entity::delete_many()
            .filter(row::Column::ExpiresAt.lte(now.instant()))
            .exec(tx.connection())
            .await
            .map_err(failed("forget sessions that ran out"))?;
        tx.commit().await
    }

    async fn since(&self, kept_at: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError> {
        let rows: Vec<(Uuid, DateTimeUtc)> = row::Entity::find()
            .select_only()
            .columns([row::Column::SessionId, row::Column::ExpiresAt])
            .filter(row::Column::KeptAt.gte(kept_at.instant()))
            .into_tuple()
            .all(self.0.reader())
            .await
            .map_err(failed("find ended sessions"))?;
        Ok(rows.into_iter().map(|(id, until)| (SessionId::from_uuid(id), convert::timestamp(until))).collect())
    }
}
