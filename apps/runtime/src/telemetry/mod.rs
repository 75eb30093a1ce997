//! Logs and traces.

use std::{
    io::{self, IsTerminal},
    str::FromStr,
    time::Duration,
};

use axum::http::Uri;
use clap::{Args, ValueEnum};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Metadata, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt, filter_fn},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

mod export;
mod human;
mod json;
#[cfg(test)]
mod tests;

/// How long the last traces may take to be delivered when the process ends.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How logs look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Human,
    /// A JSON object a line, for machines.
    Json,
}

/// What is logged and traced, and how.
#[derive(Debug, Clone, Args)]
pub struct TelemetryArgs {
    /// What to log: error, warn, info, debug, trace, or a filter such as `info,pediafor_sql=debug`
    #[arg(long, env = "LOG_LEVEL", default_value = "info", value_name = "LEVEL", global = true)]
    pub log_level: LogLevel,
    /// A line for people or a JSON object a line
    #[arg(long, env = "LOG_FORMAT", default_value = "human", value_name = "FORMAT", global = true)]
    pub log_format: LogFormat,
    /// Where traces are sent by OTLP over HTTP, such as http://collector:4318 [default: nowhere]
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL", global = true)]
    pub otel_exporter_otlp_endpoint: Option<OtlpEndpoint>,
}

/// Which lines of the log are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevel(String);

impl LogLevel {
    fn filter(&self) -> anyhow::Result<EnvFilter> {
        // SQLx and hyper say a lot that only they need to know; lapin writes down whole messages, and what matters of the
        // broker we say ourselves.
        Ok(EnvFilter::try_new(format!("{},sqlx=warn,hyper=warn,h2=warn,poem=warn,lapin=off", self.0))?)
    }
}

impl FromStr for LogLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let level = Self(text.trim().to_owned());
        level.filter().map_err(|error| format!("{error} (examples: info, info,pediafor_sql=debug)"))?;
        Ok(level)
    }
}

/// The address of a collector that takes OTLP over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtlpEndpoint(String);

impl FromStr for OtlpEndpoint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = "(example: http://collector:4318)";
        let address: Uri = text.parse().map_err(|error| format!("{error} {example}"))?;
        if address.scheme_str() != Some("http") || address.host().is_none_or(str::is_empty) {
            return Err(format!("traces are sent by plain HTTP to a collector nearby {example}"));
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

impl TelemetryArgs {
    /// Starts logging to standard error and tracing, in the name of `service`. Once a process.
    ///
    /// Every span has a trace id, whether traces are sent anywhere or not.
    ///
    /// # Errors
    ///
    /// Where the exporter can't be made, or logging was started before.
    pub fn start(&self, service: &'static str) -> anyhow::Result<Telemetry> {
        let (subscriber, telemetry) = self.prepare(service, io::stderr, io::stderr().is_terminal())?;
        subscriber.try_init()?;
        Ok(telemetry)
    }

    fn prepare<W>(
        &self,
        service: &'static str,
        writer: W,
        colours: bool,
    ) -> anyhow::Result<(impl Subscriber + Send + Sync + use<W>, Telemetry)>
    where
        W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
    {
        let lines: Box<dyn Layer<Registry> + Send + Sync> = match self.log_format {
            LogFormat::Human => {
                fmt::layer().with_writer(writer).with_target(false).with_ansi(colours).fmt_fields(human::Fields).boxed()
            }
            LogFormat::Json => json::Lines::new(service, writer).boxed(),
        };
        let provider = export::provider(service, self.otel_exporter_otlp_endpoint.as_ref().map(|it| it.0.as_str()))?;
        let traces = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("pediafor"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false);
        // a line belongs to its span, however few lines are written
        let written = self.log_level.filter()?.or(filter_fn(is_step));
        let subscriber = tracing_subscriber::registry()
            .with(lines.with_filter(written))
            .with(traces.with_filter(filter_fn(is_traced).with_max_level_hint(LevelFilter::INFO)));
        Ok((subscriber, Telemetry { provider: self.otel_exporter_otlp_endpoint.is_some().then_some(provider) }))
    }
}

/// Is it one of our own spans, a step of a journey?
fn is_step(of: &Metadata<'_>) -> bool {
    of.is_span() && *of.level() <= Level::INFO && of.target().starts_with("pediafor")
}

/// Spans of ours, and what went wrong in them.
fn is_traced(of: &Metadata<'_>) -> bool {
    is_step(of) || (of.is_event() && *of.level() <= Level::WARN)
}

/// Keeps traces going until the end.
#[derive(Debug)]
#[must_use = "the last traces are sent by `end`"]
pub struct Telemetry {
    provider: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Sends the traces that were not sent yet.
    pub async fn end(self) {
        let Some(provider) = self.provider else { return };
        match tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST_WORDS)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces were not delivered"),
            Err(error) => tracing::warn!(%error, "the last traces were not delivered"),
        }
    }
}
