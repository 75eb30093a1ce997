use std::{future::Future, time::Duration};

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{Span, duration::pause};

/// Resolves when the process is asked to end: Ctrl-C, or SIGTERM from whoever runs it.
///
/// # Errors
///
/// Where the operating system refuses to tell.
pub async fn terminated() -> anyhow::Result<()> {
    Signals::heard()?.next().await;
    Ok(())
}

/// How long a process takes to end, and how many connections it keeps open.
#[derive(Debug, Clone, Args)]
pub struct DrainArgs {
    /// How long to go on accepting once asked to end, while `/ready` says `draining`; 0s for not at all
    #[arg(long, env = "SHUTDOWN_DELAY", default_value = "2s", value_name = "SPAN", value_parser = pause)]
    pub shutdown_delay: Duration,
    /// How long requests under way may take after that
    #[arg(long, env = "DRAIN_TIMEOUT", default_value = "10s", value_name = "SPAN")]
    pub drain_timeout: Span,
    /// How many connections may be open at once; more wait
    #[arg(long, env = "MAX_CONNECTIONS", default_value_t = 10_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,
}

/// The one wish to end that all parts of a process listen to. Asked twice, the process hurries. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    asked: CancellationToken,
    hurried: CancellationToken,
}

impl Shutdown {
    /// Begun by [`begin`](Self::begin) alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begun by Ctrl-C or SIGTERM; the second one hurries.
    ///
    /// # Errors
    ///
    /// Where the operating system refuses to tell.
    pub fn on_signals() -> anyhow::Result<Self> {
        let (shutdown, mut signals) = (Self::new(), Signals::heard()?);
        let begun = shutdown.clone();
        tokio::spawn(async move {
            signals.next().await;
            tracing::info!("asked to end");
            begun.begin();
            signals.next().await;
            tracing::info!("asked to end again, and hurrying");
            begun.begin();
        });
        Ok(shutdown)
    }

    /// Asks to end; asked again, hurries.
    pub fn begin(&self) {
        if self.is_draining() {
            self.hurried.cancel();
        }
        self.asked.cancel();
    }

    /// Was it asked to end?
    pub fn is_draining(&self) -> bool {
        self.asked.is_cancelled()
    }

    /// Resolves when it is asked to end.
    pub fn draining(&self) -> impl Future<Output = ()> + Send + 'static {
        self.asked.clone().cancelled_owned()
    }

    /// Resolves when it is asked to end a second time.
    pub fn hurried(&self) -> impl Future<Output = ()> + Send + 'static {
        self.hurried.clone().cancelled_owned()
    }
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn heard() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
