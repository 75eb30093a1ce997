//! `pediafor admin create`: the first account of an administrator.

use std::{
    io::{self, BufRead, IsTerminal},
    path::PathBuf,
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use pediafor_kernel::Role;

use crate::{
    identity::IdentityArgs,
    platform::{Platform, Settings},
    say::say,
    storage::StorageArgs,
};

/// What to do.
#[derive(Debug, Args)]
pub struct AdminArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an administrator's account; the password is read from standard input
    Create(Create),
}

#[derive(Debug, Args)]
struct Create {
    /// The address to sign in with
    #[arg(long)]
    email: String,
    /// The name to show
    #[arg(long)]
    name: String,
    /// Read the password from this file instead
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    identity: IdentityArgs,
}

/// Makes the account.
///
/// # Errors
///
/// Where the address, name or password is refused or the data can't be opened.
pub async fn run(args: AdminArgs) -> anyhow::Result<()> {
    let Command::Create(args) = args.command;
    let password = match &args.password_file {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?,
        None => ask()?,
    };
    let identity = args.identity.load(&args.storage.data.join("keys"))?;
    let platform = Platform::start(Settings::new(args.storage, identity)).await?;
    let made =
        platform.seed_account(&args.email, &args.name, Role::Admin, password.trim_end_matches(['\r', '\n'])).await;
    platform.stop(crate::serve::PATIENCE).await;
    let account = made?;
    if account.role() != Role::Admin {
        bail!("{} has an account already, and it is not an administrator's", args.email);
    }
    say(format_args!("{} can sign in as an administrator", args.email))?;
    Ok(())
}

/// Asks without showing what is typed; from a pipe, takes its first line.
fn ask() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut password = String::new();
    io::stdin().lock().read_line(&mut password)?;
    Ok(password)
}
