use std::{net::SocketAddr, time::Duration};

use pediafor::{
    platform::{Platform as Running, Settings},
    storage::StorageArgs,
};
use pediafor_kernel::Role;
use pediafor_local::Mischief;
use pediafor_sql::{Backend, Service};
use sqlx::{Connection, Executor, PgConnection};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::Client;

/// How the platform is started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The event bus repeats, reorders and forgets, by this seed.
    pub mischief: Option<Mischief>,
}

/// The password of every account that [`Platform::account`] makes.
pub const PASSWORD: &str = "a long enough password";

/// The whole platform, running in this process until [`stop`](Platform::stop).
#[derive(Debug)]
pub struct Platform {
    running: Running,
    address: SocketAddr,
    stop: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
    _folder: tempfile::TempDir,
    databases: Option<Databases>,
}

/// The databases of this platform on a PostgreSQL server.
#[derive(Debug)]
struct Databases {
    server: String,
    names: Vec<String>,
}

fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test command says where PostgreSQL is")]
    std::env::var("PEDIAFOR_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// What every flow runs on.
pub fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::Sqlite];
    if server().is_some() {
        backends.push(Backend::Postgres);
    }
    backends
}

impl Platform {
    /// Starts an empty platform on a free port.
    pub async fn start(backend: Backend, options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut storage = StorageArgs::in_folder(folder.path());
        let mut databases = None;
        if backend == Backend::Postgres {
            let server = server().expect("backends() names PostgreSQL only where there is one");
            let created = Databases::create(server).await;
            for (service, name) in Service::ALL.into_iter().zip(&created.names) {
                storage = storage.with_url(service, created.url(name));
            }
            databases = Some(created);
        }
        let settings = Settings { mischief: options.mischief, ..Settings::for_tests(storage) };
        let running = Running::start(settings).await.expect("the platform starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let server = tokio::spawn(pediafor_runtime::serve(listener, running.router(), stop.clone().cancelled_owned()));
        Self { running, address, stop, server, _folder: folder, databases }
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

    /// Ends it, and with it everything it kept.
    pub async fn stop(self) {
        self.stop.cancel();
        self.server.await.expect("the server ends").expect("the server ends well");
        assert!(self.running.stop(Duration::from_secs(10)).await, "background work ends in time");
        if let Some(databases) = self.databases {
            databases.drop_all().await;
        }
    }
}

impl Databases {
    async fn create(server: String) -> Self {
        let run = uuid::Uuid::from_u128(rand::random()).simple();
        let names: Vec<_> = Service::ALL.iter().map(|service| format!("flow_{service}_{run}")).collect();
        let mut admin = PgConnection::connect(&server).await.expect("a PostgreSQL server");
        for name in &names {
            admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a new database");
        }
        Self { server, names }
    }

    fn url(&self, name: &str) -> String {
        let (address, _) = self.server.rsplit_once('/').expect("an address with a database in it");
        format!("{address}/{name}")
    }

    async fn drop_all(self) {
        let mut admin = PgConnection::connect(&self.server).await.expect("a PostgreSQL server");
        for name in &self.names {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            admin.execute(sqlx::AssertSqlSafe(drop)).await.expect("a database that can be dropped");
        }
    }
}
