use std::{fmt, str::FromStr};

/// The services that own a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Accounts and sessions.
    Users,
    /// Assessments and versions.
    Assessments,
    /// Attempts, answers and files.
    Submissions,
    /// Keys and grades.
    Grading,
    /// Inboxes.
    Notifications,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 5] =
        [Service::Users, Service::Assessments, Service::Submissions, Service::Grading, Service::Notifications];

    /// The name of its folder of migrations and of its database file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Service::Users => "users",
            Service::Assessments => "assessments",
            Service::Submissions => "submissions",
            Service::Grading => "grading",
            Service::Notifications => "notifications",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Service::ALL.into_iter().find(|service| service.as_str() == text).ok_or_else(|| {
            format!("no service called {text:?}: expected {}", Service::ALL.map(Service::as_str).join(", "))
        })
    }
}
