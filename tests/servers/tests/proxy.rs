//! The network that can be made slow, silent or broken.

#![allow(clippy::expect_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    io::ErrorKind,
    time::{Duration, Instant},
};

use pediafor_test_servers::Proxy;
use support::eventually;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// A server that sends back what it hears, and a network before it.
async fn echo() -> Proxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address").to_string();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = client.split();
                tokio::io::copy(&mut read, &mut write).await.ok();
                write.shutdown().await.ok();
            });
        }
    });
    Proxy::before(&format!("echo://user:password@{address}/path")).await.expect("a network")
}

fn address(proxy: &Proxy) -> String {
    let url = proxy.url().strip_prefix("echo://user:password@").expect("the user as before");
    url.strip_suffix("/path").expect("the path as before").to_owned()
}

async fn connect(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(address(proxy)).await.expect("a connection")
}

/// What comes back of `sent`.
async fn ask(connection: &mut TcpStream, sent: &[u8]) -> Vec<u8> {
    connection.write_all(sent).await.expect("sent");
    hear(connection, sent.len()).await
}

async fn hear(connection: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut heard = vec![0; length];
    connection.read_exact(&mut heard).await.expect("an answer");
    heard
}

async fn is_silent(connection: &mut TcpStream) -> bool {
    timeout(Duration::from_millis(150), connection.read_u8()).await.is_err()
}

#[tokio::test]
async fn it_passes_everything_on_as_it_is() {
    let proxy = echo().await;
    let mut connection = connect(&proxy).await;
    let sent: Vec<u8> = (0..3_000_000u32).map(|number| (number % 251) as u8).collect();
    let (mut read, mut write) = connection.split();
    let (received, ()) = tokio::join!(
        async {
            let mut received = Vec::new();
            read.read_to_end(&mut received).await.expect("everything, then the end");
            received
        },
        async {
            write.write_all(&sent).await.expect("sent");
            write.shutdown().await.expect("half closed");
        }
    );
    assert!(received == sent, "{} of {} bytes, or other ones", received.len(), sent.len());
    drop(connection);
    eventually("the connection is over", async || proxy.connections() == 0).await;
}

#[tokio::test]
async fn a_delay_adds_up_over_both_directions_and_not_over_pieces() {
    let proxy = echo().await;
    let mut connection = connect(&proxy).await;
    proxy.delay(Duration::from_millis(200), Duration::from_millis(100));
    let began = Instant::now();
    for piece in 0..20u8 {
        connection.write_all(&[piece]).await.expect("sent");
    }
    assert_eq!(hear(&mut connection, 20).await, (0..20).collect::<Vec<u8>>());
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(300) && took < Duration::from_secs(3), "{took:?}");
    proxy.pass().await;
    let began = Instant::now();
    ask(&mut connection, b"at once").await;
    assert!(began.elapsed() < Duration::from_millis(200), "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_was_held_flows_in_order_when_all_is_well_again() {
    let proxy = echo().await;
    let mut before = connect(&proxy).await;
    assert_eq!(ask(&mut before, b"1").await, b"1");
    for stall in [Proxy::stall, Proxy::stall_to_server, Proxy::stall_to_client] {
        stall(&proxy);
        let mut after = connect(&proxy).await;
        for connection in [&mut before, &mut after] {
            connection.write_all(b"2").await.expect("it is taken");
            connection.write_all(b"3").await.expect("it is taken");
            assert!(is_silent(connection).await);
        }
        proxy.pass().await;
        assert_eq!(hear(&mut before, 2).await, b"23");
        assert_eq!(hear(&mut after, 2).await, b"23");
    }
}

#[tokio::test]
async fn a_stall_to_the_client_lets_the_server_hear() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let proxy = Proxy::before(&listener.local_addr().expect("its address").to_string()).await.expect("a network");
    let mut client = TcpStream::connect(proxy.url()).await.expect("a connection");
    let (mut server, _) = listener.accept().await.expect("a connection");

    proxy.stall_to_client();
    client.write_all(b"question").await.expect("sent");
    assert_eq!(hear(&mut server, 8).await, b"question");
    server.write_all(b"answer").await.expect("sent");
    assert!(is_silent(&mut client).await);

    proxy.pass().await;
    proxy.stall_to_server();
    assert_eq!(hear(&mut client, 6).await, b"answer");
    client.write_all(b"question").await.expect("sent");
    assert!(is_silent(&mut server).await);
}

#[tokio::test]
async fn a_closed_port_refuses_and_opens_again_under_the_same_number() {
    let proxy = echo().await;
    let mut before = connect(&proxy).await;
    ask(&mut before, b"taken").await;
    for _ in 0..3 {
        proxy.refuse().await;
        let refused = TcpStream::connect(address(&proxy)).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(ask(&mut before, b"still there").await, b"still there");
        proxy.pass().await;
        assert_eq!(ask(&mut connect(&proxy).await, b"open").await, b"open");
    }
}

#[tokio::test]
async fn a_cut_resets_what_there_is_and_takes_new_connections() {
    let proxy = echo().await;
    let mut before = connect(&proxy).await;
    ask(&mut before, b"1").await;
    proxy.stall_to_server();
    before.write_all(b"lost").await.expect("sent");
    proxy.cut();
    assert_eq!(before.read_u8().await.expect_err("reset").kind(), ErrorKind::ConnectionReset);
    proxy.pass().await;
    assert_eq!(ask(&mut connect(&proxy).await, b"2").await, b"2");
}

#[tokio::test]
async fn a_cut_comes_after_exactly_so_many_bytes_and_once() {
    let proxy = echo().await;
    let mut connection = connect(&proxy).await;
    ask(&mut connection, b"before").await;
    proxy.cut_after_to_client(7);
    connection.write_all(b"an answer that is cut").await.expect("sent");
    let mut heard = Vec::new();
    let error = connection.read_to_end(&mut heard).await.expect_err("reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(b"an answ".starts_with(&heard), "{heard:?}");
    assert_eq!(ask(&mut connect(&proxy).await, b"whole again").await, b"whole again");

    let mut connection = connect(&proxy).await;
    ask(&mut connection, b"before").await;
    proxy.cut_after_to_server(0);
    connection.write_all(b"x").await.expect("sent");
    assert_eq!(connection.read_u8().await.expect_err("reset").kind(), ErrorKind::ConnectionReset);
    assert_eq!(ask(&mut connect(&proxy).await, b"whole again").await, b"whole again");
}

#[tokio::test]
async fn a_dead_server_is_a_dead_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let proxy = Proxy::before(&listener.local_addr().expect("its address").to_string()).await.expect("a network");
    drop(listener);
    let mut client = TcpStream::connect(proxy.url()).await.expect("the network takes it");
    client.read_u8().await.expect_err("nobody is there");
    let url = proxy.url().to_owned();
    drop(proxy);
    eventually("nobody listens any more", async || TcpStream::connect(&url).await.is_err()).await;
}
