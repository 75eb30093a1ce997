use std::{path::Path, sync::Arc};

use pediafor::storage::StorageArgs;
use pediafor_security::{PrivateKey, load_private};
use pediafor_sql::{Backend, Database, Service};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Neighbours, Options, Platform, eventually, full};

/// Where a platform keeps what it knows, and the key it signs with: both outlive the platforms that run on them.
///
/// It is gone with its databases when the last platform on it is [stopped](Platform::stop).
#[derive(Debug)]
pub struct Place {
    folder: tempfile::TempDir,
    databases: Option<Databases>,
    neighbours: Option<Neighbours>,
    key: String,
}

/// On what the platform runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In this process, on this database.
    OneProcess(Backend),
    /// Each service in a process of its own, on PostgreSQL, RabbitMQ and Redis.
    Services,
}

impl From<Backend> for Stage {
    fn from(backend: Backend) -> Self {
        Self::OneProcess(backend)
    }
}

/// How many places a test process has on the PostgreSQL server at once, and how many connections each of their five
/// databases is given: a server takes a hundred connections unless it is told otherwise.
static PLACES: Semaphore = Semaphore::const_new(2);
const POOL: u32 = 5;

/// The databases of a place on a PostgreSQL server.
#[derive(Debug)]
struct Databases {
    _turn: SemaphorePermit<'static>,
    server: String,
    names: Vec<String>,
}

fn server() -> Option<String> {
    variable("PEDIAFOR_TEST_POSTGRES")
}

/// Where the test command says that something is.
pub(crate) fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test command says where the servers are")]
    std::env::var(name).ok().filter(|url| !url.is_empty())
}

/// What every flow runs on.
pub fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::Sqlite];
    if server().is_some() {
        backends.push(Backend::Postgres);
    }
    backends
}

/// What every flow runs on: one process on each database, and the distributed platform where its servers are there.
pub fn stages() -> Vec<Stage> {
    let mut stages: Vec<_> = backends().into_iter().map(Stage::OneProcess).collect();
    if server().is_some() && Neighbours::are_there() {
        stages.push(Stage::Services);
    }
    stages
}

/// What the longest flows run on: one process on each database, and with the promised numbers the services too.
pub fn stages_for_long() -> Vec<Stage> {
    if full() { stages() } else { backends().into_iter().map(Stage::OneProcess).collect() }
}

impl Place {
    /// One for the distributed platform: fresh databases, a virtual host and a key prefix of its own.
    pub async fn with_neighbours() -> Arc<Self> {
        let mut place = Arc::into_inner(Self::new(Backend::Postgres).await).expect("nobody else has it yet");
        place.neighbours = Some(Neighbours::move_in().await);
        Arc::new(place)
    }

    /// A new one: files in a temporary folder, or fresh databases on the server that `PEDIAFOR_TEST_POSTGRES` names.
    pub async fn new(backend: Backend) -> Arc<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let databases = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => {
                let server = server().expect("backends() names PostgreSQL only where there is one");
                Some(Databases::create(server).await)
            }
        };
        let key = PrivateKey::generate().expect("randomness").to_pem();
        Arc::new(Self { folder, databases, neighbours: None, key })
    }

    /// Starts a platform on what is there.
    pub async fn start(self: &Arc<Self>, options: Options) -> Platform {
        Platform::on(self.clone(), options).await
    }

    /// Which database it is on.
    pub fn backend(&self) -> Backend {
        if self.databases.is_some() { Backend::Postgres } else { Backend::Sqlite }
    }

    pub(crate) fn key(&self) -> PrivateKey {
        load_private(&self.key).expect("the key that was made with the place")
    }

    pub(crate) fn private_key(&self) -> String {
        self.key.clone()
    }

    pub(crate) fn public_key(&self) -> String {
        self.key().public().to_pem()
    }

    /// A folder of its own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database of `service` on the server.
    ///
    /// # Panics
    ///
    /// Where it is a file.
    pub fn database_url(&self, service: Service) -> String {
        self.databases.as_ref().expect("databases on a server").url_of(service)
    }

    /// The broker and the cache.
    ///
    /// # Panics
    ///
    /// Where there are none.
    pub fn neighbours(&self) -> &Neighbours {
        self.neighbours.as_ref().expect("a place of the distributed platform")
    }

    pub(crate) fn storage(&self) -> StorageArgs {
        let storage = StorageArgs::in_folder(self.folder.path());
        let Some(databases) = &self.databases else { return storage };
        let storage = storage.with_pool_size(POOL);
        let urls = Service::ALL.into_iter().zip(&databases.names);
        urls.fold(storage, |storage, (service, name)| storage.with_url(service, databases.url(name)))
    }

    /// The database of `service`, as an adapter that no platform shares.
    pub async fn database(&self, service: Service) -> Database {
        self.storage().open(service).await.expect("a database")
    }

    /// What `query` counts in the database of `service`, over a connection of its own: it sees what is committed, and
    /// nothing else. The query must mean the same to both databases.
    pub async fn count(&self, service: Service, query: &str) -> i64 {
        let Some(databases) = &self.databases else { return count_in_file(self.folder.path(), service, query).await };
        let mut connection = databases.connect(service).await;
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut connection).await.expect("a number")
    }

    /// The answers to `submission` as they are stored, whatever has become of it: items, sequences, responses.
    pub async fn answers(&self, submission: &str) -> Vec<Value> {
        let Some(databases) = &self.databases else { return answers_in_file(self.folder.path(), submission).await };
        let mut connection = databases.connect(Service::Submissions).await;
        let rows = sqlx::query_as(ANSWERS).bind(id(submission)).fetch_all(&mut connection).await;
        rows.expect("answers").into_iter().map(answer).collect()
    }

    /// How many events of this kind, such as `submission.submitted`, were raised by `service`.
    pub async fn raised(&self, service: Service, kind: &str) -> i64 {
        self.count(service, &events(kind)).await
    }

    /// How many connections of the platform sit inside a transaction in which nothing happens. None on SQLite, which
    /// has one writer: there the next write shows it.
    pub async fn idle_in_transaction(&self) -> i64 {
        let Some(databases) = &self.databases else { return 0 };
        let mut admin = connect(&databases.server).await;
        let idle =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = ANY($1) AND state LIKE 'idle in transaction%'";
        sqlx::query_scalar(idle).bind(&databases.names).fetch_one(&mut admin).await.expect("a number")
    }

    /// Removes it with everything in it; a platform's own is removed when the platform is stopped.
    pub async fn remove(self) {
        if let Some(neighbours) = self.neighbours {
            neighbours.move_out().await;
        }
        if let Some(databases) = self.databases {
            databases.drop_all().await;
        }
    }
}

/// Counts the events of a kind in an outbox.
fn events(kind: &str) -> String {
    format!("SELECT count(*) FROM outbox WHERE kind = 'pediafor.{kind}.v1'")
}

const ANSWERS: &str = "SELECT item, seq, CAST(response AS TEXT) FROM answers WHERE submission_id = $1 ORDER BY item";

fn id(submission: &str) -> uuid::Uuid {
    submission.parse().expect("a submission's id")
}

fn answer((item, seq, response): (String, i64, String)) -> Value {
    json!({ "item": item, "seq": seq, "response": serde_json::from_str::<Value>(&response).expect("JSON") })
}

async fn open(folder: &Path, service: Service) -> SqliteConnection {
    let file = SqliteConnectOptions::new().filename(folder.join(format!("{service}.sqlite"))).read_only(true);
    SqliteConnection::connect_with(&file).await.expect("a database file")
}

/// The answers to `submission` as they are stored in the SQLite file in `folder`, whoever else works on it.
pub async fn answers_in_file(folder: &Path, submission: &str) -> Vec<Value> {
    let mut connection = open(folder, Service::Submissions).await;
    let rows = sqlx::query_as(ANSWERS).bind(id(submission)).fetch_all(&mut connection).await;
    rows.expect("answers").into_iter().map(answer).collect()
}

/// What `query` counts in the SQLite file of `service` in `folder`, whoever else works on it.
pub async fn count_in_file(folder: &Path, service: Service, query: &str) -> i64 {
    let mut connection = open(folder, service).await;
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut connection).await.expect("a number")
}

/// How many events of a kind were raised by the service whose SQLite file is in `folder`.
pub async fn raised_in_file(folder: &Path, service: Service, kind: &str) -> i64 {
    count_in_file(folder, service, &events(kind)).await
}

/// A connection, as soon as the server has one to spare.
async fn connect(url: &str) -> PgConnection {
    eventually("PostgreSQL takes a connection", async || PgConnection::connect(url).await).await
}

impl Databases {
    async fn create(server: String) -> Self {
        let turn = PLACES.acquire().await.expect("a semaphore that is never closed");
        let run = uuid::Uuid::from_u128(rand::random()).simple();
        let names: Vec<_> = Service::ALL.iter().map(|service| format!("flow_{service}_{run}")).collect();
        let mut admin = connect(&server).await;
        for name in &names {
            admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a new database");
        }
        Self { _turn: turn, server, names }
    }

    fn url(&self, name: &str) -> String {
        let (address, _) = self.server.rsplit_once('/').expect("an address with a database in it");
        format!("{address}/{name}")
    }

    fn url_of(&self, service: Service) -> String {
        let at = Service::ALL.into_iter().position(|other| other == service).expect("a service");
        self.url(&self.names[at])
    }

    async fn connect(&self, service: Service) -> PgConnection {
        connect(&self.url_of(service)).await
    }

    async fn drop_all(self) {
        let mut admin = connect(&self.server).await;
        for name in &self.names {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            admin.execute(AssertSqlSafe(drop)).await.expect("a database that can be dropped");
        }
    }
}
