//! `pediafor`: the whole platform in one process, and its command line.

use std::process::ExitCode;

use pediafor::{cli::Cli, say::is_unheard};

#[tokio::main]
async fn main() -> ExitCode {
    match pediafor_runtime::parse::<Cli>().run().await {
        Ok(code) => code,
        Err(error) if is_unheard(&error) => ExitCode::SUCCESS,
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
