//! What every app shares: configuration, logs, traces, metrics, health, background work and an orderly end.
//!
//! An app is boring: [`parse`] the configuration, start [`TelemetryArgs`] and [`Metrics`], make the adapters, hand them
//! to the domain, serve them by a [`Server`] beside a [`Probe`], drain.

mod background;
mod config;
mod duration;
mod metrics;
mod probe;
mod serve;
mod shutdown;
mod telemetry;

pub use background::Background;
pub use config::{Fault, Misconfigured, parse, try_parse_from};
pub use duration::{Span, seconds};
pub use metrics::Metrics;
pub use probe::{Condition, Dependencies, Probe, Readiness, Status};
pub use serve::{DRAIN, HEAD_PATIENCE, Server, serve};
pub use shutdown::{DrainArgs, Shutdown, terminated};
pub use telemetry::{LogFormat, LogLevel, OtlpEndpoint, Telemetry, TelemetryArgs};
