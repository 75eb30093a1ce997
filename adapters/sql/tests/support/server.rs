//! PostgreSQL servers of a test's own, from the installed binaries: a primary and a replica that streams from it.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use sqlx::{Connection, Executor, PgConnection};

/// A server; killed and removed when dropped.
pub struct Server {
    binaries: PathBuf,
    owner: Option<(u32, u32)>,
    folder: tempfile::TempDir,
    port: u16,
    child: Option<Child>,
}

impl Server {
    /// A primary with nothing on it; `None` where PostgreSQL is not installed.
    pub async fn primary() -> Option<Self> {
        let binaries = fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
        let binaries = binaries.into_iter().find(|folder| folder.join("initdb").exists())?;
        let server = Self::new(binaries);
        let mut initdb = server.program("initdb");
        initdb.args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
        run(initdb.arg(server.data()));
        Some(server.started().await)
    }

    /// A replica of this server, which streams from it.
    pub async fn replica(&self) -> Self {
        let replica = Self::new(self.binaries.clone());
        let mut backup = replica.program("pg_basebackup");
        backup.args([
            "-U",
            "postgres",
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        ]);
        run(backup.arg("-D").arg(replica.data()));
        replica.started().await
    }

    fn new(binaries: PathBuf) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let owner = unprivileged(folder.path());
        Self { binaries, owner, folder, port, child: None }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.join(name));
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }

    async fn started(mut self) -> Self {
        self.start().await;
        self
    }

    /// Starts it (again), and waits until it answers.
    pub async fn start(&mut self) {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string(), "-c", "fsync=off"]);
        command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
        self.child = Some(command.spawn().unwrap());
        for _ in 0..1200 {
            if PgConnection::connect(&self.url("postgres")).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{}", fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    /// Ends it at once: every connection breaks.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "-m", "immediate", "-w", "-D"]).arg(self.data());
        drop(stop.status());
        drop(child.kill());
        drop(child.wait());
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs a statement of the test's on `database`.
    pub async fn execute(&self, database: &str, sql: &'static str) {
        PgConnection::connect(&self.url(database)).await.unwrap().execute(sql).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

/// PostgreSQL does not run as root: where this process does, `folder` becomes the user's called `postgres`.
fn unprivileged(folder: &Path) -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0).unwrap();
    if !is_root {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:")).expect("a user called postgres");
    let mut numbers = line.split(':').skip(2).map(|number| number.parse::<u32>().unwrap());
    let (user, group) = (numbers.next().unwrap(), numbers.next().unwrap());
    chown(folder, Some(user), Some(group)).unwrap();
    Some((user, group))
}
