use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::Client;

/// A request as it goes over the wire, for clients that behave badly.
#[derive(Debug, Clone)]
pub struct Request {
    bytes: Vec<u8>,
    head: usize,
}

/// When a client goes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HangUp {
    /// With so many bytes of it sent.
    Within(usize),
    /// With all of it sent, without looking for an answer.
    AfterSending,
    /// With all of it sent, after waiting so long for an answer.
    Waiting(Duration),
    /// With the whole answer in hand.
    Never,
}

/// What a client that stayed was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Reply {
    /// Was it done?
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; null where it is none.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

impl Request {
    /// `method path` by `client`, once under `key` where there is one, with a JSON body where there is one.
    pub fn new(client: &Client, method: &str, path: &str, key: Option<&str>, body: Option<&Value>) -> Self {
        let token = client.token().expect("somebody is signed in");
        let key = key.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        let body = body.map(Value::to_string).unwrap_or_default();
        let (kind, length) = (if body.is_empty() { "" } else { "content-type: application/json\r\n" }, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n{key}{kind}\
             content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        Self { head: head.len(), bytes: (head + &body).into_bytes() }
    }

    /// How many bytes there are before the body.
    pub fn head(&self) -> usize {
        self.head
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Sends it and hangs up as told; a client that is `rude` resets the connection instead of closing it. Gives the
    /// answer where all of it came before.
    pub async fn send(&self, address: SocketAddr, hang_up: HangUp, rude: bool) -> Option<Reply> {
        let mut stream = TcpStream::connect(address).await.expect("somebody listens");
        stream.set_nodelay(true).expect("a socket");
        if rude {
            stream.set_zero_linger().expect("a socket");
        }
        let sent = match hang_up {
            HangUp::Within(bytes) => &self.bytes[..bytes],
            _ => &self.bytes[..],
        };
        stream.write_all(sent).await.expect("a server that reads");
        match hang_up {
            HangUp::Within(_) | HangUp::AfterSending => None,
            HangUp::Waiting(patience) => timeout(patience, answer(&mut stream)).await.ok(),
            HangUp::Never => Some(answer(&mut stream).await),
        }
    }
}

async fn answer(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("an answer to its end");
    let text = String::from_utf8(bytes).expect("an answer in UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer but {text:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = head.to_ascii_lowercase();
    let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    assert_eq!(length.unwrap_or_default(), body.len(), "a whole answer: {head}");
    Reply { status: status.unwrap_or_else(|| panic!("no status in {head}")), text: body.to_owned() }
}
