//! `pediafor-grading`: the grading service in a process of its own.

use std::process::ExitCode;

use clap::Parser;
use pediafor_grading_app::GradingService;
use pediafor_service::{Host, KeyArgs, ServiceArgs, ended};
use pediafor_sql::Service;

/// The grading service of Pediafor: keys, marks, results.
#[derive(Debug, Parser)]
#[command(name = "pediafor-grading", version)]
struct Args {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 4003, value_name = "PORT")]
    port: u16,
    #[command(flatten)]
    service: ServiceArgs,
    #[command(flatten)]
    keys: KeyArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    ended(run(pediafor_runtime::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let host = Host::new(Service::Grading, args.port, args.service, args.keys.accepted.to_vec());
    host.run(|ground| Ok(GradingService::new(ground))).await
}
