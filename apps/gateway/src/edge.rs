//! How the edge is set up.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use ipnet::IpNet;
use pediafor_gateway::{Config, Documentation, Limits, Origins, Quotas};
use pediafor_http::openapi;
use pediafor_kernel::limits::RateLimiter;
use pediafor_runtime::{Span, seconds};
use pediafor_service::RateLimitArgs;

/// The largest body of all: an assessment with everything in it. Each service has a bound of its own below this.
const LARGEST_BODY: usize = 4 << 20;

/// Origins, limits, intervals.
#[derive(Debug, Clone, Args)]
pub struct EdgeArgs {
    /// From which origins a browser may call the API, separated by commas [default: the platform's own pages]
    #[arg(long, env = "CORS_ORIGIN", value_name = "ORIGINS", value_parser = origins)]
    cors_origin: Option<Origins>,
    /// Whether those origins may send cookies
    #[arg(long, env = "CORS_CREDENTIALS", default_value_t = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    cors_credentials: bool,
    /// How long a request may take before it is answered with an error
    #[arg(long, env = "REQUEST_TIMEOUT", default_value = "30s", value_name = "SPAN")]
    pub request_timeout: Span,
    /// The proxies that are believed where a request comes from: networks such as 10.0.0.0/8, separated by commas
    /// [default: none]
    #[arg(long, env = "TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    trusted_proxies: Vec<IpNet>,
    /// `off` where something before the platform limits how often anybody may ask
    #[arg(long, env = "RATE_LIMITS", default_value = "on", value_name = "ON|OFF")]
    rate_limits: Switch,
    /// How often an address or an account may be tried
    #[command(flatten)]
    pub tries: RateLimitArgs,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is done.
    On,
    /// It is not.
    Off,
}

fn origins(text: &str) -> Result<Origins, String> {
    Origins::parse(text).map_err(|error| error.to_string())
}

impl Default for EdgeArgs {
    fn default() -> Self {
        Self {
            cors_origin: None,
            cors_credentials: true,
            request_timeout: seconds(30),
            trusted_proxies: Vec::new(),
            rate_limits: Switch::On,
            tries: RateLimitArgs::default(),
        }
    }
}

impl EdgeArgs {
    /// As the edge wants to be told, where an upload has at most `upload_limit` bytes, framing included.
    pub fn config(&self, upload_limit: usize) -> Config {
        Config {
            origins: self.cors_origin.clone().unwrap_or_default(),
            credentials: self.cors_credentials,
            body_limit: LARGEST_BODY,
            upload_limit,
            timeout: self.request_timeout.duration(),
            trusted_proxies: self.trusted_proxies.clone(),
        }
    }
}

impl EdgeArgs {
    /// The same without limits on how often anybody may ask.
    #[must_use]
    pub fn unlimited(self) -> Self {
        Self { rate_limits: Switch::Off, ..self }
    }

    /// How often anybody may ask, where `limiter` counts.
    pub fn limits(&self, limiter: Arc<dyn RateLimiter>) -> Limits {
        let RateLimitArgs { rate_limit_max_requests, rate_limit_window_ms } = self.tries;
        Limits {
            limiter: (self.rate_limits == Switch::On).then_some(limiter),
            quotas: Quotas::default().with_anonymous(rate_limit_max_requests, rate_limit_window_ms),
        }
    }
}

/// The API of all services as one document, and the page that shows it.
///
/// # Errors
///
/// Where the services' APIs do not go together.
pub fn documentation() -> anyhow::Result<Documentation> {
    let (script, style) = openapi::swagger_ui();
    Ok(Documentation { openapi: openapi::text(&openapi::merged()?), script, style })
}
