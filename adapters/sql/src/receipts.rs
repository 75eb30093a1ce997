use async_trait::async_trait;
use pediafor_kernel::{
    PortError, PortErrorCode,
    once::{Once, Receipt, Receipts},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};

use crate::{Database, convert, failed};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "receipts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub operation: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub fingerprint: Vec<u8>,
        pub result: Json,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The receipts of one service's database.
#[derive(Debug, Clone)]
pub struct SqlReceipts(Database);

impl SqlReceipts {
    /// On `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Receipts for SqlReceipts {
    async fn find(&self, once: &Once) -> Result<Option<Receipt>, PortError> {
        let key = (once.user.uuid(), once.operation.to_owned(), once.key.clone());
        let row = row::Entity::find_by_id(key).one(self.0.reader()).await.map_err(failed("find a receipt"))?;
        let Some(row) = row else { return Ok(None) };
        let fingerprint = <[u8; 32]>::try_from(row.fingerprint)
            .map_err(|_| PortError::new(PortErrorCode::Corrupt, "read a receipt's fingerprint"))?;
        Ok(Some(Receipt {
            once: Once { fingerprint, ..once.clone() },
            result: row.result,
            at: convert::timestamp(row.created_at),
        }))
    }
}

pub(crate) async fn insert(connection: &impl ConnectionTrait, receipt: &Receipt) -> Result<(), PortError> {
    let row = row::ActiveModel {
        user_id: Set(receipt.once.user.uuid()),
        operation: Set(receipt.once.operation.to_owned()),
        key: Set(receipt.once.key.clone()),
        fingerprint: Set(receipt.once.fingerprint.to_vec()),
        result: Set(receipt.result.clone()),
        created_at: Set(receipt.at.instant()),
    };
    row::Entity::insert(row).exec_without_returning(connection).await.map_err(failed("store a receipt"))?;
    Ok(())
}
