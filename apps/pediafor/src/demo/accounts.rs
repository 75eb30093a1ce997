//! The accounts of the demo.

use std::{collections::HashMap, sync::Arc};

use pediafor_kernel::{Actor, PageRequest, Role, Timestamp, UserId};
use pediafor_users::{Account, CreateAccount, Secret, Users};
use tokio::task::JoinSet;

use super::data::{Member, People};

pub(super) struct Accounts<'a> {
    pub(super) users: &'a Arc<Users>,
    pub(super) people: &'a People,
}

impl<'a> Accounts<'a> {
    /// Is the last account there?
    pub(super) async fn complete(&self) -> anyhow::Result<bool> {
        let platform = Actor::new(UserId::from_uuid(Default::default()), Role::Admin);
        let email = &self.people.admin.email;
        let found = self.users.list(&platform, Some(Role::Admin), Some(email), &PageRequest::default()).await?;
        Ok(found.items.iter().any(|account| account.email().as_str() == email))
    }

    /// Makes all accounts but the last. Gives their ids by address, and when the first of them was made.
    pub(super) async fn make(&self) -> anyhow::Result<(HashMap<&'a str, UserId>, Timestamp)> {
        let teachers = self.people.teachers.iter().map(|teacher| (&teacher.email, &teacher.name, Role::Teacher));
        let students = self.people.students.iter().map(|student| (&student.email, &student.name, Role::Student));
        let mut people = teachers.chain(students);
        let (mut users, mut began_at) = (HashMap::new(), Timestamp::default());
        if let Some((email, name, role)) = people.next() {
            let first = self.users.seed_account(&self.command(email, name, role)).await?;
            began_at = first.created_at();
            users.insert(email.as_str(), first.id());
        }
        // Passwords are slow to hash on purpose: the rest are hashed side by side, as far as the platform lets them.
        let mut others = JoinSet::new();
        let mut emails = HashMap::new();
        for (email, name, role) in people {
            let (service, command) = (self.users.clone(), self.command(email, name, role));
            let task = others.spawn(async move { service.seed_account(&command).await });
            emails.insert(task.id(), email.as_str());
        }
        while let Some(joined) = others.join_next_with_id().await {
            let (task, made) = joined?;
            let made: Account = made?;
            users.extend(emails.get(&task).map(|email| (*email, made.id())));
        }
        Ok((users, began_at))
    }

    /// Makes the account by which a complete demo is known.
    pub(super) async fn make_last(&self) -> anyhow::Result<()> {
        let Member { email, name } = &self.people.admin;
        self.users.seed_account(&self.command(email, name, Role::Admin)).await?;
        Ok(())
    }

    fn command(&self, email: &str, name: &str, role: Role) -> CreateAccount {
        let password = Secret::new(&self.people.password);
        CreateAccount { email: email.to_owned(), name: name.to_owned(), role, password }
    }
}
