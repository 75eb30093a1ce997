//! The base, asked from outside through a small service that uses every piece of it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "written as a service module would be")]
mod notes;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusBuilder;
use notes::Notes;
use pediafor_http::base::{
    Edge, Limits,
    testing::{self, Client, Revoked, actor},
};
use pediafor_kernel::{Actor, Role};
use serde_json::{Value, json};

struct Stage {
    notes: Arc<Notes>,
    client: Client,
    author: Actor,
}

fn stage_on(edge: &Edge) -> Stage {
    let notes = Notes::new(edge.clock.clone());
    let client = Client::new(notes::router(&notes, edge));
    Stage { notes, client, author: actor(Role::Teacher, 1) }
}

fn stage() -> Stage {
    stage_on(&testing::edge())
}

impl Stage {
    fn write(&self, text: &str) -> testing::Ask {
        self.client.post("/notes").by(&self.author).json(&json!({"text": text}))
    }

    fn texts(&self) -> Vec<String> {
        self.notes.rows.lock().unwrap().values().map(|note| note.text.clone()).collect()
    }
}

#[tokio::test]
async fn a_created_thing_comes_with_its_place_its_version_and_a_written_time() {
    let stage = stage();
    let answer = stage.write("hello").send().await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let id = "00000000-0000-0000-0000-000000000001";
    assert_eq!(answer.json(), json!({"id": id, "text": "hello", "written_at": "2026-03-01T09:00:00.000000Z"}));
    assert_eq!(answer.header("location"), Some(format!("/notes/{id}").as_str()));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn a_missing_a_broken_an_expired_and_a_revoked_token_are_told_apart() {
    let edge = testing::edge();
    let gone = actor(Role::Student, 9);
    let edge = Edge { revoked: Arc::new(Revoked(gone.session.into_iter().collect())), ..edge };
    let stage = stage_on(&edge);
    let user = stage.author.user;
    let cases = [
        (None, "token_missing"),
        (Some("Bearer".to_owned()), "token_invalid"),
        (Some("Basic dTpw".to_owned()), "token_invalid"),
        (Some("Bearer nonsense".to_owned()), "token_invalid"),
        (Some(format!("Bearer expired:teacher:{user}")), "token_expired"),
        (Some(format!("Bearer {}", testing::token(&gone))), "session_revoked"),
    ];
    for (header, code) in cases {
        let mut ask = stage.client.get("/notes");
        if let Some(header) = &header {
            ask = ask.header("authorization", header);
        }
        let answer = ask.send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, code), "{header:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"pediafor\""), "{header:?}");
    }
    let twice = stage.client.get("/notes").by(&stage.author).by(&actor(Role::Admin, 2)).send().await;
    assert_eq!(twice.code(), "token_invalid");
}

#[tokio::test]
async fn nobody_learns_from_a_refused_body_what_an_operation_accepts() {
    let stage = stage();
    for body in ["{", "[]", r#"{"text": 1}"#, r#"{"colour": 1}"#] {
        let answer = stage.client.post("/notes").body("application/json", body).send().await;
        assert_eq!(answer.code(), "token_missing", "{body}");
    }
}

#[tokio::test]
async fn a_broken_rule_is_told_with_its_pointer() {
    let answer = stage().write("").send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "note_empty"));
    assert_eq!(answer.pointers(), ["/text"]);
    assert_eq!(answer.json()["detail"], "a note says something");
}

#[tokio::test]
async fn a_body_that_can_not_be_read_is_a_problem_and_never_our_fault() {
    let stage = stage();
    let cases: [(&[u8], _, _, _); 12] = [
        (b"{", 400, "invalid_json", ""),
        (b"{\"text\": \"\xff\xfe\"}", 400, "invalid_json", ""),
        (b"{\"text\": \"\\ud800\"}", 400, "invalid_json", ""),
        (b"{\"text\": \"x\"} {}", 400, "invalid_json", ""),
        (&b"[".repeat(100_000), 400, "json_too_deep", ""),
        (br#"{"text": "x", "text": "y"}"#, 400, "repeated_member", ""),
        (br#"{"text": "\u0000"}"#, 422, "nul_character", ""),
        (b"", 422, "invalid_body", "the whole"),
        (b"[]", 422, "invalid_body", "the whole"),
        (b"{}", 422, "invalid_body", "/text"),
        (br#"{"text": {}}"#, 422, "invalid_body", "/text"),
        (br#"{"text": "x", "colour": 1}"#, 422, "invalid_body", "/colour"),
    ];
    for (body, status, code, pointer) in cases {
        let shown = String::from_utf8_lossy(body).chars().take(40).collect::<String>();
        let ask = stage.client.post("/notes").by(&stage.author);
        let answer = ask.body("application/json", body.to_vec()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{shown}");
        let pointers = answer.pointers().join(", ");
        let whole = !answer.pointers().is_empty() && pointers.is_empty();
        assert_eq!(if whole { "the whole" } else { &pointers }, pointer, "{shown}");
    }
    for media in ["text/plain", "nonsense"] {
        let answer = stage.client.post("/notes").by(&stage.author).body(media, "hello").send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (415, "unsupported_media_type"), "{media}");
    }
    let untyped = stage.client.post("/notes").by(&stage.author).send().await;
    assert_eq!((untyped.status.as_u16(), untyped.code().as_str()), (415, "media_type_missing"));
    assert!(stage.texts().is_empty());
}

#[tokio::test]
async fn what_the_caller_sent_is_never_repeated() {
    let stage = stage();
    let secret = "hunter2";
    let long = secret.repeat(40);
    let asks = [
        stage.write(&long),
        stage.client.post("/notes").by(&stage.author).json(&json!({"text": {"password": secret}})),
        stage.client.post("/notes").by(&stage.author).json(&json!({"text": "x", long.clone(): 1})),
        stage.client.post("/notes").by(&stage.author).body("application/json", format!("{{\"text\": {secret}}}")),
        stage.client.post("/notes").by(&stage.author).body(secret, ""),
        stage.client.get(&format!("/notes?cursor={secret}")).by(&stage.author),
        stage.client.get(&format!("/notes/{secret}")).by(&stage.author),
        stage.client.get(&format!("/{secret}")),
        stage.client.ask(secret.parse().unwrap(), "/notes"),
        stage.client.get("/notes").header("authorization", &format!("Bearer {secret}")),
        stage.client.post("/notes").by(&stage.author).header("idempotency-key", &long).json(&json!({"text": "x"})),
    ];
    for ask in asks {
        let request = format!("{ask:?}");
        let answer = ask.send().await;
        assert!(answer.status.is_client_error(), "{} to {request}", answer.status);
        assert!(!answer.code().is_empty());
        let body = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!body.contains(secret), "{body}");
    }
}

#[tokio::test]
async fn a_malformed_parameter_is_named_and_its_form_is_told() {
    let stage = stage();
    for (path, name, form) in [
        ("/notes?limit=0", "limit", "a whole number from 1 to 200"),
        ("/notes?limit=many", "limit", "a whole number from 1 to 200"),
        ("/notes?cursor=x", "cursor", "a string"),
        ("/notes/7", "id", "a UUID"),
        ("/notes/%ff", "id", "a UUID"),
    ] {
        let answer = stage.client.get(path).by(&stage.author).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "invalid_parameter"), "{path}");
        assert_eq!(answer.pointers(), [name], "{path}");
        assert_eq!(answer.json()["detail"], format!("the parameter `{name}` must be {form}"), "{path}");
    }
    let nul = stage.client.get("/notes?cursor=%00").by(&stage.author).send().await;
    assert_eq!((nul.status.as_u16(), nul.code().as_str()), (400, "nul_character"));
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_problems() {
    let stage = stage();
    let unknown = stage.client.get("/nowhere").send().await;
    assert_eq!((unknown.status.as_u16(), unknown.code().as_str()), (404, "no_such_path"));
    let wrong = stage.client.delete("/notes/7").send().await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (405, "method_not_allowed"));
    assert_eq!(wrong.header("allow"), Some("GET, HEAD, PATCH"));
    let head = stage.client.ask(http::Method::HEAD, "/notes").by(&stage.author).send().await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
}

#[tokio::test]
async fn a_list_comes_a_page_at_a_time_and_ends() {
    let stage = stage();
    for text in ["a", "b", "c"] {
        stage.write(text).send().await;
    }
    let first = stage.client.get("/notes?limit=2").by(&stage.author).send().await.json();
    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    let cursor = first["next_cursor"].as_str().expect("more to come");
    let second = stage.client.get(&format!("/notes?limit=2&cursor={cursor}")).by(&stage.author).send().await.json();
    assert_eq!(second["items"][0]["text"], "c");
    assert_eq!(second.get("next_cursor"), Some(&Value::Null));
}

#[tokio::test]
async fn an_edit_on_a_version_that_is_gone_is_refused() {
    let stage = stage();
    let place = stage.write("first").send().await.header("location").unwrap().to_owned();
    let edit = |tag: &str, text: &str| {
        stage.client.patch(&place).by(&stage.author).header("if-match", tag).json(&json!({"text": text})).send()
    };
    let edited = edit("\"1\"", "second").await;
    assert_eq!((edited.status.as_u16(), edited.header("etag")), (200, Some("\"2\"")));
    let stale = edit("\"1\"", "third").await;
    assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "stale_version"));
    assert_eq!(edit("nonsense", "third").await.code(), "invalid_if_match");
    assert_eq!(stage.texts(), ["second"]);
    assert_eq!(edit("*", "third").await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_thing_of_somebody_else_is_not_there() {
    let stage = stage();
    let place = stage.write("mine").send().await.header("location").unwrap().to_owned();
    let answer = stage.client.get(&place).by(&actor(Role::Teacher, 2)).send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "note_unknown"));
}

#[tokio::test]
async fn a_repeated_request_takes_effect_once_and_a_key_stands_for_one_request() {
    let stage = stage();
    let first = stage.write("once").header("idempotency-key", "k1").send().await;
    let again = stage.write("once").header("idempotency-key", "k1").send().await;
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(stage.texts(), ["once"]);
    let other = stage.write("twice").header("idempotency-key", "k1").send().await;
    assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "idempotency_key_reused"));
    let blank = stage.write("x").header("idempotency-key", "").send().await;
    assert_eq!((blank.status.as_u16(), blank.code().as_str()), (400, "invalid_idempotency_key"));
    assert_eq!(blank.pointers(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn what_fails_on_our_side_is_told_without_its_reason() {
    let stage = stage();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    for (text, status, code) in [("break", 500, "internal"), ("fault", 500, "internal"), ("outage", 503, "unavailable")]
    {
        let answer = stage.write(text).header("traceparent", &parent).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{text}");
        assert_eq!(answer.json()["trace_id"], trace, "{text}");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("secret"), "{text}");
        assert_eq!(answer.header("retry-after").is_some(), status == 503, "{text}");
    }
    let own = stage.write("fault").header("traceparent", "nonsense").send().await.json();
    assert_eq!(own["trace_id"].as_str().map(str::len), Some(32));
}

#[tokio::test]
async fn a_client_that_hangs_up_cancels_nothing() {
    let edge = testing::edge();
    let stage = stage_on(&edge);
    let sending = tokio::spawn(stage.write("wait").send());
    wait_until(|| edge.running.len() == 1).await;
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    assert!(stage.texts().is_empty());

    stage.notes.gate.notify_one();
    edge.running.close();
    tokio::time::timeout(Duration::from_secs(10), edge.running.wait()).await.expect("the request ends");
    assert_eq!(stage.texts(), ["wait"]);
}

async fn wait_until(holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("it happens within ten seconds");
}

fn form(content: &str) -> String {
    format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{content}\r\n--b--\r\n")
}

#[tokio::test]
async fn a_body_is_bounded_and_an_upload_has_a_bound_of_its_own() {
    let edge = testing::edge().with_limits(Limits { body: 100, upload: 1000 });
    let stage = stage_on(&edge);
    let upload = |body: String| {
        stage.client.post("/notes/files").by(&stage.author).body("multipart/form-data; boundary=b", body).send()
    };
    let too_large = stage.write(&"x".repeat(100)).send().await;
    assert_eq!((too_large.status.as_u16(), too_large.code().as_str()), (413, "body_too_large"));
    assert_eq!(stage.write(&"x".repeat(80)).send().await.status.as_u16(), 201);
    assert_eq!(upload(form(&"x".repeat(500))).await.json()["text"], "500 bytes");
    let too_large = upload(form(&"x".repeat(1000))).await;
    assert_eq!((too_large.status.as_u16(), too_large.code().as_str()), (413, "body_too_large"));
    let raw = stage.client.post("/size").body("application/octet-stream", "x".repeat(101)).send().await;
    assert_eq!(raw.code(), "body_too_large");
}

#[tokio::test]
async fn an_announced_length_is_enough_to_refuse() {
    let stage = stage();
    let answer = stage.client.post("/notes").by(&stage.author).header("content-length", "99999999999").send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "body_too_large"));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_or_breaks_off_holds_nobody_up() {
    let stage = stage();
    let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, Infallible>>());
    let slow = stage.client.post("/notes").by(&stage.author).body("application/json", never).send().await;
    assert_eq!((slow.status.as_u16(), slow.code().as_str()), (408, "body_too_slow"));
    let gone = Err::<Bytes, _>(std::io::Error::other("gone"));
    let broken = Body::from_stream(futures_util::stream::iter([Ok(Bytes::from("{")), gone]));
    let broken = stage.client.post("/notes").by(&stage.author).body("application/json", broken).send().await;
    assert_eq!((broken.status.as_u16(), broken.code().as_str()), (400, "body_unreadable"));
}

#[tokio::test]
async fn a_broken_form_is_a_problem() {
    let stage = stage();
    let cases = [
        ("multipart/form-data; boundary=b", "nonsense".to_owned(), 400, "invalid_multipart"),
        ("multipart/form-data; boundary=b", form("x").replace("--b--", ""), 422, "invalid_form"),
        ("multipart/form-data; boundary=b", form("x").replace("\"file\"", "\"other\""), 422, "invalid_form"),
        ("multipart/form-data", form("x"), 400, "invalid_multipart"),
        ("application/json", "{}".to_owned(), 415, "unsupported_media_type"),
    ];
    for (media, body, status, code) in cases {
        let answer = stage.client.post("/notes/files").by(&stage.author).body(media, body.clone()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{media}: {body}");
    }
}

#[tokio::test]
async fn an_upload_is_told_apart_by_its_content() {
    let stage = stage();
    let upload = |content: &str| {
        let ask = stage.client.post("/notes/files").by(&stage.author).header("idempotency-key", "k");
        ask.body("multipart/form-data; boundary=b", form(content)).send()
    };
    assert_eq!(upload("one").await.bytes, upload("one").await.bytes);
    assert_eq!(upload("two").await.code(), "idempotency_key_reused");
    assert_eq!(stage.texts(), ["3 bytes"]);
}

#[test]
fn requests_are_counted_by_operation_and_never_by_what_the_caller_wrote() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let measured = recorder.handle();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let stage = stage();
            stage.write("hello").send().await;
            stage.write("outage").send().await;
            stage.write("break").send().await;
            stage.client.get("/notes/00000000-0000-0000-0000-000000000001").by(&stage.author).send().await;
            stage.client.get("/nowhere/7").send().await;
            stage.client.ask("BREW".parse().unwrap(), "/notes").send().await;
        });
    });
    let text = measured.render();
    for (operation, method, status) in [
        ("write_note", "POST", "201"),
        ("write_note", "POST", "503"),
        ("write_note", "POST", "500"),
        ("read_note", "GET", "200"),
        ("none", "GET", "404"),
        ("none", "other", "405"),
    ] {
        let wanted = [("service", "notes"), ("operation", operation), ("method", method), ("status", status)]
            .map(|(name, value)| format!("{name}=\"{value}\""));
        let mut counted = text.lines().filter(|line| line.starts_with("pediafor_http_requests_total{"));
        let line = counted.find(|line| wanted.iter().all(|label| line.contains(label)));
        assert!(line.is_some_and(|line| line.ends_with(" 1")), "{wanted:?} in\n{text}");
    }
    assert!(text.contains("pediafor_http_requests_in_flight{service=\"notes\"} 0"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("pediafor_http_request_duration_seconds")), "{text}");
    assert!(!text.contains("nowhere") && !text.contains("BREW") && !text.contains("00000000"), "{text}");
}
