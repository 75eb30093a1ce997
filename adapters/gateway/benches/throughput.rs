//! How much the edge carries, beside a bare proxy made of the same library: `cargo bench -p pediafor-gateway`.
//!
//! Service, proxies and clients share the processors of one machine, so only the comparison says something.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "it measures, and tells")]

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, Uri, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use pediafor_gateway::{
    Addresses, Config, Documentation, Gateway, Health, HealthCheck, Limits, Service, ServiceName, Services,
    UpstreamConfig,
};
use pediafor_kernel::{
    Clock, Role, SessionId, Timestamp, UserId,
    auth::{Claims, RevokedSessions, TokenError, TokenVerifier},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const CLIENTS: usize = 32;
const ANSWER: usize = 1024;

struct Ports;

impl Clock for Ports {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}

impl RevokedSessions for Ports {
    fn is_revoked(&self, _: SessionId) -> bool {
        false
    }
}

impl TokenVerifier for Ports {
    fn verify(&self, _: &str, now: Timestamp) -> Result<Claims, TokenError> {
        Ok(Claims {
            user: UserId::from_uuid(uuid::Uuid::from_u128(1)),
            role: Role::Student,
            session: SessionId::from_uuid(uuid::Uuid::from_u128(2)),
            issued_at: now,
            expires_at: now.plus_seconds(900),
        })
    }
}

#[async_trait]
impl HealthCheck for Ports {
    async fn check(&self) -> Health {
        Health::Healthy
    }
}

type Answer = Response<http_body_util::Either<Full<Bytes>, Incoming>>;

/// Serves `answer` over HTTP/1.1.
async fn serve<F>(answer: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static) -> SocketAddr
where
    F: Future<Output = Answer> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let answer = answer.clone();
            let service = service_fn(move |request| {
                let answer = answer(request);
                async move { Ok::<_, Infallible>(answer.await) }
            });
            tokio::spawn(
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    address
}

/// The least a proxy can do with this library.
async fn bare_proxy(to: SocketAddr) -> SocketAddr {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client: Client<_, Incoming> = Client::builder(TokioExecutor::new()).build(connector);
    serve(move |mut request| {
        let client = client.clone();
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = Uri::try_from(format!("http://{to}{path}")).unwrap();
        request.headers_mut().remove(header::HOST);
        async move { client.request(request).await.unwrap().map(http_body_util::Either::Right) }
    })
    .await
}

async fn gateway(to: SocketAddr) -> SocketAddr {
    let addresses: Addresses = format!("http://{to}").parse().unwrap();
    let service = |name| Service::http(name, &addresses, UpstreamConfig::default());
    let gateway = Gateway {
        services: Services {
            users: service(ServiceName::Users),
            assessments: service(ServiceName::Assessments),
            submissions: service(ServiceName::Submissions),
            grading: service(ServiceName::Grading),
            notifications: service(ServiceName::Notifications),
        },
        ready: Arc::new(Ports),
        verifier: Arc::new(Ports),
        revoked: Arc::new(Ports),
        clock: Arc::new(Ports),
        documentation: Documentation::default(),
        limits: Limits::default(),
        metrics: None,
        config: Config::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = gateway.into_router().into_make_service_with_connect_info::<SocketAddr>();
    let listener =
        axum::serve::ListenerExt::tap_io(listener, |stream: &mut TcpStream| stream.set_nodelay(true).unwrap());
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

/// Asks `address` on `CLIENTS` kept connections for a while: requests a second, and the median and 99th percentile of
/// what one took.
async fn load(address: SocketAddr, clients: usize) -> (f64, Duration, Duration) {
    let request = "GET /api/users/7 HTTP/1.1\r\nhost: exams.example\r\naccept: application/json\r\nauthorization: Bearer \
                   v4.public.token\r\n\r\n";
    let began = Instant::now();
    let clients = (0..clients).map(|_| {
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut taken = Vec::new();
            let mut heard = vec![0; 16 << 10];
            while began.elapsed() < ROUND {
                let asked = Instant::now();
                stream.write_all(request.as_bytes()).await.unwrap();
                let (mut have, mut need) = (0, usize::MAX);
                while have < need {
                    let read = stream.read(&mut heard[have..]).await.unwrap();
                    assert!(read > 0, "it hung up");
                    have += read;
                    let head = heard[..have].windows(4).position(|bytes| bytes == b"\r\n\r\n");
                    need = head.map_or(usize::MAX, |head| head + 4 + ANSWER);
                }
                assert!(heard.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&heard[..have]));
                taken.push(asked.elapsed());
            }
            taken
        })
    });
    let mut taken = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        taken.extend(client.await.unwrap());
    }
    let elapsed = began.elapsed();
    taken.sort_unstable();
    (taken.len() as f64 / elapsed.as_secs_f64(), taken[taken.len() / 2], taken[taken.len() * 99 / 100])
}

#[tokio::main]
async fn main() {
    // `cargo test --all-targets` runs this too, and wants nothing measured
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let body = Bytes::from(vec![b'x'; ANSWER]);
    let service = serve(move |_| {
        let body = body.clone();
        async move { Response::new(http_body_util::Either::Left(Full::new(body))) }
    })
    .await;
    let ways =
        [("service alone", service), ("bare proxy", bare_proxy(service).await), ("gateway", gateway(service).await)];
    for clients in [1, CLIENTS] {
        let mut rates = [const { Vec::new() }; 3];
        let mut middles = [const { Vec::new() }; 3];
        for _ in 0..ROUNDS {
            for (at, (_, address)) in ways.iter().enumerate() {
                let (rate, middle, late) = load(*address, clients).await;
                rates[at].push((rate, late));
                middles[at].push(middle);
            }
        }
        let [_, bare, _] = rates.each_ref().map(|rates| median(rates.iter().map(|(rate, _)| *rate)));
        let alone = median(middles[0].iter().map(Duration::as_secs_f64));
        let added = |at: usize| median(middles[at].iter().map(Duration::as_secs_f64)) - alone;
        for (at, (name, _)) in ways.iter().enumerate() {
            let rate = median(rates[at].iter().map(|(rate, _)| *rate));
            let middle = median(middles[at].iter().map(Duration::as_secs_f64)) * 1e6;
            let late = median(rates[at].iter().map(|(_, late)| late.as_secs_f64())) * 1e6;
            println!(
                "{clients:>2} clients, {name:<13} {rate:>8.0}/s ({:>4.0} % of bare), p50 {middle:>6.0} us, p99 {late:>6.0} us",
                rate / bare * 100.0
            );
        }
        println!("{clients:>2} clients, added p50: {:.2} times the bare proxy's", added(2) / added(1));
    }
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
