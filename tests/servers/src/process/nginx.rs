use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use async_trait::async_trait;
use rustix::process::Signal;
use tokio::net::TcpStream;

use super::{Launch, Process, binaries, command, folder};
use crate::ports::free_port;

struct NginxServer {
    program: PathBuf,
    folder: PathBuf,
    owner: Option<(u32, u32)>,
    port: u16,
}

impl NginxServer {
    /// Everything that it writes lies in its folder.
    fn configuration(&self, http: &str) -> String {
        let folder = self.folder.display();
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary: String = kinds.map(|kind| format!("    {kind}_temp_path {folder}/{kind};\n")).concat();
        format!(
            "daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log stderr;\n\
             events {{ worker_connections 1024; }}\n\
             http {{\n    access_log off;\n{temporary}{http}\n}}\n"
        )
    }
}

#[async_trait]
impl Launch for NginxServer {
    fn command(&self) -> Command {
        let mut command = command(&self.program, &self.folder, self.owner);
        command.arg("-p").arg(&self.folder).arg("-c").arg(self.folder.join("nginx.conf"));
        command.args(["-e", "stderr"]);
        command
    }

    async fn ready(&self, _id: u32) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).await.is_ok()
    }

    fn end(&self) -> Signal {
        Signal::QUIT
    }
}

/// An nginx and its address, or why there is none. `http` is what stands in its block of that name; it must listen on
/// the port that it is given.
pub(crate) async fn start(http: impl FnOnce(u16) -> String) -> Result<(String, Process), String> {
    let packaged = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"];
    let program = binaries::folder_of(&["nginx"], &packaged).ok_or("no nginx is installed")?;
    let folder = folder("nginx")?;
    let owner = binaries::unprivileged(folder.path(), "www-data")?;
    let port = free_port()?;
    let program = program.join("nginx");
    let server = NginxServer { program, folder: Path::to_owned(folder.path()), owner, port };
    let configuration = server.configuration(&http(port));
    fs::write(folder.path().join("nginx.conf"), configuration).map_err(|error| error.to_string())?;
    Ok((format!("http://127.0.0.1:{port}"), Process::start(server, folder).await?))
}
