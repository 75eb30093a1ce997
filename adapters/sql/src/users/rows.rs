//! The tables, and the way between a row and its record.

use pediafor_kernel::{PortError, PortErrorCode, SessionId, UserId};
use pediafor_users::{Account, AccountRecord, Email, Exchange, PasswordHash, PersonName, Session, SessionRecord, fold};

use crate::convert;

#[expect(unreachable_pub, reason = "what the entity derives is public and names these")]
pub(super) mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub email: String,
        pub name: String,
        pub role: String,
        pub state: String,
        pub password_hash: String,
        pub search_text: String,
        pub created_at: DateTimeUtc,
        pub last_login_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[expect(unreachable_pub, reason = "what the entity derives is public and names these")]
pub(super) mod session {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub user_id: Uuid,
        pub device: String,
        pub family_hash: Vec<u8>,
        pub secret_hash: Vec<u8>,
        pub exchanged_hash: Option<Vec<u8>>,
        pub exchanged_seed: Option<Vec<u8>>,
        pub exchanged_at: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
        pub last_used_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) fn read_account(row: account::Model) -> Result<Account, PortError> {
    let corrupt = "read an account";
    Ok(Account::from_record(AccountRecord {
        id: UserId::from_uuid(row.id),
        email: Email::parse(&row.email).map_err(|error| PortError::corrupt(corrupt, error))?,
        name: PersonName::parse(&row.name).map_err(|error| PortError::corrupt(corrupt, error))?,
        role: convert::from_text(corrupt, &row.role)?,
        state: convert::from_text(corrupt, &row.state)?,
        password_hash: PasswordHash::new(row.password_hash),
        created_at: convert::timestamp(row.created_at),
        last_login_at: row.last_login_at.map(convert::timestamp),
        version: convert::to_u64(row.version),
    }))
}

pub(super) fn write_account(account: &Account) -> account::Model {
    let record = account.record();
    account::Model {
        id: record.id.uuid(),
        email: record.email.to_string(),
        name: record.name.to_string(),
        role: record.role.to_string(),
        state: record.state.to_string(),
        password_hash: record.password_hash.as_str().to_owned(),
        search_text: format!("{}\n{}", fold(record.name.as_str()), record.email),
        created_at: record.created_at.instant(),
        last_login_at: record.last_login_at.map(|at| at.instant()),
        version: convert::to_i64(record.version),
    }
}

pub(super) fn read_session(row: session::Model) -> Result<Session, PortError> {
    let exchanged = match (row.exchanged_hash, row.exchanged_seed, row.exchanged_at) {
        (Some(hash), Some(seed), Some(at)) => {
            Some(Exchange { secret_hash: bytes(hash)?, seed: bytes(seed)?, at: convert::timestamp(at) })
        }
        _ => None,
    };
    Ok(Session::from_record(SessionRecord {
        id: SessionId::from_uuid(row.id),
        user: UserId::from_uuid(row.user_id),
        device: row.device,
        family_hash: bytes(row.family_hash)?,
        secret_hash: bytes(row.secret_hash)?,
        exchanged,
        created_at: convert::timestamp(row.created_at),
        last_used_at: convert::timestamp(row.last_used_at),
        expires_at: convert::timestamp(row.expires_at),
        revoked_at: row.revoked_at.map(convert::timestamp),
        version: convert::to_u64(row.version),
    }))
}

pub(super) fn write_session(session: &Session) -> session::Model {
    let record = session.record();
    let exchanged = record.exchanged.as_ref();
    session::Model {
        id: record.id.uuid(),
        user_id: record.user.uuid(),
        device: record.device.clone(),
        family_hash: record.family_hash.to_vec(),
        secret_hash: record.secret_hash.to_vec(),
        exchanged_hash: exchanged.map(|exchange| exchange.secret_hash.to_vec()),
        exchanged_seed: exchanged.map(|exchange| exchange.seed.to_vec()),
        exchanged_at: exchanged.map(|exchange| exchange.at.instant()),
        created_at: record.created_at.instant(),
        last_used_at: record.last_used_at.instant(),
        expires_at: record.expires_at.instant(),
        revoked_at: record.revoked_at.map(|at| at.instant()),
        version: convert::to_i64(record.version),
    }
}

fn bytes(column: Vec<u8>) -> Result<[u8; 32], PortError> {
    column.try_into().map_err(|_| PortError::new(PortErrorCode::Corrupt, "read a session's hash"))
}
