use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use lapin::{Connection, ConnectionProperties};
use pediafor_kernel::{PortError, PortErrorCode};

use crate::Address;

/// How long a connection, a declaration or a confirm may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// A broker that does not answer.
#[derive(Debug, thiserror::Error)]
#[error("no answer within {} s", PATIENCE.as_secs())]
pub(crate) struct NoAnswer;

/// Why something did not work with the broker.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Broker(#[from] lapin::Error),
    #[error(transparent)]
    Silent(#[from] NoAnswer),
}

impl Failure {
    /// As the ports tell it: whatever it was, the same may succeed later.
    pub(crate) fn port(self, context: &'static str) -> PortError {
        PortError::new(PortErrorCode::Unavailable, context).caused_by(self)
    }
}

/// Does `work`, within [`PATIENCE`].
pub(crate) async fn within<T>(work: impl Future<Output = lapin::Result<T>>) -> Result<T, Failure> {
    Ok(tokio::time::timeout(PATIENCE, work).await.map_err(|_| NoAnswer)??)
}

/// Connects, and names the connection in the broker's lists.
pub(crate) async fn connect(address: &Address, name: &str) -> Result<Connection, Failure> {
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    within(Connection::connect_uri(address.uri(), properties)).await
}

/// Says goodbye, without waiting for a broker that is gone.
pub(crate) async fn part(connection: Connection) {
    let Ok(bye) = crate::topology::short("bye") else { return };
    let goodbye = connection.close(200, bye);
    if let Ok(Err(error)) = tokio::time::timeout(Duration::from_secs(1), goodbye).await {
        tracing::debug!(error = &error as &dyn std::error::Error, "the broker was gone already");
    }
}

/// How long to wait between tries to connect: from a tenth of a second to five seconds, with chance in it, for ever.
pub(crate) fn patience_between_tries() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(5))
        .with_jitter()
        .without_max_times()
        .build()
}
