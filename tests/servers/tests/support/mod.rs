#![allow(dead_code, reason = "each test uses a part of it")]

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{Instant, sleep},
};

/// Waits for a condition, with a bound.
pub(crate) async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !condition().await {
        assert!(Instant::now() < end, "not within a minute: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

fn address(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    authority.rsplit_once('@').map_or(authority, |(_, address)| address)
}

/// The first line that Redis answers to a command.
pub(crate) async fn redis_says(url: &str, command: &str) -> io::Result<String> {
    let mut connection = BufReader::new(TcpStream::connect(address(url)).await?);
    connection.write_all(format!("{command}\r\n").as_bytes()).await?;
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}

/// Whether an AMQP server answers the protocol's header with its `connection.start`.
pub(crate) async fn amqp_answers(url: &str) -> bool {
    let asked = async {
        let mut connection = TcpStream::connect(address(url)).await?;
        connection.write_all(b"AMQP\x00\x00\x09\x01").await?;
        let mut start = [0; 11];
        connection.read_exact(&mut start).await?;
        io::Result::Ok(start)
    };
    // A method frame on channel 0, class 10, method 10.
    asked.await.is_ok_and(|start| start[..3] == [1, 0, 0] && start[7..] == [0, 10, 0, 10])
}
