//! Names by account: the copy that a service keeps, so that it never has to ask another one who somebody is.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    Event, EventData, EventHandler, HandleError, PortError, Role, UserId,
    events::{UserProfileUpdated, UserRegistered, UserRoleChanged},
};

/// What a service remembers of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub user: UserId,
    /// The name to show.
    pub name: String,
    /// What the account is.
    pub role: Role,
}

/// A service's own copy of who is who.
#[async_trait]
pub trait People: Send + Sync {
    /// Keeps `person` as of the account's version `sequence`; does nothing where a later version is kept already.
    async fn keep(&self, person: &Person, sequence: u64) -> Result<(), PortError>;

    /// Those of `users` that are known.
    async fn find(&self, users: &[UserId]) -> Result<HashMap<UserId, Person>, PortError>;
}

/// Keeps [`People`] up to date from the users service's events.
pub struct RememberPeople {
    name: &'static str,
    people: Arc<dyn People>,
}

impl RememberPeople {
    /// A consumer called `name`, such as `gradebook.people`.
    pub fn new(name: &'static str, people: Arc<dyn People>) -> Self {
        Self { name, people }
    }
}

impl std::fmt::Debug for RememberPeople {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RememberPeople").field("name", &self.name).finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for RememberPeople {
    fn name(&self) -> &'static str {
        self.name
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[UserRegistered::TYPE, UserProfileUpdated::TYPE, UserRoleChanged::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let person = if event.is::<UserRoleChanged>() {
            let UserRoleChanged { user, role, name } = event.data()?;
            Person { user, name, role }
        } else if event.is::<UserRegistered>() {
            let UserRegistered { user, role, name, .. } = event.data()?;
            Person { user, name, role }
        } else {
            let UserProfileUpdated { user, role, name, .. } = event.data()?;
            Person { user, name, role }
        };
        Ok(self.people.keep(&person, event.sequence).await?)
    }
}
