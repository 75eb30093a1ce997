//! The whole platform in one process: every service, the gateway before them, the event bus between them.

mod services;

use std::{fmt, sync::Arc, time::Duration};

use axum::Router;
use pediafor_gateway::Render;
use pediafor_http::base::Edge;
use pediafor_kernel::{Clock, Role};
use pediafor_local::{EventBus, Mischief, SystemClock};
use pediafor_runtime::Background;
use pediafor_security::{HashCost, PrivateKey};
use pediafor_sql::{Backend, Relay, Service};
use pediafor_submissions_app::SittingArgs;
use pediafor_users::{Account, CreateAccount, Lifetimes, Secret};
use tokio::time::{Instant, timeout_at};

pub(crate) use self::services::Services;
use crate::{
    demo::{Seeder, StageClock},
    edge::{self, EdgeArgs},
    identity::Identity,
    storage::{Databases, StorageArgs, make_private},
};

/// Everything the platform is told at start.
pub struct Settings {
    /// Where data is kept.
    pub storage: StorageArgs,
    /// Keys, lifetimes, costs.
    pub identity: Identity,
    /// Bound into access tokens: those of one environment do not hold in another.
    pub environment: String,
    /// What students may send, and where it is kept: the data folder's `uploads` where nothing is said.
    pub sitting: SittingArgs,
    /// Origins, limits, intervals.
    pub edge: EdgeArgs,
    /// What `/metrics` shows; without it there is no such path.
    pub metrics: Option<Render>,
    /// By which everything happens.
    pub clock: Arc<dyn Clock>,
    /// Makes the event bus misbehave as far as it may, for tests.
    pub mischief: Option<Mischief>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl Settings {
    /// The usual settings.
    pub fn new(storage: StorageArgs, identity: Identity) -> Self {
        Self {
            storage,
            identity,
            environment: "pediafor".into(),
            sitting: SittingArgs::default(),
            edge: EdgeArgs::default(),
            metrics: None,
            clock: Arc::new(SystemClock),
            mischief: None,
        }
    }

    /// For tests: a fresh key, and password hashes that cost next to nothing.
    ///
    /// # Panics
    ///
    /// Where the operating system gives no randomness.
    pub fn for_tests(storage: StorageArgs) -> Self {
        #[expect(clippy::expect_used, reason = "a test without randomness can only end")]
        let signing = PrivateKey::generate().expect("randomness");
        let identity = Identity {
            accepted: vec![signing.public()],
            signing,
            lifetimes: Lifetimes::default(),
            cost: HashCost { memory: 64, time: 1, parallelism: 1 },
        };
        Self { edge: EdgeArgs::default().unlimited(), ..Self::new(storage, identity) }
    }
}

/// The running platform.
#[derive(Debug)]
pub struct Platform {
    services: Services,
    databases: Databases,
    background: Background,
    edge: Edge,
    router: Router,
}

impl Platform {
    /// Opens the platform and starts what works beside requests. Requests come through [`router`](Self::router).
    ///
    /// # Errors
    ///
    /// Where a database, a key or the uploads folder can't be used.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        let mischief = settings.mischief;
        let platform = Self::open(settings).await?;
        platform.start_background(mischief).await?;
        Ok(platform)
    }

    /// Opens the databases, brings them up to date and puts everything together, with nothing at work yet: what is
    /// done with it leaves its events to whoever serves.
    ///
    /// # Errors
    ///
    /// Where a database, a key or the uploads folder can't be used.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        let databases = settings.storage.open_all().await?;
        let sitting = settings.sitting;
        let uploads = sitting.upload_path.clone().unwrap_or_else(|| settings.storage.data.join("uploads"));
        make_private(&uploads)?;
        let services = Services::new(
            &databases,
            settings.identity,
            &settings.environment,
            &uploads,
            &sitting,
            settings.edge.tries,
            settings.clock,
        )?;

        // Those who were signed out in the last run stay signed out in this one.
        let now = services.clock.now();
        for (session, until) in services.users.users().ended_sessions().await? {
            services.revoked.revoke(session, until, now);
        }

        let edge = Edge::new(services.verifier.clone(), services.revoked.clone(), services.clock.clone())
            .with_limits(sitting.limits());
        let router = edge::router(&services, &databases, &edge, &settings.edge, settings.metrics)?;
        Ok(Self { services, databases, background: Background::new(), edge, router })
    }

    async fn start_background(&self, mischief: Option<Mischief>) -> anyhow::Result<()> {
        let mut bus = EventBus::new(self.services.consumers());
        if let Some(mischief) = mischief {
            bus = bus.with_mischief(mischief);
        }
        let bus = Arc::new(bus);
        for database in self.databases.all() {
            let relay = Relay::new(database.clone(), bus.clone(), self.services.clock.clone());
            if database.backend() == Backend::Sqlite {
                // Nobody else relays from a file: what the last run had in its hands is due at once.
                relay.reclaim().await?;
            }
            self.background.spawn(relay.run_until(self.background.stopping()));
        }

        for name in Service::ALL {
            self.services.of(name).work(&self.background);
        }
        Ok(())
    }

    /// What answers requests.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Makes an account, or finds the one at this address.
    ///
    /// # Errors
    ///
    /// Where address, name or password is refused.
    pub async fn seed_account(&self, email: &str, name: &str, role: Role, password: &str) -> anyhow::Result<Account> {
        let account = CreateAccount { email: email.into(), name: name.into(), role, password: Secret::new(password) };
        Ok(self.services.users.users().seed_account(&account).await?)
    }

    /// Fills it with demo data; `clock` is the one it was started with.
    pub fn seeder(&self, clock: Arc<StageClock>) -> Seeder {
        Seeder {
            users: self.services.users.users().clone(),
            assessments: self.services.assessments.assessments().clone(),
            submissions: self.services.submissions.submissions().clone(),
            gradebook: self.services.grading.gradebook().clone(),
            clock,
        }
    }

    /// Waits until every event that was raised has taken effect.
    ///
    /// # Errors
    ///
    /// Where a database does not answer.
    pub async fn settle(&self) -> anyhow::Result<()> {
        loop {
            let mut waiting = 0;
            for database in self.databases.all() {
                waiting += database.waiting_events().await?;
            }
            if waiting == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends: requests under way and background work, then connections, all within `patience`. Says whether all of it
    /// ended in time. What was not relayed is relayed at the next start.
    pub async fn stop(self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        self.edge.running.close();
        let requests = timeout_at(end, self.edge.running.wait());
        let (requests, background) = tokio::join!(requests, self.background.stop(patience));
        let connections = timeout_at(end, self.databases.close()).await.is_ok();
        requests.is_ok() && background && connections
    }
}
