use std::{fmt, sync::Arc};

use pediafor_kernel::{Changes, PortError};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::{Backend, InTime, Ring, in_time::orm_in_time};
use crate::{error::failed, outbox, receipts, relay};

/// A write under way. Dropped without [`commit`](Transaction::commit) it leaves nothing behind.
pub struct Transaction {
    pub(super) inner: InTime<DatabaseTransaction>,
    pub(super) backend: Backend,
    pub(super) raised: bool,
    pub(super) ring: Arc<Ring>,
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("backend", &self.backend).finish_non_exhaustive()
    }
}

impl Transaction {
    /// What SeaORM statements run on.
    pub fn connection(&self) -> &InTime<DatabaseTransaction> {
        &self.inner
    }

    /// Which database it is on.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Writes events to the outbox and the receipt, if any.
    ///
    /// # Errors
    ///
    /// A conflict where the receipt's key is taken: somebody did the same thing first.
    pub async fn record(&mut self, changes: &Changes) -> Result<(), PortError> {
        if let Some(receipt) = &changes.receipt {
            receipts::insert(&self.inner, receipt).await?;
        }
        if !changes.events.is_empty() {
            outbox::insert(&self.inner, &changes.events).await?;
            if !self.raised && self.backend == Backend::Postgres && !self.ring.is_heard_here() {
                self.tell_relays().await?;
            }
            self.raised = true;
        }
        Ok(())
    }

    /// Has the relays of other processes told once this is committed.
    async fn tell_relays(&self) -> Result<(), PortError> {
        let sql = "SELECT pg_notify($1, '')";
        let statement = Statement::from_sql_and_values(self.inner.get_database_backend(), sql, [relay::CHANNEL.into()]);
        self.inner.query_one_raw(statement).await.map_err(failed("ring for events"))?;
        Ok(())
    }

    /// Makes it last. When this returns, what was written is on the disk.
    ///
    /// # Errors
    ///
    /// `PortError` where it was not committed, or where it can't be known.
    pub async fn commit(self) -> Result<(), PortError> {
        orm_in_time(self.inner.0.commit()).await.map_err(failed("commit a transaction"))?;
        if self.raised {
            self.ring.ring();
        }
        Ok(())
    }
}
