use pediafor_kernel::{
    Role, Timestamp, UserId,
    events::{UserDeactivated, UserProfileUpdated, UserReactivated, UserRegistered, UserRoleChanged},
};

use crate::{AccountState, Email, PasswordHash, PersonName};

/// What an account's state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// There is no way from the one state to the other.
    #[error("an account that is {from} can't become {to}")]
    IllegalTransition {
        /// The state it is in.
        from: AccountState,
        /// The state that was asked for.
        to: AccountState,
    },
    /// Nothing about an erased account changes any more.
    #[error("the account is erased")]
    Erased,
}

/// An account as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRecord {
    /// Its id.
    pub id: UserId,
    /// Its address; unique.
    pub email: Email,
    /// Its name.
    pub name: PersonName,
    /// What it may do.
    pub role: Role,
    /// Where it stands.
    pub state: AccountState,
    /// What is kept of its password.
    pub password_hash: PasswordHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last signed in. Written by [`SessionRepository::begin`](crate::SessionRepository::begin) alone.
    pub last_login_at: Option<Timestamp>,
    /// How often it was saved; signing in does not count.
    pub version: u64,
}

/// What a new account is made of.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// A fresh id.
    pub id: UserId,
    /// Its address.
    pub email: Email,
    /// Its name.
    pub name: PersonName,
    /// What it may do.
    pub role: Role,
    /// What is kept of its password.
    pub password_hash: PasswordHash,
    /// Now.
    pub at: Timestamp,
}

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account(AccountRecord);

impl Account {
    /// Makes an account that may sign in at once.
    pub fn register(new: NewAccount) -> (Self, UserRegistered) {
        let NewAccount { id, email, name, role, password_hash, at } = new;
        let registered = UserRegistered { user: id, role, name: name.to_string(), email: email.to_string() };
        let record = AccountRecord {
            id,
            email,
            name,
            role,
            state: AccountState::Active,
            password_hash,
            created_at: at,
            last_login_at: None,
            version: 1,
        };
        (Self(record), registered)
    }

    /// Rebuilds what a repository stored.
    pub fn from_record(record: AccountRecord) -> Self {
        Self(record)
    }

    /// What a repository stores.
    pub fn record(&self) -> &AccountRecord {
        &self.0
    }

    /// Its id.
    pub fn id(&self) -> UserId {
        self.0.id
    }

    /// Its address.
    pub fn email(&self) -> &Email {
        &self.0.email
    }

    /// Its name.
    pub fn name(&self) -> &PersonName {
        &self.0.name
    }

    /// What it may do.
    pub fn role(&self) -> Role {
        self.0.role
    }

    /// Where it stands.
    pub fn state(&self) -> AccountState {
        self.0.state
    }

    /// What is kept of its password.
    pub fn password_hash(&self) -> &PasswordHash {
        &self.0.password_hash
    }

    /// When it was made.
    pub fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it last signed in.
    pub fn last_login_at(&self) -> Option<Timestamp> {
        self.0.last_login_at
    }

    /// How often it was saved.
    pub fn version(&self) -> u64 {
        self.0.version
    }

    /// May it sign in?
    pub fn is_active(&self) -> bool {
        self.0.state == AccountState::Active
    }

    /// The person goes by another name.
    ///
    /// # Errors
    ///
    /// [`AccountError::Erased`].
    pub fn rename(&mut self, name: PersonName) -> Result<UserProfileUpdated, AccountError> {
        self.change()?.name = name;
        Ok(UserProfileUpdated {
            user: self.0.id,
            role: self.0.role,
            name: self.0.name.to_string(),
            email: self.0.email.to_string(),
        })
    }

    /// The account may do other things from now on. Whoever saves it ends its sessions, whose tokens name the old role.
    ///
    /// # Errors
    ///
    /// [`AccountError::Erased`].
    pub fn change_role(&mut self, role: Role) -> Result<UserRoleChanged, AccountError> {
        self.change()?.role = role;
        Ok(UserRoleChanged { user: self.0.id, role, name: self.0.name.to_string() })
    }

    /// Another password, or the same one hashed anew.
    ///
    /// # Errors
    ///
    /// [`AccountError::Erased`].
    pub fn replace_password(&mut self, hash: PasswordHash) -> Result<(), AccountError> {
        self.change()?.password_hash = hash;
        Ok(())
    }

    /// The address was confirmed.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is pending.
    pub fn verify(&mut self) -> Result<(), AccountError> {
        if self.0.state == AccountState::PendingVerification {
            self.become_state(AccountState::Active)
        } else {
            Err(AccountError::IllegalTransition { from: self.0.state, to: AccountState::Active })
        }
    }

    /// Nobody signs in until it is unlocked.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is active.
    pub fn lock(&mut self) -> Result<(), AccountError> {
        self.become_state(AccountState::Locked)
    }

    /// The lock is taken off.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is locked.
    pub fn unlock(&mut self) -> Result<(), AccountError> {
        if self.0.state == AccountState::Locked {
            self.become_state(AccountState::Active)
        } else {
            Err(AccountError::IllegalTransition { from: self.0.state, to: AccountState::Active })
        }
    }

    /// Nobody signs in until an administrator takes it back. Whoever saves it ends its sessions.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is active.
    pub fn deactivate(&mut self) -> Result<UserDeactivated, AccountError> {
        self.become_state(AccountState::Deactivated)?;
        Ok(UserDeactivated { user: self.0.id })
    }

    /// It is taken back.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is deactivated.
    pub fn reactivate(&mut self) -> Result<UserReactivated, AccountError> {
        if self.0.state != AccountState::Deactivated {
            return Err(AccountError::IllegalTransition { from: self.0.state, to: AccountState::Active });
        }
        self.become_state(AccountState::Active)?;
        Ok(UserReactivated { user: self.0.id })
    }

    /// Everything personal is dropped; the id stays, so that what refers to it goes on doing so.
    ///
    /// # Errors
    ///
    /// [`AccountError::IllegalTransition`] unless it is deactivated.
    pub fn erase(&mut self) -> Result<(), AccountError> {
        self.become_state(AccountState::Erased)?;
        self.0.email = Email::of_nobody(self.0.id);
        self.0.name = PersonName::of_nobody();
        self.0.password_hash = PasswordHash::of_nothing();
        Ok(())
    }

    fn change(&mut self) -> Result<&mut AccountRecord, AccountError> {
        if self.0.state == AccountState::Erased {
            return Err(AccountError::Erased);
        }
        self.0.version += 1;
        Ok(&mut self.0)
    }

    fn become_state(&mut self, to: AccountState) -> Result<(), AccountError> {
        let from = self.0.state;
        if !from.may_become(to) {
            return Err(AccountError::IllegalTransition { from, to });
        }
        self.0.state = to;
        self.0.version += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn account() -> Account {
        let new = NewAccount {
            id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
            email: Email::parse("ada@example.org").unwrap(),
            name: PersonName::parse("Ada").unwrap(),
            role: Role::Student,
            password_hash: PasswordHash::new("hash"),
            at: Timestamp::default(),
        };
        Account::register(new).0
    }

    type Step = fn(&mut Account) -> Result<(), AccountError>;
    const STEPS: [(AccountState, Step); 6] = [
        (AccountState::Active, Account::verify),
        (AccountState::Locked, Account::lock),
        (AccountState::Active, Account::unlock),
        (AccountState::Deactivated, |account| account.deactivate().map(drop)),
        (AccountState::Active, |account| account.reactivate().map(drop)),
        (AccountState::Erased, Account::erase),
    ];

    #[test]
    fn the_way_back_is_the_way_it_came() {
        let mut account = account();
        account.lock().unwrap();
        assert_eq!(
            account.reactivate(),
            Err(AccountError::IllegalTransition { from: AccountState::Locked, to: AccountState::Active })
        );
        assert_eq!(account.verify().unwrap_err().to_string(), "an account that is locked can't become active");
        account.unlock().unwrap();
        account.deactivate().unwrap();
        assert!(account.unlock().is_err());
        account.reactivate().unwrap();
        assert!(account.is_active());
    }

    #[test]
    fn erasing_leaves_nothing_of_the_person() {
        let mut account = account();
        account.deactivate().unwrap();
        account.erase().unwrap();
        assert_eq!((account.name().as_str(), account.password_hash().as_str()), ("—", ""));
        assert_eq!(account.email().as_str(), "01890a5d-ac96-774b-bcce-b302099a8057@erased.invalid");
        assert_eq!(account.rename(PersonName::parse("Ada").unwrap()), Err(AccountError::Erased));
        assert_eq!(account.change_role(Role::Admin), Err(AccountError::Erased));
    }

    proptest! {
        #[test]
        fn no_command_takes_an_account_where_the_table_does_not_lead(commands in prop::collection::vec(0..6_usize, 0..40)) {
            let mut account = account();
            for index in commands {
                let (to, step) = STEPS[index];
                let before = account.clone();
                match step(&mut account) {
                    Ok(()) => {
                        prop_assert!(before.state().may_become(to));
                        prop_assert_eq!(account.state(), to);
                        prop_assert_eq!(account.version(), before.version() + 1);
                    }
                    Err(error) => {
                        prop_assert_eq!(error, AccountError::IllegalTransition { from: before.state(), to });
                        prop_assert_eq!(&account, &before);
                    }
                }
            }
        }
    }
}
