use std::{any::Any, fmt};

use crate::{Failed, Missing, Private, Provider, docker, environment, process, provider::Server};

/// A Redis server for tests. A key prefix is enough to keep tests apart on it.
pub struct Redis {
    url: String,
    provider: Provider,
    /// What ends when this does; nothing where the server is somebody else's.
    _running: Option<Box<dyn Any + Send + Sync>>,
}

impl Redis {
    /// The first server that a provider gives.
    ///
    /// # Errors
    ///
    /// [`Missing`] with what each provider said.
    pub async fn find() -> Result<Self, Missing> {
        <Self as Server>::find().await
    }

    /// One of this provider alone.
    ///
    /// # Errors
    ///
    /// Where it has none.
    pub async fn from_provider(provider: Provider) -> Result<Self, Failed> {
        let server = <Self as Server>::from_provider(provider).await;
        server.map_err(|why| Failed { server: Self::NAME, why })
    }

    /// One for a test alone, which forgets everything when it ends.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none is installed.
    pub async fn start_private() -> Result<Private<Self>, Missing> {
        Self::private(false).await
    }

    /// One for a test alone, which has every acknowledged write on disk.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none is installed.
    pub async fn start_private_durable() -> Result<Private<Self>, Missing> {
        Self::private(true).await
    }

    async fn private(keeps: bool) -> Result<Private<Self>, Missing> {
        let (url, process) = process::redis::start(keeps).await.map_err(Self::missing)?;
        Ok(Private::new(Self { url, provider: Provider::Process, _running: None }, Self::NAME, process))
    }

    /// Its address, such as `redis://127.0.0.1:20001`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it came from.
    pub fn provider(&self) -> Provider {
        self.provider
    }
}

impl Server for Redis {
    const NAME: &'static str = "Redis";
    const PACKAGE: &'static str = "redis-server";
    const VARIABLE: &'static str = "PEDIAFOR_TEST_REDIS";

    fn external() -> Option<Self> {
        let url = environment::var(Self::VARIABLE)?;
        Some(Self { url, provider: Provider::External, _running: None })
    }

    async fn docker() -> Result<Self, String> {
        let (url, container) = docker::redis().await?;
        Ok(Self { url, provider: Provider::Docker, _running: Some(Box::new(container)) })
    }

    async fn process() -> Result<Self, String> {
        let (url, process) = process::redis::start(false).await?;
        Ok(Self { url, provider: Provider::Process, _running: Some(Box::new(process)) })
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("provider", &self.provider).finish_non_exhaustive()
    }
}
