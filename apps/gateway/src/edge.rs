//! How the edge is set up.

use clap::Args;
use pediafor_gateway::{Config, Documentation, Origins};
use pediafor_http::openapi;
use pediafor_runtime::{Span, seconds};

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
    request_timeout: Span,
}

fn origins(text: &str) -> Result<Origins, String> {
    Origins::parse(text).map_err(|error| error.to_string())
}

impl Default for EdgeArgs {
    fn default() -> Self {
        Self { cors_origin: None, cors_credentials: true, request_timeout: seconds(30) }
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
            ..Config::default()
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
