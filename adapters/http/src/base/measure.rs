//! How many requests, how many of them failed, how long they took: by service, operation, method and status.

use std::time::Instant;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use poem::http::{Method, StatusCode};

const REQUESTS: &str = "pediafor_http_requests_total";
const SECONDS: &str = "pediafor_http_request_duration_seconds";
const IN_FLIGHT: &str = "pediafor_http_requests_in_flight";
/// The operation of a request that is for none.
const NO_OPERATION: &str = "none";

/// Says what is measured.
pub(crate) fn describe() {
    describe_counter!(REQUESTS, Unit::Count, "Requests answered");
    describe_histogram!(SECONDS, Unit::Seconds, "Time until a request was answered");
    describe_gauge!(IN_FLIGHT, Unit::Count, "Requests being answered");
}

/// A request being answered. Dropped, it is counted; where nothing was said by then, as a failure of ours.
#[derive(Debug)]
pub(crate) struct Measure {
    service: &'static str,
    operation: String,
    method: &'static str,
    status: StatusCode,
    begun: Instant,
}

impl Measure {
    /// A request for `operation` begins.
    pub(crate) fn begin(service: &'static str, operation: Option<&str>, method: &Method) -> Self {
        gauge!(IN_FLIGHT, "service" => service).increment(1);
        Self {
            service,
            operation: operation.unwrap_or(NO_OPERATION).to_owned(),
            method: known(method),
            status: StatusCode::INTERNAL_SERVER_ERROR,
            begun: Instant::now(),
        }
    }

    /// It was answered.
    pub(crate) fn end(mut self, status: StatusCode) {
        self.status = status;
    }
}

impl Drop for Measure {
    fn drop(&mut self) {
        let (service, method, operation) = (self.service, self.method, std::mem::take(&mut self.operation));
        gauge!(IN_FLIGHT, "service" => service).decrement(1);
        histogram!(SECONDS, "service" => service, "operation" => operation.clone(), "method" => method)
            .record(self.begun.elapsed().as_secs_f64());
        let status = self.status.as_str().to_owned();
        counter!(REQUESTS, "service" => service, "operation" => operation, "method" => method, "status" => status)
            .increment(1);
    }
}

/// A method's name; callers can invent methods, and measures must stay few.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
