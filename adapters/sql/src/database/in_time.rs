//! Bounds on how long the database may keep somebody waiting.

use std::{future::Future, io, sync::Arc, time::Duration};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};

/// How long one statement may take, as this side sees it: a connection on which nothing comes back is given up. The
/// server ends what it works on a little earlier, so that this is only waited for where the server is not heard.
pub(super) const LONGEST: Duration = Duration::from_secs(10);

fn late() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database did not answer in time"))
}

/// What `statement` gives, unless it takes too long. A statement that was given up leaves a connection that is closed.
pub(crate) async fn in_time<T>(statement: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(LONGEST, statement).await.unwrap_or_else(|_| Err(late()))
}

/// The same for SeaORM.
pub(super) async fn orm_in_time<T>(statement: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    let late = |_| Err(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(late()))));
    tokio::time::timeout(LONGEST, statement).await.unwrap_or_else(late)
}

/// A connection, or many, on which no statement takes for ever.
#[derive(Debug, Clone)]
pub struct InTime<C>(pub(super) C);

impl<C> InTime<C> {
    /// Without bounds.
    pub fn unbounded(&self) -> &C {
        &self.0
    }
}

#[async_trait]
impl<C: ConnectionTrait> ConnectionTrait for InTime<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        orm_in_time(self.0.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        orm_in_time(self.0.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        orm_in_time(self.0.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        orm_in_time(self.0.query_all_raw(statement)).await
    }
}
