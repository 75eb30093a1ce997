//! Servers in containers, where an engine answers.
//!
//! Where none does, that is said; `PEDIAFOR_TEST_PROVIDER=docker` allows nothing to be left out.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a helper that fails, fails its test; the test command says what must be there"
)]

mod support;

use std::os::unix::net::UnixStream;

use pediafor_test_servers::{Failed, Postgres, Provider, RabbitMq, Redis};
use sqlx::{Connection, PgConnection};
use support::{amqp_answers, eventually, redis_says};
use tokio::net::TcpStream;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The server; nothing where there is no engine, or none that has or fetches the image and nobody insists.
fn where_an_engine_answers<S>(server: Result<S, Failed>) -> Option<S> {
    match server {
        Ok(server) => Some(server),
        Err(failed) => {
            let insists = variable("PEDIAFOR_TEST_PROVIDER").as_deref() == Some("docker");
            assert!(!insists, "{failed}");
            let engine = variable("DOCKER_HOST").is_some() || UnixStream::connect("/var/run/docker.sock").is_ok();
            eprintln!("left out, {}: {failed}", if engine { "though an engine answers" } else { "no engine" });
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_in_a_container_has_databases_of_its_own() {
    let Some(server) = where_an_engine_answers(Postgres::from_provider(Provider::Docker).await) else { return };
    assert_eq!(server.provider(), Provider::Docker);
    let url = server.create_database("contained").await.expect("a database");
    let mut connection = PgConnection::connect(&url).await.expect("a connection");
    let name: String =
        sqlx::query_scalar("SELECT current_database()").fetch_one(&mut connection).await.expect("a name");
    assert_eq!(name, "contained");
    server.drop_database("contained").await.expect("dropped");
    PgConnection::connect(&url).await.expect_err("it is gone");
    drop(server);
    eventually("the container is gone", async || PgConnection::connect(&url).await.is_err()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rabbitmq_in_a_container_has_virtual_hosts_of_its_own() {
    let Some(server) = where_an_engine_answers(RabbitMq::from_provider(Provider::Docker).await) else { return };
    let url = server.create_vhost("contained").await.expect("a virtual host");
    assert!(amqp_answers(&url).await, "the broker shakes hands");
    assert!(server.vhosts().await.expect("a list").contains(&"contained".to_owned()));
    server.delete_vhost("contained").await.expect("deleted");
    drop(server);
    eventually("the container is gone", async || !amqp_answers(&url).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_in_a_container_answers() {
    let Some(server) = where_an_engine_answers(Redis::from_provider(Provider::Docker).await) else { return };
    assert_eq!(redis_says(server.url(), "PING").await.expect("an answer"), "+PONG");
    let address = server.url().trim_start_matches("redis://").to_owned();
    drop(server);
    eventually("the container is gone", async || TcpStream::connect(&address).await.is_err()).await;
}
