use std::path::Path;

use testcontainers::{ContainerAsync, ImageExt, runners::AsyncRunner};
use testcontainers_modules::postgres::Postgres as PostgresImage;

use crate::environment;

pub(crate) type Container = ContainerAsync<PostgresImage>;

/// A PostgreSQL container and its address, or why there is none.
pub(crate) async fn postgres() -> Result<(String, Container), String> {
    if environment::var("DOCKER_HOST").is_none() && !Path::new("/var/run/docker.sock").exists() {
        return Err("no engine answers".into());
    }
    let image = environment::var("PEDIAFOR_TEST_POSTGRES_IMAGE").unwrap_or_else(|| "postgres:15-alpine".into());
    let (name, tag) = image.split_once(':').unwrap_or((&image, "latest"));
    let mut request = PostgresImage::default().with_name(name).with_tag(tag);
    if let Some(network) = environment::var("PEDIAFOR_TEST_DOCKER_NETWORK") {
        request = request.with_network(network);
    }
    let container = request.start().await.map_err(|error| error.to_string())?;
    let port = container.get_host_port_ipv4(5432).await.map_err(|error| error.to_string())?;
    Ok((format!("postgres://postgres:postgres@127.0.0.1:{port}/postgres"), container))
}
