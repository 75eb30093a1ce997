use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use async_trait::async_trait;
use rustix::process::Signal;
use tokio::net::TcpStream;

use super::{Launch, Process, binaries, command, folder, run};
use crate::ports::free_port;

struct PostgreSql {
    binaries: PathBuf,
    folder: PathBuf,
    owner: Option<(u32, u32)>,
    port: u16,
}

impl PostgreSql {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = command(&self.binaries.join(name), &self.folder, self.owner);
        command.arg("-D").arg(self.data());
        command
    }
}

#[async_trait]
impl Launch for PostgreSql {
    fn command(&self) -> Command {
        let mut command = self.program("postgres");
        command.args(["-p", &self.port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"]);
        command.arg("-c").arg(format!("unix_socket_directories={}", self.folder.display()));
        command
    }

    /// It says so in its own file, under its own number: one that was killed leaves its word behind.
    async fn ready(&self, id: u32) -> bool {
        let says = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let its_own = says.lines().next() == Some(id.to_string().as_str());
        its_own && says.contains("ready") && TcpStream::connect(("127.0.0.1", self.port)).await.is_ok()
    }

    /// A fast shutdown: sessions are ended, transactions rolled back, everything written.
    fn end(&self) -> Signal {
        Signal::INT
    }
}

/// A PostgreSQL server and its address, or why there is none.
pub(crate) async fn start() -> Result<(String, Process), String> {
    let binaries = binaries::folder_of(&["initdb", "postgres"], &["/usr/lib/postgresql/*/bin"]);
    let binaries = binaries.ok_or("no initdb and postgres on the PATH or under /usr/lib/postgresql")?;
    let folder = folder("postgres")?;
    let owner = binaries::unprivileged(folder.path(), "postgres")?;
    let server = PostgreSql { binaries, folder: Path::to_owned(folder.path()), owner, port: free_port()? };
    let mut initdb = server.program("initdb");
    initdb.args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
    run(initdb).await?;
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", server.port);
    Ok((url, Process::start(server, folder).await?))
}
