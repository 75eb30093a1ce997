use clap::Args;

use crate::{cargo, neighbours::Neighbours};

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Leave out what needs PostgreSQL, RabbitMQ and Redis; says what was left out
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
    let neighbours = if args.only_embedded {
        None
    } else {
        let or = "or run the embedded half alone: cargo xtask test --only-embedded";
        let neighbours = Neighbours::find().await.map_err(|missing| anyhow::anyhow!("{missing:#}\n       {or}"))?;
        println!("{}", neighbours.origins());
        Some(neighbours)
    };
    let mut command = cargo::test(neighbours.as_ref());
    command.args(&args.cargo).env("PEDIAFOR_TEST_REPEAT", args.repeat.to_string());
    cargo::run(command).await?;
    if neighbours.is_none() {
        println!(
            "left out, as asked: every contract suite and every flow on PostgreSQL, RabbitMQ and Redis, and the \
             distributed platform"
        );
    }
    Ok(())
}
