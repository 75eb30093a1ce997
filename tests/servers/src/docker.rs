use std::{os::unix::net::UnixStream, time::Duration};

use testcontainers::{
    ContainerAsync, ContainerRequest, GenericImage, Image, ImageExt,
    core::{IntoContainerPort, WaitFor},
    runners::AsyncRunner,
};
use testcontainers_modules::{postgres::Postgres, redis::Redis};

use crate::{environment, management::Management};

/// A PostgreSQL container and its address, or why there is none.
pub(crate) async fn postgres() -> Result<(String, ContainerAsync<Postgres>), String> {
    let container = start(Postgres::default(), "PEDIAFOR_TEST_POSTGRES_IMAGE", "postgres:15-alpine").await?;
    let port = port(&container, 5432).await?;
    Ok((format!("postgres://postgres:postgres@127.0.0.1:{port}/postgres"), container))
}

/// A Redis container and its address, or why there is none.
pub(crate) async fn redis() -> Result<(String, ContainerAsync<Redis>), String> {
    let container = start(Redis::default(), "PEDIAFOR_TEST_REDIS_IMAGE", "redis:7-alpine").await?;
    let port = port(&container, 6379).await?;
    Ok((format!("redis://127.0.0.1:{port}"), container))
}

/// A RabbitMQ container, its address and that of its management, or why there is none.
pub(crate) async fn rabbitmq() -> Result<(String, String, ContainerAsync<GenericImage>), String> {
    // Not the ready-made module: it waits for a number of plugins, which differs from version to version.
    let image = GenericImage::new("rabbitmq", "3.12-management-alpine")
        .with_exposed_port(5672.tcp())
        .with_exposed_port(15672.tcp())
        .with_wait_for(WaitFor::message_on_stdout("Server startup complete"));
    let container = start(image, "PEDIAFOR_TEST_RABBITMQ_IMAGE", "rabbitmq:3.12-management-alpine").await?;
    let url = format!("amqp://guest:guest@127.0.0.1:{}/%2f", port(&container, 5672).await?);
    let management = format!("http://guest:guest@127.0.0.1:{}", port(&container, 15672).await?);
    if !Management::new(management.clone()).answers(Duration::from_secs(30)).await {
        return Err("the management does not answer".into());
    }
    Ok((url, management, container))
}

async fn start<I: Image>(image: I, variable: &str, usual: &str) -> Result<ContainerAsync<I>, String>
where
    ContainerRequest<I>: AsyncRunner<I>,
{
    engine()?;
    let name = environment::var(variable).unwrap_or_else(|| usual.into());
    let (name, tag) = name_and_tag(&name);
    let mut request = image.with_name(name).with_tag(tag).with_startup_timeout(Duration::from_secs(300));
    if let Some(network) = environment::var("PEDIAFOR_TEST_DOCKER_NETWORK") {
        request = request.with_network(network);
    }
    request.start().await.map_err(|error| error.to_string())
}

/// Whether an engine answers; one that is named is asked by whoever starts something.
pub(crate) fn engine() -> Result<(), String> {
    let named = environment::var("DOCKER_HOST").is_some();
    if named || UnixStream::connect("/var/run/docker.sock").is_ok() { Ok(()) } else { Err("no engine answers".into()) }
}

/// `registry:5000/name:tag` in its halves.
fn name_and_tag(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    }
}

async fn port<I: Image>(container: &ContainerAsync<I>, port: u16) -> Result<u16, String> {
    container.get_host_port_ipv4(port).await.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::name_and_tag;

    #[test]
    fn an_image_may_come_from_a_registry_with_a_port() {
        assert_eq!(name_and_tag("postgres:15-alpine"), ("postgres", "15-alpine"));
        assert_eq!(name_and_tag("here:5000/redis"), ("here:5000/redis", "latest"));
        assert_eq!(name_and_tag("here:5000/redis:7"), ("here:5000/redis", "7"));
    }
}
