//! `pediafor-users`: the users service in a process of its own.

use std::process::ExitCode;

use clap::Parser;
use pediafor_service::{Host, RateLimitArgs, ServiceArgs, ended};
use pediafor_sql::Service;
use pediafor_users_app::{IdentityArgs, UsersService};

/// The users service of Pediafor: accounts, sessions, access tokens.
#[derive(Debug, Parser)]
#[command(name = "pediafor-users", version, mut_arg("paseto_private_key", |key| key.required(true)))]
struct Args {
    /// The port to listen on
    #[arg(long, env = "PORT", default_value_t = 4000, value_name = "PORT")]
    port: u16,
    #[command(flatten)]
    service: ServiceArgs,
    #[command(flatten)]
    limits: RateLimitArgs,
    #[command(flatten)]
    identity: IdentityArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    ended(run(pediafor_runtime::parse()).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    let identity = args.identity.load(|| anyhow::bail!("PASETO_PRIVATE_KEY is missing"))?;
    let host = Host::new(Service::Users, args.port, args.service, identity.accepted.clone());
    host.run(|ground| UsersService::new(ground, identity, args.limits.quota("sign-ins"))).await
}
