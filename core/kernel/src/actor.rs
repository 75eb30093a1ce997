use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{SessionId, UserId};

/// What an account may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sits assessments.
    Student,
    /// Authors and marks own assessments.
    Teacher,
    /// Manages accounts and sees everything.
    Admin,
}

/// Text that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role: expected student, teacher or admin")]
pub struct UnknownRole;

impl Role {
    /// All roles, least first.
    pub const ALL: [Role; 3] = [Role::Student, Role::Teacher, Role::Admin];

    /// The role's name as it is stored, sent and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Student => "student",
            Role::Teacher => "teacher",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

/// On whose behalf a use case runs. It is made from a verified token and from nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user: UserId,
    /// What the account is.
    pub role: Role,
    /// The sign-in it came through; `None` for the platform's own work.
    pub session: Option<SessionId>,
}

impl Actor {
    /// An actor outside any session.
    pub const fn new(user: UserId, role: Role) -> Self {
        Self { user, role, session: None }
    }

    /// Is this the account `user`?
    pub fn is(&self, user: UserId) -> bool {
        self.user == user
    }

    /// May this actor see and do everything?
    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }

    /// Is this somebody who authors and marks?
    pub fn is_staff(&self) -> bool {
        self.role >= Role::Teacher
    }
}
