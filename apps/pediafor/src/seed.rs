//! `pediafor seed`: demo data.

use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use pediafor_local::SystemClock;
use pediafor_security::HashCost;

use crate::{
    demo::{Seeded, StageClock},
    demo_folder::{self, Kind},
    identity::{self, Identity, IdentityArgs},
    platform::{Platform, Settings},
    say::say,
    serve::PATIENCE,
    storage::StorageArgs,
};

/// What a demo password's hash costs: it is known to everybody, and thirty of them are made at the first start.
pub const DEMO_COST: HashCost = HashCost { memory: 8_192, time: 1, parallelism: 1 };
/// Bound into the access tokens of a demo, which hold nowhere else.
pub const DEMO_ENVIRONMENT: &str = "demo";

/// What to fill.
#[derive(Debug, Args)]
pub struct SeedArgs {
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    identity: IdentityArgs,
}

/// Fills a new folder with demo data, or completes one.
///
/// # Errors
///
/// Where the folder holds other data or can't be written.
pub async fn run(args: SeedArgs) -> anyhow::Result<()> {
    admit(&args.storage)?;
    demo_folder::mark(&args.storage.data)?;
    let identity = identity::load(&args.identity, &args.storage.data.join("keys"))?;
    let (platform, seeded) = start(settings(args.storage, identity)).await?;
    say(seeded)?;
    platform.stop(PATIENCE).await;
    Ok(())
}

/// Refuses whatever is not a new folder or one with demo data.
///
/// # Errors
///
/// Where it is refused, and why.
pub fn admit(storage: &StorageArgs) -> anyhow::Result<()> {
    if storage.is_elsewhere() {
        bail!("demo data lives in a data folder: leave out the database addresses");
    }
    if demo_folder::kind(&storage.data)? == Kind::Other {
        bail!(
            "{} holds other data: demo data wants a new folder or one with demo data (--data chooses another)",
            storage.data.display()
        );
    }
    Ok(())
}

/// The settings of a demo.
pub fn settings(storage: StorageArgs, identity: Identity) -> Settings {
    let identity = Identity { cost: DEMO_COST, ..identity };
    Settings { environment: DEMO_ENVIRONMENT.into(), ..Settings::new(storage, identity) }
}

/// Starts a platform with demo data in it, made now or before.
///
/// # Errors
///
/// Where the data can't be opened or the demo can't be made.
pub async fn start(settings: Settings) -> anyhow::Result<(Platform, Seeded)> {
    let clock = Arc::new(StageClock::new(Arc::new(SystemClock)));
    let platform = Platform::start(Settings { clock: clock.clone(), ..settings }).await?;
    let seeded = platform.seeder(clock).seed(async || platform.settle().await).await?;
    Ok((platform, seeded))
}
