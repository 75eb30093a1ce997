use std::{any::Any, fmt};

use crate::{
    Failed, Missing, Private, Provider, address, docker, environment, management::Management, process, provider::Server,
};

/// A RabbitMQ server for tests, with its management.
pub struct RabbitMq {
    url: String,
    management: Management,
    provider: Provider,
    /// What ends when this does; nothing where the server is somebody else's.
    _running: Option<Box<dyn Any + Send + Sync>>,
}

impl RabbitMq {
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
        <Self as Server>::from_provider(provider).await.map_err(failed)
    }

    /// One for a test alone; what is durable in it survives its end.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none is installed.
    pub async fn start_private() -> Result<Private<Self>, Missing> {
        let (url, management, process) = process::rabbitmq::start().await.map_err(Self::missing)?;
        let management = Management::new(management);
        let server = Self { url, management, provider: Provider::Process, _running: None };
        Ok(Private::new(server, Self::NAME, process))
    }

    /// The address of its first virtual host, such as `amqp://guest:guest@127.0.0.1:20001/%2f`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address of its management with name and password, such as `http://guest:guest@127.0.0.1:20002`.
    pub fn management_url(&self) -> &str {
        self.management.url()
    }

    /// Where it came from.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The address of the virtual host `name`.
    pub fn url_of(&self, name: &str) -> String {
        let server = &self.url[..address::host_and_port(&self.url).end];
        format!("{server}/{}", name.replace('%', "%25").replace('/', "%2f"))
    }

    /// Creates a virtual host on which everything is allowed, and returns its address.
    ///
    /// # Errors
    ///
    /// What the management said.
    pub async fn create_vhost(&self, name: &str) -> Result<String, Failed> {
        self.management.create_vhost(name).await.map_err(failed)?;
        Ok(self.url_of(name))
    }

    /// Deletes a virtual host with everything in it.
    ///
    /// # Errors
    ///
    /// What the management said.
    pub async fn delete_vhost(&self, name: &str) -> Result<(), Failed> {
        self.management.delete_vhost(name).await.map_err(failed)
    }

    /// The names of the virtual hosts there are.
    ///
    /// # Errors
    ///
    /// What the management said.
    pub async fn vhosts(&self) -> Result<Vec<String>, Failed> {
        self.management.vhosts().await.map_err(failed)
    }
}

fn failed(why: String) -> Failed {
    Failed { server: RabbitMq::NAME, why }
}

/// The management of a server, where it usually is, under the same name and password.
fn usual_management(url: &str) -> String {
    let place = address::host_and_port(url);
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    let user = if place.start > start { &url[start..place.start] } else { "guest:guest@" };
    let host = match url[place.clone()].rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => &url[place],
    };
    format!("http://{user}{host}:15672")
}

impl Server for RabbitMq {
    const NAME: &'static str = "RabbitMQ";
    const PACKAGE: &'static str = "rabbitmq-server";
    const VARIABLE: &'static str = "PEDIAFOR_TEST_RABBITMQ";

    fn external() -> Option<Self> {
        let url = environment::var(Self::VARIABLE)?;
        let management = environment::var("PEDIAFOR_TEST_RABBITMQ_MANAGEMENT");
        let management = Management::new(management.unwrap_or_else(|| usual_management(&url)));
        Some(Self { url, management, provider: Provider::External, _running: None })
    }

    async fn docker() -> Result<Self, String> {
        let (url, management, container) = docker::rabbitmq().await?;
        let management = Management::new(management);
        Ok(Self { url, management, provider: Provider::Docker, _running: Some(Box::new(container)) })
    }

    async fn process() -> Result<Self, String> {
        let (url, management, process) = process::rabbitmq::start().await?;
        let management = Management::new(management);
        Ok(Self { url, management, provider: Provider::Process, _running: Some(Box::new(process)) })
    }
}

impl fmt::Debug for RabbitMq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMq").field("provider", &self.provider).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::usual_management;

    #[test]
    fn the_management_is_looked_for_on_the_same_host() {
        assert_eq!(usual_management("amqp://a:b@broker:5673/x"), "http://a:b@broker:15672");
        assert_eq!(usual_management("amqp://127.0.0.1"), "http://guest:guest@127.0.0.1:15672");
        assert_eq!(usual_management("amqps://a:b@[::1]:5671"), "http://a:b@[::1]:15672");
    }
}
