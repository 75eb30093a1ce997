//! `pediafor events`: what services tell one another.

mod dead_letters;
mod republish;

use clap::{Args, Subcommand};

/// What to do.
#[derive(Debug, Args)]
pub struct EventsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Events that a consumer could not take: look at them, and send them on their way again
    #[command(subcommand)]
    DeadLetters(dead_letters::Command),
    /// Tell the current state of things anew, for a service that came late or was restored
    Republish(republish::RepublishArgs),
}

/// Looks at events, or sends them on their way again.
///
/// # Errors
///
/// Where the broker can't be reached or what was asked for is not there.
pub async fn run(args: EventsArgs) -> anyhow::Result<()> {
    match args.command {
        Command::DeadLetters(command) => dead_letters::run(command).await,
        Command::Republish(args) => republish::run(args).await,
    }
}
