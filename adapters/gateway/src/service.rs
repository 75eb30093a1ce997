//! The services behind the edge.

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use tower::{BoxError, ServiceExt, util::BoxCloneSyncService};

use crate::{health::HealthCheck, problem::Refusal};

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

/// Where requests go: a router in this process, or anything else that answers HTTP.
#[derive(Clone)]
pub struct Upstream(BoxCloneSyncService<Request, Response, BoxError>);

impl Upstream {
    /// A service in this process.
    pub fn local(router: Router) -> Self {
        Self::new(router)
    }

    /// A service elsewhere. What it can't answer is told as 503.
    pub fn new<S>(service: S) -> Self
    where
        S: tower::Service<Request, Response = Response> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
    {
        Self(BoxCloneSyncService::new(service.map_err(Into::into)))
    }

    /// Passes `request` on.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        self.0.clone().oneshot(request).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a service can't be reached");
            let detail = "a service is not available just now; try again later";
            Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
                .into_response()
        })
    }
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").finish_non_exhaustive()
    }
}
