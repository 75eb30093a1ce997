use std::fmt;

use crate::environment;

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

impl Provider {
    /// In the order in which they are asked: all, or the one that `PEDIAFOR_TEST_PROVIDER` names.
    pub(crate) fn in_order() -> Result<Vec<Self>, String> {
        match environment::var("PEDIAFOR_TEST_PROVIDER").as_deref() {
            None => Ok(vec![Self::External, Self::Docker, Self::Process]),
            Some("external") => Ok(vec![Self::External]),
            Some("docker") => Ok(vec![Self::Docker]),
            Some("process") => Ok(vec![Self::Process]),
            Some(other) => Err(format!("PEDIAFOR_TEST_PROVIDER is external, docker or process, not {other}")),
        }
    }
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

/// No provider could give a server.
#[derive(Debug, thiserror::Error)]
#[error(
    "no {server} to test with ({why}): install it (apt-get install {package}), start a Docker engine, or set {variable}"
)]
pub struct Missing {
    pub(crate) server: &'static str,
    pub(crate) package: &'static str,
    pub(crate) variable: &'static str,
    pub(crate) why: String,
}

/// A server that did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{server}: {why}")]
pub struct Failed {
    pub(crate) server: &'static str,
    pub(crate) why: String,
}

/// What all three servers have in common: how each provider gives one.
pub(crate) trait Server: Sized {
    const NAME: &'static str;
    const PACKAGE: &'static str;
    const VARIABLE: &'static str;

    /// From the environment, or that there is nothing.
    fn external() -> Option<Self>;
    fn docker() -> impl Future<Output = Result<Self, String>>;
    fn process() -> impl Future<Output = Result<Self, String>>;

    fn missing(why: String) -> Missing {
        Missing { server: Self::NAME, package: Self::PACKAGE, variable: Self::VARIABLE, why }
    }

    /// What this one provider gives.
    async fn from_provider(provider: Provider) -> Result<Self, String> {
        match provider {
            Provider::External => Self::external().ok_or_else(|| format!("{} is not set", Self::VARIABLE)),
            Provider::Docker => Self::docker().await,
            Provider::Process => Self::process().await,
        }
    }

    /// The first that a provider gives, or what each of them said.
    async fn find() -> Result<Self, Missing> {
        let mut said = Vec::new();
        for provider in Provider::in_order().map_err(Self::missing)? {
            match Self::from_provider(provider).await {
                Ok(server) => return Ok(server),
                Err(why) => said.push(format!("{provider}: {why}")),
            }
        }
        Err(Self::missing(said.join("; ")))
    }
}
