//! What the edge measures.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it can't go on without")]

#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod double;
#[expect(unreachable_pub, reason = "shared by the tests of this folder")]
#[allow(dead_code, reason = "each file of tests takes what it needs")]
mod stage;

use double::{Double, Reply, until};
use http::Method;
use metrics_exporter_prometheus::PrometheusBuilder;
use pediafor_gateway::{Config, Upstream, UpstreamConfig};
use stage::stage_with;

const GOOD: (&str, &str) = ("authorization", "Bearer good");

#[tokio::test]
async fn requests_are_counted_by_service_class_method_and_status_and_by_nothing_a_client_sends() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _heard = metrics::set_default_local_recorder(&recorder);
    let service = Double::start(|request| if request.contains("broken") { Reply::Hangup } else { Reply::ok("") }).await;
    let addresses = service.url().parse().unwrap();
    let stage = stage_with(Config::default(), |name| Upstream::http(name, &addresses, UpstreamConfig::default()));

    for number in 0..20 {
        let path = format!("/api/submissions/{number}/answers/q{number}");
        assert_eq!(stage.ask(Method::PUT, &path, &[GOOD], "{}").await.status, 200);
        let method = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
        assert_eq!(stage.ask(method, &format!("/api/users/{number}"), &[GOOD], "").await.status, 200);
    }
    assert_eq!(stage.ask(Method::GET, "/api/users/me", &[], "").await.status, 401);
    assert_eq!(stage.get("/api/users/broken").await.status, 502);

    let text = recorder.handle().render();
    for line in [
        r#"pediafor_gateway_requests_total{service="submission-service",class="save",method="PUT",status="2xx"} 20"#,
        r#"pediafor_gateway_requests_total{service="user-service",class="write",method="other",status="2xx"} 20"#,
        r#"pediafor_gateway_requests_total{service="user-service",class="read",method="GET",status="4xx"} 1"#,
        r#"pediafor_gateway_requests_total{service="user-service",class="read",method="GET",status="5xx"} 1"#,
        r#"pediafor_gateway_request_seconds_count{service="submission-service",class="save",method="PUT"} 20"#,
        r#"pediafor_gateway_requests_in_flight{service="user-service"} 0"#,
        r#"pediafor_gateway_upstream_failures_total{service="user-service",how="broke_off"} 2"#,
        r#"pediafor_gateway_upstream_retries_total{service="user-service"} 1"#,
        r#"pediafor_gateway_circuits_open{service="user-service"} 0"#,
        r#"pediafor_gateway_upstream_replicas{service="user-service",state="ready"} 1"#,
    ] {
        assert!(text.lines().any(|it| it == line), "no {line} in\n{text}");
    }
    assert!(!text.contains("INVENTED"), "{text}");
}

#[tokio::test]
async fn a_request_that_its_client_leaves_is_no_longer_under_way() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let _heard = metrics::set_default_local_recorder(&recorder);
    let service = Double::start(|_| Reply::Stall(String::new())).await;
    let addresses = service.url().parse().unwrap();
    let stage = stage_with(Config::default(), |name| Upstream::http(name, &addresses, UpstreamConfig::default()));
    let under_way = |many: u32| {
        let line = format!("pediafor_gateway_requests_in_flight{{service=\"user-service\"}} {many}");
        recorder.handle().render().lines().any(|it| it == line)
    };
    {
        let mut asked = std::pin::pin!(stage.get("/api/users"));
        until("it is under way", async || {
            tokio::select! {
                biased;
                _ = &mut asked => panic!("nobody answers"),
                () = tokio::task::yield_now() => under_way(1),
            }
        })
        .await;
    }
    assert!(under_way(0));
}
