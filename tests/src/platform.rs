use std::{net::SocketAddr, sync::Arc, time::Duration};

use pediafor::{
    identity::Identity,
    platform::{Platform as Running, Settings},
};
use pediafor_kernel::{Role, mock::FakeClock};
use pediafor_local::Mischief;
use pediafor_sql::Backend;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{Client, Place};

/// How the platform is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The event bus repeats, reorders and forgets, by this seed.
    pub mischief: Option<Mischief>,
    /// What time it is; the system's where nothing is said. An event that comes too early is tried again by this clock
    /// too: let one thing [settle](Platform::settle) before the next builds on it.
    pub clock: Option<Arc<FakeClock>>,
}

/// The password of every account that [`Platform::account`] makes.
pub const PASSWORD: &str = "a long enough password";

/// The whole platform, running in this process until [`stop`](Platform::stop) or [`halt`](Platform::halt).
#[derive(Debug)]
pub struct Platform {
    running: Running,
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    place: Arc<Place>,
}

impl Platform {
    /// Starts an empty platform on a free port.
    pub async fn start(backend: Backend, options: Options) -> Self {
        Self::on(Place::new(backend).await, options).await
    }

    pub(crate) async fn on(place: Arc<Place>, options: Options) -> Self {
        let usual = Settings::for_tests(place.storage());
        let signing = place.key();
        let identity = Identity { accepted: vec![signing.public()], signing, ..usual.identity };
        let mut settings = Settings { identity, mischief: options.mischief, ..usual };
        if let Some(clock) = options.clock {
            settings.clock = clock;
        }
        let running = Running::start(settings).await.expect("the platform starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let server = tokio::spawn(pediafor_runtime::serve(listener, running.router(), stop.clone().cancelled_owned()));
        Self { running, address, stop, server, place }
    }

    /// Nobody, speaking to it.
    pub fn anonymous(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// An account called `name` with this role, signed in.
    pub async fn account(&self, name: &str, role: Role) -> Client {
        let email = format!("{name}@school.example");
        self.running.seed_account(&email, name, role, PASSWORD).await.expect("an account");
        self.anonymous().sign_in(&email, PASSWORD).await
    }

    /// The platform behind the listener.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it keeps what it knows.
    pub fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Waits until every event that was raised has taken effect.
    pub async fn settle(&self) {
        let settled = tokio::time::timeout(Duration::from_secs(120), self.running.settle()).await;
        settled.expect("events take effect in two minutes").expect("the databases answer");
    }

    /// Ends it, after the requests under way, and leaves what it knows where it is.
    pub async fn halt(self) -> Arc<Place> {
        self.stop.cancel();
        self.server.await.expect("the server ends").expect("the server ends well");
        assert!(self.running.stop(Duration::from_secs(10)).await, "background work ends in time");
        self.place
    }

    /// Ends it, and with the last platform on its place everything that was kept there.
    pub async fn stop(self) {
        if let Some(place) = Arc::into_inner(self.halt().await) {
            place.remove().await;
        }
    }
}
