//! The README's commands do what it says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{path::Path, process::Stdio, time::Duration};

use pediafor::{platform::Settings, seed, storage::StorageArgs};
use tokio::{net::TcpListener, process::Command};
use tokio_util::sync::CancellationToken;

const README: &str = include_str!("../../README.md");

/// The shell commands under the heading `title`.
fn commands(title: &str) -> String {
    let (_, section) = README.split_once(&format!("\n## {title}\n")).expect("the README has this section");
    let (_, block) = section.split_once("```sh\n").expect("the section shows commands");
    let (block, _) = block.split_once("\n```").expect("the commands end");
    block.to_owned()
}

#[tokio::test]
async fn the_flow_by_hand_runs_as_printed_on_the_demo_data() {
    let folder = tempfile::tempdir().unwrap();
    let storage = StorageArgs::in_folder(folder.path().join("data"));
    let identity = Settings::for_tests(storage.clone()).identity;
    let (platform, _) = seed::start(seed::settings(storage, identity)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let server = tokio::spawn(pediafor_runtime::serve(listener, platform.router(), stop.clone().cancelled_owned()));

    let script = commands("The flow, by hand");
    assert!(script.contains("BASE=http://127.0.0.1:3000"), "the flow begins at the address the README names");
    let script = format!("set -eu\n{}", script.replace("http://127.0.0.1:3000", &base));
    let printed = run(&script, folder.path()).await;
    let result = printed.lines().last().unwrap_or_default();
    let result: serde_json::Value = serde_json::from_str(result).unwrap_or_else(|_| panic!("no result in {printed}"));
    assert_eq!(result["grade"]["result"]["points"], 2, "{printed}");
    assert_eq!(result["grade"]["result"]["maximum"], 3, "{printed}");

    stop.cancel();
    server.await.unwrap().unwrap();
    assert!(platform.stop(Duration::from_secs(10)).await);
}

async fn run(script: &str, folder: &Path) -> String {
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(60), command.output()).await.expect("it ends").unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    printed
}
