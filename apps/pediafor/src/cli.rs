//! The command line: one file a command.

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use pediafor_runtime::TelemetryArgs;

use crate::{admin, analyse, events, grade, keys, migrate, openapi, say::say, seed, serve};

/// Pediafor: an open assessment platform in one program.
///
/// Try it: `pediafor serve --demo`, then open http://127.0.0.1:3000/docs
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the whole platform in this process
    Serve(Box<serve::ServeArgs>),
    /// Fill an empty data folder with demo data
    Seed(seed::SeedArgs),
    /// Make the first account of an administrator
    Admin(admin::AdminArgs),
    /// Make keys for access tokens
    Keys(keys::KeysArgs),
    /// Bring databases up to date, take the newest step back, or see where they are
    Migrate(migrate::MigrateArgs),
    /// Look at what services tell one another, and tell it again
    Events(Box<events::EventsArgs>),
    /// Mark responses from files, without any server
    Grade(grade::GradeArgs),
    /// Tell what many responses from files say of a test and its items
    Analyse(analyse::AnalyseArgs),
    /// Write the OpenAPI documents, or check that those in the repository are up to date
    Openapi(openapi::OpenapiArgs),
    /// Print completions for a shell: pediafor completions bash >> ~/.bash_completion
    Completions {
        /// Which shell
        shell: Shell,
    },
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// What went wrong, for the user to read.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let telemetry = self.telemetry.start("pediafor")?;
        let done = self.command.run().await;
        telemetry.end().await;
        done
    }
}

impl Command {
    async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Serve(args) => serve::run(*args).await?,
            Self::Seed(args) => seed::run(args).await?,
            Self::Admin(args) => admin::run(args).await?,
            Self::Keys(args) => keys::run(args)?,
            Self::Migrate(args) => migrate::run(args).await?,
            Self::Events(args) => events::run(*args).await?,
            Self::Grade(args) => return grade::run(args),
            Self::Analyse(args) => return analyse::run(args),
            Self::Openapi(args) => return openapi::run(&args),
            Self::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "pediafor", &mut script);
                say(String::from_utf8(script)?.trim_end())?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_and_every_help_text_is_well_formed() {
        Cli::command().debug_assert();
    }
}
