use clap::Args;

use crate::{cargo, neighbours::Neighbours};

#[derive(Debug, Args)]
pub(crate) struct FaultsArgs {
    /// A few faults and little load, some minutes (the default)
    #[arg(long, conflicts_with = "full")]
    short: bool,
    /// The numbers that are promised: many faults under full load, for the better part of an hour
    #[arg(long)]
    full: bool,
    /// Compile with optimisations: figures that mean something
    #[arg(long)]
    release: bool,
    /// Only tests with one of these in their name
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the fault tests one after another, so that none disturbs the figures of another. They start the servers that
/// they break themselves.
#[expect(clippy::print_stdout, reason = "a command talks to its user")]
pub(crate) async fn run(args: FaultsArgs) -> anyhow::Result<()> {
    let neighbours = Neighbours::find().await?;
    println!("{}", neighbours.origins());
    let mut command = cargo::test(Some(&neighbours));
    command.args(["--test", "faults"]).args(args.release.then_some("--release"));
    command.args(["--", "--nocapture", "--test-threads=1"]).args(args.names);
    if args.full {
        command.env("PEDIAFOR_TEST_FULL", "1");
    } else {
        command.env_remove("PEDIAFOR_TEST_FULL");
    }
    cargo::run(command).await
}
