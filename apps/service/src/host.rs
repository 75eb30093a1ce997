//! A service in a process of its own.

use std::{net::SocketAddr, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use axum::Router;
use pediafor_http::base::{Edge, Limits};
use pediafor_kernel::auth::{RememberRevoked, TokenVerifier};
use pediafor_local::SystemIds;
use pediafor_runtime::{Background, Metrics, Probe, Server, Shutdown};
use pediafor_security::{PasetoVerifier, PublicKey, VerifiedTokens};
use pediafor_sql::{Database, DatabaseClock, Migrations, Relay, Service, SqlRevocations};
use tokio::{net::TcpListener, time::timeout};

use crate::{Ground, Hosted, ServiceArgs, gauges, neighbours::Neighbours, revoked};

/// How long the database may take to be there at the start.
const DATABASE_PATIENCE: Duration = Duration::from_secs(60);
/// How many connections the relay has for itself.
const RELAY_POOL: u32 = 2;
/// How long background work may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hosts one service in this process.
#[derive(Debug)]
pub struct Host {
    service: Service,
    port: u16,
    args: ServiceArgs,
    accepted: Vec<PublicKey>,
    limits: Limits,
}

impl Host {
    /// For `service`, on `port`; it believes tokens that `accepted` keys signed.
    pub fn new(service: Service, port: u16, args: ServiceArgs, accepted: Vec<PublicKey>) -> Self {
        Self { service, port, args, accepted, limits: Limits::default() }
    }

    /// The same, reading so much of a request.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Puts the service together by `build` and serves it until the process is asked to end.
    ///
    /// # Errors
    ///
    /// Where the port, the database or a setting can't be used.
    pub async fn run<S: Hosted>(self, build: impl FnOnce(&Ground) -> anyhow::Result<S>) -> anyhow::Result<()> {
        let telemetry = self.args.telemetry.start(self.service.as_str())?;
        let metrics = Metrics::install()?;
        let shutdown = Shutdown::on_signals()?;
        let served = self.serve(build, &metrics, &shutdown).await;
        telemetry.end().await;
        served
    }

    async fn serve<S: Hosted>(
        self,
        build: impl FnOnce(&Ground) -> anyhow::Result<S>,
        metrics: &Metrics,
        shutdown: &Shutdown,
    ) -> anyhow::Result<()> {
        let address = SocketAddr::new(self.args.host, self.port);
        let listener = TcpListener::bind(address).await.with_context(|| format!("can't listen on {address}"))?;
        let database = self.database().await?;
        let clock = Arc::new(DatabaseClock::of(&database).await?);
        let neighbours = Neighbours::new(self.service.as_str(), &self.args.broker, &self.args.cache, clock.clone())?;
        let ground = Ground {
            database: database.clone(),
            clock: clock.clone(),
            limiter: neighbours.limiter(),
            ids: Arc::new(SystemIds),
            environment: self.args.node_env.clone(),
        };
        let hosted = build(&ground)?;

        let background = Background::new();
        let record = Arc::new(SqlRevocations::new(database.clone()));
        let revoked = revoked::follow(record.clone(), &neighbours, clock.clone(), &background).await?;
        let verifier = VerifiedTokens::new(
            Arc::new(PasetoVerifier::new(self.accepted, &self.args.node_env)?),
            VerifiedTokens::CAPACITY,
        );
        let verifier: Arc<dyn TokenVerifier> = Arc::new(verifier);
        let edge = Edge::new(verifier, revoked, clock.clone()).with_limits(self.limits);

        let mut consumers = hosted.consumers();
        consumers.push(Arc::new(RememberRevoked::new(sessions_of(self.service), record, clock.clone())));
        background.spawn(neighbours.consume(consumers, background.stopping()));
        // Events go out also while requests have every connection.
        let beside = database.open_beside(self.args.database_url.as_str(), RELAY_POOL).await.context("DATABASE_URL")?;
        let relay = Relay::new(beside.clone(), neighbours.publisher(), clock.clone());
        background.spawn(relay.run_until(background.stopping()));
        hosted.work(&background);
        gauges::measure(&database, &beside, clock.clone(), &background);

        // Whether the database is there, and not whether requests have every connection: replicas that are only busy must
        // not all be taken for gone.
        let probe = probe(shutdown, &beside, &neighbours);
        let router = Router::new().merge(probe.router()).merge(metrics.router()).fallback_service(hosted.router(&edge));
        announce(self.service.as_str(), listener.local_addr()?);
        let served = Server::new(shutdown.clone()).with(&self.args.drain).serve(listener, router).await;

        // In order: what came in by HTTP, what came in by events, what goes out, and what all of it stood on.
        edge.running.close();
        if timeout(PATIENCE, edge.running.wait()).await.is_err() {
            tracing::warn!("some requests were still under way");
        }
        if !background.stop(PATIENCE).await {
            tracing::warn!("some work was still under way; it is taken up again at the next start");
        }
        if timeout(PATIENCE, async { tokio::join!(database.close(), beside.close()) }).await.is_err() {
            tracing::warn!("the database did not let go of us");
        }
        tracing::info!("ended");
        served
    }

    /// The database, brought up to date. It may be a while until it is there.
    async fn database(&self) -> anyhow::Result<Database> {
        let ServiceArgs { database_url, database_replica_url, database_pool_size, .. } = &self.args;
        let open = || async {
            match database_replica_url {
                Some(replica) => {
                    let (url, replica) = (database_url.as_str(), replica.as_str());
                    Database::open_with_replica(self.service, url, *database_pool_size, replica).await
                }
                None => Database::open(self.service, database_url.as_str(), *database_pool_size).await,
            }
        };
        let tried = crate::retry::until(DATABASE_PATIENCE, "the database is not there yet", open).await;
        let database = tried.context("DATABASE_URL")?;
        let migrated = Migrations::of(&database).up().await;
        migrated.with_context(|| format!("can't bring the {} database up to date", self.service))?;
        Ok(database)
    }
}

/// The name of the consumer that keeps a service's record of ended sessions.
pub const fn sessions_of(service: Service) -> &'static str {
    match service {
        Service::Users => "users.sessions",
        Service::Assessments => "assessments.sessions",
        Service::Submissions => "submissions.sessions",
        Service::Grading => "grading.sessions",
        Service::Notifications => "notifications.sessions",
    }
}

fn probe(shutdown: &Shutdown, database: &Database, neighbours: &Neighbours) -> Probe {
    let database = database.clone();
    let ready = Probe::new(shutdown.clone()).required("database", move || {
        let database = database.clone();
        async move { Ok(database.ping().await?) }
    });
    neighbours.report(ready)
}

/// Tells whoever started the process where it can be reached.
#[expect(clippy::print_stdout, reason = "a program talks to whoever started it")]
pub fn announce(program: &str, address: SocketAddr) {
    println!("pediafor-{program} is listening on http://{address}");
}

/// How a program ends that was served to its end or could not be.
#[expect(clippy::print_stderr, reason = "a program talks to whoever started it")]
pub fn ended(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
