//! The developer's commands: `cargo xtask --help`.

mod cargo;
mod faults;
mod neighbours;
mod servers;
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
    /// Run all tests, on SQLite, and on PostgreSQL, RabbitMQ and Redis
    Test(test::TestArgs),
    /// Run the tests in which servers and services are killed, paused, slowed and cut off, and print their figures
    Faults(faults::FaultsArgs),
    /// Start PostgreSQL, RabbitMQ and Redis, print their addresses and keep them until Ctrl-C
    Servers,
}

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Test(args) => test::run(args).await,
        Command::Faults(args) => faults::run(args).await,
        Command::Servers => servers::run().await,
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
