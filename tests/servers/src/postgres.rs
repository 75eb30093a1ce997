use std::{any::Any, fmt};

use crate::{docker, environment, process};

/// Where a server came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// An address in the environment.
    External,
    /// A container.
    Docker,
    /// Installed binaries.
    Process,
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Provider::External => "named by the environment",
            Provider::Docker => "in a container",
            Provider::Process => "started from installed binaries",
        })
    }
}

/// A PostgreSQL server for tests.
pub struct Postgres {
    url: String,
    provider: Provider,
    /// What ends when this does; nothing where the server is somebody else's.
    _running: Option<Box<dyn Any + Send>>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// No provider could give a server.
#[derive(Debug, thiserror::Error)]
#[error(
    "no PostgreSQL to test with ({0}): install it (apt-get install postgresql), start a Docker engine, or set PEDIAFOR_TEST_POSTGRES"
)]
pub struct Missing(String);

impl Postgres {
    /// The first server that a provider gives.
    ///
    /// # Errors
    ///
    /// [`Missing`] with what each provider said.
    pub async fn find() -> Result<Self, Missing> {
        if let Some(url) = external() {
            return Ok(Self { url, provider: Provider::External, _running: None });
        }
        let docker = match docker::postgres().await {
            Ok((url, container)) => {
                return Ok(Self { url, provider: Provider::Docker, _running: Some(Box::new(container)) });
            }
            Err(why) => why,
        };
        match process::postgres().await {
            Ok((url, server)) => Ok(Self { url, provider: Provider::Process, _running: Some(Box::new(server)) }),
            Err(process) => Err(Missing(format!("docker: {docker}; process: {process}"))),
        }
    }

    /// The address of a database on it from which others may be created.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it came from.
    pub fn provider(&self) -> Provider {
        self.provider
    }
}

fn external() -> Option<String> {
    let database = || environment::var("DATABASE_URL").filter(|url| url.starts_with("postgres"));
    environment::var("PEDIAFOR_TEST_POSTGRES").or_else(database)
}
