//! The API's documentation: the OpenAPI document and a page to read and try it, with nothing from any other server.

use std::sync::Arc;

use axum::{
    Router,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use http::{HeaderValue, header};

use crate::gateway::Gateway;

/// What the page may load and do: our own files, and calls to our own API.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const PAGE: &str = include_str!("docs/page.html");
const START: &str = include_str!("docs/start.js");

/// The texts that are shown.
#[derive(Debug, Clone, Default)]
pub struct Documentation {
    /// The OpenAPI document with the public paths, as JSON.
    pub openapi: String,
    /// Swagger UI's script.
    pub script: String,
    /// Swagger UI's style sheet.
    pub style: String,
}

pub(crate) fn router(documentation: &Documentation) -> Router<Arc<Gateway>> {
    let page = get(|| async { ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)) });
    Router::new()
        .route("/openapi.json", file("application/json", &documentation.openapi))
        .route("/docs", page.clone())
        .route("/docs/", page)
        .route("/docs/start.js", file("text/javascript; charset=utf-8", START))
        .route("/docs/swagger-ui.js", file("text/javascript; charset=utf-8", &documentation.script))
        .route("/docs/swagger-ui.css", file("text/css; charset=utf-8", &documentation.style))
}

fn file(media_type: &'static str, text: &str) -> axum::routing::MethodRouter<Arc<Gateway>> {
    let bytes = Bytes::copy_from_slice(text.as_bytes());
    get(move || {
        let response = ([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes.clone()).into_response();
        async move { cached(response) }
    })
}

/// Good until it is asked for again: a new build may say something else.
fn cached(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
