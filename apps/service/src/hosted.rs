use std::{fmt, sync::Arc};

use axum::Router;
use pediafor_http::base::Edge;
use pediafor_kernel::{Clock, EventHandler, IdSource, limits::RateLimiter};
use pediafor_runtime::Background;
use pediafor_sql::Database;

/// What a service stands on.
#[derive(Clone)]
pub struct Ground {
    /// Its own database.
    pub database: Database,
    /// By which everything happens.
    pub clock: Arc<dyn Clock>,
    /// Counts how often somebody asks.
    pub limiter: Arc<dyn RateLimiter>,
    /// Where its ids come from.
    pub ids: Arc<dyn IdSource>,
    /// Bound into access tokens: those of one environment do not hold in another.
    pub environment: String,
}

impl fmt::Debug for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ground").field("database", &self.database).finish_non_exhaustive()
    }
}

/// A service, as whoever hosts it sees it.
pub trait Hosted: Send + Sync {
    /// What it listens to. Everybody's are named differently.
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>>;

    /// Its API.
    fn router(&self, edge: &Edge) -> Router;

    /// Starts what it does beside requests and events.
    fn work(&self, background: &Background);
}
