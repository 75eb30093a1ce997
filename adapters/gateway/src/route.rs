//! The table: which path belongs to which service, and what needs no token.

use http::Method;

use crate::service::ServiceName;

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The first segment of the public path, after `/api` if that is there.
    pub segment: &'static str,
    /// The first segment of the service's own path.
    pub own: &'static str,
    /// The service.
    pub service: ServiceName,
    /// Does the path answer without `/api` as well?
    pub alias: bool,
}

const fn line(segment: &'static str, own: &'static str, service: ServiceName, alias: bool) -> Line {
    Line { segment, own, service, alias }
}

/// Every path that is passed on.
pub const TABLE: &[Line] = &[
    line("auth", "auth", ServiceName::Users, true),
    line("users", "users", ServiceName::Users, true),
    line("assessments", "assessments", ServiceName::Assessments, true),
    line("submissions", "submissions", ServiceName::Submissions, true),
    line("files", "files", ServiceName::Submissions, false),
    line("grades", "grades", ServiceName::Grading, false),
    line("grade", "grades", ServiceName::Grading, true),
    line("notifications", "notifications", ServiceName::Notifications, true),
];

/// What needs no token, by method and the service's own path. Whatever else is asked needs one, also of a service that
/// would not ask for it.
pub const PUBLIC: &[(Method, &str)] = &[
    (Method::POST, "/auth/register"),
    (Method::POST, "/auth/login"),
    (Method::POST, "/auth/refresh"),
    (Method::POST, "/users/register"),
];

/// The service that `path` belongs to, and the path it has there.
pub fn find(path: &str) -> Option<(ServiceName, String)> {
    let (rest, prefixed) =
        path.strip_prefix("/api/").map_or_else(|| (path.strip_prefix('/'), false), |rest| (Some(rest), true));
    let rest = rest?;
    let (segment, tail) = rest.find('/').map_or((rest, ""), |place| rest.split_at(place));
    let line = TABLE.iter().find(|line| line.segment == segment && (prefixed || line.alias))?;
    Some((line.service, format!("/{}{tail}", line.own)))
}

/// The public path of a service's own `path`; `None` where it is nobody's.
pub fn public(path: &str) -> Option<String> {
    let rest = path.strip_prefix('/')?;
    let segment = rest.split(['/', '?']).next()?;
    // A service's own path has the first line's name in public; those after it are older names for the same.
    let line = TABLE.iter().find(|line| line.own == segment)?;
    Some(format!("/api/{}{}", line.segment, rest.strip_prefix(segment)?))
}

/// Does `method` on the service's own `path` need no token?
pub fn is_public(method: &Method, path: &str) -> bool {
    PUBLIC.iter().any(|(public, at)| public == method && *at == path)
}

/// The method that needs no token on the service's own `path`, where there is one.
pub fn public_method(path: &str) -> Option<&'static Method> {
    PUBLIC.iter().find_map(|(method, at)| (*at == path).then_some(method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_service_with_and_without_the_prefix() {
        for (path, service, own) in [
            ("/api/auth/login", ServiceName::Users, "/auth/login"),
            ("/auth/login", ServiceName::Users, "/auth/login"),
            ("/api/users", ServiceName::Users, "/users"),
            ("/api/assessments/7/versions", ServiceName::Assessments, "/assessments/7/versions"),
            ("/submissions/7", ServiceName::Submissions, "/submissions/7"),
            ("/api/files/7", ServiceName::Submissions, "/files/7"),
            ("/api/grades/7", ServiceName::Grading, "/grades/7"),
            ("/api/grade/7", ServiceName::Grading, "/grades/7"),
            ("/grade", ServiceName::Grading, "/grades"),
            ("/api/notifications", ServiceName::Notifications, "/notifications"),
        ] {
            assert_eq!(find(path), Some((service, own.to_owned())), "{path}");
        }
    }

    #[test]
    fn nothing_else_is_passed_on() {
        for path in ["/", "/api", "/api/", "/files/7", "/grades", "/usersx", "/api/api/users", "/app/", "users", ""] {
            assert_eq!(find(path), None, "{path}");
        }
    }

    #[test]
    fn what_a_service_calls_its_own_is_found_again_from_outside() {
        for line in TABLE {
            let own = format!("/{}/7?x=1", line.own);
            let public = public(&own).unwrap();
            assert_eq!(find(public.strip_suffix("?x=1").unwrap()), Some((line.service, format!("/{}/7", line.own))));
        }
        assert_eq!(public("/grades/7").as_deref(), Some("/api/grades/7"));
        for path in ["https://elsewhere.example/users/7", "//elsewhere.example", "users", "/nobody", ""] {
            assert_eq!(public(path), None, "{path}");
        }
    }

    #[test]
    fn public_is_a_method_and_a_whole_path() {
        assert!(is_public(&Method::POST, "/auth/login"));
        assert!(!is_public(&Method::GET, "/auth/login"));
        assert!(!is_public(&Method::POST, "/auth/login/x"));
        assert!(!is_public(&Method::POST, "/auth/sessions"));
    }
}
