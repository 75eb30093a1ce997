//! The edge, asked from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod stage;

use std::{convert::Infallible, io, sync::atomic::Ordering, time::Duration};

use axum::{body::Body, extract::Request, response::Response};
use http::Method;
use pediafor_gateway::{Config, Health, Origins, ServiceName, Upstream, route};
use serde_json::json;
use stage::{stage, stage_configured, stage_with};
use tower::service_fn;

#[tokio::test]
async fn every_path_of_the_table_reaches_its_service_under_the_service_s_own_path() {
    let stage = stage();
    for (path, service, own) in [
        ("/api/users/7?a=%20b", "user-service", "/users/7?a=%20b"),
        ("/users/7", "user-service", "/users/7"),
        ("/api/auth/sessions", "user-service", "/auth/sessions"),
        ("/api/assessments", "assessment-service", "/assessments"),
        ("/assessments/7", "assessment-service", "/assessments/7"),
        ("/api/submissions/7/answers", "submission-service", "/submissions/7/answers"),
        ("/submissions", "submission-service", "/submissions"),
        ("/api/files/7", "submission-service", "/files/7"),
        ("/api/grades/mine", "grading-service", "/grades/mine"),
        ("/api/grade/mine", "grading-service", "/grades/mine"),
        ("/grade/mine", "grading-service", "/grades/mine"),
        ("/api/notifications", "notification-service", "/notifications"),
        ("/notifications/7", "notification-service", "/notifications/7"),
        ("http://elsewhere.example/api/users/7", "user-service", "/users/7"),
    ] {
        let answer = stage.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        let told = answer.json();
        assert_eq!((told["service"].as_str(), told["uri"].as_str()), (Some(service), Some(own)), "{path}");
    }
}

#[tokio::test]
async fn nothing_else_is_passed_on() {
    let stage = stage();
    for path in ["/api", "/api/", "/api/nothing", "/nothing", "/files/7", "/api/metrics", "/api/health", "/usersx"] {
        assert_eq!(stage.get(path).await.problem(), (404, "no_such_path".into()), "{path}");
    }
}

#[tokio::test]
async fn an_address_with_two_meanings_is_refused() {
    let stage = stage();
    for path in [
        "//api/users",
        "/api//users",
        "/api/x/../users",
        "/api/%2e%2e/users",
        "/api%2fusers",
        "/api/users/%zz",
        "//health",
    ] {
        assert_eq!(stage.get(path).await.problem(), (400, "ambiguous_path".into()), "{path}");
    }
}

#[tokio::test]
async fn a_token_must_hold_wherever_one_is_needed() {
    let stage = stage();
    for (header, code) in [
        (None, "token_missing"),
        (Some("Bearer"), "token_invalid"),
        (Some("Basic dTpw"), "token_invalid"),
        (Some("Bearer forged"), "token_invalid"),
        (Some("Bearer early"), "token_invalid"),
        (Some("Bearer old"), "token_expired"),
        (Some("Bearer gone"), "session_revoked"),
    ] {
        let headers: Vec<_> = header.into_iter().map(|value| ("authorization", value)).collect();
        let answer = stage.ask(Method::GET, "/api/users/me", &headers, "").await;
        assert_eq!(answer.problem(), (401, code.into()), "{header:?}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"pediafor\"", "{header:?}");
    }
    let two = [("authorization", "Bearer good"), ("authorization", "Bearer good")];
    assert_eq!(stage.ask(Method::GET, "/api/users", &two, "").await.problem().1, "token_invalid");
}

#[tokio::test]
async fn what_is_public_is_public_even_to_an_expired_token() {
    let stage = stage();
    for (method, path) in route::PUBLIC {
        for headers in [&[][..], &[("authorization", "Bearer old")]] {
            for prefix in ["", "/api"] {
                let answer = stage.ask(method.clone(), &format!("{prefix}{path}"), headers, "{}").await;
                assert_eq!(answer.status, 200, "{method} {prefix}{path}");
            }
        }
        let answer = stage.ask(Method::DELETE, path, &[], "").await;
        assert_eq!(answer.problem(), (405, "method_not_allowed".into()), "DELETE {path}");
        assert_eq!(answer.header("allow"), method.as_str());
    }
}

#[tokio::test]
async fn the_token_passes_and_what_could_pass_for_an_identity_does_not() {
    let headers = [
        ("authorization", "Bearer good"),
        ("x-user-id", "forged"),
        ("x-user-role", "admin"),
        ("X-Gateway-Secret", "forged"),
        ("x-authenticated", "true"),
        ("x-forwarded-for", "10.0.0.1"),
        ("forwarded", "for=10.0.0.1"),
        ("connection", "x-nominated, authorization"),
        ("x-nominated", "1"),
        ("if-match", "\"3\""),
        ("idempotency-key", "k"),
    ];
    let told = stage().ask(Method::POST, "/api/users", &headers, "").await.json();
    let passed: Vec<_> = told["headers"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(passed, ["authorization", "idempotency-key", "if-match", "traceparent", "x-request-id"]);
    assert_eq!(told["headers"]["authorization"], "Bearer good");
}

#[tokio::test]
async fn a_journey_that_holds_is_taken_over_passed_on_and_returned() {
    let stage = stage();
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let brought =
        [("authorization", "Bearer good"), ("traceparent", parent), ("x-request-id", "abc-1"), ("tracestate", "a=b")];
    let answer = stage.ask(Method::GET, "/api/users", &brought, "").await;
    assert_eq!((answer.header("traceparent"), answer.header("x-request-id")), (parent, "abc-1"));
    let told = answer.json();
    assert_eq!(told["headers"]["traceparent"], parent);
    assert_eq!(told["headers"]["x-request-id"], "abc-1");
    assert_eq!(told["headers"]["tracestate"], "a=b");
}

#[tokio::test]
async fn a_journey_that_does_not_hold_is_begun_anew() {
    let stage = stage();
    let long = "x".repeat(129);
    for id in ["", "a b", "<script>", &long] {
        let brought = [
            ("authorization", "Bearer good"),
            ("traceparent", "nonsense"),
            ("tracestate", "a=b"),
            ("x-request-id", id),
        ];
        let answer = stage.ask(Method::GET, "/api/users", &brought, "").await;
        let trace = answer.header("traceparent").split('-').nth(1).unwrap().to_owned();
        assert_eq!(answer.header("x-request-id"), trace, "{id}");
        let told = answer.json();
        assert_eq!(told["headers"]["x-request-id"], trace, "{id}");
        assert_eq!(told["headers"].get("tracestate"), None, "{id}");
    }
    let refused = stage.ask(Method::GET, "/api/users", &[], "").await;
    assert_eq!(refused.json()["trace_id"], refused.header("x-request-id"));
}

#[tokio::test]
async fn a_body_is_bounded_whether_it_says_its_length_or_not() {
    let stage = stage_configured(Config { body_limit: 100, upload_limit: 1000, ..Config::default() });
    let good = ("authorization", "Bearer good");
    let multipart = ("content-type", "Multipart/form-data; boundary=b");
    let chunked = |bytes: usize| {
        let chunks = vec![Ok::<_, Infallible>("x".repeat(50)); bytes / 50];
        Body::from_stream(futures_util::stream::iter(chunks))
    };
    let told = stage.ask(Method::POST, "/api/users", &[good], chunked(100)).await.json();
    assert_eq!(told["length"], 100);
    let told = stage.ask(Method::POST, "/api/files", &[good, multipart], chunked(1000)).await.json();
    assert_eq!(told["length"], 1000);
    for (headers, size) in [(vec![good], 150), (vec![good, multipart], 1050)] {
        let answer = stage.ask(Method::POST, "/api/files", &headers, chunked(size)).await;
        assert_eq!(answer.problem(), (413, "body_too_large".into()), "{size}");
    }
    let announced = stage.ask(Method::POST, "/api/users", &[good, ("content-length", "101")], "").await;
    assert_eq!(announced.problem(), (413, "body_too_large".into()));
}

#[tokio::test(start_paused = true)]
async fn a_service_that_takes_too_long_is_not_waited_for() {
    let stage = stage_configured(Config { timeout: Duration::from_secs(5), ..Config::default() });
    let answer = stage.get("/api/users/sleep").await;
    assert_eq!(answer.problem(), (504, "upstream_timeout".into()));
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test]
async fn a_service_that_can_not_be_reached_is_unavailable() {
    let unreachable = service_fn(|_: Request| async { Err::<Response, _>(io::Error::other("the secret address")) });
    let stage = stage_with(Config::default(), |_| Upstream::new(unreachable));
    let answer = stage.get("/api/users").await;
    assert_eq!(answer.problem(), (503, "unavailable".into()));
    assert_eq!(answer.header("retry-after"), "2");
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("secret"));
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing() {
    let answer = stage().get("/api/users/panic").await;
    assert_eq!(answer.problem(), (500, "internal".into()));
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("secret"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn listed_pages_may_call_with_cookies_and_read_the_headers_they_need() {
    let origins = Origins::parse("https://exams.example, http://localhost:3001").unwrap();
    let stage = stage_configured(Config { origins, ..Config::default() });
    let asked = [
        ("origin", "https://exams.example"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,if-match,idempotency-key,content-type"),
    ];
    let preflight = stage.ask(Method::OPTIONS, "/api/users/7", &asked, "").await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://exams.example");
    assert_eq!(preflight.header("access-control-allow-credentials"), "true");
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    for name in ["authorization", "if-match", "idempotency-key", "content-type"] {
        assert!(preflight.header("access-control-allow-headers").contains(name), "{name}");
    }

    let refused = stage.ask(Method::GET, "/api/users", &[("origin", "http://localhost:3001")], "").await;
    assert_eq!(refused.problem().0, 401);
    assert_eq!(refused.header("access-control-allow-origin"), "http://localhost:3001");
    for name in ["etag", "location", "x-request-id"] {
        assert!(refused.header("access-control-expose-headers").contains(name), "{name}");
    }
    assert!(refused.header("vary").contains("origin"));
}

#[tokio::test]
async fn other_pages_may_not_call() {
    let asked = [("origin", "https://evil.example"), ("access-control-request-method", "GET")];
    for (origins, expected) in
        [(Origins::Own, ""), (Origins::parse("https://a.example").unwrap(), ""), (Origins::Any, "*")]
    {
        let stage = stage_configured(Config { origins, ..Config::default() });
        let preflight = stage.ask(Method::OPTIONS, "/api/users", &asked, "").await;
        assert_eq!(preflight.header("access-control-allow-origin"), expected);
        if expected == "*" {
            assert_eq!(preflight.header("access-control-allow-credentials"), "");
        }
    }
}

#[tokio::test]
async fn health_tells_who_lives_and_is_always_200() {
    let stage = stage();
    let healthy = json!({
        "status": "healthy",
        "services": {
            "gateway": "healthy",
            "user-service": "healthy",
            "assessment-service": "healthy",
            "submission-service": "healthy",
            "grading-service": "healthy",
            "notification-service": "healthy",
        },
    });
    let answer = stage.ask(Method::GET, "/health", &[], "").await;
    assert_eq!((answer.status, answer.json()), (200, healthy));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_ill_degrades_health_and_fails_its_own() {
    let stage = stage();
    stage.pulses[&ServiceName::Grading].set(Health::Unhealthy);
    let overview = stage.ask(Method::GET, "/health", &[], "").await;
    assert_eq!((overview.status, &overview.json()["status"]), (200, &json!("degraded")));
    assert_eq!(overview.json()["services"]["grading-service"], "unhealthy");
    for (name, status) in [("grading-service", 503), ("user-service", 200), ("gateway", 200)] {
        let answer = stage.ask(Method::GET, &format!("/health/{name}"), &[], "").await;
        assert_eq!((answer.status, &answer.json()["service"]), (status, &json!(name)));
    }
    for path in ["/health/nothing", "/health/%ff", "/health/users"] {
        assert_eq!(stage.ask(Method::GET, path, &[], "").await.problem(), (404, "no_such_service".into()), "{path}");
    }

    stage.pulses[&ServiceName::Grading].set(Health::Healthy);
    tokio::time::advance(Duration::from_millis(1001)).await;
    assert_eq!(stage.ask(Method::GET, "/health", &[], "").await.json()["status"], "healthy");
}

#[tokio::test(start_paused = true)]
async fn however_often_health_is_asked_a_service_is_asked_once_a_second() {
    let stage = stage();
    for _ in 0..10 {
        stage.ask(Method::GET, "/health", &[], "").await;
        stage.ask(Method::GET, "/health/user-service", &[], "").await;
    }
    assert_eq!(stage.pulses[&ServiceName::Users].asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_measured_can_be_read_without_a_token() {
    let stage = stage();
    let answer = stage.ask(Method::GET, "/metrics", &[], "").await;
    assert_eq!((answer.status, &answer.bytes[..]), (200, &b"measured 1\n"[..]));
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn readiness_is_a_question_of_its_own() {
    let stage = stage();
    stage.pulses[&ServiceName::Grading].set(Health::Unhealthy);
    let answer = stage.ask(Method::GET, "/ready", &[], "").await;
    assert_eq!((answer.status, answer.json()), (200, json!({"status": "ready"})));
    stage.ready.set(Health::Unhealthy);
    let answer = stage.ask(Method::GET, "/ready", &[], "").await;
    assert_eq!((answer.status, answer.json()), (503, json!({"status": "not_ready"})));
}

#[tokio::test]
async fn the_documentation_needs_nothing_from_any_other_server() {
    let stage = stage();
    let page = stage.ask(Method::GET, "/docs", &[], "").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let html = String::from_utf8_lossy(&page.bytes).into_owned();
    assert!(!html.contains("http:") && !html.contains("https:") && !html.contains("\"//"), "{html}");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");

    for (path, media, text) in [
        ("/openapi.json", "application/json", r#"{"openapi":"3.0.0"}"#),
        ("/docs/swagger-ui.js", "text/javascript; charset=utf-8", "script"),
        ("/docs/swagger-ui.css", "text/css; charset=utf-8", "style"),
    ] {
        let answer = stage.ask(Method::GET, path, &[], "").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media), "{path}");
        assert_eq!(answer.bytes, text, "{path}");
    }
    for path in html.split('"').filter(|word| word.starts_with('/')) {
        assert_eq!(stage.ask(Method::GET, path, &[], "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_front_door_says_where_things_are() {
    let stage = stage();
    let answer = stage.ask(Method::GET, "/", &[], "").await;
    assert_eq!((answer.status, &answer.json()["documentation"]), (200, &json!("/docs")));
    let wrong = stage.ask(Method::POST, "/health", &[], "").await;
    assert_eq!(wrong.problem(), (405, "method_not_allowed".into()));
    assert!(wrong.header("allow").contains("GET"));
}

#[tokio::test]
async fn every_answer_is_hard_to_misuse() {
    let stage = stage();
    for path in ["/", "/health", "/docs", "/api/users", "/nothing"] {
        let answer = stage.ask(Method::GET, path, &[], "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}
