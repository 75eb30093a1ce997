//! One journey through the platform: from a caller's `traceparent` through gateway and service to an event, and every
//! step of it at a collector.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken scene stops the test")]

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, body::Bytes, extract::State, routing::post};
use clap::Parser;
use pediafor::{
    platform::{Platform, Settings},
    storage::StorageArgs,
};
use pediafor_kernel::{Event, EventPublisher, PortError};
use pediafor_local::SystemClock;
use pediafor_runtime::{Shutdown, TelemetryArgs};
use pediafor_sql::{Relay, Service};
use serde_json::json;
use tokio::{net::TcpListener, sync::mpsc};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    telemetry: TelemetryArgs,
}

/// Hands on what is published.
struct Publisher(mpsc::UnboundedSender<Event>);

#[async_trait]
impl EventPublisher for Publisher {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        events.iter().map(|event| self.0.send(event.clone()).map_err(|_| unreachable!("the test waits"))).collect()
    }
}

/// Serves `router` on a port of its own.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(pediafor_runtime::serve(listener, router, Shutdown::new().draining()));
    address
}

/// A span as a collector gets it.
#[derive(Debug, PartialEq)]
struct Span {
    service: String,
    name: String,
    trace: String,
    id: String,
    parent: String,
}

/// The fields of a protobuf message: those that are bytes, which is all we ask for.
fn fields(mut message: &[u8]) -> Vec<(u64, &[u8])> {
    fn number(message: &mut &[u8]) -> u64 {
        let mut value = 0;
        for at in 0.. {
            let byte = message[0];
            *message = &message[1..];
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        value
    }
    let mut found = Vec::new();
    while !message.is_empty() {
        let key = number(&mut message);
        let length = match key & 7 {
            0 => {
                number(&mut message);
                continue;
            }
            1 => 8,
            2 => usize::try_from(number(&mut message)).unwrap(),
            5 => 4,
            kind => panic!("no such kind of field: {kind}"),
        };
        let (value, rest) = message.split_at(length);
        found.push((key >> 3, value));
        message = rest;
    }
    found
}

fn only(message: &[u8], number: u64) -> Vec<&[u8]> {
    fields(message).into_iter().filter(|(it, _)| *it == number).map(|(_, value)| value).collect()
}

/// The spans of an OTLP `ExportTraceServiceRequest`.
fn spans(request: &[u8]) -> Vec<Span> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut spans = Vec::new();
    for of_resource in only(request, 1) {
        let attributes = only(of_resource, 1).into_iter().flat_map(|resource| only(resource, 1));
        let service = attributes
            .filter(|attribute| only(attribute, 1) == [b"service.name"])
            .map(|attribute| text(only(only(attribute, 2)[0], 1)[0]))
            .next();
        for span in only(of_resource, 2).into_iter().flat_map(|scope| only(scope, 2)) {
            let one = |number| only(span, number).first().copied().unwrap_or_default();
            spans.push(Span {
                service: service.clone().unwrap_or_default(),
                name: text(one(5)),
                trace: hex(one(1)),
                id: hex(one(2)),
                parent: hex(one(4)),
            });
        }
    }
    spans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_and_the_event_it_raises_are_steps_of_the_callers_journey() {
    let (got, mut posts) = mpsc::unbounded_channel::<Bytes>();
    let take = |State(got): State<mpsc::UnboundedSender<Bytes>>, body: Bytes| async move { got.send(body).unwrap() };
    let collector = serve(Router::new().route("/v1/traces", post(take)).with_state(got)).await;
    let args = ["program", "--log-level", "error", "--otel-exporter-otlp-endpoint", &collector];
    let telemetry = Program::parse_from(args).telemetry.start("journey-test").unwrap();

    let folder = tempfile::tempdir().unwrap();
    let storage = StorageArgs::in_folder(folder.path());
    let platform = Platform::open(Settings::for_tests(storage.clone())).await.unwrap();
    let address = serve(platform.router()).await;
    let account = json!({"email": "ada@example.org", "name": "Ada", "password": "a long enough password"});
    let answer = reqwest::Client::new()
        .post(format!("{address}/api/auth/register"))
        .header("traceparent", format!("00-{TRACE}-{CALLER}-01"))
        .json(&account)
        .send()
        .await
        .unwrap();
    let told = answer.headers()["traceparent"].to_str().unwrap().to_owned();
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());

    let (raised, mut events) = mpsc::unbounded_channel();
    let database = storage.open(Service::Users).await.unwrap();
    let relay = Relay::new(database, Arc::new(Publisher(raised)), Arc::new(SystemClock));
    let stop = Shutdown::new();
    let relaying = tokio::spawn(relay.run_until(stop.draining()));
    let event = events.recv().await.unwrap();
    stop.begin();
    relaying.await.unwrap();
    let step = event.traceparent.expect("the event's step");
    assert_eq!((event.kind.as_str(), step.trace.to_string().as_str()), ("pediafor.user.registered.v1", TRACE));

    telemetry.end().await;
    let mut found = Vec::new();
    while let Ok(request) = posts.try_recv() {
        found.extend(spans(&request));
    }
    found.retain(|span| span.trace == TRACE);
    let named =
        |name: &str| found.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name}: {found:?}"));
    let (edge, service) = (named("POST"), named("register"));
    assert_eq!((edge.parent.as_str(), edge.service.as_str()), (CALLER, "journey-test"));
    assert_eq!(service.parent, edge.id, "the service's step comes after the gateway's");
    assert_eq!(told, format!("00-{TRACE}-{}-01", edge.id), "the caller is told the gateway's step");
    assert_eq!(step.span.to_string(), service.id, "the event comes from the service's step");
    platform.stop(std::time::Duration::from_secs(5)).await;
}
