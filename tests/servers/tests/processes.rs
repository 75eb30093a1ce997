//! Servers started from installed binaries, and what can be done to them.
//!
//! What is not installed is left out, and said; `PEDIAFOR_TEST_COMPLETE=1` allows nothing to be left out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a helper that fails, fails its test; the test command says what must be there"
)]

mod support;

use std::{fs, path::Path, process::Stdio, time::Duration};

use pediafor_test_servers::{Missing, Nginx, Postgres, Private, Provider, RabbitMq, Redis};
use sqlx::{Connection, Executor, PgConnection};
use support::{amqp_answers, eventually, redis_says};
use tokio::{net::TcpStream, time::timeout};

/// The server, or nothing where it is not installed.
fn installed<S>(found: Result<S, Missing>) -> Option<S> {
    match found {
        Ok(server) => Some(server),
        Err(missing) => {
            assert!(std::env::var("PEDIAFOR_TEST_COMPLETE").as_deref() != Ok("1"), "{missing}");
            eprintln!("left out: {missing}");
            None
        }
    }
}

/// Whether a process runs in this folder, where all of a server's do.
fn runs(folder: &str) -> bool {
    let processes = fs::read_dir("/proc").expect("the processes").flatten();
    let mut places = processes.filter_map(|process| fs::read_link(process.path().join("cwd")).ok());
    places.any(|place| place.starts_with(folder))
}

/// The folder of a server, as its processes name it.
fn folder_of<S>(server: &Private<S>) -> String {
    let described = format!("{server:?}");
    let (_, rest) = described.split_once("folder: \"").expect("its folder");
    rest.split('"').next().expect("its folder").to_owned()
}

async fn refuses(address: &str) -> bool {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.rsplit_once('@').map_or(address, |(_, rest)| rest);
    TcpStream::connect(address.split('/').next().expect("host and port")).await.is_err()
}

#[tokio::test]
async fn postgresql_keeps_what_is_committed_over_every_end() {
    let Some(mut server) = installed(Postgres::start_private().await) else { return };
    let url = server.create_database("of a \"test\"").await.expect("a database");
    let url = url.replace(' ', "%20").replace('"', "%22");
    let mut connection = PgConnection::connect(&url).await.expect("a connection");
    connection.execute("CREATE TABLE kept (number int)").await.expect("a table");

    for number in 1..=3 {
        let insert = sqlx::query("INSERT INTO kept VALUES ($1)").bind(number);
        insert.execute(&mut connection).await.expect("a row");
        let (first, folder) = (server.id().expect("it runs"), folder_of(&server));
        match number {
            1 => server.kill().await.expect("killed"),
            2 => server.stop().await.expect("stopped"),
            _ => {
                server.pause();
                server.kill().await.expect("killed while paused");
            }
        }
        assert!(server.id().is_none());
        assert!(refuses(server.url()).await, "nobody listens any more");
        assert!(!runs(&folder), "nothing of it is left");
        sqlx::query("SELECT 1").execute(&mut connection).await.expect_err("the connection is gone");
        server.start().await.expect("started again");
        assert_ne!(server.id(), Some(first));
        connection = PgConnection::connect(&url).await.expect("a connection to the same address");
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM kept").fetch_one(&mut connection).await.expect("rows");
        assert_eq!(count, i64::from(number));
    }
    server.start().await.expect_err("it runs already");
    server.drop_database("of a \"test\"").await.expect("dropped, though somebody is connected");
    sqlx::query("SELECT 1").execute(&mut connection).await.expect_err("the connection is gone");
}

#[tokio::test]
async fn killing_postgresql_ends_a_query_in_the_middle() {
    let Some(mut server) = installed(Postgres::start_private().await) else { return };
    let mut connection = PgConnection::connect(server.url()).await.expect("a connection");
    connection.execute("CREATE TABLE kept (number int)").await.expect("a table");
    let mut busy = PgConnection::connect(server.url()).await.expect("a connection");
    let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut busy).await.expect("its number");
    let query = tokio::spawn(async move {
        busy.execute("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$").await.expect_err("it never ends by itself")
    });
    eventually("the query runs", async || {
        let active = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state = 'active'";
        sqlx::query_scalar::<_, i64>(active).bind(backend).fetch_one(&mut connection).await.expect("a count") == 1
    })
    .await;
    server.kill().await.expect("killed");
    let command_line = fs::read(format!("/proc/{backend}/cmdline")).unwrap_or_default();
    assert!(command_line.is_empty(), "the backend has ended: at most its entry waits to be collected");
    timeout(Duration::from_secs(5), query).await.expect("the client hears of it").expect("an error");
}

#[tokio::test]
async fn a_paused_postgresql_answers_when_it_goes_on() {
    let Some(server) = installed(Postgres::start_private().await) else { return };
    let mut connection = PgConnection::connect(server.url()).await.expect("a connection");
    server.pause();
    let mut query = std::pin::pin!(sqlx::query("SELECT 1").execute(&mut connection));
    timeout(Duration::from_millis(300), &mut query).await.expect_err("no answer");
    server.resume();
    timeout(Duration::from_secs(10), query).await.expect("an answer").expect("of a healthy server");
}

#[tokio::test]
async fn rabbitmq_keeps_its_virtual_hosts_over_every_end_and_leaves_nothing_behind() {
    let Some(mut server) = installed(RabbitMq::start_private().await) else { return };
    assert_eq!(server.provider(), Provider::Process);
    let url = server.create_vhost("test/1").await.expect("a virtual host");
    assert!(url.ends_with("/test%2f1"), "{url}");
    assert!(amqp_answers(&url).await, "the broker shakes hands");
    let folder = folder_of(&server);
    assert!(runs(&folder));

    server.kill().await.expect("killed");
    assert!(refuses(server.url()).await);
    assert!(!runs(&folder), "the virtual machine, its helpers and its daemon of names have ended");
    server.start().await.expect("started again");
    assert!(server.vhosts().await.expect("a list").contains(&"test/1".to_owned()));

    server.pause();
    assert!(
        timeout(Duration::from_millis(300), amqp_answers(&url)).await.is_err(),
        "it takes connections and is silent"
    );
    server.resume();
    eventually("it answers again", async || amqp_answers(&url).await).await;

    server.stop().await.expect("stopped");
    assert!(!runs(&folder));
    server.start().await.expect("started again");
    server.delete_vhost("test/1").await.expect("deleted");
    assert_eq!(server.vhosts().await.expect("a list"), ["/"]);
    drop(server);
    assert!(!runs(&folder));
    assert!(!Path::new(&folder).exists());
}

#[tokio::test]
async fn redis_forgets_or_keeps_as_it_was_told() {
    let Some(mut forgets) = installed(Redis::start_private().await) else { return };
    let mut keeps = Redis::start_private_durable().await.expect("it is installed");
    for server in [&mut forgets, &mut keeps] {
        assert_eq!(redis_says(server.url(), "SET kept 1").await.expect("an answer"), "+OK");
        server.kill().await.expect("killed");
        assert!(refuses(server.url()).await);
        server.start().await.expect("started again");
    }
    assert_eq!(redis_says(forgets.url(), "GET kept").await.expect("an answer"), "$-1");
    assert_eq!(redis_says(keeps.url(), "GET kept").await.expect("an answer"), "$1");

    keeps.pause();
    let url = keeps.url().to_owned();
    let mut question = std::pin::pin!(redis_says(&url, "GET kept"));
    timeout(Duration::from_millis(300), &mut question).await.expect_err("no answer");
    keeps.resume();
    assert_eq!(question.await.expect("an answer"), "$1");
    keeps.stop().await.expect("stopped");
    assert!(refuses(keeps.url()).await);
}

#[tokio::test]
async fn nginx_passes_on_what_it_is_told_to() {
    let backend = Nginx::start(|port| {
        format!("server {{ listen 127.0.0.1:{port}; location / {{ return 200 \"$http_x_forwarded_for\"; }} }}")
    });
    let Some(backend) = installed(backend.await) else { return };
    let front = Nginx::start(|port| {
        format!(
            "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {}; \
             proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }} }}",
            backend.url()
        )
    });
    let mut front = front.await.expect("it is installed");
    let body = reqwest::get(front.url()).await.expect("an answer").text().await.expect("text");
    assert_eq!(body, "127.0.0.1");
    front.kill().await.expect("killed");
    reqwest::get(front.url()).await.expect_err("nobody listens");
    front.start().await.expect("started again");
    assert!(reqwest::get(front.url()).await.expect("an answer").status().is_success());

    let refused = Nginx::start(|_| "nonsense;".into()).await.expect_err("nginx refuses it").to_string();
    assert!(refused.contains("nonsense"), "{refused}");
}

/// The environment in which [`dies_with_a_server`] does its work.
const VICTIM: &str = "PEDIAFOR_TEST_VICTIM";

#[tokio::test]
async fn a_server_ends_when_the_process_that_holds_it_is_killed() {
    let Some(probe) = installed(Redis::start_private().await) else { return };
    drop(probe);
    let report = tempfile::NamedTempFile::new().expect("a file");
    let mut command = tokio::process::Command::new(std::env::current_exe().expect("this test"));
    command.args(["--exact", "dies_with_a_server", "--ignored"]).env(VICTIM, report.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let mut victim = command.spawn().expect("the test once more");
    let mut folder = String::new();
    eventually("its server runs", async || {
        folder = fs::read_to_string(report.path()).unwrap_or_default();
        folder.ends_with('\n')
    })
    .await;
    let folder = folder.trim();
    assert!(runs(folder));
    victim.kill().await.expect("killed");
    eventually("its server is gone with its folder", async || !runs(folder) && !Path::new(folder).exists()).await;
}

#[tokio::test]
#[ignore = "is started and killed by another test"]
async fn dies_with_a_server() {
    let report = std::env::var(VICTIM).expect("where to report");
    let server = Redis::start_private().await.expect("a server");
    fs::write(report, format!("{}\n", folder_of(&server))).expect("a report");
    std::future::pending::<()>().await;
    drop(server);
}
