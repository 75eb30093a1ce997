//! What kind of thing a request asks for: how often it may be asked, what it waits behind, what still goes on in need.

use http::Method;

use crate::{route, upstream::Lane};

/// What kind of thing a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Signing in, or renewing a token, with credentials that may be guessed.
    SignIn,
    /// Anything else that needs no token.
    Anonymous,
    /// Starting an attempt.
    Start,
    /// Reading the paper or the saved answers of an attempt.
    Paper,
    /// Saving answers.
    Save,
    /// Submitting an attempt.
    Submit,
    /// Any other reading.
    Read,
    /// Any other change.
    Write,
}

impl Class {
    /// The class of `method` on a service's own `path`.
    pub fn of(method: &Method, path: &str) -> Self {
        if route::is_public(method, path) {
            return if matches!(path, "/auth/login" | "/auth/refresh") { Self::SignIn } else { Self::Anonymous };
        }
        let path = path.strip_prefix("/submissions").and_then(|rest| rest.strip_suffix('/').or(Some(rest)));
        let segments: Vec<_> = path.map(|rest| rest.split('/').skip(1).collect()).unwrap_or_default();
        match (method, &segments[..]) {
            (&Method::POST, []) if path == Some("") => Self::Start,
            (&Method::GET | &Method::HEAD, [_, "paper" | "answers"]) => Self::Paper,
            (&Method::POST, [_, "answers"]) | (&Method::PUT, [_, "answers", _]) => Self::Save,
            (&Method::POST, [_, "submit"]) => Self::Submit,
            (&Method::GET | &Method::HEAD | &Method::OPTIONS, _) => Self::Read,
            _ => Self::Write,
        }
    }

    /// Its name, as metrics say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Anonymous => "anonymous",
            Self::Start => "start",
            Self::Paper => "paper",
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Does it go on where it can't be known which sessions were ended?
    pub const fn goes_on_unheard(self) -> bool {
        matches!(self, Self::SignIn | Self::Anonymous | Self::Save | Self::Submit)
    }

    pub(crate) const fn lane(self) -> Lane {
        match self {
            Self::Start | Self::Paper | Self::Save | Self::Submit => Lane::Exam,
            Self::SignIn | Self::Anonymous | Self::Read | Self::Write => Lane::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_a_class() {
        for (method, path, class) in [
            (Method::POST, "/auth/login", Class::SignIn),
            (Method::POST, "/auth/refresh", Class::SignIn),
            (Method::POST, "/auth/register", Class::Anonymous),
            (Method::POST, "/users/register", Class::Anonymous),
            (Method::POST, "/auth/logout", Class::Write),
            (Method::POST, "/submissions", Class::Start),
            (Method::POST, "/submissions/", Class::Start),
            (Method::POST, "/submissionsx", Class::Write),
            (Method::GET, "/submissions", Class::Read),
            (Method::GET, "/submissions/7", Class::Read),
            (Method::GET, "/submissions/7/paper", Class::Paper),
            (Method::GET, "/submissions/7/answers", Class::Paper),
            (Method::POST, "/submissions/7/answers", Class::Save),
            (Method::PUT, "/submissions/7/answers/q1", Class::Save),
            (Method::PUT, "/submissions/7/answers/q1/x", Class::Write),
            (Method::DELETE, "/submissions/7/answers/q1", Class::Write),
            (Method::POST, "/submissions/7/submit", Class::Submit),
            (Method::POST, "/submissions/7/submit/", Class::Submit),
            (Method::POST, "/submissions/7/files", Class::Write),
            (Method::PUT, "/assessments/7/answers/q1", Class::Write),
            (Method::HEAD, "/users", Class::Read),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }
}
