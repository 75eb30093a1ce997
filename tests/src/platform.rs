use std::{net::SocketAddr, sync::Arc, time::Duration};

use pediafor::{
    identity::Identity,
    platform::{Platform as Running, Settings},
};
use pediafor_gateway::Render;
use pediafor_kernel::{Role, mock::FakeClock};
use pediafor_local::Mischief;
use pediafor_runtime::Metrics;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{App, Client, Cluster, Place, Plan, Stage};

/// How the platform is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The event bus of one process repeats, reorders and forgets, by this seed.
    pub mischief: Option<Mischief>,
    /// What time it is in one process; the system's where nothing is said. An event that comes too early is tried again by
    /// this clock too: let one thing [settle](Platform::settle) before the next builds on it.
    pub clock: Option<Arc<FakeClock>>,
}

/// The password of every account that [`Platform::account`] makes.
pub const PASSWORD: &str = "a long enough password";

/// The whole platform, running until [`stop`](Platform::stop) or [`halt`](Platform::halt).
#[derive(Debug)]
pub struct Platform {
    running: Kind,
    place: Arc<Place>,
}

#[derive(Debug)]
enum Kind {
    OneProcess {
        running: Running,
        address: SocketAddr,
        stop: CancellationToken,
        server: JoinHandle<anyhow::Result<()>>,
    },
    Services {
        cluster: Cluster,
        admin: Client,
    },
}

impl Platform {
    /// Starts an empty platform on free ports.
    pub async fn start(stage: impl Into<Stage>, options: Options) -> Self {
        match stage.into() {
            Stage::OneProcess(backend) => Self::on(Place::new(backend).await, options).await,
            Stage::Services => {
                assert!(options.mischief.is_none() && options.clock.is_none(), "only one process has these");
                let plan = Plan::default().with(App::Gateway, "RATE_LIMITS", "off");
                Self::services(Place::with_neighbours().await, plan).await
            }
        }
    }

    /// Starts the distributed platform on `place`.
    pub async fn services(place: Arc<Place>, plan: Plan) -> Self {
        let cluster = Cluster::start(place.clone(), plan).await;
        let admin = cluster.admin().await;
        Self { running: Kind::Services { cluster, admin }, place }
    }

    pub(crate) async fn on(place: Arc<Place>, options: Options) -> Self {
        let usual = Settings::for_tests(place.storage());
        let signing = place.key();
        let identity = Identity { accepted: vec![signing.public()], signing, ..usual.identity };
        let metrics = Metrics::install().expect("a recorder");
        let metrics: Render = Arc::new(move || metrics.render());
        let mut settings = Settings { identity, mischief: options.mischief, metrics: Some(metrics), ..usual };
        if let Some(clock) = options.clock {
            settings.clock = clock;
        }
        let running = Running::start(settings).await.expect("the platform starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let server = tokio::spawn(pediafor_runtime::serve(listener, running.router(), stop.clone().cancelled_owned()));
        Self { running: Kind::OneProcess { running, address, stop, server }, place }
    }

    /// Nobody, speaking to it.
    pub fn anonymous(&self) -> Client {
        match &self.running {
            Kind::OneProcess { address, .. } => Client::new(format!("http://{address}")),
            Kind::Services { cluster, .. } => Client::new(cluster.base()),
        }
    }

    /// An account called `name` with this role, signed in.
    pub async fn account(&self, name: &str, role: Role) -> Client {
        let email = format!("{name}@school.example");
        match &self.running {
            Kind::OneProcess { running, .. } => {
                running.seed_account(&email, name, role, PASSWORD).await.expect("an account");
            }
            Kind::Services { admin, .. } => {
                let account = json!({ "email": email, "name": name, "role": role.as_str(), "password": PASSWORD });
                admin.post("/api/users", account).await.expect_status(201);
            }
        }
        self.anonymous().sign_in(&email, PASSWORD).await
    }

    /// The platform behind the listener.
    ///
    /// # Panics
    ///
    /// Where it is not in this process.
    pub fn running(&self) -> &Running {
        match &self.running {
            Kind::OneProcess { running, .. } => running,
            Kind::Services { .. } => panic!("the services run elsewhere"),
        }
    }

    /// The processes of the distributed platform.
    ///
    /// # Panics
    ///
    /// Where there is one process.
    pub fn cluster(&mut self) -> &mut Cluster {
        match &mut self.running {
            Kind::Services { cluster, .. } => cluster,
            Kind::OneProcess { .. } => panic!("there is one process"),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        match &self.running {
            Kind::OneProcess { address, .. } => *address,
            Kind::Services { cluster, .. } => {
                let base = cluster.base();
                base.trim_start_matches("http://").parse().expect("an address")
            }
        }
    }

    /// Where it keeps what it knows.
    pub fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Waits until every event that was raised has taken effect.
    pub async fn settle(&self) {
        match &self.running {
            Kind::OneProcess { running, .. } => {
                let settled = tokio::time::timeout(Duration::from_secs(120), running.settle()).await;
                settled.expect("events take effect in two minutes").expect("the databases answer");
            }
            Kind::Services { cluster, .. } => cluster.settle().await,
        }
    }

    /// Ends it, after the requests under way, and leaves what it knows where it is.
    pub async fn halt(self) -> Arc<Place> {
        match self.running {
            Kind::OneProcess { running, stop, server, .. } => {
                stop.cancel();
                server.await.expect("the server ends").expect("the server ends well");
                assert!(running.stop(Duration::from_secs(10)).await, "background work ends in time");
            }
            Kind::Services { cluster, .. } => cluster.stop().await,
        }
        self.place
    }

    /// Ends it, and with the last platform on its place everything that was kept there.
    pub async fn stop(self) {
        if let Some(place) = Arc::into_inner(self.halt().await) {
            place.remove().await;
        }
    }
}
