use std::{
    convert::Infallible,
    future::Future,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::FutureExt;
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{DrainArgs, Shutdown};

/// How long a connection may take to bring the head of its next request. Longer than anybody who keeps connections waits
/// between two requests: proxies keep them for 60 seconds, and a student's page saves every 30.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(75);
/// How long requests under way may take once the end was asked for.
pub const DRAIN: Duration = Duration::from_secs(3);
/// How many connections are kept open unless told otherwise.
const CONNECTIONS: usize = 10_000;
/// How long to wait before accepting again where the system would not let us.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// How long a connection that brings nothing is still listened to at the end: a request may be on its way.
const LINGER: Duration = Duration::from_millis(250);
/// How long requests under way may take where the process was asked to end twice.
const HURRY: Duration = Duration::from_secs(1);

/// Serves `router` on `listener` until `stop` resolves, then takes no new connections and lets requests under way
/// finish, at most [`DRAIN`]. A connection on which no request begins, or none gets its head to an end, is closed after
/// [`HEAD_PATIENCE`], so that nobody holds connections for nothing.
///
/// # Errors
///
/// None today; a server that can't go on would say so here.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let shutdown = Shutdown::new();
    let serving = Server::new(shutdown.clone()).serve(listener, router);
    let stopping = async move {
        stop.await;
        shutdown.begin();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        served = serving => served,
        () = stopping => Ok(()),
    }
}

/// An HTTP server that ends in order.
///
/// Asked to end, it goes on accepting for a while and says `Connection: close` with every answer, so that clients and
/// balancers look elsewhere before it goes; then it closes the door, answers who came through it, and ends.
#[derive(Debug)]
pub struct Server {
    shutdown: Shutdown,
    delay: Duration,
    drain: Duration,
    connections: usize,
    head_patience: Duration,
}

impl Server {
    /// Ends when `shutdown` says so, without delay.
    pub fn new(shutdown: Shutdown) -> Self {
        Self { shutdown, delay: Duration::ZERO, drain: DRAIN, connections: CONNECTIONS, head_patience: HEAD_PATIENCE }
    }

    /// The same, ending as `args` say.
    #[must_use]
    pub fn with(self, args: &DrainArgs) -> Self {
        Self {
            delay: args.shutdown_delay,
            drain: args.drain_timeout.duration(),
            connections: args.max_connections as usize,
            ..self
        }
    }

    /// Serves `router` on `listener` until the end.
    ///
    /// # Errors
    ///
    /// None today; a server that can't go on would say so here.
    pub async fn serve(self, listener: TcpListener, router: Router) -> anyhow::Result<()> {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.head_patience);
        let house = House {
            http,
            router,
            shutdown: self.shutdown.clone(),
            closing: CancellationToken::new(),
            cut: CancellationToken::new(),
            open: TaskTracker::new(),
        };
        let seats = Arc::new(Semaphore::new(self.connections.min(Semaphore::MAX_PERMITS)));
        let mut close = pin!(self.time_to_close());
        loop {
            let seat = tokio::select! {
                biased;
                () = &mut close => break,
                seat = seats.clone().acquire_owned() => seat?,
            };
            let accepted = tokio::select! {
                biased;
                () = &mut close => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => house.admit(stream, peer, seat),
                Err(error) => {
                    // Out of descriptors, most likely: those in use are needed more than another connection.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        // who stands at the door already is let in
        while let Ok(seat) = seats.clone().try_acquire_owned() {
            let Some(Ok((stream, peer))) = listener.accept().now_or_never() else { break };
            house.admit(stream, peer, seat);
        }
        drop(listener);
        house.closing.cancel();
        house.open.close();
        tokio::select! {
            () = house.open.wait() => {}
            () = self.out_of_patience() => tracing::warn!("some requests were still under way and were cut off"),
        }
        house.cut.cancel();
        Ok(())
    }

    async fn time_to_close(&self) {
        self.shutdown.draining().await;
        if !self.delay.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(self.delay) => {}
                () = self.shutdown.hurried() => {}
            }
        }
    }

    async fn out_of_patience(&self) {
        tokio::select! {
            () = tokio::time::sleep(self.drain) => {}
            () = async { self.shutdown.hurried().await; tokio::time::sleep(HURRY).await; } => {}
        }
    }
}

/// Where connections are served.
struct House {
    http: http1::Builder,
    router: Router,
    shutdown: Shutdown,
    /// No more requests are waited for.
    closing: CancellationToken,
    /// What is still open is cut off.
    cut: CancellationToken,
    open: TaskTracker,
}

impl House {
    fn admit(&self, stream: TcpStream, peer: SocketAddr, seat: OwnedSemaphorePermit) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection went before it began");
        }
        let guest = Guest { router: self.router.clone(), shutdown: self.shutdown.clone(), peer };
        let connection = self.http.serve_connection(TokioIo::new(stream), guest);
        let (closing, cut) = (self.closing.clone(), self.cut.clone());
        self.open.spawn(async move {
            let _seat = seat;
            let _counted = Counted::begin();
            tokio::select! {
                () = cut.cancelled() => {}
                ended = attend(connection, closing) => if let Err(error) = ended {
                    tracing::debug!(%peer, %error, "a connection broke off");
                },
            }
        });
    }
}

/// One of the open connections that the gauge tells.
struct Counted;

impl Counted {
    fn begin() -> Self {
        metrics::gauge!("pediafor_http_connections_open").increment(1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("pediafor_http_connections_open").decrement(1);
    }
}

/// Serves a connection to its end. Once `closing`, it is still listened to for [`LINGER`]: what its client sent before
/// it could know is answered.
async fn attend(
    connection: http1::Connection<TokioIo<TcpStream>, Guest>,
    closing: CancellationToken,
) -> hyper::Result<()> {
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        ended = connection.as_mut() => return ended,
        () = async { closing.cancelled().await; tokio::time::sleep(LINGER).await; } => {}
    }
    connection.as_mut().graceful_shutdown();
    connection.await
}

/// Answers the requests of one connection.
struct Guest {
    router: Router,
    shutdown: Shutdown,
    peer: SocketAddr,
}

impl Service<Request<Incoming>> for Guest {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(self.peer));
        let (answer, shutdown) = (self.router.clone().oneshot(request), self.shutdown.clone());
        Box::pin(async move {
            let mut response = answer.await?;
            if shutdown.is_draining() {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(response)
        })
    }
}

#[cfg(test)]
mod tests;
