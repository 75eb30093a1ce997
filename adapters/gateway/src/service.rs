//! The services behind the edge.

use std::{fmt, sync::Arc};

use crate::{
    health::HealthCheck,
    upstream::{Addresses, Upstream, UpstreamConfig},
};

/// A service behind the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceName {
    /// Accounts, credentials, sessions.
    Users,
    /// Authoring and publishing.
    Assessments,
    /// Sitting and submitting, files.
    Submissions,
    /// Marks.
    Grading,
    /// Messages.
    Notifications,
}

impl ServiceName {
    /// All services, in the order in which health shows them.
    pub const ALL: [Self; 5] = [Self::Users, Self::Assessments, Self::Submissions, Self::Grading, Self::Notifications];

    /// The service's name on the health page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "user-service",
            Self::Assessments => "assessment-service",
            Self::Submissions => "submission-service",
            Self::Grading => "grading-service",
            Self::Notifications => "notification-service",
        }
    }
}

/// Where requests for one service go, and how to see whether it lives.
#[derive(Clone)]
pub struct Service {
    /// Where requests go.
    pub upstream: Upstream,
    /// Whether it lives.
    pub health: Arc<dyn HealthCheck>,
}

impl Service {
    /// The service called `name` at `addresses`: it lives while one of its replicas is ready. See [`Upstream::http`].
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub fn http(name: ServiceName, addresses: &Addresses, config: UpstreamConfig) -> Self {
        let upstream = Upstream::http(name, addresses, config);
        Self { health: upstream.health(), upstream }
    }
}

/// One of each.
#[derive(Debug, Clone)]
pub struct Services {
    /// Accounts, credentials, sessions.
    pub users: Service,
    /// Authoring and publishing.
    pub assessments: Service,
    /// Sitting and submitting, files.
    pub submissions: Service,
    /// Marks.
    pub grading: Service,
    /// Messages.
    pub notifications: Service,
}

impl Services {
    /// The service called `name`.
    pub fn get(&self, name: ServiceName) -> &Service {
        match name {
            ServiceName::Users => &self.users,
            ServiceName::Assessments => &self.assessments,
            ServiceName::Submissions => &self.submissions,
            ServiceName::Grading => &self.grading,
            ServiceName::Notifications => &self.notifications,
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}
