//! The way in: every service's API behind the gateway.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::Router;
use clap::Args;
use pediafor_gateway::{All, Config, Documentation, Gateway, Health, HealthCheck, Origins, Upstream};
use pediafor_http::{
    assessments, base::Edge, grading, notifications, openapi, submissions, submissions::Autosave, users,
};
use pediafor_runtime::{Span, seconds};
use pediafor_sql::{Database, Service};

use crate::{platform::Services, storage::Databases};

/// Origins, limits, intervals.
#[derive(Debug, Clone, Args)]
pub struct EdgeArgs {
    /// From which origins a browser may call the API, separated by commas [default: the platform's own pages]
    #[arg(long, env = "CORS_ORIGIN", value_name = "ORIGINS", value_parser = origins)]
    pub cors_origin: Option<Origins>,
    /// Whether those origins may send cookies
    #[arg(long, env = "CORS_CREDENTIALS", default_value_t = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    pub cors_credentials: bool,
    /// The longest a client may hold a changed answer before it saves it, in milliseconds
    #[arg(long, env = "AUTOSAVE_INTERVAL", default_value_t = 30_000, value_name = "MS", value_parser = clap::value_parser!(u32).range(1_000..=600_000))]
    pub autosave_interval: u32,
    /// The largest file a student may upload, in bytes
    #[arg(long, env = "MAX_FILE_SIZE", default_value_t = 5 << 20, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1_024..=104_857_600))]
    pub max_file_size: u64,
    /// How long a request may take before it is answered with an error
    #[arg(long, env = "REQUEST_TIMEOUT", default_value = "30s", value_name = "SPAN")]
    pub request_timeout: Span,
}

fn origins(text: &str) -> Result<Origins, String> {
    Origins::parse(text).map_err(|error| error.to_string())
}

impl Default for EdgeArgs {
    fn default() -> Self {
        Self {
            cors_origin: None,
            cors_credentials: true,
            autosave_interval: 30_000,
            max_file_size: 5 << 20,
            request_timeout: seconds(30),
        }
    }
}

/// Room for the framing of a multipart body around the file in it.
const FRAMING: usize = 64 << 10;
/// The largest body of all: an assessment with everything in it. Each service has a bound of its own below this.
const LARGEST_BODY: usize = 4 << 20;

/// Puts every service behind the gateway.
///
/// # Errors
///
/// Where the services' APIs do not go together.
pub(crate) fn router(
    services: &Services,
    databases: &Databases,
    edge: &Edge,
    args: &EdgeArgs,
) -> anyhow::Result<Router> {
    let service = |name: Service, router: Router| pediafor_gateway::Service {
        upstream: Upstream::local(router),
        health: Arc::new(Answers(databases.of(name))),
    };
    let ready: Vec<Arc<dyn HealthCheck>> =
        databases.all().map(|database| Arc::new(Answers(database.clone())) as Arc<dyn HealthCheck>).collect();
    let gateway = Gateway {
        services: pediafor_gateway::Services {
            users: service(Service::Users, users::router(services.users.clone(), edge)),
            assessments: service(Service::Assessments, assessments::router(services.assessments.clone(), edge)),
            submissions: service(
                Service::Submissions,
                submissions::router(
                    services.submissions.clone(),
                    Autosave { interval_ms: args.autosave_interval },
                    edge,
                ),
            ),
            grading: service(Service::Grading, grading::router(services.gradebook.clone(), edge)),
            notifications: service(Service::Notifications, notifications::router(services.notifications.clone(), edge)),
        },
        ready: Arc::new(All(ready)),
        verifier: services.verifier.clone(),
        revoked: services.revoked.clone(),
        clock: services.clock.clone(),
        documentation: documentation()?,
        config: Config {
            origins: args.cors_origin.clone().unwrap_or_default(),
            credentials: args.cors_credentials,
            body_limit: LARGEST_BODY,
            upload_limit: upload_limit(args),
            timeout: args.request_timeout.duration(),
        },
    };
    Ok(gateway.into_router())
}

fn documentation() -> anyhow::Result<Documentation> {
    let (script, style) = openapi::swagger_ui();
    Ok(Documentation { openapi: openapi::text(&openapi::merged()?), script, style })
}

pub(crate) fn upload_limit(args: &EdgeArgs) -> usize {
    usize::try_from(args.max_file_size).unwrap_or(usize::MAX).saturating_add(FRAMING)
}

/// A service lives while its database answers.
struct Answers(Database);

#[async_trait]
impl HealthCheck for Answers {
    async fn check(&self) -> Health {
        match tokio::time::timeout(Duration::from_secs(1), self.0.ping()).await {
            Ok(Ok(())) => Health::Healthy,
            _ => Health::Unhealthy,
        }
    }
}
