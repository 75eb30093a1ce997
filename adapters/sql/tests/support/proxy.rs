//! A way to a server on which nothing may come through for a while.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Open,
    /// Each piece comes through after so long.
    Slow(Duration),
    /// Nothing comes through.
    Stalled,
}

/// Ends when dropped.
pub struct Proxy {
    pub port: u16,
    way: watch::Sender<Way>,
    connections: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let (way, watching) = watch::channel(Way::Open);
        let connections = Arc::new(AtomicUsize::new(0));
        let open = connections.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (watching, open) = (watching.clone(), open.clone());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                    client.set_nodelay(true).ok();
                    server.set_nodelay(true).ok();
                    open.fetch_add(1, Ordering::SeqCst);
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    tokio::join!(
                        carry(from_client, to_server, watching.clone()),
                        carry(from_server, to_client, watching)
                    );
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port: own, way, connections, accepting }
    }

    pub fn set(&self, way: Way) {
        self.way.send_replace(way);
    }

    /// How many connections are open through it.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut way: watch::Receiver<Way>) {
    let mut piece = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut piece).await {
        let now = *way.borrow();
        match now {
            Way::Open => {}
            Way::Slow(delay) => tokio::time::sleep(delay).await,
            Way::Stalled => {
                if way.wait_for(|way| *way != Way::Stalled).await.is_err() {
                    return;
                }
            }
        }
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
    }
    drop(to.shutdown().await);
}
