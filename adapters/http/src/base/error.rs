//! From faults to answers: the one table.

use std::error::Error;

use pediafor_kernel::{Fault, Kind, PortError, PortErrorCode};
use poem::http::StatusCode;
use poem_openapi::{ApiResponse, payload::Json};

use super::problem::{Problem, ProblemField};

/// How long to wait before asking again when something the platform needs is not there, in seconds.
const RETRY_AFTER: u32 = 2;
/// What a caller without a good token is told to bring.
pub(crate) const CHALLENGE: &str = "Bearer realm=\"pediafor\"";

/// Every way an operation can say *no*.
///
/// Handlers return `Result<_, ApiError>` and use `?`: every [`Fault`] converts itself by the one table below, and
/// what is ours to know is logged with the trace id instead of being told.
///
/// | [`Kind`] | status |
/// |---|---|
/// | `Invalid` | 422 |
/// | `Unauthenticated` | 401, with `WWW-Authenticate` |
/// | `Forbidden` | 403 |
/// | `NotFound` | 404 |
/// | `Conflict` | 409 |
/// | `Stale` | 412 |
/// | `TooLarge` | 413 |
/// | `TooMany` | 429 |
/// | `Unavailable` | 503, with `Retry-After` |
/// | `Internal` | 500 |
#[derive(Debug, Clone, PartialEq, Eq, ApiResponse)]
pub enum ApiError {
    /// The request can't be read: broken JSON, a malformed parameter or header.
    #[oai(status = 400, content_type = "application/problem+json")]
    BadRequest(Json<Box<Problem>>),
    /// No access token, or none that holds.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthenticated(
        Json<Box<Problem>>,
        /// What to bring.
        #[oai(header = "WWW-Authenticate")]
        String,
    ),
    /// Yours to see, not yours to do.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Box<Problem>>),
    /// There is no such thing, or none you may know about.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Box<Problem>>),
    /// The thing's present state does not allow this.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(Json<Box<Problem>>),
    /// The thing changed since you read it: read it again.
    #[oai(status = 412, content_type = "application/problem+json")]
    Stale(Json<Box<Problem>>),
    /// More than is allowed, in size or in number.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Box<Problem>>),
    /// The body is of a media type that this operation does not read.
    #[oai(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Json<Box<Problem>>),
    /// The request is readable and breaks a rule; `errors` says where.
    #[oai(status = 422, content_type = "application/problem+json")]
    Invalid(Json<Box<Problem>>),
    /// Too often.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooMany(
        Json<Box<Problem>>,
        /// How long to wait, in seconds.
        #[oai(header = "Retry-After")]
        Option<u32>,
    ),
    /// A fault of ours.
    #[oai(status = 500, content_type = "application/problem+json")]
    Internal(Json<Box<Problem>>),
    /// Something the platform needs is not there just now; the same request may succeed later.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(
        Json<Box<Problem>>,
        /// How long to wait, in seconds.
        #[oai(header = "Retry-After")]
        u32,
    ),
}

impl ApiError {
    /// An answer of the kind `kind`, named `code`. `detail` is what the caller reads.
    pub fn new(kind: Kind, code: &str, detail: impl Into<String>) -> Self {
        Self::with_fields(kind, code, detail, Vec::new())
    }

    /// The same, with the parts of the request that are wrong.
    pub fn with_fields(kind: Kind, code: &str, detail: impl Into<String>, fields: Vec<ProblemField>) -> Self {
        let body = |status| Json(Box::new(Problem::new(status, code, detail).with_errors(fields)));
        match kind {
            Kind::Invalid => Self::Invalid(body(StatusCode::UNPROCESSABLE_ENTITY)),
            Kind::Unauthenticated => Self::Unauthenticated(body(StatusCode::UNAUTHORIZED), CHALLENGE.to_owned()),
            Kind::Forbidden => Self::Forbidden(body(StatusCode::FORBIDDEN)),
            Kind::NotFound => Self::NotFound(body(StatusCode::NOT_FOUND)),
            Kind::Conflict => Self::Conflict(body(StatusCode::CONFLICT)),
            Kind::Stale => Self::Stale(body(StatusCode::PRECONDITION_FAILED)),
            Kind::TooLarge => Self::TooLarge(body(StatusCode::PAYLOAD_TOO_LARGE)),
            Kind::TooMany => Self::TooMany(body(StatusCode::TOO_MANY_REQUESTS), None),
            Kind::Unavailable => Self::Unavailable(body(StatusCode::SERVICE_UNAVAILABLE), RETRY_AFTER),
            Kind::Internal => Self::Internal(body(StatusCode::INTERNAL_SERVER_ERROR)),
        }
    }

    /// A request that can't be read: `part` is the JSON Pointer, parameter or header that is malformed.
    pub fn malformed(part: &str, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let field = ProblemField { pointer: part.to_owned(), code: code.to_owned(), detail: detail.clone() };
        let problem = Problem::new(StatusCode::BAD_REQUEST, code, detail).with_errors(vec![field]);
        Self::BadRequest(Json(Box::new(problem)))
    }

    /// A fault of ours; whoever says so logs what happened.
    pub(crate) fn internal() -> Self {
        let detail = "something went wrong on our side; quote the trace id when you ask for help";
        Self::new(Kind::Internal, "internal", detail)
    }

    /// A failure of a port that no use case turned into a fault of its own.
    pub fn from_port(error: &PortError) -> Self {
        let told = match error.code() {
            PortErrorCode::Stale => "the thing changed since it was read",
            PortErrorCode::Conflict => "this clashes with what is stored",
            PortErrorCode::Unavailable | PortErrorCode::Timeout | PortErrorCode::Corrupt | PortErrorCode::Internal => {
                ""
            }
        };
        tell(error.kind(), error.fault_code(), error, told.to_owned(), Vec::new())
    }

    /// Says after how many seconds to ask again; changes nothing but 429 and 503.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        match self {
            Self::TooMany(problem, _) => Self::TooMany(problem, Some(seconds)),
            Self::Unavailable(problem, _) => Self::Unavailable(problem, seconds),
            other => other,
        }
    }

    /// The problem that is told.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::BadRequest(Json(problem))
            | Self::Unauthenticated(Json(problem), _)
            | Self::Forbidden(Json(problem))
            | Self::NotFound(Json(problem))
            | Self::Conflict(Json(problem))
            | Self::Stale(Json(problem))
            | Self::TooLarge(Json(problem))
            | Self::UnsupportedMediaType(Json(problem))
            | Self::Invalid(Json(problem))
            | Self::TooMany(Json(problem), _)
            | Self::Internal(Json(problem))
            | Self::Unavailable(Json(problem), _) => problem,
        }
    }
}

impl<F: Fault> From<F> for ApiError {
    fn from(fault: F) -> Self {
        let fields = fault.fields().into_iter().map(ProblemField::from).collect();
        let told = tell(fault.kind(), fault.code(), &fault, fault.to_string(), fields);
        match fault.retry_after_seconds() {
            Some(seconds) => told.retry_after(seconds),
            None => told,
        }
    }
}

/// Logs what is ours to know, and tells the caller the rest.
fn tell(kind: Kind, code: &str, error: &dyn Error, detail: String, fields: Vec<ProblemField>) -> ApiError {
    match kind {
        Kind::Internal => {
            tracing::error!(code, error = %Chain(error), "a request failed by a fault of ours");
            ApiError::internal()
        }
        Kind::Unavailable => {
            tracing::warn!(code, error = %Chain(error), "a request failed because something is unavailable");
            ApiError::new(kind, code, "something the platform needs is not available just now; try again later")
        }
        _ => ApiError::with_fields(kind, code, detail, fields),
    }
}

/// An error and everything behind it, for the log.
struct Chain<'a>(&'a dyn Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::FieldFault;
    use poem::IntoResponse;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the secret of {0:?}")]
    struct Sample(Kind);

    impl Fault for Sample {
        fn kind(&self) -> Kind {
            self.0
        }

        fn code(&self) -> &'static str {
            "sample"
        }

        fn fields(&self) -> Vec<FieldFault> {
            vec![FieldFault::new("/title", "too_long", "at most 200 characters")]
        }
    }

    #[test]
    fn every_kind_has_its_status() {
        let table = [
            (Kind::Invalid, 422),
            (Kind::Unauthenticated, 401),
            (Kind::Forbidden, 403),
            (Kind::NotFound, 404),
            (Kind::Conflict, 409),
            (Kind::Stale, 412),
            (Kind::TooLarge, 413),
            (Kind::TooMany, 429),
            (Kind::Unavailable, 503),
            (Kind::Internal, 500),
        ];
        for (kind, status) in table {
            let error = ApiError::from(Sample(kind));
            assert_eq!(error.problem().status, status, "{kind:?}");
            let response = error.into_response();
            assert_eq!(response.status().as_u16(), status, "{kind:?}");
            assert_eq!(response.header("content-type"), Some("application/problem+json"), "{kind:?}");
            assert_eq!(response.header("www-authenticate").is_some(), status == 401, "{kind:?}");
            assert_eq!(response.header("retry-after").is_some(), status == 503, "{kind:?}");
        }
    }

    #[test]
    fn a_rule_is_told_with_its_fields() {
        let error = ApiError::from(Sample(Kind::Invalid));
        assert_eq!(error.problem().detail, "the secret of Invalid");
        assert_eq!(
            error.problem().errors.as_deref(),
            Some(
                &[ProblemField {
                    pointer: "/title".into(),
                    code: "too_long".into(),
                    detail: "at most 200 characters".into()
                }][..]
            )
        );
    }

    #[test]
    fn what_is_ours_to_know_is_not_told() {
        for kind in [Kind::Internal, Kind::Unavailable] {
            let told = format!("{:?}", ApiError::from(Sample(kind)));
            assert!(!told.contains("secret"), "{told}");
        }
        let port = PortError::new(PortErrorCode::Conflict, "insert into users");
        let error = ApiError::from_port(&port);
        assert_eq!((error.problem().status, error.problem().code.as_str()), (409, "conflict"));
        assert!(!error.problem().detail.contains("users"));
    }

    #[test]
    fn a_limiter_may_say_when_to_come_back() {
        let error = ApiError::new(Kind::TooMany, "too_many", "too often").retry_after(30);
        assert_eq!(error.into_response().header("retry-after"), Some("30"));
    }
}
