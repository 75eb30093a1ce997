//! A service that speaks plain bytes, writes down what reaches it, and answers as it is told.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What it does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Sends these bytes.
    Bytes(String),
    /// Sends these bytes, and goes on holding the connection in silence.
    Stall(String),
    /// Closes the connection.
    Hangup,
}

impl Reply {
    pub fn ok(body: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    }
}

type Script = dyn Fn(&str) -> Reply + Send + Sync;

pub struct Double {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    task: tokio::task::JoinHandle<()>,
}

struct Inner {
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
    ready: AtomicBool,
    script: Box<Script>,
}

impl Double {
    pub async fn start(script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0", script).await
    }

    pub async fn start_at(address: &str, script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            requests: Mutex::default(),
            connections: AtomicUsize::new(0),
            ready: AtomicBool::new(true),
            script: Box::new(script),
        });
        let serving = inner.clone();
        let task = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                serving.connections.fetch_add(1, Ordering::SeqCst);
                open.spawn(converse(stream, serving.clone()));
            }
        });
        Self { address, inner, task }
    }

    /// What reached it, looks at its readiness aside.
    pub fn requests(&self) -> Vec<String> {
        self.inner.requests.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.inner.connections.load(Ordering::SeqCst)
    }

    pub fn ready(&self, ready: bool) {
        self.inner.ready.store(ready, Ordering::SeqCst);
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it and cuts its connections.
    pub async fn kill(self) -> SocketAddr {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
        self.address
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(mut stream: TcpStream, inner: Arc<Inner>) {
    stream.set_nodelay(true).unwrap();
    let mut held = Vec::new();
    loop {
        let Some(request) = read(&mut stream, &mut held).await else { return };
        if request.starts_with("GET /ready ") {
            let status = if inner.ready.load(Ordering::SeqCst) { "200 OK" } else { "503 Service Unavailable" };
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
            continue;
        }
        inner.requests.lock().unwrap().push(request.clone());
        match (inner.script)(&request) {
            Reply::Bytes(bytes) => {
                if stream.write_all(bytes.as_bytes()).await.is_err() {
                    return;
                }
            }
            Reply::Stall(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                std::future::pending::<()>().await;
            }
            Reply::Hangup => return,
        }
    }
}

/// One request, head and body, as it came.
async fn read(stream: &mut TcpStream, held: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(length) = length(held) {
            let rest = held.split_off(length);
            let request = std::mem::replace(held, rest);
            return Some(String::from_utf8_lossy(&request).into_owned());
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(read) if read > 0 => held.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}

fn length(held: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(held);
    let head = text.find("\r\n\r\n")? + 4;
    let headers = text[..head].to_ascii_lowercase();
    if headers.contains("transfer-encoding: chunked") {
        return text[head..].find("0\r\n\r\n").map(|end| head + end + 5);
    }
    let body = headers
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().and_then(|length| length.parse::<usize>().ok()).unwrap_or(0));
    (held.len() >= head + body).then_some(head + body)
}

/// Waits until `condition` holds, for at most ten seconds.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(10), waited).await.is_ok(), "never: {what}");
}
