//! How the database and the outbox stand, for `/metrics`.

use std::{sync::Arc, time::Duration};

use metrics::gauge;
use pediafor_kernel::Clock;
use pediafor_runtime::Background;
use pediafor_sql::Database;

/// How often they are looked at.
const PERIOD: Duration = Duration::from_secs(5);

/// Measures the connections of `database`, and the outbox over `outbox`, for as long as the background works.
pub(crate) fn measure(database: &Database, outbox: &Database, clock: Arc<dyn Clock>, background: &Background) {
    let (database, outbox) = (database.clone(), outbox.clone());
    background.every("measure the database", PERIOD, move || {
        let (database, outbox, clock) = (database.clone(), outbox.clone(), clock.clone());
        async move {
            let pool = database.pool_state();
            gauge!("pediafor_database_connections", "state" => "open").set(pool.size);
            gauge!("pediafor_database_connections", "state" => "idle").set(pool.idle);
            gauge!("pediafor_database_connections", "state" => "allowed").set(pool.max);
            let outbox = outbox.outbox_state(clock.now()).await?;
            gauge!("pediafor_outbox_waiting").set(outbox.waiting as f64);
            gauge!("pediafor_outbox_parked").set(outbox.parked as f64);
            gauge!("pediafor_outbox_oldest_age_seconds").set(outbox.oldest_age.as_secs_f64());
            Ok(())
        }
    });
}
