//! Requests that two servers could read differently, on bare sockets: one answer at most, and nothing smuggled in.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod double;
#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod stage;

use std::{net::SocketAddr, time::Duration};

use double::{Double, Reply};
use pediafor_gateway::{Config, Upstream, UpstreamConfig};
use stage::stage_with;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A gateway, the service behind it, and somebody else who must never be asked.
struct Wire {
    gateway: SocketAddr,
    service: Double,
    elsewhere: Double,
}

async fn wire() -> Wire {
    let service = Double::start(|_| Reply::ok("ok")).await;
    let elsewhere = Double::start(|_| Reply::ok("secret")).await;
    let addresses = service.url().parse().unwrap();
    let stage = stage_with(Config::default(), |name| Upstream::http(name, &addresses, UpstreamConfig::default()));
    Wire { gateway: stage.serve().await, service, elsewhere }
}

impl Wire {
    /// What comes back for these bytes, as far as the body of one answer of the service.
    async fn ask(&self, bytes: &str) -> String {
        self.hear(bytes, Some("\r\n\r\nok"), Duration::from_secs(10)).await
    }

    /// Everything that comes back for these bytes, until the connection is closed or nothing more comes.
    async fn say(&self, bytes: &str) -> String {
        self.hear(bytes, None, Duration::from_millis(300)).await
    }

    async fn hear(&self, bytes: &str, end: Option<&str>, quiet: Duration) -> String {
        let mut stream = TcpStream::connect(self.gateway).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        let mut part = [0; 4096];
        while let Ok(Ok(read)) = tokio::time::timeout(quiet, stream.read(&mut part)).await {
            heard.extend_from_slice(&part[..read]);
            if read == 0 || end.is_some_and(|end| heard.ends_with(end.as_bytes())) {
                break;
            }
        }
        String::from_utf8_lossy(&heard).into_owned()
    }
}

fn answers(heard: &str) -> Vec<u16> {
    heard.match_indices("HTTP/1.1 ").map(|(at, _)| heard[at + 9..at + 12].parse().unwrap()).collect()
}

const AUTH: &str = "Host: exams.example\r\nAuthorization: Bearer good\r\n";
const SMUGGLED: &str =
    "DELETE /api/users/smuggled HTTP/1.1\r\nHost: exams.example\r\nAuthorization: Bearer good\r\n\r\n";

#[tokio::test]
async fn two_requests_in_a_row_are_two_and_a_chunked_one_is_the_last() {
    let wire = wire().await;
    let two = format!("GET /api/users HTTP/1.1\r\n{AUTH}\r\n{SMUGGLED}");
    assert_eq!(answers(&wire.say(&two).await), [200, 200], "else the tests below say nothing");
    assert_eq!(wire.service.requests().len(), 2);
    let chunked =
        format!("POST /api/users HTTP/1.1\r\n{AUTH}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n{SMUGGLED}");
    let heard = wire.say(&chunked).await;
    assert_eq!(answers(&heard), [200], "{heard}");
    assert!(heard.to_ascii_lowercase().contains("connection: close"), "{heard}");
    assert_eq!(wire.service.requests().len(), 3);
}

#[tokio::test]
async fn what_is_framed_in_two_ways_gets_one_answer_at_most_and_smuggles_nothing() {
    for framing in [
        // both lengths, either way around
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 500\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // two lengths
        "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 0, 5\r\n\r\n",
        // lengths that are none
        "Content-Length: +0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x0\r\n\r\n",
        "Content-Length: 99999999999999999999999\r\n\r\n",
        // codings
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X: y\r\n\tfolded\r\n\r\n",
        "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X\0: y\r\n\r\n",
        // chunks that are none
        "Transfer-Encoding: chunked\r\n\r\nZ\r\nab\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\nabX0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nab\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;a=\n\r\na\r\n0\r\n\r\n",
    ] {
        let wire = wire().await;
        let heard = wire.say(&format!("POST /api/users HTTP/1.1\r\n{AUTH}{framing}{SMUGGLED}")).await;
        let answers = answers(&heard);
        assert!(answers.len() <= 1, "{framing:?}: {heard}");
        for request in wire.service.requests() {
            assert!(!request.starts_with("DELETE"), "{framing:?}: {request}");
            let head = request.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
            let lengths = head.matches("content-length:").count() + head.matches("transfer-encoding:").count();
            assert!(lengths <= 1, "{framing:?}: {request}");
        }
        assert!(wire.service.requests().len() <= 1, "{framing:?}");
        assert_eq!(wire.elsewhere.connections(), 0);
    }
}

#[tokio::test]
async fn no_address_leads_to_another_host() {
    let wire = wire().await;
    let other = wire.elsewhere.address;
    for (target, host, expected) in [
        (format!("http://{other}/api/users"), "exams.example".to_owned(), Some(200)),
        (format!("http://exams.example@{other}/api/users"), "exams.example".to_owned(), None),
        (format!("//{other}/api/users"), "exams.example".to_owned(), Some(400)),
        (format!("/@{other}/api/users"), "exams.example".to_owned(), Some(404)),
        (format!("@{other}/api/users"), "exams.example".to_owned(), Some(400)),
        (format!("{other}"), "exams.example".to_owned(), Some(400)),
        (format!("/api/users/http://{other}/"), "exams.example".to_owned(), Some(400)),
        ("/api/users".to_owned(), other.to_string(), Some(200)),
        ("/api/users".to_owned(), format!("exams.example\r\nHost: {other}"), Some(400)),
        ("/api/users".to_owned(), format!("exams.example\r\nX-Forwarded-Host: {other}"), Some(200)),
        ("/api/../../users".to_owned(), "exams.example".to_owned(), Some(400)),
        ("/api/%2e%2e/users".to_owned(), "exams.example".to_owned(), Some(400)),
        ("/api/users#@".to_owned(), "exams.example".to_owned(), None),
        ("*".to_owned(), "exams.example".to_owned(), Some(400)),
    ] {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer good\r\nConnection: close\r\n\r\n");
        let heard = wire.say(&request).await;
        let answers = answers(&heard);
        assert!(answers.len() <= 1, "{target}: {heard}");
        if let Some(expected) = expected {
            assert_eq!(answers, [expected], "{target} {host}: {heard}");
        }
        assert!(!heard.contains("secret"), "{target}: {heard}");
    }
    for method in ["CONNECT", "TRACE"] {
        for target in [other.to_string(), "/api/users".to_owned(), format!("http://{other}/")] {
            let heard = wire.say(&format!("{method} {target} HTTP/1.1\r\n{AUTH}\r\n{SMUGGLED}")).await;
            let answers = answers(&heard);
            assert!(answers.len() <= 1 && answers.iter().all(|status| *status >= 400), "{method} {target}: {heard}");
        }
    }
    assert_eq!(wire.elsewhere.connections(), 0);
    for request in wire.service.requests() {
        let head = request.to_ascii_lowercase();
        assert!(head.starts_with("get /users http/1.1\r\n"), "{request}");
        assert!(head.contains(&format!("\r\nhost: {}\r\n", wire.service.address)), "{request}");
        assert!(!head.contains(&other.to_string()), "{request}");
    }
}

#[tokio::test]
async fn no_header_that_could_pass_for_an_identity_reaches_a_service() {
    let names = [
        "X-User-Id",
        "x-user-role",
        "X_User_Id",
        "X-User_Id",
        "X-Gateway-Secret",
        "X-Authenticated",
        "X-Auth-Request-User",
        "X-Forwarded-For",
        "X_Forwarded_For",
        "Forwarded",
        "X-Real-IP",
        "X_Real_IP",
        "X-Original-URL",
        "X-Rewrite-Url",
        "X-HTTP-Method-Override",
        "X-Pediafor-Actor",
        "X-Role",
    ];
    let wire = wire().await;
    for name in names {
        for forged in [
            format!("{name}: forged\r\n"),
            format!("{name}: forged\r\n{name}: forged\r\n"),
            format!("{}: forged\r\n{name}: forged\r\n", name.to_ascii_uppercase()),
            format!("Connection: {name}\r\n{name}: forged\r\n"),
            format!("Connection: close, {name}, authorization, content-length\r\n{name}: forged\r\n"),
        ] {
            let request = format!("POST /api/users HTTP/1.1\r\n{AUTH}{forged}Content-Length: 2\r\n\r\nab");
            assert_eq!(answers(&wire.ask(&request).await), [200], "{forged}");
        }
    }
    let requests = wire.service.requests();
    assert_eq!(requests.len(), names.len() * 5);
    for request in requests {
        let head = request.to_ascii_lowercase();
        assert!(!head.contains("forged") && !head.contains("connection:"), "{request}");
        assert!(head.contains("authorization: bearer good") && request.ends_with("\r\n\r\nab"), "{request}");
    }
}

#[tokio::test]
async fn a_service_can_not_slip_a_second_answer_in_either() {
    let slipped = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nslipped";
    for answer in [
        slipped,
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 9\r\n\r\nok",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nslipped",
        "HTTP/1.1 200 OK\r\nx: y\r\n folded\r\ncontent-length: 2\r\n\r\nok",
        "nonsense\r\n\r\n",
    ] {
        let service = Double::start(move |_| Reply::Bytes(answer.to_owned())).await;
        let addresses = service.url().parse().unwrap();
        let stage = stage_with(Config::default(), |name| Upstream::http(name, &addresses, UpstreamConfig::default()));
        let wire = Wire { gateway: stage.serve().await, elsewhere: Double::start(|_| Reply::Hangup).await, service };
        let heard = wire.say(&format!("POST /api/users HTTP/1.1\r\n{AUTH}Content-Length: 0\r\n\r\n")).await;
        let statuses = answers(&heard);
        assert_eq!(statuses, [if answer == slipped { 200 } else { 502 }], "{answer}: {heard}");
        assert!(!heard.contains("slipped"), "{heard}");
    }
}
