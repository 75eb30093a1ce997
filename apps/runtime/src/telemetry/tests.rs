use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use clap::Parser;
use opentelemetry::trace::TraceContextExt;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::*;

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    telemetry: TelemetryArgs,
}

fn args(text: &str) -> TelemetryArgs {
    Program::parse_from(std::iter::once("program").chain(text.split_whitespace())).telemetry
}

/// Keeps what is written.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `work` logs.
fn logged(flags: &str, work: impl FnOnce()) -> String {
    let paper = Paper::default();
    let kept = paper.clone();
    let (subscriber, _telemetry) = args(flags).prepare("tested", move || kept.clone(), false).unwrap();
    tracing::subscriber::with_default(subscriber, work);
    paper.text()
}

fn span() -> tracing::Span {
    tracing::info_span!(target: "pediafor_tested", "request", path = "/x", trace_id = tracing::field::Empty, otel.kind = "server")
}

#[test]
fn a_json_line_tells_when_what_where_and_in_which_trace() {
    let mut trace = String::new();
    let text = logged("--log-format json", || {
        let span = span();
        span.record("trace_id", "recorded later");
        trace = span.context().span().span_context().trace_id().to_string();
        span.in_scope(|| tracing::warn!(answer = 42, ok = true, why = ?Some("x"), "some\n\"words\""));
        tracing::info!("outside");
        tracing::debug!("too much");
    });
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{text}");
    let told = &lines[0];
    assert_eq!(told["trace_id"], trace);
    assert_eq!(told["span_id"].as_str().unwrap().len(), 16);
    let timestamp = told["timestamp"].as_str().unwrap();
    assert!(timestamp.ends_with('Z') && timestamp.as_bytes()[10] == b'T', "{timestamp}");
    for (name, value) in [
        ("level", json!("WARN")),
        ("service", json!("tested")),
        ("target", json!(module_path!())),
        ("message", json!("some\n\"words\"")),
        ("fields", json!({"answer": 42, "ok": true, "why": "Some(\"x\")"})),
        ("spans", json!([{"name": "request", "fields": {"path": "/x", "trace_id": "recorded later"}}])),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let outside: Vec<_> = lines[1].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(outside, ["level", "message", "service", "target", "timestamp"]);
}

#[test]
fn a_line_for_people_is_one_line_with_its_span() {
    let text = logged("", || span().in_scope(|| tracing::info!(answer = 42, "words")));
    assert!(text.ends_with(" INFO request{path=\"/x\"}: words answer=42\n"), "{text}");
}

#[test]
fn a_line_belongs_to_its_span_however_few_are_written() {
    let text = logged("--log-level error --log-format json", || {
        span().in_scope(|| {
            tracing::info!("not this");
            tracing::error!("this");
        });
    });
    let line: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&line["message"], line["trace_id"].as_str().unwrap().len()), (&json!("this"), 32));
}

#[test]
fn what_can_t_be_read_is_refused_with_an_example() {
    assert!("info,pediafor_sql=debug".parse::<LogLevel>().is_ok());
    assert!("info,=x=".parse::<LogLevel>().unwrap_err().contains("examples"));
    assert!("http://collector:4318/".parse::<OtlpEndpoint>().is_ok());
    for text in ["collector:4318", "https://collector", "http://", "x y"] {
        assert!(text.parse::<OtlpEndpoint>().unwrap_err().contains("http://collector:4318"), "{text}");
    }
}

#[tokio::test]
async fn traces_are_sent_to_the_collector_in_the_service_s_name() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (got, mut posts) = mpsc::unbounded_channel::<(HeaderMap, Bytes)>();
    let take = |State(got): State<mpsc::UnboundedSender<_>>, headers: HeaderMap, body: Bytes| async move {
        got.send((headers, body)).unwrap();
    };
    let collector = Router::new().route("/v1/traces", post(take)).with_state(got);
    tokio::spawn(async move { axum::serve(listener, collector).await });

    let args = args(&format!("--otel-exporter-otlp-endpoint {endpoint}/"));
    let (subscriber, telemetry) = args.prepare("tested-service", io::sink, false).unwrap();
    let mut trace = opentelemetry::TraceId::INVALID;
    tracing::subscriber::with_default(subscriber, || {
        let span = span();
        trace = span.context().span().span_context().trace_id();
    });
    telemetry.end().await;

    let (headers, body) = posts.try_recv().expect("a POST to /v1/traces");
    assert_eq!(headers["content-type"], "application/x-protobuf");
    let holds = |bytes: &[u8]| body.windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(&trace.to_bytes()), "the trace's id");
    assert!(holds(b"service.name") && holds(b"tested-service"), "the service's name");
    assert!(holds(b"request"), "the span's name");
}

#[tokio::test]
async fn a_collector_that_is_away_keeps_nobody_waiting() {
    // nobody listens on a port that was just given back
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let args = args(&format!("--otel-exporter-otlp-endpoint http://127.0.0.1:{port}"));
    let (subscriber, telemetry) = args.prepare("tested", io::sink, false).unwrap();
    tracing::subscriber::with_default(subscriber, || drop(span()));
    let begun = std::time::Instant::now();
    telemetry.end().await;
    assert!(begun.elapsed() < LAST_WORDS * 2, "it took {:?}", begun.elapsed());
}
