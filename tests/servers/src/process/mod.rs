//! Servers started from installed binaries, on free ports, in a temporary folder.

mod binaries;
mod guard;
pub(crate) mod nginx;
pub(crate) mod postgres;
pub(crate) mod rabbitmq;
pub(crate) mod redis;
mod tree;

use std::{
    fmt,
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rustix::process::Signal;
use tokio::time::sleep;

use guard::Guard;

/// How long a server may take to begin or to end, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// How one kind of server is started, any number of times, on the same port and data.
#[async_trait]
pub(crate) trait Launch: Send + Sync {
    /// The program in the foreground.
    fn command(&self) -> Command;
    /// Whether process `id` takes connections.
    async fn ready(&self, id: u32) -> bool;
    /// What asks it to end in good order.
    fn end(&self) -> Signal;
}

/// A server, from its first start until it is dropped: then it is killed and its folder removed, and also when this
/// process is.
pub(crate) struct Process {
    launch: Box<dyn Launch>,
    folder: PathBuf,
    child: Option<Child>,
    guard: Option<Guard>,
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").field("folder", &self.folder).field("id", &self.id()).finish_non_exhaustive()
    }
}

/// A folder of its own for one server.
pub(crate) fn folder(server: &str) -> Result<tempfile::TempDir, String> {
    let prefix = format!("pediafor-{server}-");
    tempfile::Builder::new().prefix(&prefix).tempdir().map_err(|error| format!("no temporary folder: {error}"))
}

impl Process {
    pub(crate) async fn start(launch: impl Launch + 'static, folder: tempfile::TempDir) -> Result<Self, String> {
        let guard = Guard::over(folder.path())?;
        let mut process = Self { launch: Box::new(launch), folder: folder.keep(), child: None, guard: Some(guard) };
        process.begin().await?;
        Ok(process)
    }

    /// Starts it, where it does not run.
    pub(crate) async fn begin(&mut self) -> Result<(), String> {
        if self.child.is_some() {
            return Err("it runs already".into());
        }
        let log = File::options().create(true).append(true).open(self.log_file()).map_err(|error| error.to_string())?;
        let errors = log.try_clone().map_err(|error| error.to_string())?;
        let mut command = self.launch.command();
        command.process_group(0).stdin(Stdio::null()).stdout(log).stderr(errors);
        let program = command.get_program().display().to_string();
        let child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
        let id = child.id();
        self.child = Some(child);
        self.watch(Some(id))?;
        match self.until_ready(id).await {
            Ok(()) => Ok(()),
            Err(why) => {
                self.kill().await?;
                Err(format!("{why}; its last words: {}", self.last_words()))
            }
        }
    }

    async fn until_ready(&mut self, id: u32) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while !self.launch.ready(id).await {
            if let Some(status) = self.ended()? {
                return Err(format!("it ended at once ({status})"));
            }
            if Instant::now() > end {
                return Err(format!("it is not ready after {} seconds", PATIENCE.as_secs()));
            }
            sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }

    /// Its number, while it runs.
    pub(crate) fn id(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// All its processes at one blow, as if the machine lost its power.
    pub(crate) async fn kill(&mut self) -> Result<(), String> {
        let Some(id) = self.id() else { return Ok(()) };
        let members = tree::freeze(id);
        members.iter().for_each(|member| member.signal(Signal::KILL));
        self.until_ended(&members).await
    }

    /// Asks it to end, and waits until it has.
    pub(crate) async fn stop(&mut self) -> Result<(), String> {
        let Some(id) = self.id() else { return Ok(()) };
        let members = tree::tree(id);
        let Some(root) = members.last() else { return self.kill().await };
        root.signal(self.launch.end());
        let end = Instant::now() + PATIENCE;
        while self.ended()?.is_none() {
            if Instant::now() > end {
                self.kill().await?;
                return Err(format!("it did not end within {} seconds and was killed", PATIENCE.as_secs()));
            }
            sleep(Duration::from_millis(10)).await;
        }
        members.iter().for_each(|member| member.signal(Signal::KILL));
        self.until_ended(&members).await
    }

    /// Stops all its processes in the middle of whatever they do; connections to it hang.
    pub(crate) fn pause(&self) {
        self.id().map(tree::freeze);
    }

    /// Lets them go on.
    pub(crate) fn resume(&self) {
        let members = self.id().map(tree::tree).unwrap_or_default();
        members.iter().for_each(|member| member.signal(Signal::CONT));
    }

    /// What it has printed so far.
    pub(crate) fn log(&self) -> String {
        fs::read(self.log_file()).map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    }

    fn ended(&mut self) -> Result<Option<std::process::ExitStatus>, String> {
        self.child.as_mut().map_or(Ok(None), |child| child.try_wait().map_err(|error| error.to_string()))
    }

    /// The first has to be waited for, or its number is not given back; the others only have to be gone.
    async fn until_ended(&mut self, members: &[tree::Member]) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        while self.ended()?.is_none() && self.child.is_some() || members.iter().any(|member| member.lives()) {
            if Instant::now() > end {
                return Err("it was killed and lives on".into());
            }
            sleep(Duration::from_millis(2)).await;
        }
        self.child = None;
        self.watch(None)
    }

    fn watch(&mut self, id: Option<u32>) -> Result<(), String> {
        self.guard.as_mut().ok_or("the guard has ended")?.watch(id)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("printed.log")
    }

    fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(6)..].join(" | ")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The guard kills it; then its number can be given back.
        drop(self.guard.take());
        if let Some(child) = &mut self.child {
            child.wait().ok();
        }
    }
}

/// A program that is given nothing of the environment but the PATH and a home, in which it runs.
fn command(program: &Path, home: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(home).stdin(Stdio::null());
    command.env("PATH", crate::environment::var("PATH").unwrap_or_default()).env("HOME", home).env("LC_ALL", "C.UTF-8");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

/// Runs a program to its end.
async fn run(command: Command) -> Result<Output, String> {
    let program = command.get_program().display().to_string();
    let output = tokio::process::Command::from(command).output().await;
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{program}: {}", errors.lines().last().unwrap_or("no word why")))
}
