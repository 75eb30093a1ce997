//! `pediafor-submissions`: the submissions service in a process of its own.

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use pediafor_service::{Host, KeyArgs, ServiceArgs, ended};
use pediafor_sql::Service;
use pediafor_submissions_app::{SittingArgs, SubmissionsService};

/// The submissions service of Pediafor: sitting, saving, handing in, files.
#[derive(Debug, Parser)]
#[command(name = "pediafor-submissions", version, mut_arg("upload_path", |folder| folder.required(true)))]
struct Args {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 4002, value_name = "PORT")]
    port: u16,
    #[command(flatten)]
    service: ServiceArgs,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    sitting: SittingArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    ended(run(pediafor_runtime::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let sitting = args.sitting;
    let uploads = sitting.upload_path.clone().context("UPLOAD_PATH is missing")?;
    let host = Host::new(Service::Submissions, args.port, args.service, args.keys.accepted.to_vec());
    host.with_limits(sitting.limits()).run(|ground| SubmissionsService::new(ground, &uploads, &sitting)).await
}
