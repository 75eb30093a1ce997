use std::fmt;

use pediafor_kernel::Role;

use super::data::{Demo, Member};

/// What the demo holds, for the first lines a newcomer reads. Its `Display` is a few lines of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded {
    /// Was it made (or completed) just now?
    pub fresh: bool,
    /// The password of every account.
    pub password: String,
    /// The administrator, the teachers, the students.
    pub accounts: Vec<SeededAccount>,
    /// The assessments, in the order of the story.
    pub assessments: Vec<SeededAssessment>,
}

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeededAccount {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeededAssessment {
    /// The title.
    pub title: String,
    /// The subject taught.
    pub subject: String,
    /// The author's address.
    pub author: String,
    /// How it stands once the demo is made, in a few words.
    pub stands: String,
}

impl Seeded {
    pub(super) fn of(demo: &Demo, fresh: bool) -> Self {
        let account =
            |email: &str, name: &str, role| SeededAccount { name: name.to_owned(), email: email.to_owned(), role };
        let Member { email, name } = &demo.people.admin;
        let mut accounts = vec![account(email, name, Role::Admin)];
        accounts.extend(demo.people.teachers.iter().map(|m| account(&m.email, &m.name, Role::Teacher)));
        accounts.extend(demo.people.students.iter().map(|s| account(&s.email, &s.name, Role::Student)));
        let assessments = demo.chapters.iter().map(|chapter| SeededAssessment {
            title: chapter.assessment.title.clone(),
            subject: chapter.assessment.subject.clone(),
            author: chapter.assessment.author.clone(),
            stands: chapter.story.stands.clone(),
        });
        Self { fresh, password: demo.people.password.clone(), accounts, assessments: assessments.collect() }
    }

    /// Those with this role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &SeededAccount> {
        self.accounts.iter().filter(move |account| account.role == role)
    }
}

impl fmt::Display for Seeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  Sign in with the password {}", self.password)?;
        for role in [Role::Admin, Role::Teacher, Role::Student] {
            for account in self.with_role(role).take(2) {
                writeln!(f, "    {:<8} {:<42} {}", role.as_str(), account.email, account.name)?;
            }
        }
        let others = self.with_role(Role::Student).count().saturating_sub(2);
        writeln!(f, "             and {others} other students")?;
        writeln!(f)?;
        for assessment in &self.assessments {
            writeln!(f, "    {:<12} {:<42} {}", assessment.subject, assessment.title, assessment.stands)?;
        }
        Ok(())
    }
}
