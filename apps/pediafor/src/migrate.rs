//! `pediafor migrate`: the schemas of the databases.

use clap::{Args, Subcommand};
use comfy_table::{Table, presets::NOTHING};
use pediafor_sql::{Migrations, Service};

use crate::{say::say, storage::StorageArgs};

/// What to do.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(subcommand)]
    direction: Direction,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Take every step that has not been taken
    Up(Where),
    /// Take the newest step back
    Down(Where),
    /// Show every step and whether it has been taken
    Status(Where),
}

/// To which databases.
#[derive(Debug, Args)]
struct Where {
    /// Only this service: users, assessments, submissions, grading or notifications
    #[arg(long, value_name = "NAME")]
    service: Option<Service>,
    #[command(flatten)]
    storage: StorageArgs,
}

/// Migrates.
///
/// # Errors
///
/// Where a database can't be opened or a step fails.
pub async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["SERVICE", "STEP", "NAME", "STATE"]);
    let (Direction::Up(at) | Direction::Down(at) | Direction::Status(at)) = &args.direction;
    for service in Service::ALL.into_iter().filter(|service| at.service.is_none_or(|only| only == *service)) {
        let database = at.storage.open(service).await?;
        let migrations = Migrations::of(&database);
        match args.direction {
            Direction::Up(_) => migrations.up().await?,
            Direction::Down(_) => migrations.down().await?,
            Direction::Status(_) => {}
        }
        for step in migrations.status().await? {
            let state = if step.applied { "applied" } else { "pending" };
            table.add_row([service.as_str(), &step.version.to_string(), &step.description, state]);
        }
        database.close().await;
    }
    say(table)?;
    Ok(())
}
