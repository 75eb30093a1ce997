use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::{Instant, timeout},
};

use crate::Client;

/// How long the program may take for anything but a demo.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program, to be run in processes of its own. Nothing of this process's environment reaches them.
#[derive(Debug, Clone)]
pub struct Program {
    file: PathBuf,
    variables: Vec<(String, String)>,
}

/// What a process is asked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// What Ctrl-C sends.
    Interrupt,
    /// What whoever runs a service sends.
    Terminate,
}

/// How a process ended.
#[derive(Debug)]
pub struct Exit {
    /// With which status.
    pub status: ExitStatus,
    /// How long after it was asked.
    pub took: Duration,
    /// What it wrote to its log.
    pub log: String,
}

/// `pediafor serve` in a process of its own; killed where it is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    base: String,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Program {
    /// The program in `file`: `env!("CARGO_BIN_EXE_pediafor-under-test")`, which Cargo builds before the tests.
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), variables: Vec::new() }
    }

    /// The same with an environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.file);
        command.args(arguments).env_clear().envs(self.variables.iter().cloned()).kill_on_drop(true);
        command
    }

    /// Runs it with `input` to its end.
    pub async fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program can be run");
        let mut stdin = process.stdin.take().expect("a pipe to it");
        // A program that refuses its arguments reads nothing.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        timeout(PATIENCE, process.wait_with_output()).await.expect("the program ends in time").expect("its output")
    }

    /// Makes the first administrator in `folder`, with this password.
    pub async fn create_admin(&self, folder: &Path, email: &str, password: &str) {
        let arguments = [&["admin", "create", "--email", email, "--name", "Admin"][..], &in_folder(folder)].concat();
        let output = self.run(&arguments, password).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Serves `folder` on a free port, with further `arguments`; back when it is ready.
    pub async fn serve(&self, folder: &Path, arguments: &[&str]) -> Server {
        let all = [&["serve", "--port", "0"][..], &in_folder(folder), arguments].concat();
        let mut command = self.command(&all);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program can be run");
        let log = Arc::<Mutex<String>>::default();
        let stderr = process.stderr.take().expect("a pipe from it");
        let mut readers = vec![keep(stderr, log.clone())];
        let mut printed = BufReader::new(process.stdout.take().expect("a pipe from it")).lines();
        let base = timeout(PATIENCE, async {
            while let Some(line) = printed.next_line().await.expect("text") {
                if let Some(base) = line.trim().strip_prefix("API ").and_then(|api| api.trim().strip_suffix("/api")) {
                    return Some(base.to_owned());
                }
            }
            None
        });
        let base = base.await.ok().flatten();
        let base = base.unwrap_or_else(|| panic!("the server is not ready: {}", log.lock().expect("a log")));
        readers.push(tokio::spawn(async move { while let Ok(Some(_)) = printed.next_line().await {} }));
        Server { process, base, log, readers }
    }
}

/// The arguments that choose a folder, and password hashes that cost next to nothing.
pub(crate) fn in_folder(folder: &Path) -> [&str; 8] {
    let folder = folder.to_str().expect("a path in UTF-8");
    let [memory, time, lanes] = ["--argon2-memory-cost", "--argon2-time-cost", "--argon2-parallelism"];
    ["--data", folder, memory, "64", time, "1", lanes, "1"]
}

fn keep(stream: impl AsyncRead + Unpin + Send + 'static, log: Arc<Mutex<String>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut log = log.lock().expect("a log");
            log.push_str(&line);
            log.push('\n');
        }
    })
}

impl Server {
    /// Where it is, such as `http://127.0.0.1:40001`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Nobody, speaking to it.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base)
    }

    /// Ends it as a power cut would: `kill -9`.
    pub async fn kill(mut self) {
        self.process.kill().await.expect("a process that can be killed");
    }

    /// Asks it to end, and waits until it has.
    pub async fn end(mut self, signal: Signal) -> Exit {
        let id = self.process.id().expect("a running process").to_string();
        let name = match signal {
            Signal::Interrupt => "INT",
            Signal::Terminate => "TERM",
        };
        let asked = Instant::now();
        let sent = Command::new("sh").args(["-c", r#"kill -s "$0" "$1""#, name, &id]).status().await;
        assert!(sent.expect("a shell").success(), "the process can be sent a signal");
        let status = timeout(PATIENCE, self.process.wait()).await.expect("the server ends").expect("its status");
        let took = asked.elapsed();
        for reader in self.readers {
            reader.await.expect("its output to the end");
        }
        let log = std::mem::take(&mut *self.log.lock().expect("a log"));
        Exit { status, took, log }
    }
}
