//! Hearing on PostgreSQL that another process wrote events.
//!
//! Whoever commits events in this process rings its relay directly. A process without a relay (the command line) says so
//! through the database, on the channel [`CHANNEL`], in the transaction of the events; a relay that leaves work behind
//! says so to the others. Only they do: every commit that notifies waits its turn among all of the server's commits that
//! do, and those of students are not to wait for one another.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};

use super::jittered;
use crate::Database;

/// Where it is said that events are waiting.
pub(crate) const CHANNEL: &str = "outbox";
/// Between two tries to listen.
const BACK_OFF: Duration = Duration::from_millis(250);
/// The longest wait between two tries.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(10);

/// Rings `database`'s relay whenever somebody says that events are waiting. Never ends; while nothing can be heard, the
/// relay looks by itself.
pub(super) async fn ring_when_told(database: &Database, options: PgConnectOptions) {
    let mut pause = BACK_OFF;
    loop {
        match listen(database, &options).await {
            Ok(()) => pause = BACK_OFF,
            Err(error) => {
                tracing::debug!(service = %database.service(), %error, "new events can't be heard of just now");
            }
        }
        tokio::time::sleep(jittered(pause)).await;
        pause = (pause * 2).min(LONGEST_BACK_OFF);
    }
}

/// Listens until the connection is lost.
async fn listen(database: &Database, options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    // A connection of its own: the pool's are for those who work.
    let options = options.clone().application_name("relay");
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(LONGEST_BACK_OFF).connect_with(options).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    // What was written before, nobody heard of.
    database.ring();
    while listener.try_recv().await?.is_some() {
        database.ring();
    }
    Ok(())
}
