use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, sleep},
};

use crate::environment;

/// A server process with its data, both gone when dropped.
pub(crate) struct Server {
    _process: Child,
    _folder: tempfile::TempDir,
}

/// A PostgreSQL server started from installed binaries and its address, or why there is none.
pub(crate) async fn postgres() -> Result<(String, Server), String> {
    let binaries = binaries().ok_or("no initdb and postgres on the PATH or under /usr/lib/postgresql")?;
    let folder = tempfile::Builder::new().prefix("pediafor-postgres-").tempdir().map_err(|e| e.to_string())?;
    let data = folder.path().join("data");
    let owner = unprivileged(folder.path())?;

    let initdb = command(&binaries.join("initdb"), owner)
        .arg("-D")
        .arg(&data)
        .args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .output()
        .await
        .map_err(|error| error.to_string())?;
    succeeded(&initdb)?;

    let port = free_port().map_err(|error| error.to_string())?;
    let process = command(&binaries.join("postgres"), owner)
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", folder.path().display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut server = Server { _process: process, _folder: folder };
    ready(&mut server._process, &data, port).await?;
    Ok((format!("postgres://postgres@127.0.0.1:{port}/postgres"), server))
}

/// Waits until the server says in its own file that it takes connections.
async fn ready(process: &mut Child, data: &Path, port: u16) -> Result<(), String> {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(status) = process.try_wait().map_err(|error| error.to_string())? {
            return Err(format!("postgres ended at once: {status}"));
        }
        let says_ready = fs::read_to_string(data.join("postmaster.pid")).is_ok_and(|pid| pid.contains("ready"));
        if says_ready && TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        if Instant::now() > end {
            return Err("postgres did not get ready within a minute".into());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

fn binaries() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let path = environment::var("PATH").unwrap_or_default();
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    packaged.sort();
    path.split(':').map(PathBuf::from).chain(packaged.into_iter().rev()).find(complete)
}

/// PostgreSQL refuses to run as root: there it runs as its own user, or as nobody, who then owns the folder.
fn unprivileged(folder: &Path) -> Result<Option<(u32, u32)>, String> {
    if fs::metadata(folder).map_err(|error| error.to_string())?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let find = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (user, group) = find("postgres").or_else(|| find("nobody")).ok_or("no user to run postgres as")?;
    chown(folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
    Ok(Some((user, group)))
}

fn command(program: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::null());
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn succeeded(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("no word why").to_owned())
}
