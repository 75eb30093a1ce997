//! Three servers that share the slots of one cluster.

use std::{
    process::Stdio,
    sync::atomic::{AtomicU16, Ordering},
};

use redis::{Client, cmd};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::support::eventually;

/// Ends when it is dropped.
pub(crate) struct Cluster {
    pub(crate) ports: Vec<u16>,
    _servers: Vec<Child>,
    _folder: TempDir,
}

/// Below those that the system hands out, and so that each one's sister, 10,000 above, is a port as well.
static NEXT: AtomicU16 = AtomicU16::new(0);

fn free_port() -> u16 {
    loop {
        let step = u16::try_from(std::process::id() % 1000).unwrap() * 3 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = 15_000 + step % 4_000;
        let free = |port| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
        if free(port) && free(port + 10_000) {
            return port;
        }
    }
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut ports, mut servers) = (Vec::new(), Vec::new());
        for number in 0..3 {
            let port = free_port();
            let data = folder.path().join(number.to_string());
            std::fs::create_dir(&data).unwrap();
            let server = Command::new("redis-server")
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--cluster-enabled", "yes"])
                .args(["--save", "", "--cluster-node-timeout", "2000", "--dir"])
                .arg(&data)
                .stdout(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .unwrap();
            servers.push(server);
            ports.push(port);
        }
        let cluster = Self { ports, _servers: servers, _folder: folder };
        for (number, slots) in [(0, 0..=5460), (1, 5461..=10_922), (2, 10_923..=16_383)] {
            let port = cluster.ports[number];
            eventually("a server answers", async || cluster.says(port, &mut cmd("PING")).await.is_some()).await;
            let mut own = cmd("CLUSTER");
            own.arg("ADDSLOTSRANGE").arg(*slots.start()).arg(*slots.end());
            cluster.says(port, &mut own).await.unwrap();
            let mut meet = cmd("CLUSTER");
            meet.arg("MEET").arg("127.0.0.1").arg(cluster.ports[0]);
            cluster.says(port, &mut meet).await.unwrap();
        }
        for port in &cluster.ports {
            eventually("the cluster stands", async || {
                let info = cluster.says(*port, cmd("CLUSTER").arg("INFO")).await.unwrap_or_default();
                info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")
            })
            .await;
        }
        cluster
    }

    pub(crate) fn url(&self) -> String {
        let [first, second, third] = self.ports[..] else { unreachable!("three servers") };
        format!("redis://127.0.0.1:{first},127.0.0.1:{second},127.0.0.1:{third}")
    }

    /// What one server alone says.
    pub(crate) async fn says(&self, port: u16, command: &mut redis::Cmd) -> Option<String> {
        let client = Client::open(format!("redis://127.0.0.1:{port}")).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        let value: redis::Value = command.query_async(&mut connection).await.ok()?;
        Some(redis::from_redis_value::<String>(value.clone()).unwrap_or_else(|_| format!("{value:?}")))
    }
}
