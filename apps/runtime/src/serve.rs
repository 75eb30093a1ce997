use std::{future::Future, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, signal::unix};
use tower::ServiceExt;

/// How long a connection may take to bring the head of its next request.
pub const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before accepting again where the system would not let us.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// How long requests under way may take once the end was asked for.
pub const DRAIN: Duration = Duration::from_secs(3);

/// Resolves when the process is asked to end: Ctrl-C, or SIGTERM from whoever runs it.
///
/// # Errors
///
/// Where the operating system refuses to tell.
pub async fn terminated() -> anyhow::Result<()> {
    let mut terminate = unix::signal(unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

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
    serve_patiently(listener, router, stop, HEAD_PATIENCE).await
}

async fn serve_patiently(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    head_patience: Duration,
) -> anyhow::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_patience);
    let connections = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: those in use are needed more than another connection.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection went before it began");
        }
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            router.clone().oneshot(request)
        });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, %error, "a connection broke off");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests were still under way and were cut off");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
    };
    use tokio_util::sync::CancellationToken;

    use super::*;

    #[tokio::test]
    async fn a_request_under_way_is_answered_and_idle_connections_hold_nothing_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (entered, stop) = (std::sync::Arc::new(Notify::new()), CancellationToken::new());
        let enter = entered.clone();
        let slow = get(move || async move {
            enter.notify_one();
            tokio::time::sleep(Duration::from_millis(200)).await;
            "done"
        });
        let router = Router::new().route("/slow", slow).route("/fast", get(|| async { "done" }));
        let server = tokio::spawn(serve(listener, router, stop.clone().cancelled_owned()));

        let idle = reqwest::Client::new();
        idle.get(format!("http://{address}/fast")).send().await.unwrap();
        let request = tokio::spawn(reqwest::get(format!("http://{address}/slow")));
        entered.notified().await;
        let asked = Instant::now();
        stop.cancel();
        assert_eq!(request.await.unwrap().unwrap().text().await.unwrap(), "done");
        server.await.unwrap().unwrap();
        assert!(asked.elapsed() < DRAIN, "it waited for an idle connection");
    }

    #[tokio::test]
    async fn a_connection_that_brings_no_request_to_an_end_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let router = Router::new().route("/", get(|| async { "done" }));
        let patience = Duration::from_millis(100);
        let server = tokio::spawn(serve_patiently(listener, router, stop.clone().cancelled_owned(), patience));

        for head in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\n", "GET / HTTP/1.1\r\nhost: x\r\n\r\n"] {
            let mut connection = TcpStream::connect(address).await.unwrap();
            connection.write_all(head.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let closed = tokio::time::timeout(Duration::from_secs(10), connection.read_to_end(&mut answer)).await;
            assert!(closed.is_ok(), "still open after {head:?}");
        }
        stop.cancel();
        server.await.unwrap().unwrap();
    }
}
