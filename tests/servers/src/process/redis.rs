use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use async_trait::async_trait;
use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{Launch, Process, binaries, command, folder};
use crate::ports::free_port;

struct RedisServer {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    keeps: bool,
}

#[async_trait]
impl Launch for RedisServer {
    fn command(&self) -> Command {
        let mut command = command(&self.program, &self.folder, None);
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--daemonize", "no", "--save", ""]);
        command.args(["--appendfsync", "always", "--appendonly", if self.keeps { "yes" } else { "no" }]);
        command.arg("--dir").arg(&self.folder);
        command
    }

    /// It answers, and not that it is still loading.
    async fn ready(&self, _id: u32) -> bool {
        let asked = async {
            let mut connection = TcpStream::connect(("127.0.0.1", self.port)).await?;
            connection.write_all(b"PING\r\n").await?;
            let mut answer = [0; 7];
            connection.read_exact(&mut answer).await?;
            std::io::Result::Ok(&answer == b"+PONG\r\n")
        };
        matches!(timeout(Duration::from_secs(1), asked).await, Ok(Ok(true)))
    }

    fn end(&self) -> Signal {
        Signal::TERM
    }
}

/// A Redis server and its address, or why there is none. It `keeps` every write over its end, or nothing.
pub(crate) async fn start(keeps: bool) -> Result<(String, Process), String> {
    let packaged = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
    let program = binaries::folder_of(&["redis-server"], &packaged).ok_or("no redis-server on the PATH")?;
    let folder = folder("redis")?;
    let port = free_port()?;
    let program = program.join("redis-server");
    let server = RedisServer { program, folder: Path::to_owned(folder.path()), port, keeps };
    Ok((format!("redis://127.0.0.1:{port}"), Process::start(server, folder).await?))
}
