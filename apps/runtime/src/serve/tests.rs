use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use axum::routing::get;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Notify,
    task::JoinHandle,
};

use super::*;

/// A server that says `done`, or `done` after a while on `/slow`.
struct Stage {
    address: SocketAddr,
    shutdown: Shutdown,
    /// Told when a request for `/slow` came in.
    entered: Arc<Notify>,
    served: Arc<AtomicUsize>,
    task: JoinHandle<anyhow::Result<()>>,
}

async fn stage(set: impl FnOnce(Server) -> Server) -> Stage {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (shutdown, entered, served) = (Shutdown::new(), Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let (enter, serve) = (entered.clone(), served.clone());
    let slow = get(move || async move {
        enter.notify_one();
        tokio::time::sleep(Duration::from_millis(200)).await;
        "done"
    });
    let fast = get(move || async move {
        serve.fetch_add(1, Ordering::SeqCst);
        "done"
    });
    let router = Router::new().route("/slow", slow).route("/", fast);
    let server = set(Server::new(shutdown.clone()));
    let task = tokio::spawn(server.serve(listener, router));
    Stage { address, shutdown, entered, served, task }
}

impl Stage {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A connection on which nothing was sent yet.
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

/// Asks on `connection` and reads until it is closed.
async fn ask(mut connection: TcpStream) -> String {
    connection.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_under_way_is_answered_and_idle_connections_hold_nothing_up() {
    let stage = stage(|it| it).await;
    let idle = reqwest::Client::new();
    idle.get(stage.url("/")).send().await.unwrap();
    let request = tokio::spawn(reqwest::get(stage.url("/slow")));
    stage.entered.notified().await;
    let asked = Instant::now();
    stage.shutdown.begin();
    assert_eq!(request.await.unwrap().unwrap().text().await.unwrap(), "done");
    stage.task.await.unwrap().unwrap();
    assert!(asked.elapsed() < DRAIN, "it waited for an idle connection");
}

#[tokio::test]
async fn a_server_that_listens_to_one_future_ends_with_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let router = Router::new().route("/", get(|| async { "done" }));
    let server = tokio::spawn(serve(listener, router, stop.clone().cancelled_owned()));
    assert_eq!(reqwest::get(&url).await.unwrap().text().await.unwrap(), "done");
    stop.cancel();
    server.await.unwrap().unwrap();
    assert!(reqwest::get(&url).await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_connection_that_brings_no_request_to_an_end_is_closed() {
    let stage = stage(|it| Server { head_patience: Duration::from_millis(100), ..it }).await;
    for head in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\n", "GET / HTTP/1.1\r\nhost: x\r\n\r\n"] {
        let mut connection = stage.connect().await;
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(10), connection.read_to_end(&mut answer)).await;
        assert!(closed.is_ok(), "still open after {head:?}");
    }
    stage.shutdown.begin();
    stage.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn while_draining_it_accepts_answers_and_asks_clients_to_look_elsewhere() {
    let stage = stage(|it| Server { delay: Duration::from_secs(600), ..it }).await;
    let before = stage.connect().await;
    stage.shutdown.begin();
    for connection in [before, stage.connect().await] {
        let answer = ask(connection).await.to_lowercase();
        assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{answer}");
    }
    // asked again, it does not wait
    stage.shutdown.begin();
    stage.task.await.unwrap().unwrap();
    assert!(TcpStream::connect(stage.address).await.is_err(), "the door is open");
}

#[tokio::test]
async fn a_request_that_was_on_its_way_when_the_door_closed_is_answered() {
    let stage = stage(|it| it).await;
    let connections = [stage.connect().await, stage.connect().await, stage.connect().await];
    stage.shutdown.begin();
    for answer in futures_util::future::join_all(connections.map(ask)).await {
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    stage.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_takes_too_long_at_the_end_is_cut_off() {
    let stage = stage(|it| Server { drain: Duration::from_millis(50), ..it }).await;
    let request = tokio::spawn(reqwest::get(stage.url("/slow")));
    stage.entered.notified().await;
    stage.shutdown.begin();
    stage.task.await.unwrap().unwrap();
    assert!(request.await.unwrap().is_err(), "it was answered");
}

#[tokio::test]
async fn a_connection_too_many_waits_for_another_to_end() {
    let stage = stage(|it| Server { connections: 1, ..it }).await;
    let mut first = stage.connect().await;
    first.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    first.read_u8().await.unwrap();
    let mut second = stage.connect().await;
    second.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let early = tokio::time::timeout(Duration::from_millis(200), second.read_u8()).await;
    assert!(early.is_err(), "two connections were served at once");
    assert_eq!(stage.served.load(Ordering::SeqCst), 1);
    drop(first);
    assert_eq!(second.read_u8().await.unwrap(), b'H');
    stage.shutdown.begin();
    stage.task.await.unwrap().unwrap();
}

/// Clients keep connections alive, honour `Connection: close`, and go to the other server where the first is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_one_of_two_servers_ends_under_load() {
    const CLIENTS: usize = 20;
    const EACH: usize = 60;
    // 20 clients, a request each 100 ms: 200 a second for 6 seconds
    const PERIOD: Duration = Duration::from_millis(100);

    let (one, other) = (stage(|it| Server { delay: Duration::from_secs(1), ..it }).await, stage(|it| it).await);
    let urls = [one.url("/"), other.url("/")];
    let failed = Arc::new(std::sync::Mutex::new(Vec::new()));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (urls, failed, client) = (urls.clone(), failed.clone(), reqwest::Client::new());
            tokio::spawn(async move {
                let mut pace = tokio::time::interval(PERIOD);
                for _ in 0..EACH {
                    pace.tick().await;
                    let mut answer = client.get(&urls[0]).send().await;
                    if answer.as_ref().is_err_and(reqwest::Error::is_connect) {
                        answer = client.get(&urls[1]).send().await;
                    }
                    let text = match answer {
                        Ok(answer) => answer.text().await,
                        Err(error) => Err(error),
                    };
                    if !text.as_ref().is_ok_and(|text| text == "done") {
                        failed.lock().unwrap().push(format!("{text:?}"));
                    }
                }
            })
        })
        .collect();
    while one.served.load(Ordering::SeqCst) < CLIENTS * EACH / 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    one.shutdown.begin();
    one.task.await.unwrap().unwrap();
    for client in clients {
        client.await.unwrap();
    }
    other.shutdown.begin();
    other.task.await.unwrap().unwrap();
    let (by_one, by_other) = (one.served.load(Ordering::SeqCst), other.served.load(Ordering::SeqCst));
    println!("answered by the one that ended {by_one}, by the other {by_other}");
    assert_eq!(*failed.lock().unwrap(), Vec::<String>::new());
    assert_eq!(by_one + by_other, CLIENTS * EACH);
    assert!(by_other > 0, "the load was over before the end");
}
