use std::{
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use axum::{Router, http::header, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

mod process;

/// The upper bounds of the buckets for what takes time, in seconds: from a cached answer to the patience of a gateway.
const SECONDS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// The same for what may have waited for hours.
const AGES: [f64; 10] = [0.01, 0.1, 0.5, 1.0, 5.0, 30.0, 60.0, 300.0, 3_600.0, 28_800.0];
/// How often what was measured is put together, whether somebody asks for it or not.
const UPKEEP: Duration = Duration::from_secs(5);
/// Prometheus' text format.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the process measures about itself, in Prometheus' text format. Cheap to clone.
///
/// Everything that says `metrics::counter!` and the like is heard; a process that installs nothing pays nothing.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Begins to measure. One process has one of these: asked again, it answers the same.
    ///
    /// # Errors
    ///
    /// Where something else measures already.
    pub fn install() -> anyhow::Result<Self> {
        static INSTALLED: OnceLock<Metrics> = OnceLock::new();
        static INSTALLING: Mutex<()> = Mutex::new(());
        let _alone = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(installed) = INSTALLED.get() {
            return Ok(installed.clone());
        }
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Suffix("_age_seconds".into()), &AGES)?
            .install_recorder()?;
        process::describe();
        let kept = handle.clone();
        std::thread::Builder::new().name("metrics".into()).spawn(move || {
            loop {
                std::thread::sleep(UPKEEP);
                kept.run_upkeep();
            }
        })?;
        Ok(INSTALLED.get_or_init(|| Self(handle)).clone())
    }

    /// Everything measured until now.
    pub fn render(&self) -> String {
        process::measure();
        self.0.render()
    }

    /// Answers `GET /metrics`. Keep it from the outside world: see `docs/observability.md`.
    pub fn router(&self) -> Router {
        let metrics = self.clone();
        let answer = move || async move { ([(header::CONTENT_TYPE, MEDIA_TYPE)], metrics.render()).into_response() };
        Router::new().route("/metrics", get(answer))
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_can_be_read_and_so_can_the_process_itself() {
        Metrics::install().unwrap();
        metrics::counter!("pediafor_tested_total", "by" => "this").increment(3);
        metrics::histogram!("pediafor_testing_seconds").record(0.003);
        metrics::histogram!("pediafor_testing_age_seconds").record(2_000.0);
        let text = Metrics::install().unwrap().render();
        for line in [
            "pediafor_tested_total{by=\"this\"} 3",
            "pediafor_testing_seconds_bucket{le=\"0.0025\"} 0",
            "pediafor_testing_seconds_bucket{le=\"0.005\"} 1",
            "pediafor_testing_age_seconds_bucket{le=\"300\"} 0",
            "pediafor_testing_age_seconds_bucket{le=\"3600\"} 1",
        ] {
            assert!(text.lines().any(|it| it == line), "no {line} in\n{text}");
        }
        let of = |name: &str| -> f64 {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
            line.unwrap_or_else(|| panic!("no {name} in\n{text}")).parse().unwrap()
        };
        assert!((1e6..1e11).contains(&of("process_resident_memory_bytes")), "{text}");
        assert!((3.0..1e5).contains(&of("process_open_fds")), "{text}");
        assert!((0.0..600.0).contains(&of("process_uptime_seconds")), "{text}");
    }
}
