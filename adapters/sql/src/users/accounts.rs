use async_trait::async_trait;
use pediafor_kernel::{Changes, Cursor, Page, PageRequest, PortError, UserId};
use pediafor_users::{Account, AccountQuery, AccountRepository, Email, EndSessions};
use sea_orm::{
    ActiveValue::{NotSet, Unchanged},
    ConnectionTrait, IntoActiveModel,
    entity::prelude::*,
    sea_query::ExprTrait,
};

use super::{
    rows::{account, read_account, write_account},
    sessions,
};
use crate::{Database, convert, failed, stale_unless_one};

/// The accounts.
#[derive(Debug, Clone)]
pub struct SqlAccounts(Database);

impl SqlAccounts {
    /// On `database`, which must be that of the sessions, too.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl AccountRepository for SqlAccounts {
    async fn find(&self, id: UserId) -> Result<Option<Account>, PortError> {
        let query = account::Entity::find_by_id(id.uuid());
        let row = query.one(self.0.reader()).await.map_err(failed("find an account"))?;
        row.map(read_account).transpose()
    }

    async fn find_by_email(&self, email: &Email) -> Result<Option<Account>, PortError> {
        let query = account::Entity::find().filter(account::Column::Email.eq(email.as_str()));
        let row = query.one(self.0.reader()).await.map_err(failed("find an account by its address"))?;
        row.map(read_account).transpose()
    }

    async fn list(&self, query: &AccountQuery, page: &PageRequest) -> Result<Page<Account>, PortError> {
        let mut select = account::Entity::find();
        if let Some(role) = query.role {
            select = select.filter(account::Column::Role.eq(role.as_str()));
        }
        if let Some(text) = &query.text {
            let column = Expr::col((account::Entity, account::Column::SearchText));
            select = select.filter(column.like(convert::containing(text)));
        }
        let rows = convert::page(select, account::Column::CreatedAt, account::Column::Id, page)
            .all(self.0.lists())
            .await
            .map_err(failed("list accounts"))?;
        let rows = rows.into_iter().map(read_account).collect::<Result<_, _>>()?;
        Ok(Page::from_overfull(rows, page, |account: &Account| Cursor {
            at: account.created_at(),
            id: account.id().uuid(),
        }))
    }

    async fn all_after(&self, after: Option<UserId>, limit: u32) -> Result<Vec<Account>, PortError> {
        let after = after.map(UserId::uuid);
        let rows = convert::after_id(account::Entity::find(), account::Column::Id, after, limit)
            .all(self.0.reader())
            .await
            .map_err(failed("read all accounts"))?;
        rows.into_iter().map(read_account).collect()
    }

    async fn save(&self, account: &Account, changes: &Changes) -> Result<(), PortError> {
        let mut tx = self.0.begin().await?;
        if account.version() == 1 {
            account::Entity::insert(write_account(account).into_active_model().reset_all())
                .exec_without_returning(tx.connection())
                .await
                .map_err(failed("store an account"))?;
        } else {
            update(tx.connection(), account).await?;
        }
        tx.record(changes).await?;
        tx.commit().await
    }

    async fn save_and_end_sessions(
        &self,
        account: &Account,
        changes: &Changes,
        ending: &EndSessions<'_>,
    ) -> Result<(), PortError> {
        let mut tx = self.0.begin().await?;
        // First the account: who begins a session waits for this row and then finds it changed.
        update(tx.connection(), account).await?;
        let ended = sessions::end_all(tx.connection(), account.id(), ending).await?;
        tx.record(changes).await?;
        tx.record(&Changes::events(ended)).await?;
        tx.commit().await
    }
}

async fn update(connection: &impl ConnectionTrait, account: &Account) -> Result<(), PortError> {
    let row = write_account(account);
    let id = row.id;
    let changed =
        account::ActiveModel { id: Unchanged(id), last_login_at: NotSet, ..row.into_active_model().reset_all() };
    let done = account::Entity::update_many()
        .set(changed)
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::Version.eq(convert::to_i64(account.version().saturating_sub(1))))
        .exec(connection)
        .await
        .map_err(failed("store an account"))?;
    stale_unless_one(done.rows_affected, "the account changed")
}
