//! The gateway in a process of its own.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use async_trait::async_trait;
use clap::Parser;
use pediafor_gateway::{Addresses, Gateway, Health, HealthCheck, Service, ServiceName, Services, UpstreamConfig};
use pediafor_http::base::Limits;
use pediafor_local::SystemClock;
use pediafor_runtime::{Background, DrainArgs, Metrics, Probe, Server, Shutdown, Status, TelemetryArgs};
use pediafor_security::{PasetoVerifier, VerifiedTokens};
use pediafor_service::{BrokerArgs, CacheArgs, KeyArgs, Neighbours, announce};
use tokio::net::TcpListener;

use crate::{EdgeArgs, documentation};

/// How long background work may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// The gateway of Pediafor: the one way in, in front of the five services.
#[derive(Debug, Parser)]
#[command(name = "pediafor-gateway", version)]
pub struct GatewayArgs {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 3000, value_name = "PORT")]
    port: u16,
    /// The address to listen on
    #[arg(long, env = "PEDIAFOR_HOST", default_value_t = IpAddr::V4(Ipv4Addr::UNSPECIFIED), value_name = "ADDRESS")]
    host: IpAddr,
    /// Where the users service is; several replicas are separated by commas
    #[arg(long, env = "USER_SERVICE_URL", default_value = "http://localhost:4000", value_name = "URLS")]
    user_service_url: Addresses,
    /// Where the assessments service is
    #[arg(long, env = "ASSESSMENT_SERVICE_URL", default_value = "http://localhost:4001", value_name = "URLS")]
    assessment_service_url: Addresses,
    /// Where the submissions service is
    #[arg(long, env = "SUBMISSION_SERVICE_URL", default_value = "http://localhost:4002", value_name = "URLS")]
    submission_service_url: Addresses,
    /// Where the grading service is
    #[arg(long, env = "GRADING_SERVICE_URL", default_value = "http://localhost:4003", value_name = "URLS")]
    grading_service_url: Addresses,
    /// Where the notifications service is
    #[arg(long, env = "NOTIFICATION_SERVICE_URL", default_value = "http://localhost:4004", value_name = "URLS")]
    notification_service_url: Addresses,
    /// The largest body of an upload, in bytes; each service has bounds of its own below this
    #[arg(long, env = "MAX_UPLOAD_SIZE", default_value_t = Limits::default().upload, value_name = "BYTES")]
    max_upload_size: usize,
    /// The environment; access tokens of one do not hold in another
    #[arg(long, env = "NODE_ENV", default_value = "development", value_name = "NAME")]
    node_env: String,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    edge: EdgeArgs,
    #[command(flatten)]
    broker: BrokerArgs,
    #[command(flatten)]
    cache: CacheArgs,
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(flatten)]
    drain: DrainArgs,
}

/// Serves until the process is asked to end.
///
/// # Errors
///
/// Where the port or a setting can't be used.
pub async fn run(args: GatewayArgs) -> anyhow::Result<()> {
    let telemetry = args.telemetry.start("gateway")?;
    let served = serve(args, &Shutdown::on_signals()?).await;
    telemetry.end().await;
    served
}

async fn serve(args: GatewayArgs, shutdown: &Shutdown) -> anyhow::Result<()> {
    let metrics = Metrics::install()?;
    let address = SocketAddr::new(args.host, args.port);
    let listener = TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))?;

    let background = Background::new();
    let neighbours = Neighbours::new("gateway", &args.broker, &args.cache, Arc::new(SystemClock))?;
    let revoked = neighbours.hear_revocations(&background);
    let verifier = PasetoVerifier::new(args.keys.accepted.to_vec(), &args.node_env)?;
    let probe = neighbours.report(Probe::new(shutdown.clone()));
    let config = UpstreamConfig { timeout: args.edge.request_timeout.duration(), ..UpstreamConfig::default() };
    let service = |name, addresses: &Addresses| Service::http(name, addresses, config);
    let gateway = Gateway {
        services: Services {
            users: service(ServiceName::Users, &args.user_service_url),
            assessments: service(ServiceName::Assessments, &args.assessment_service_url),
            submissions: service(ServiceName::Submissions, &args.submission_service_url),
            grading: service(ServiceName::Grading, &args.grading_service_url),
            notifications: service(ServiceName::Notifications, &args.notification_service_url),
        },
        ready: Arc::new(Ready(probe)),
        verifier: Arc::new(VerifiedTokens::new(Arc::new(verifier), VerifiedTokens::CAPACITY)),
        revoked,
        clock: Arc::new(SystemClock),
        documentation: documentation()?,
        limits: args.edge.limits(neighbours.limiter()),
        metrics: Some(Arc::new(move || metrics.render())),
        config: args.edge.config(args.max_upload_size),
    };
    announce("gateway", listener.local_addr()?);
    let served = Server::new(shutdown.clone()).with(&args.drain).serve(listener, gateway.into_router()).await;
    if !background.stop(PATIENCE).await {
        tracing::warn!("some work was still under way");
    }
    tracing::info!("ended");
    served
}

/// Requests may be sent here until the process is asked to end; a service that is away is the service's matter.
struct Ready(Probe);

#[async_trait]
impl HealthCheck for Ready {
    async fn check(&self) -> Health {
        match self.0.look().await.status {
            Status::Ready => Health::Healthy,
            Status::NotReady | Status::Draining => Health::Unhealthy,
        }
    }
}
