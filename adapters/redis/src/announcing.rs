use std::{fmt, sync::Arc};

use async_trait::async_trait;
use futures_util::future::{join, join_all};
use pediafor_kernel::{Event, EventPublisher, PortError, events::SessionRevoked};
use tokio::time::timeout;

use crate::SharedRevocations;

/// Publishes as another publisher does, and tells of ended sessions over Redis besides, so that they are heard of at once.
///
/// That is no promise: where Redis does not take the news in time, publishing goes on as if it had. Where the other
/// publisher fails, the event is published again later, and told again.
pub struct Announcing {
    inner: Arc<dyn EventPublisher>,
    revocations: SharedRevocations,
}

impl Announcing {
    /// Publishes by `inner`, and tells by `revocations`.
    pub fn new(inner: Arc<dyn EventPublisher>, revocations: SharedRevocations) -> Self {
        Self { inner, revocations }
    }

    async fn announce(&self, events: &[Event]) {
        let ended = events.iter().filter(|event| event.is::<SessionRevoked>()).filter_map(|event| event.data().ok());
        let told = join_all(ended.map(|SessionRevoked { session, expires_at, .. }| async move {
            if let Err(error) = self.revocations.announce(session, expires_at).await {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "an ended session is told by the broker alone"
                );
            }
        }));
        // Each waits no longer than for an answer, or for two where the server has forgotten the script.
        if timeout(self.revocations.patience().answer * 2, told).await.is_err() {
            tracing::debug!("some ended sessions are told by the broker alone");
        }
    }
}

impl fmt::Debug for Announcing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcing").field("revocations", &self.revocations).finish_non_exhaustive()
    }
}

#[async_trait]
impl EventPublisher for Announcing {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        join(self.announce(events), self.inner.publish(events)).await.1
    }
}
