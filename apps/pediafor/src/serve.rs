//! `pediafor serve`: the whole platform in this process.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::Args;
use pediafor_runtime::Metrics;
use pediafor_submissions_app::SittingArgs;
use tokio::net::TcpListener;

use crate::{
    demo::Seeded,
    demo_folder::{self, Kind},
    edge::EdgeArgs,
    identity::{self, IdentityArgs},
    platform::{Platform, Settings},
    say::say,
    seed,
    storage::{self, StorageArgs},
};

/// How long background work may take to end.
pub const PATIENCE: Duration = Duration::from_secs(4);
/// How long the whole end may take once it was asked for, whatever clients do: those who supervise processes kill soon
/// after.
const END: Duration = Duration::from_secs(4);

/// What to serve, where and how.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Fill an empty data folder with demo data first, and listen on this machine only
    #[arg(long)]
    demo: bool,
    /// The port to listen on
    #[arg(long, env = "GATEWAY_PORT", default_value_t = 3000, value_name = "PORT")]
    port: u16,
    /// The address to listen on; 0.0.0.0 for every network this machine is on
    #[arg(long, env = "PEDIAFOR_HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    host: IpAddr,
    /// `production` forbids demo data
    #[arg(long, env = "NODE_ENV", default_value = "development", value_name = "NAME")]
    node_env: String,
    #[command(flatten)]
    storage: StorageArgs,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    sitting: SittingArgs,
    #[command(flatten)]
    edge: EdgeArgs,
}

/// Serves until it is asked to end, then drains.
///
/// # Errors
///
/// Where the data, the keys or the port can't be used.
pub async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let demo = admit(&args)?;
    let address = SocketAddr::new(args.host, args.port);
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("can't listen on {address}: is another server running? (--port chooses another)"))?;
    let address = listener.local_addr()?;

    if demo {
        demo_folder::mark(&args.storage.data)?;
    }
    let identity = identity::load(&args.identity, &args.storage.data.join("keys"))?;
    let metrics = Metrics::install()?;
    let data = args.storage.data.clone();
    let _serving = storage::serve_alone(&data)?;
    let usual = if demo {
        seed::settings(args.storage, identity)
    } else {
        Settings { environment: args.node_env, ..Settings::new(args.storage, identity) }
    };
    let settings =
        Settings { sitting: args.sitting, edge: args.edge, metrics: Some(Arc::new(move || metrics.render())), ..usual };
    let (platform, seeded) = if demo {
        let (platform, seeded) = seed::start(settings).await?;
        (platform, Some(seeded))
    } else {
        (Platform::start(settings).await?, None)
    };
    if let Err(error) = say(banner(address, &data, seeded.as_ref(), begun.elapsed())) {
        tracing::debug!(%error, "nobody reads the banner");
    }

    let asked = Arc::new(OnceLock::new());
    let ask = asked.clone();
    let stop = async move {
        if let Err(error) = pediafor_runtime::terminated().await {
            tracing::error!(error = format!("{error:#}"), "can't hear the operating system; ending");
        }
        ask.get_or_init(Instant::now);
    };
    let served = pediafor_runtime::serve(listener, platform.router(), stop).await;
    let end = *asked.get_or_init(Instant::now) + END;
    if !platform.stop(end.saturating_duration_since(Instant::now())).await {
        tracing::warn!("some work was still under way; it is taken up again at the next start");
    }
    served
}

/// May this be served? Says whether as a demo.
fn admit(args: &ServeArgs) -> anyhow::Result<bool> {
    if !args.demo {
        if demo_folder::kind(&args.storage.data)? == Kind::Demo {
            bail!(
                "{} holds demo data, whose passwords everybody knows: serve it with --demo, or choose another folder with --data",
                args.storage.data.display()
            );
        }
        return Ok(false);
    }
    if args.node_env == "production" {
        bail!("--demo does not go with NODE_ENV=production: demo passwords are known to everybody");
    }
    if !args.host.is_loopback() {
        bail!("--demo listens on this machine only: demo passwords are known to everybody (leave out --host)");
    }
    seed::admit(&args.storage)?;
    Ok(true)
}

fn banner(address: SocketAddr, data: &Path, seeded: Option<&Seeded>, took: Duration) -> String {
    let host = if address.ip().is_unspecified() { "127.0.0.1".to_owned() } else { address.ip().to_string() };
    let base = format!("http://{host}:{}", address.port());
    let demo = seeded.map(|seeded| format!("\n{seeded}")).unwrap_or_default();
    format!(
        "
  Pediafor is ready ({:.1} s), data in {}

  API            {base}/api
  Documentation  {base}/docs
  Health         {base}/health
{demo}
  Ctrl-C ends it.
",
        took.as_secs_f64(),
        data.display()
    )
}
