//! The developer's commands: `cargo xtask --help`.

mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The developer's commands of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run all tests, on SQLite and on PostgreSQL
    Test(test::TestArgs),
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Test(args) => test::run(args).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command talks to its user")]
fn complain(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
