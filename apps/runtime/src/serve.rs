use std::{
    future::{Future, IntoFuture},
    net::SocketAddr,
    time::Duration,
};

use axum::Router;
use tokio::{net::TcpListener, signal::unix};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take once the end was asked for.
pub const DRAIN: Duration = Duration::from_secs(4);

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
/// finish, at most [`DRAIN`].
///
/// # Errors
///
/// Where the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let draining = CancellationToken::new();
    let asked = draining.clone();
    let graceful = async move {
        stop.await;
        asked.cancel();
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(graceful).into_future();
    let patience = async {
        draining.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = server => Ok(result?),
        () = patience => {
            tracing::warn!("some requests were still under way and were cut off");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use axum::routing::get;
    use tokio::sync::Notify;

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
}
