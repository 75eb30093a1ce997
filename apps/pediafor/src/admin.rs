//! `pediafor admin create`: the first account of an administrator.

use std::{
    io::{self, BufRead, IsTerminal},
    path::PathBuf,
};

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use pediafor_kernel::{Clock, Fault, Role};
use pediafor_local::SystemClock;
use pediafor_users::UsersError;

use crate::{
    identity::{self, IdentityArgs},
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
    say(create(args).await?)?;
    Ok(())
}

/// Makes the account, and says what there is now.
async fn create(args: Create) -> anyhow::Result<String> {
    let password = match &args.password_file {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?,
        None => ask()?,
    };
    let identity = identity::load(&args.identity, &args.storage.data.join("keys"))?;
    let begun = SystemClock.now();
    let platform = Platform::open(Settings::new(args.storage, identity)).await?;
    let made =
        platform.seed_account(&args.email, &args.name, Role::Admin, password.trim_end_matches(['\r', '\n'])).await;
    platform.stop(crate::serve::PATIENCE).await;
    let account = made.map_err(by_field)?;
    let email = account.email();
    if account.role() != Role::Admin {
        bail!("{email} has an account already, and it is not an administrator's");
    }
    Ok(if account.created_at() < begun {
        format!("{email} is an administrator's address already: name and password stay as they are")
    } else {
        format!("{email} can sign in as an administrator")
    })
}

/// The same refusal, with what is wrong with each field.
fn by_field(error: anyhow::Error) -> anyhow::Error {
    let fields = error.downcast_ref::<UsersError>().map(Fault::fields).unwrap_or_default();
    if fields.is_empty() {
        return error;
    }
    let told = fields.iter().map(|field| format!("{}: {}", field.pointer.trim_start_matches('/'), field.detail));
    anyhow!(told.collect::<Vec<_>>().join("; "))
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

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        create: Create,
    }

    async fn run(data: &std::path::Path, email: &str, password: &str) -> anyhow::Result<String> {
        let file = data.join("password");
        fs::write(&file, password)?;
        let (data, file) = (data.display().to_string(), file.display().to_string());
        let cheap = ["--argon2-memory-cost=64", "--argon2-time-cost=1", "--argon2-parallelism=1"];
        let line = ["pediafor", "--email", email, "--name", "Ada", "--data", &data, "--password-file", &file];
        create(Line::try_parse_from(line.into_iter().chain(cheap))?.create).await
    }

    #[tokio::test]
    async fn a_second_time_says_that_the_first_password_stays() {
        let data = tempfile::tempdir().unwrap();
        let first = run(data.path(), "ada@school.example", "a long first password\n").await.unwrap();
        assert_eq!(first, "ada@school.example can sign in as an administrator");
        let second = run(data.path(), "Ada@School.example", "a long second password\n").await.unwrap();
        assert_eq!(
            second,
            "ada@school.example is an administrator's address already: name and password stay as they are"
        );
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_field_by_field() {
        let data = tempfile::tempdir().unwrap();
        let refused = run(data.path(), "nobody", "short").await.unwrap_err();
        assert_eq!(refused.to_string(), "email: not an e-mail address; password: at least 12 characters");
    }
}
