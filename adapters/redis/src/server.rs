use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use pediafor_kernel::{PortError, PortErrorCode};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind, Value,
    aio::{ConnectionLike, MultiplexedConnection, PubSub},
    cluster::ClusterClientBuilder,
    cluster_async::ClusterConnection,
};
use tokio::time::timeout;

use crate::{InvalidAddress, Patience, address::Address, patience::Fuse};

/// How long work in the background, which nobody waits for, may take.
const UNHURRIED: Duration = Duration::from_secs(5);

/// Redis, one server or a cluster, and what begins every key of ours.
///
/// It connects when it is first asked, and again when a connection breaks: a server that is away is no reason not to
/// start. Clones share one connection.
#[derive(Clone)]
pub struct Redis {
    shared: Arc<Server>,
    prefix: Arc<str>,
}

struct Server {
    address: Address,
    patience: Patience,
    fuse: Fuse,
    link: Mutex<Option<Link>>,
    links: AtomicU64,
}

/// A connection that stands or is being made.
#[derive(Clone)]
struct Link {
    number: u64,
    connection: Shared<BoxFuture<'static, Result<Connection, RedisError>>>,
}

#[derive(Clone)]
enum Connection {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Redis {
    /// The server or cluster at `address` (`redis://host:6379`, `rediss://…` over TLS, several with commas between or
    /// `redis-cluster://…` for a cluster), with keys that begin with `prefix`.
    ///
    /// # Errors
    ///
    /// Where the address can't be read; never because the server is away.
    pub fn connect(address: &str, prefix: &str) -> Result<Self, InvalidAddress> {
        Self::connect_with(address, prefix, Patience::default())
    }

    /// The same, with another patience.
    ///
    /// # Errors
    ///
    /// Where the address can't be read.
    pub fn connect_with(address: &str, prefix: &str, patience: Patience) -> Result<Self, InvalidAddress> {
        let server = Server {
            address: Address::parse(address)?,
            patience,
            fuse: Fuse::default(),
            link: Mutex::default(),
            links: AtomicU64::default(),
        };
        Ok(Self { shared: Arc::new(server), prefix: prefix.into() })
    }

    /// The same connection with keys that begin with another `prefix`.
    #[must_use]
    pub fn with_prefix(&self, prefix: &str) -> Self {
        Self { shared: self.shared.clone(), prefix: prefix.into() }
    }

    /// Does it answer?
    ///
    /// # Errors
    ///
    /// Where it does not, or did not a moment ago.
    pub async fn health(&self) -> Result<(), PortError> {
        self.run::<()>("ask Redis whether it is there", &redis::cmd("PING")).await
    }

    pub(crate) fn key(&self, rest: &str) -> String {
        format!("{}{rest}", self.prefix)
    }

    pub(crate) fn patience(&self) -> Patience {
        self.shared.patience
    }

    /// Runs a command for somebody who waits for it.
    pub(crate) async fn run<T: FromRedisValue>(&self, what: &'static str, command: &Cmd) -> Result<T, PortError> {
        self.run_within(self.shared.patience.answer, what, command).await
    }

    /// Runs a command in the background, which may take its time.
    pub(crate) async fn run_unhurried<T: FromRedisValue>(
        &self,
        what: &'static str,
        command: &Cmd,
    ) -> Result<T, PortError> {
        self.run_within(UNHURRIED, what, command).await
    }

    /// Runs a script on one key, and teaches it to the server where that does not know it (any more).
    pub(crate) async fn script<T: FromRedisValue>(
        &self,
        what: &'static str,
        script: &Script,
        key: &str,
        args: &[&[u8]],
    ) -> Result<T, PortError> {
        let command = |name: &str, script: &str| {
            let mut command = redis::cmd(name);
            command.arg(script).arg(1).arg(key);
            for arg in args {
                command.arg(arg);
            }
            command
        };
        let known = command("EVALSHA", &script.hash);
        match self.ask(self.shared.patience.answer, &known).await {
            Err(Failure::Said(error)) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.run(what, &command("EVAL", script.code)).await
            }
            answer => read(what, answer),
        }
    }

    async fn run_within<T: FromRedisValue>(
        &self,
        patience: Duration,
        what: &'static str,
        command: &Cmd,
    ) -> Result<T, PortError> {
        read(what, self.ask(patience, command).await)
    }

    async fn ask(&self, patience: Duration, command: &Cmd) -> Result<Value, Failure> {
        let server = &*self.shared;
        if !server.fuse.admits(server.patience.pause) {
            return Err(Failure::Away);
        }
        let link = server.link();
        let number = link.number;
        let asked = async {
            let mut connection = link.connection.await?;
            connection.ask(command).await
        };
        let answer = timeout(patience, asked).await;
        let failure = match answer {
            Ok(Ok(value)) => {
                if server.fuse.mend() {
                    tracing::info!("redis answers again");
                }
                return Ok(value);
            }
            Ok(Err(error)) if answers(&error) => {
                server.fuse.mend();
                return Err(Failure::Said(error));
            }
            Ok(Err(error)) => Failure::Broken(error),
            Err(_) => Failure::Silent,
        };
        // A connection that is still being made goes on being made; every other one is given up.
        server.cut(number);
        if server.fuse.blow(server.patience.pause) {
            tracing::warn!(error = %failure, "redis does not answer");
        }
        Err(failure)
    }

    /// A connection of its own that can hear news. In a cluster each server passes all news on.
    pub(crate) async fn hear(&self, turn: usize) -> Result<PubSub, RedisError> {
        let servers = &self.shared.address.servers;
        let client = Client::open(servers[turn % servers.len()].clone())?;
        client.get_async_pubsub().await
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("address", &self.shared.address)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl Server {
    fn link(&self) -> Link {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        // One that could not be made since somebody asked last is no reason not to try now.
        link.take_if(|link| matches!(link.connection.clone().now_or_never(), Some(Err(_))));
        link.get_or_insert_with(|| {
            let (address, patience) = (self.address.clone(), self.patience);
            // A task of its own: it is made even where whoever asked for it first does not wait that long.
            let made = tokio::spawn(async move {
                match timeout(patience.connect, connect(&address, patience)).await {
                    Ok(connection) => connection,
                    Err(elapsed) => Err(std::io::Error::from(elapsed).into()),
                }
            });
            let connection = async { made.await.unwrap_or_else(|error| Err(std::io::Error::other(error).into())) };
            Link { number: self.links.fetch_add(1, Ordering::Relaxed), connection: connection.boxed().shared() }
        })
        .clone()
    }

    /// Gives a connection up, unless it is still being made or another has taken its place.
    fn cut(&self, number: u64) {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        // Being made is noticed by looking again, as nobody may have looked since it was.
        let stands = |link: &mut Link| link.number == number && link.connection.clone().now_or_never().is_some();
        if link.as_mut().is_some_and(stands) {
            *link = None;
        }
    }
}

async fn connect(address: &Address, patience: Patience) -> Result<Connection, RedisError> {
    if address.cluster {
        let client = ClusterClientBuilder::new(address.servers.clone())
            .connection_timeout(patience.connect)
            .response_timeout(UNHURRIED)
            .retries(2)
            .min_retry_wait(10)
            .max_retry_wait(100)
            .build()?;
        return client.get_async_connection().await.map(Connection::Cluster);
    }
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(patience.connect))
        .set_response_timeout(Some(UNHURRIED));
    let client = Client::open(address.servers[0].clone())?;
    client.get_multiplexed_async_connection_with_config(&config).await.map(Connection::Single)
}

impl Connection {
    async fn ask(&mut self, command: &Cmd) -> Result<Value, RedisError> {
        match self {
            Self::Single(connection) => connection.req_packed_command(command).await?,
            Self::Cluster(connection) => connection.req_packed_command(command).await?,
        }
        .extract_error()
    }
}

/// A Lua script and the name that Redis gives it.
pub(crate) struct Script {
    code: &'static str,
    hash: String,
}

impl Script {
    pub(crate) fn new(code: &'static str) -> Self {
        Self { code, hash: redis::Script::new(code).get_hash().to_owned() }
    }
}

/// Why there is no answer, or not the one that was hoped for.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("redis did not answer a moment ago")]
    Away,
    #[error("redis did not answer in time")]
    Silent,
    #[error("redis can't be reached: {0}")]
    Broken(RedisError),
    #[error("redis refused: {0}")]
    Said(RedisError),
}

/// Did the server itself answer, and is it one that may be asked again at once?
fn answers(error: &RedisError) -> bool {
    use ServerErrorKind as Kind;
    match error.kind() {
        ErrorKind::Server(kind) => {
            !matches!(kind, Kind::BusyLoading | Kind::ClusterDown | Kind::MasterDown | Kind::ReadOnly | Kind::TryAgain)
        }
        ErrorKind::UnexpectedReturnType | ErrorKind::Extension => true,
        _ => false,
    }
}

fn read<T: FromRedisValue>(what: &'static str, answer: Result<Value, Failure>) -> Result<T, PortError> {
    match answer {
        Ok(value) => T::from_redis_value(value).map_err(|error| PortError::corrupt(what, error)),
        Err(failure) => {
            let code = match &failure {
                Failure::Silent => PortErrorCode::Timeout,
                Failure::Away | Failure::Broken(_) => PortErrorCode::Unavailable,
                Failure::Said(_) => PortErrorCode::Internal,
            };
            Err(PortError::new(code, what).caused_by(failure))
        }
    }
}
