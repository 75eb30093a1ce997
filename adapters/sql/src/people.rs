use std::collections::HashMap;

use async_trait::async_trait;
use pediafor_kernel::{
    PortError, UserId,
    people::{People, Person},
};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use crate::{Database, convert, failed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: Uuid,
        pub name: String,
        pub role: String,
        pub sequence: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One service's copy of who is who.
#[derive(Debug, Clone)]
pub struct SqlPeople(Database);

impl SqlPeople {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl People for SqlPeople {
    async fn keep(&self, person: &Person, sequence: u64) -> Result<(), PortError> {
        let row = row::ActiveModel {
            user_id: Set(person.user.uuid()),
            name: Set(person.name.clone()),
            role: Set(person.role.to_string()),
            sequence: Set(convert::to_i64(sequence)),
        };
        let later_wins = OnConflict::column(row::Column::UserId)
            .update_columns([row::Column::Name, row::Column::Role, row::Column::Sequence])
            .action_and_where(Expr::col((row::Entity, row::Column::Sequence)).lt(convert::to_i64(sequence)))
            .to_owned();
        let tx = self.0.begin().await?;
        row::Entity::insert(row)
            .on_conflict(later_wins)
            .exec_without_returning(tx.connection())
            .await
            .map_err(failed("keep a person"))?;
        tx.commit().await
    }

    async fn find(&self, users: &[UserId]) -> Result<HashMap<UserId, Person>, PortError> {
        let rows = row::Entity::find()
            .filter(row::Column::UserId.is_in(users.iter().map(|user| user.uuid())))
            .all(self.0.reader())
            .await
            .map_err(failed("find people"))?;
        rows.into_iter()
            .map(|row| {
                let user = UserId::from_uuid(row.user_id);
                let role = convert::from_text("read a person's role", &row.role)?;
                Ok((user, Person { user, name: row.name, role }))
            })
            .collect()
    }
}
