//! What the edge measures: how many requests, how many fail, how long they take.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{Method, StatusCode, header};
use metrics::{counter, gauge, histogram};

use crate::{class::Class, gateway::Gateway, service::ServiceName};

/// Writes down what was measured, in Prometheus' text format.
pub type Render = Arc<dyn Fn() -> String + Send + Sync>;

const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`.
pub(crate) fn router(render: Render) -> Router<Arc<Gateway>> {
    let page = move || {
        let text = render();
        async move { ([(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response() }
    };
    Router::new().route("/metrics", get(page))
}

/// A request on its way to a service.
pub(crate) struct UnderWay {
    service: &'static str,
    class: &'static str,
    method: &'static str,
    began: Instant,
}

impl UnderWay {
    pub(crate) fn begin(service: ServiceName, class: Class, method: &Method) -> Self {
        let service = service.as_str();
        gauge!("pediafor_gateway_requests_in_flight", "service" => service).increment(1);
        Self { service, class: class.as_str(), method: known(method), began: Instant::now() }
    }

    /// It is answered, as far as the head.
    pub(crate) fn answered(self, response: &Response) {
        let Self { service, class, method, began } = &self;
        let labels = [("service", *service), ("class", *class), ("method", *method)];
        histogram!("pediafor_gateway_request_seconds", &labels).record(began.elapsed());
        let [service, class, method] = labels;
        let labels = [service, class, method, ("status", kind(response.status()))];
        counter!("pediafor_gateway_requests_total", &labels).increment(1);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        gauge!("pediafor_gateway_requests_in_flight", "service" => self.service).decrement(1);
    }
}

/// A method as a label: of those nobody knows there is no end.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn kind(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
