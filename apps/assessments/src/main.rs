//! `pediafor-assessments`: the assessments service in a process of its own.

use std::process::ExitCode;

use clap::Parser;
use pediafor_assessments_app::AssessmentsService;
use pediafor_service::{Host, KeyArgs, ServiceArgs, ended};
use pediafor_sql::Service;

/// The assessments service of Pediafor: authoring and publishing.
#[derive(Debug, Parser)]
#[command(name = "pediafor-assessments", version)]
struct Args {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 4001, value_name = "PORT")]
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
    let host = Host::new(Service::Assessments, args.port, args.service, args.keys.accepted.to_vec());
    host.run(|ground| Ok(AssessmentsService::new(ground))).await
}
