mod connection;
mod state;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
    time::sleep,
};

use crate::{address, ports::free_port};
use connection::carry;
use state::{Direction, Flow, Shared};

/// A network between clients and a server that can be made slow, silent or broken, and well again. It listens on a port
/// of its own, the same for its whole life; when it is dropped, so are its connections.
///
/// What is set holds for the connections there are and for new ones, until it is set otherwise; [`pass`](Self::pass)
/// undoes all of it.
///
/// ```
/// # async fn example(redis: pediafor_test_servers::Redis) -> std::io::Result<()> {
/// use std::time::Duration;
/// use pediafor_test_servers::Proxy;
///
/// let network = Proxy::before(redis.url()).await?;
/// // … give `network.url()` to a client in place of `redis.url()` …
/// network.delay(Duration::from_millis(50), Duration::from_millis(50));
/// network.stall_to_client();
/// network.pass().await;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// One before the server at `url`, or at `host:port`.
    ///
    /// # Errors
    ///
    /// Where it cannot listen.
    pub async fn before(url: &str) -> io::Result<Self> {
        let port = free_port().map_err(io::Error::other)?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::<Shared>::default();
        let task = tokio::spawn(serve(address, listener, address::target(url).into(), shared.clone()));
        Ok(Self { address, url: through(address, url), shared, task })
    }

    /// The address of the server with the proxy's host and port in place of its own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Any address on the server, that of a database or of a virtual host, as it is through the proxy.
    pub fn through(&self, url: &str) -> String {
        through(self.address, url)
    }

    /// How many connections there are.
    pub fn connections(&self) -> usize {
        self.shared.open()
    }

    /// As if it were not there: what was held flows, in order, and new connections are taken.
    pub async fn pass(&self) {
        self.shared.limit(Direction::Server, None);
        self.shared.limit(Direction::Client, None);
        self.shared.state.send_modify(|state| {
            state.listens = true;
            state.to_server = Flow::default();
            state.to_client = Flow::default();
        });
        self.until_listening(true).await;
    }

    /// Bytes arrive this much later, in each direction; as many as before are on their way at once.
    pub fn delay(&self, to_server: Duration, to_client: Duration) {
        self.shared.state.send_modify(|state| {
            state.to_server.delay = to_server;
            state.to_client.delay = to_client;
        });
    }

    /// Takes connections and holds all their bytes.
    pub fn stall(&self) {
        self.stall_to_server();
        self.stall_to_client();
    }

    /// Holds what clients send: the server hears nothing.
    pub fn stall_to_server(&self) {
        self.shared.state.send_modify(|state| state.flow_mut(Direction::Server).held = true);
    }

    /// Holds what the server sends: it hears, does what it is asked, and its answer is on its way.
    pub fn stall_to_client(&self) {
        self.shared.state.send_modify(|state| state.flow_mut(Direction::Client).held = true);
    }

    /// Closes the port: new connections are refused at once. Those there are go on; [`cut`](Self::cut) ends them.
    pub async fn refuse(&self) {
        self.shared.state.send_modify(|state| state.listens = false);
        self.until_listening(false).await;
    }

    /// Resets the connections there are; what was on its way in them is lost. New ones are taken as before.
    pub fn cut(&self) {
        self.shared.cut();
    }

    /// Once this many more bytes from clients have reached the server, over all connections: [`cut`](Self::cut), once.
    /// No bytes at all: with the next one.
    pub fn cut_after_to_server(&self, bytes: u64) {
        self.shared.limit(Direction::Server, Some(bytes));
    }

    /// Once this many more bytes of the server have reached clients, over all connections: [`cut`](Self::cut), once.
    /// No bytes at all: with the next one.
    pub fn cut_after_to_client(&self, bytes: u64) {
        self.shared.limit(Direction::Client, Some(bytes));
    }

    async fn until_listening(&self, wanted: bool) {
        // The other end lives as long as this.
        self.shared
            .listening
            .subscribe()
            .wait_for(|listening| *listening == wanted)
            .await
            .map(drop)
            .unwrap_or_default();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn through(address: SocketAddr, url: &str) -> String {
    let mut url = url.to_owned();
    let range = address::host_and_port(&url);
    url.replace_range(range, &address.to_string());
    url
}

/// Takes connections while it is to listen; its connections end with it.
async fn serve(address: SocketAddr, listener: TcpListener, target: Arc<str>, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    let mut state = shared.state.subscribe();
    let mut listener = Some(listener);
    loop {
        let listens = state.borrow_and_update().listens;
        listener = match listener {
            Some(listener) if listens => Some(listener),
            None if listens => Some(bind(address).await),
            _ => None,
        };
        shared.listening.send_replace(listener.is_some());
        let accept = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            accepted = accept => match accepted {
                Ok((client, _)) => drop(connections.spawn(carry(client, target.clone(), shared.clone()))),
                // No descriptors left, perhaps: in a moment there are.
                Err(_) => sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
            changed = state.changed() => if changed.is_err() { return },
        }
    }
}

/// The same port as before: nobody else is given it, but its last connections may still hold it for a moment.
async fn bind(address: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}
