use std::process::Stdio;

use anyhow::{Context, bail};
use clap::Args;
use pediafor_test_servers::Postgres;
use tokio::process::Command;

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Leave out what needs PostgreSQL; says what was left out
    #[arg(long)]
    only_embedded: bool,
    /// Repeat the flow tests under a duplicating and reordering event bus this often
    #[arg(long, default_value_t = 5, value_name = "TIMES")]
    repeat: u32,
    /// Passed on to `cargo test`
    #[arg(last = true, value_name = "ARGS")]
    cargo: Vec<String>,
}

/// Finds the servers, then runs the tests of the whole workspace against them.
#[expect(clippy::print_stdout, reason = "a command talks to its user")]
pub(crate) async fn run(args: TestArgs) -> anyhow::Result<()> {
    let postgres = if args.only_embedded {
        None
    } else {
        let or = "or run the embedded half alone: cargo xtask test --only-embedded";
        let postgres = Postgres::find().await.map_err(|missing| anyhow::anyhow!("{missing}; {or}"))?;
        println!("PostgreSQL: {}", postgres.provider());
        Some(postgres)
    };

    let mut command = Command::new("cargo");
    command.args(["test", "--workspace"]).args(&args.cargo).stdin(Stdio::null());
    command.env("PEDIAFOR_TEST_REPEAT", args.repeat.to_string());
    match &postgres {
        Some(postgres) => command.env("PEDIAFOR_TEST_POSTGRES", postgres.url()),
        None => command.env_remove("PEDIAFOR_TEST_POSTGRES"),
    };
    let status = command.status().await.context("can't run cargo")?;
    if !status.success() {
        bail!("the tests failed");
    }
    if postgres.is_none() {
        println!("left out, as asked: every contract suite and every flow on PostgreSQL");
    }
    Ok(())
}
