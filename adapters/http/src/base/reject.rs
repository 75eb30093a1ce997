//! Every error of the framework becomes a problem, with a stable code and without repeating the input.

use poem::{
    IntoResponse, Response,
    error::{MethodNotAllowedError, NotFoundError, ParseMultipartError as MultipartStreamError, ReadBodyError},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};
use poem_openapi::{
    OperationId,
    error::{
        AuthorizationError, ContentTypeError, ParseMultipartError, ParseParamError, ParsePathError,
        ParseRequestPayloadError,
    },
};
use serde_json::Value;

use super::{
    auth, body,
    body::Received,
    diagnose::{describe, diagnose, unknown_members},
    edge::Limits,
    error::ApiError,
    problem::{self, Problem, ProblemField},
    routes::Routes,
};

/// What is remembered of a request for explaining its refusal.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) received: Received,
    pub(crate) limits: Limits,
}

/// The answer to `error`.
pub(crate) fn refuse(error: poem::Error, asked: &Asked, routes: &Routes) -> Response {
    let operation = error.data::<OperationId>().map_or("", |OperationId(id)| *id);
    if error.is::<AuthorizationError>() {
        return auth::unreadable(&asked.headers).into_response();
    }
    if error.is::<MethodNotAllowedError>() {
        return method_not_allowed(asked, routes);
    }
    if let Some(problem) = explain(&error, operation, asked, routes) {
        return problem.into_response();
    }
    let text = error.to_string();
    let response = error.into_response();
    if response.header(header::CONTENT_TYPE) == Some(problem::MEDIA_TYPE) {
        return response;
    }
    by_status(response.status(), &text).into_response()
}

fn explain(error: &poem::Error, operation: &str, asked: &Asked, routes: &Routes) -> Option<Problem> {
    let stream = error.downcast_ref::<MultipartStreamError>();
    let form = error.downcast_ref::<ParseMultipartError>();
    let read = error.downcast_ref::<ReadBodyError>();
    if asked.received.overflown() && (stream.is_some() || form.is_some() || read.is_some()) {
        return Some(body::too_large(asked.limits.upload));
    }
    if error.is::<NotFoundError>() {
        Some(Problem::new(StatusCode::NOT_FOUND, "no_such_path", "nothing is at this path"))
    } else if let Some(error) = error.downcast_ref::<ParseParamError>() {
        Some(parameter(error.name, operation, routes))
    } else if let Some(error) = error.downcast_ref::<ParsePathError>() {
        Some(parameter(routes.path_parameter(operation, error.name).unwrap_or("path"), operation, routes))
    } else if let Some(error) = error.downcast_ref::<ParseRequestPayloadError>() {
        Some(payload(&error.reason, operation, asked.received.bytes(), routes))
    } else if let Some(error) = error.downcast_ref::<ContentTypeError>() {
        Some(content_type(error, operation, routes))
    } else if let Some(error) = form {
        Some(multipart_form(&error.reason, operation, routes))
    } else if let Some(error) = stream {
        Some(match error {
            MultipartStreamError::InvalidContentType(_) | MultipartStreamError::ContentTypeRequired => {
                unsupported("multipart/form-data")
            }
            _ => {
                Problem::new(StatusCode::BAD_REQUEST, "invalid_multipart", "the body is not sound multipart/form-data")
            }
        })
    } else {
        match read? {
            ReadBodyError::PayloadTooLarge => Some(body::too_large(asked.limits.body)),
            ReadBodyError::Utf8(_) => {
                Some(Problem::new(StatusCode::BAD_REQUEST, "invalid_utf8", "the body is not UTF-8 text"))
            }
            ReadBodyError::Io(_) => Some(body::unreadable()),
            ReadBodyError::BodyHasBeenTaken => None,
        }
    }
}

fn parameter(name: &str, operation: &str, routes: &Routes) -> Problem {
    let expected =
        routes.parameter_schema(operation, name).map_or_else(|| "of the documented form".to_owned(), describe);
    let field =
        ProblemField { pointer: name.to_owned(), code: "invalid_parameter".to_owned(), detail: expected.clone() };
    Problem::new(StatusCode::BAD_REQUEST, "invalid_parameter", format!("the parameter `{name}` must be {expected}"))
        .with_errors(vec![field])
}

fn payload(reason: &str, operation: &str, body: &[u8], routes: &Routes) -> Problem {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(_) if body.is_empty() => Value::Null,
        Err(error) => {
            let detail = format!("the body is not valid JSON: line {}, column {}", error.line(), error.column());
            return Problem::new(StatusCode::BAD_REQUEST, "invalid_json", detail);
        }
    };
    let Some((_, schema)) = routes.bodies(operation).find(|(media, _)| media.ends_with("json")) else {
        return unsound(Vec::new());
    };
    let mut faults = diagnose(routes.document(), schema, &value);
    if faults.is_empty() && reason.contains("unknown field") {
        faults = unknown_members(routes.document(), schema, &value);
    }
    unsound(faults)
}

/// Does the body hold a value of another JSON type than the operation documents? The framework would read a number where
/// a text is due; what a client means by it is the client's to say.
pub(crate) fn has_wrong_type(asked: &Asked, routes: &Routes) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(asked.received.bytes()) else { return false };
    let operation = routes.operation_at(asked.method.as_str(), &asked.path);
    let schema = operation.and_then(|it| routes.bodies(it).find(|(media, _)| media.ends_with("json")));
    let faults = schema.map(|(_, schema)| diagnose(routes.document(), schema, &body)).unwrap_or_default();
    faults.iter().any(|fault| fault.code == "wrong_type")
}

fn unsound(faults: Vec<ProblemField>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body", "the body is not of the documented form")
        .with_errors(faults)
}

fn multipart_form(reason: &str, operation: &str, routes: &Routes) -> Problem {
    let known = routes.bodies(operation).flat_map(|(_, schema)| {
        let target = schema["$ref"].as_str().and_then(|target| routes.document().pointer(target.strip_prefix('#')?));
        target.unwrap_or(schema)["properties"].as_object().into_iter().flat_map(|properties| properties.keys())
    });
    let faults = known.filter(|name| reason.contains(&format!("`{name}`"))).map(|name| ProblemField {
        pointer: name.clone(),
        code: "invalid_part".to_owned(),
        detail: "this part is missing or not of the documented form".to_owned(),
    });
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_form", "the form is not of the documented form")
        .with_errors(faults.collect())
}

fn content_type(error: &ContentTypeError, operation: &str, routes: &Routes) -> Problem {
    let known: Vec<_> = routes.bodies(operation).map(|(media, _)| media).collect();
    let known = if known.is_empty() { "another media type".to_owned() } else { known.join(" or ") };
    match error {
        ContentTypeError::NotSupported { .. } => unsupported(&known),
        ContentTypeError::ExpectContentType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type_missing",
            format!("say with a Content-Type header what the body is: {known}"),
        ),
    }
}

fn unsupported(known: &str) -> Problem {
    let detail = format!("this reads {known}");
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
}

fn method_not_allowed(asked: &Asked, routes: &Routes) -> Response {
    let allowed = routes.methods(&asked.path).into_iter().collect::<Vec<_>>().join(", ");
    let detail = format!("this path does not answer to {}; it answers to {allowed}", known(&asked.method));
    let mut response = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail).into_response();
    if let Ok(value) = HeaderValue::try_from(allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// The method's name if HTTP knows it; a made-up one is not repeated.
fn known(method: &Method) -> &str {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
    ];
    if methods.contains(method) { method.as_str() } else { "this method" }
}

fn by_status(status: StatusCode, text: &str) -> Problem {
    if status.is_client_error() {
        let reason = status.canonical_reason().unwrap_or("Refused");
        let code = reason.to_ascii_lowercase().replace([' ', '-', '\''], "_");
        return Problem::new(status, &code, "the request was refused");
    }
    tracing::error!(%status, error = text, "a request failed by a fault of ours");
    ApiError::internal().problem().clone()
}
