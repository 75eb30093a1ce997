//! Reading a request's body: bounded, and looked at before anything parses it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use poem::http::{HeaderMap, StatusCode, header};

use super::{edge::Limits, problem::Problem, twins};

/// How deep objects and arrays may stand in one another. The deepest document of ours stands nine deep.
const DEEPEST: usize = 64;
/// How long a body, uploads aside, may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was read of a request's body before its handler ran. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Received {
    bytes: Bytes,
    overflown: Arc<AtomicBool>,
}

impl Received {
    /// The whole body, or nothing where the body is an upload, which the handler reads itself.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Did an upload turn out too large while it was read?
    pub(crate) fn overflown(&self) -> bool {
        self.overflown.load(Ordering::Relaxed)
    }
}

/// Reads a body that is not an upload, and bounds one that is.
pub(crate) async fn receive(
    headers: &HeaderMap,
    body: Body,
    limits: Limits,
) -> Result<(poem::Body, Received), Problem> {
    let upload = media_type(headers).is_some_and(|media| media.starts_with("multipart/"));
    let limit = if upload { limits.upload } else { limits.body };
    if announced(headers).is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    if upload {
        return Ok(bounded(body, limit));
    }
    let bytes = match tokio::time::timeout(PATIENCE, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large(limit)),
        Ok(Err(_)) => return Err(unreadable()),
        Err(_) => {
            let detail = format!("the body did not arrive within {} seconds", PATIENCE.as_secs());
            return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body_too_slow", detail));
        }
    };
    if is_json(headers) {
        objection(&bytes).map_or(Ok(()), Err)?;
        if twins::has_twins(&bytes) {
            let detail = "an object in the body names one of its members twice";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "repeated_member", detail));
        }
    }
    Ok((poem::Body::from_bytes(bytes.clone()), Received { bytes, overflown: Arc::default() }))
}

/// The answer to a body larger than `limit` bytes.
pub(crate) fn too_large(limit: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("the body may have at most {limit} bytes"))
}

/// The answer to a body that breaks off.
pub(crate) fn unreadable() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", "the body could not be read to its end")
}

fn bounded(body: Body, limit: usize) -> (poem::Body, Received) {
    let received = Received::default();
    let overflown = received.overflown.clone();
    let bounded = Body::new(Limited::new(body, limit)).into_data_stream();
    let stream = TryStreamExt::map_err(bounded, move |error| {
        if is_overflow(&error) {
            overflown.store(true, Ordering::Relaxed);
        }
        std::io::Error::other(error)
    });
    (poem::Body::from_bytes_stream(stream), received)
}

fn is_overflow(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_overflow)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The body's media type in lower case, without its parameters.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).is_some_and(|media| media == "application/json" || media.ends_with("+json"))
}

/// What speaks against JSON that no parser should have to survive or no database can keep: one pass, without memory.
fn objection(json: &[u8]) -> Option<Problem> {
    let mut depth = 0_usize;
    let mut bytes = json.iter();
    let mut in_string = false;
    while let Some(byte) = bytes.next() {
        if in_string && *byte == b'\\' {
            if bytes.next() == Some(&b'u') && bytes.as_slice().starts_with(b"0000") {
                return Some(Problem::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "nul_character",
                    "text may not contain the character U+0000",
                ));
            }
            continue;
        }
        match (in_string, byte) {
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(Problem::new(
                        StatusCode::BAD_REQUEST,
                        "json_too_deep",
                        format!("objects and arrays may stand at most {DEEPEST} deep"),
                    ));
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(json: &str) -> Option<String> {
        objection(json.as_bytes()).map(|problem| problem.code)
    }

    #[test]
    fn depth_counts_structure_and_not_text() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(verdict(&nested(64)), None);
        assert_eq!(verdict(&nested(65)).as_deref(), Some("json_too_deep"));
        assert_eq!(verdict(&format!("\"{}\"", nested(100))), None);
        assert_eq!(verdict(&format!("[{}]", "[],".repeat(100))), None);
        assert_eq!(verdict(r#"["\"[[[[\\", {}]"#), None);
    }

    #[test]
    fn a_nul_is_refused_and_a_backslash_before_a_u_is_not() {
        assert_eq!(verdict(r#"{"a": "x\u0000"}"#).as_deref(), Some("nul_character"));
        assert_eq!(verdict(r#"{"a\u0000": 1}"#).as_deref(), Some("nul_character"));
        assert_eq!(verdict(r#"{"a": "x\\u0000"}"#), None);
        assert_eq!(verdict(r#"{"a": "x\u0001"}"#), None);
        assert_eq!(verdict("\"\\"), None);
    }
}
