//! What every service's edge needs: how to check tokens, how much to read, what the handlers call.

use std::{fmt, sync::Arc};

use pediafor_kernel::{
    Clock,
    auth::{RevokedSessions, TokenVerifier},
};
use poem::http::Extensions;
use tokio_util::task::TaskTracker;

/// How much of a request is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a body, uploads aside.
    pub body: usize,
    /// The most bytes of a `multipart/form-data` body, framing included.
    pub upload: usize,
}

impl Default for Limits {
    /// 1 MiB for a body, 11 MiB for an upload (10 MiB of file and its framing).
    fn default() -> Self {
        Self { body: 1 << 20, upload: 11 << 20 }
    }
}

/// The edge of a service, the same for all services of a process. Cheap to clone.
#[derive(Clone)]
pub struct Edge {
    /// Checks access tokens.
    pub verifier: Arc<dyn TokenVerifier>,
    /// Knows which sessions were ended.
    pub revoked: Arc<dyn RevokedSessions>,
    /// By which tokens expire.
    pub clock: Arc<dyn Clock>,
    /// How much of a request is read.
    pub limits: Limits,
    /// The requests being served. They go on when a client hangs up; close the tracker and wait for it before the
    /// process ends.
    pub running: TaskTracker,
}

impl Edge {
    /// An edge with the usual limits.
    pub fn new(verifier: Arc<dyn TokenVerifier>, revoked: Arc<dyn RevokedSessions>, clock: Arc<dyn Clock>) -> Self {
        Self { verifier, revoked, clock, limits: Limits::default(), running: TaskTracker::new() }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edge")
            .field("limits", &self.limits)
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}

/// What a service's handlers call: they take it as `poem::web::Data<&Arc<…>>`.
#[derive(Clone, Default)]
pub struct Services(Extensions);

impl Services {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `service`, found by its type.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, service: Arc<T>) -> Self {
        self.0.insert(service);
        self
    }

    /// Gives everything to a request.
    pub(crate) fn extend(&self, extensions: &mut Extensions) {
        extensions.extend(self.0.clone());
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Services").field(&self.0.len()).finish()
    }
}
