//! Who may pass: the token check at the edge, and the headers that never pass.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use pediafor_kernel::{
    Clock,
    auth::{Claims, RevokedSessions, TokenError, TokenVerifier},
};

use crate::problem::Refusal;

/// Headers by which a server behind a proxy could be told who asks, from where, or for what; only we may say so, and
/// we say it with the token alone.
const FORGEABLE: [&str; 7] = [
    "forwarded",
    "x-real-ip",
    "x-client-ip",
    "x-rewrite-url",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];
const FORGEABLE_PREFIXES: [&str; 6] = ["x-user-", "x-gateway-", "x-auth", "x-pediafor-", "x-forwarded-", "x-original-"];
/// Headers between two neighbours, which mean nothing further on (RFC 9110, 7.6.1).
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Removes every header of a request that must not pass.
pub(crate) fn strip(headers: &mut HeaderMap) {
    remove(headers, must_not_pass);
}

/// Removes what a service said to its neighbour alone.
pub(crate) fn strip_hops(headers: &mut HeaderMap) {
    remove(headers, |name| HOP_BY_HOP.contains(&name));
}

fn remove(headers: &mut HeaderMap, doomed: impl Fn(&str) -> bool) {
    let nominated: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        // nobody must be able to take away what is needed
        .filter(|name| {
            *name != header::AUTHORIZATION && *name != header::CONTENT_LENGTH && *name != header::CONTENT_TYPE
        })
        .collect();
    let doomed: Vec<HeaderName> =
        headers.keys().filter(|name| doomed(name.as_str()) || nominated.contains(name)).cloned().collect();
    for name in doomed {
        headers.remove(name);
    }
}

fn must_not_pass(name: &str) -> bool {
    if name.contains('_') {
        // an underscore becomes a dash in some servers, so it must not hide a name
        return must_not_pass(&name.replace('_', "-"));
    }
    FORGEABLE.contains(&name)
        || HOP_BY_HOP.contains(&name)
        || FORGEABLE_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || matches!(name, "x-user" | "x-gateway" | "x-role" | "x-roles")
}

/// Why a request is not anybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unproven {
    /// It has no token.
    Missing,
    /// It has something else than one token.
    Malformed,
    /// Its token does not hold.
    Token(TokenError),
    /// Its token is of a session that was ended.
    Ended,
}

impl Unproven {
    /// Could it be a guess? What was ours once is none.
    pub(crate) fn could_be_a_guess(self) -> bool {
        !matches!(self, Self::Token(TokenError::Expired) | Self::Ended)
    }

    pub(crate) fn refusal(self) -> Refusal {
        let (code, detail) = match self {
            Self::Missing => {
                ("token_missing", "this needs an access token: `Authorization: Bearer <token>`".to_owned())
            }
            Self::Malformed => ("token_invalid", "the Authorization header is not `Bearer <access token>`".to_owned()),
            Self::Token(error @ (TokenError::Invalid | TokenError::NotYetValid)) => {
                ("token_invalid", error.to_string())
            }
            Self::Token(error @ TokenError::Expired) => ("token_expired", error.to_string()),
            Self::Ended => ("session_revoked", "this session was ended; sign in again".to_owned()),
        };
        let challenge = HeaderValue::from_static("Bearer realm=\"pediafor\"");
        Refusal::new(StatusCode::UNAUTHORIZED, code, detail).with_header(header::WWW_AUTHENTICATE, challenge)
    }
}

/// Whose request it is: its bearer token must hold.
pub(crate) fn check(
    headers: &HeaderMap,
    verifier: &dyn TokenVerifier,
    revoked: &dyn RevokedSessions,
    clock: &dyn Clock,
) -> Result<Claims, Unproven> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let token = match (values.next(), values.next()) {
        (None, _) => return Err(Unproven::Missing),
        (Some(value), None) => value.to_str().ok().and_then(bearer),
        (Some(_), Some(_)) => None,
    };
    let claims = verifier.verify(token.ok_or(Unproven::Malformed)?, clock.now()).map_err(Unproven::Token)?;
    if revoked.is_revoked(claims.session) { Err(Unproven::Ended) } else { Ok(claims) }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_could_pass_for_an_identity_do_not_pass() {
        let mut headers = HeaderMap::new();
        let kept = ["authorization", "content-type", "if-match", "idempotency-key", "cookie", "x-request-id", "accept"];
        let gone = [
            "x-user-id",
            "x-user-role",
            "x-user",
            "x_user_id",
            "x-gateway-secret",
            "x-authenticated",
            "x-auth-user",
            "x-pediafor-actor",
            "x-forwarded-for",
            "x-forwarded-user",
            "forwarded",
            "x-real-ip",
            "x-original-url",
            "x-http-method-override",
            "te",
            "upgrade",
            "x-listed",
        ];
        for name in kept.into_iter().chain(gone) {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_static("forged"));
        }
        headers.insert(header::CONNECTION, HeaderValue::from_static("close, x-listed, authorization"));
        strip(&mut headers);
        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        let mut kept = kept;
        kept.sort_unstable();
        assert_eq!(left, kept);
    }

    #[test]
    fn what_a_service_says_to_its_neighbour_does_not_pass() {
        let mut headers = HeaderMap::new();
        for name in ["connection", "keep-alive", "transfer-encoding", "upgrade", "x-listed", "x-user-note", "etag"] {
            headers.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_static("x-listed"));
        }
        strip_hops(&mut headers);
        let mut left: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["etag", "x-user-note"]);
    }

    #[test]
    fn a_bearer_token_is_one_word_after_its_scheme() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for text in ["Bearer", "Bearer ", "Basic abc", "abc", ""] {
            assert_eq!(bearer(text), None, "{text}");
        }
    }
}
