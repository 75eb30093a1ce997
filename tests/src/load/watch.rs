use std::{collections::BTreeMap, fmt, time::Duration};

use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

use super::Measures;
use crate::{App, Cluster};

/// How often `/metrics` are looked at: the gauges of a database are measured every five seconds.
const PERIOD: Duration = Duration::from_secs(2);
/// What the kernel counts processor time in, on every Linux of today.
const TICKS_PER_SECOND: f64 = 100.0;

/// Looks at the programs of a cluster while they work.
#[derive(Debug)]
pub struct Watch {
    enough: CancellationToken,
    looking: JoinHandle<Seen>,
}

/// How the programs and the machine did.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    apps: BTreeMap<App, AppSeen>,
    /// How many cores the driver took.
    pub driver: f64,
    /// How many cores were busy, whoever with.
    pub busy: f64,
    /// For which share of the time something was ready to compute and had to wait for a core.
    pub short: f64,
}

/// How one program did.
#[derive(Debug, Clone, Default)]
struct AppSeen {
    first: Measures,
    last: Measures,
    cores: f64,
    idle: Option<f64>,
    open: f64,
    allowed: f64,
    waiting: f64,
    oldest: f64,
}

impl AppSeen {
    fn look(&mut self, now: Measures) {
        self.open = self.open.max(now.sum("pediafor_database_connections", r#"state="open""#));
        self.allowed = now.sum("pediafor_database_connections", r#"state="allowed""#);
        if self.allowed > 0.0 {
            let idle = now.sum("pediafor_database_connections", r#"state="idle""#);
            self.idle = Some(self.idle.map_or(idle, |least| least.min(idle)));
        }
        self.waiting = self.waiting.max(now.sum("pediafor_outbox_waiting", ""));
        self.oldest = self.oldest.max(now.sum("pediafor_outbox_oldest_age_seconds", ""));
        self.last = now;
    }

    /// By how much a counter grew.
    fn grown(&self, name: &str, label: &str) -> f64 {
        self.last.sum(name, label) - self.first.sum(name, label)
    }
}

impl Watch {
    /// Begins to look.
    pub async fn begin(cluster: &Cluster) -> Self {
        let http = reqwest::Client::new();
        let places: Vec<_> = App::all().map(|app| (app, cluster.process(app, 0).base())).collect();
        let mut seen = Seen::default();
        for (app, base) in &places {
            let first = Measures::of(&http, base).await;
            seen.apps.insert(*app, AppSeen { last: first.clone(), first, ..AppSeen::default() });
        }
        let enough = CancellationToken::new();
        let told = enough.clone();
        let looking = tokio::spawn(async move {
            let (begun, driver, busy, short) = (Instant::now(), own_seconds(), busy_seconds(), short_seconds());
            loop {
                let last = tokio::time::timeout(PERIOD, told.cancelled()).await.is_ok();
                for (app, base) in &places {
                    let now = Measures::of(&http, base).await;
                    seen.apps.entry(*app).or_default().look(now);
                }
                if last {
                    break;
                }
            }
            let took = begun.elapsed().as_secs_f64();
            for app in seen.apps.values_mut() {
                app.cores = app.grown("process_cpu_seconds_total", "") / took;
            }
            seen.driver = (own_seconds() - driver) / took;
            seen.busy = (busy_seconds() - busy) / took;
            seen.short = (short_seconds() - short) / took;
            seen
        });
        Self { enough, looking }
    }

    /// Looks once more, and tells.
    pub async fn end(self) -> Seen {
        self.enough.cancel();
        self.looking.await.expect("a look at the measures")
    }
}

/// How long this process has computed.
fn own_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // the name before it may hold anything, but no closing bracket comes after it
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS_PER_SECOND
}

/// How long all cores together have done anything.
fn busy_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let all = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    let all: Vec<f64> = all.take(8).filter_map(|ticks| ticks.parse().ok()).collect();
    // idle, and waiting for a disk
    let idle: f64 = all.iter().skip(3).take(2).sum();
    (all.iter().sum::<f64>() - idle) / TICKS_PER_SECOND
}

/// For how long something has waited for a core; nothing where the kernel does not tell.
fn short_seconds() -> f64 {
    let pressure = std::fs::read_to_string("/proc/pressure/cpu").unwrap_or_default();
    let total = pressure.lines().next().and_then(|some| some.rsplit_once("total="));
    total.and_then(|(_, micros)| micros.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let programs: f64 = self.apps.values().map(|app| app.cores).sum();
        write!(
            f,
            "  cores: {:.2} busy, of which the driver {:.2}, the programs {programs:.2}, servers and others {:.2}; \
             something waited for a core {:.0} % of the time",
            self.busy,
            self.driver,
            self.busy - self.driver - programs,
            100.0 * self.short
        )?;
        for (app, seen) in &self.apps {
            let memory = seen.last.sum("process_resident_memory_bytes", "") / f64::from(1 << 20);
            write!(f, "\n  {}: {:.2} cores, {memory:.0} MiB", app.as_str(), seen.cores)?;
            if let Some(idle) = seen.idle {
                let AppSeen { open, allowed, waiting, oldest, .. } = seen;
                write!(f, "; of {allowed} connections at most {open} open, at least {idle} idle")?;
                write!(f, "; outbox: at most {waiting} waiting, the oldest for {oldest:.1} s")?;
            } else {
                let failures = seen.grown("pediafor_gateway_upstream_failures_total", "");
                let retries = seen.grown("pediafor_gateway_upstream_retries_total", "");
                let limited = seen.grown("pediafor_gateway_limited_total", "");
                let unasked = seen.grown("pediafor_gateway_limiter_errors_total", "");
                write!(
                    f,
                    "; {failures} upstream failures, {retries} retries, {limited} limited, {unasked} limits unasked"
                )?;
            }
        }
        Ok(())
    }
}
