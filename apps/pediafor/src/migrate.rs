//! `pediafor migrate`: the schemas of the databases.

use clap::{Args, Subcommand};
use comfy_table::{Table, presets::NOTHING};
use pediafor_sql::{Migrations, Service};

use crate::storage::StorageArgs;

/// What to do, and where.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(subcommand)]
    direction: Direction,
    /// Only this service: users, assessments, submissions, grading or notifications
    #[arg(long, value_name = "NAME", global = true)]
    service: Option<Service>,
    #[command(flatten)]
    storage: StorageArgs,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Direction {
    /// Take every step that has not been taken
    Up,
    /// Take the newest step back
    Down,
    /// Show every step and whether it has been taken
    Status,
}

/// Migrates.
///
/// # Errors
///
/// Where a database can't be opened or a step fails.
#[expect(clippy::print_stdout, reason = "a command talks to its user")]
pub async fn run(args: MigrateArgs) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(["SERVICE", "STEP", "NAME", "STATE"]);
    for service in Service::ALL.into_iter().filter(|service| args.service.is_none_or(|only| only == *service)) {
        let database = args.storage.open(service).await?;
        let migrations = Migrations::of(&database);
        match args.direction {
            Direction::Up => migrations.up().await?,
            Direction::Down => migrations.down().await?,
            Direction::Status => {}
        }
        for step in migrations.status().await? {
            let state = if step.applied { "applied" } else { "pending" };
            table.add_row([service.as_str(), &step.version.to_string(), &step.description, state]);
        }
        database.close().await;
    }
    println!("{table}");
    Ok(())
}
