use std::{process::Stdio, time::Duration};

use anyhow::{Context, bail};
use tokio::{
    process::Command,
    signal::unix::{SignalKind, signal},
};

use crate::neighbours::{Neighbours, VARIABLES};

/// `cargo test` on the whole workspace, with what is left out unless it is asked for: with another selection, what they share
/// would be compiled once more.
pub(crate) fn test(neighbours: Option<&Neighbours>) -> Command {
    let mut command = Command::new("cargo");
    command.args(["test", "--workspace", "--features", "pediafor-grading/qti"]).stdin(Stdio::null());
    match neighbours {
        Some(neighbours) => command.envs(neighbours.variables()),
        None => VARIABLES.iter().fold(&mut command, |command, name| command.env_remove(name)),
    };
    command
}

/// Waits until somebody wants this to end.
pub(crate) async fn interrupted() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Runs it. Ctrl-C reaches it as well; it is waited for, so that servers outlive the tests that use them, and end.
pub(crate) async fn run(mut command: Command) -> anyhow::Result<()> {
    let mut child = command.spawn().context("can't run cargo")?;
    let status = tokio::select! {
        status = child.wait() => status.context("can't wait for cargo")?,
        interrupted = interrupted() => {
            interrupted?;
            tokio::time::timeout(Duration::from_secs(10), child.wait()).await.ok();
            bail!("interrupted");
        }
    };
    if !status.success() {
        bail!("the tests failed");
    }
    Ok(())
}
