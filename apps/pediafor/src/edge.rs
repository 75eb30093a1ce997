//! The way in: every service's API behind the gateway.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use axum::Router;
use pediafor_gateway::{All, Gateway, Health, HealthCheck, Render, Upstream};
pub use pediafor_gateway_app::EdgeArgs;
use pediafor_gateway_app::documentation;
use pediafor_http::base::Edge;
use pediafor_sql::{Database, Service};

use crate::{platform::Services, storage::Databases};

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
    metrics: Option<Render>,
) -> anyhow::Result<Router> {
    let service = |name: Service| pediafor_gateway::Service {
        upstream: Upstream::local(services.of(name).router(edge)),
        health: Arc::new(Answers(databases.of(name))),
    };
    let ready: Vec<Arc<dyn HealthCheck>> =
        databases.all().map(|database| Arc::new(Answers(database.clone())) as Arc<dyn HealthCheck>).collect();
    let gateway = Gateway {
        services: pediafor_gateway::Services {
            users: service(Service::Users),
            assessments: service(Service::Assessments),
            submissions: service(Service::Submissions),
            grading: service(Service::Grading),
            notifications: service(Service::Notifications),
        },
        ready: Arc::new(All(ready)),
        verifier: services.verifier.clone(),
        revoked: services.revoked.clone(),
        clock: services.clock.clone(),
        documentation: documentation()?,
        limits: args.limits(services.limiter.clone()),
        metrics,
        config: args.config(edge.limits.upload),
    };
    Ok(gateway.into_router())
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
