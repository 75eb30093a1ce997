//! The ports in memory, for tests of whatever stands on this crate.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use pediafor_kernel::{
    Changes, Cursor, Event, Once, Page, PageRequest, PortError, PortErrorCode, SessionId, Timestamp, UserId,
    auth::{Claims, TokenError, TokenVerifier},
    once::{Receipt, Receipts},
};

use crate::{
    Account, AccountQuery, AccountRepository, Email, EndSessions, Password, PasswordHash, PasswordHasher, Session,
    SessionRepository, TokenSigner, fold,
};

/// Accounts, sessions, receipts and the events they raised, under one lock.
#[derive(Debug, Default)]
pub struct MemoryUsers(Mutex<Stored>);

#[derive(Debug, Default)]
struct Stored {
    accounts: HashMap<UserId, Account>,
    sessions: HashMap<SessionId, Session>,
    receipts: Vec<Receipt>,
    events: Vec<Event>,
}

impl MemoryUsers {
    /// Every event that was stored, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.lock().events.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stored {
    fn check_account(&self, account: &Account, changes: &Changes) -> Result<(), PortError> {
        let clash = PortErrorCode::Conflict;
        if self.accounts.values().any(|other| other.id() != account.id() && other.email() == account.email()) {
            return Err(PortError::new(clash, "the address is taken"));
        }
        match (self.accounts.get(&account.id()), account.version()) {
            (None, 1) => {}
            (Some(_), 1) => return Err(PortError::new(clash, "the id is taken")),
            (Some(stored), version) if stored.version() == version - 1 => {}
            _ => return Err(PortError::stale("save an account")),
        }
        match &changes.receipt {
            Some(receipt) if self.receipt(&receipt.once).is_some() => Err(PortError::new(clash, "the key is taken")),
            _ => Ok(()),
        }
    }

    fn put_account(&mut self, account: &Account, changes: &Changes) {
        let mut record = account.record().clone();
        record.last_login_at = self.accounts.get(&record.id).and_then(Account::last_login_at);
        self.accounts.insert(record.id, Account::from_record(record));
        self.put_changes(changes);
    }

    fn put_changes(&mut self, changes: &Changes) {
        self.events.extend(changes.events.iter().cloned());
        self.receipts.extend(changes.receipt.clone());
    }

    fn receipt(&self, once: &Once) -> Option<&Receipt> {
        self.receipts.iter().find(|receipt| receipt.once.is_repeated_by(once))
    }
}

#[async_trait]
impl AccountRepository for MemoryUsers {
    async fn find(&self, id: UserId) -> Result<Option<Account>, PortError> {
        Ok(self.lock().accounts.get(&id).cloned())
    }

    async fn find_by_email(&self, email: &Email) -> Result<Option<Account>, PortError> {
        Ok(self.lock().accounts.values().find(|account| account.email() == email).cloned())
    }

    async fn list(&self, query: &AccountQuery, request: &PageRequest) -> Result<Page<Account>, PortError> {
        let fits = |account: &&Account| {
            query.role.is_none_or(|role| account.role() == role)
                && query.text.as_ref().is_none_or(|text| {
                    fold(account.name().as_str()).contains(text) || account.email().as_str().contains(text)
                })
        };
        let rows = self.lock().accounts.values().filter(fits).cloned().collect();
        let cursor = |account: &Account| Cursor { at: account.created_at(), id: account.id().uuid() };
        Ok(Page::newest_first(rows, request, cursor))
    }

    async fn all_after(&self, after: Option<UserId>, limit: u32) -> Result<Vec<Account>, PortError> {
        let mut accounts: Vec<_> = self.lock().accounts.values().cloned().collect();
        accounts.retain(|account| after.is_none_or(|after| account.id() > after));
        accounts.sort_by_key(Account::id);
        accounts.truncate(limit as usize);
        Ok(accounts)
    }

    async fn save(&self, account: &Account, changes: &Changes) -> Result<(), PortError> {
        let mut stored = self.lock();
        stored.check_account(account, changes)?;
        stored.put_account(account, changes);
        Ok(())
    }

    async fn save_and_end_sessions(
        &self,
        account: &Account,
        changes: &Changes,
        ending: &EndSessions<'_>,
    ) -> Result<(), PortError> {
        let mut stored = self.lock();
        if account.version() == 1 {
            return Err(PortError::stale("save an account"));
        }
        stored.check_account(account, changes)?;
        stored.put_account(account, changes);
        let of_account = stored.sessions.values_mut().filter(|session| session.user() == account.id());
        let events: Vec<Event> = of_account.filter_map(|session| ending.end(session)).collect();
        stored.events.extend(events);
        Ok(())
    }
}

#[async_trait]
impl SessionRepository for MemoryUsers {
    async fn find(&self, id: SessionId) -> Result<Option<Session>, PortError> {
        Ok(self.lock().sessions.get(&id).cloned())
    }

    async fn find_by_family(&self, family_hash: &[u8; 32]) -> Result<Option<Session>, PortError> {
        Ok(self.lock().sessions.values().find(|session| session.record().family_hash == *family_hash).cloned())
    }

    async fn live_of(&self, user: UserId, now: Timestamp, request: &PageRequest) -> Result<Page<Session>, PortError> {
        let fits = |session: &&Session| session.user() == user && session.is_live(now);
        let rows = self.lock().sessions.values().filter(fits).cloned().collect();
        let cursor = |session: &Session| Cursor { at: session.created_at(), id: session.id().uuid() };
        Ok(Page::newest_first(rows, request, cursor))
    }

    async fn ended_since(&self, since: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError> {
        let ended = |session: &Session| Some((session.id(), session.record().revoked_at?));
        Ok(self.lock().sessions.values().filter_map(ended).filter(|(_, at)| *at >= since).collect())
    }

    async fn ended_after(
        &self,
        since: Timestamp,
        after: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, PortError> {
        let mut sessions: Vec<_> = self.lock().sessions.values().cloned().collect();
        sessions.retain(|session| {
            session.record().revoked_at.is_some_and(|at| at >= since) && after.is_none_or(|after| session.id() > after)
        });
        sessions.sort_by_key(Session::id);
        sessions.truncate(limit as usize);
        Ok(sessions)
    }

    async fn begin(&self, session: &Session, account_version: u64) -> Result<(), PortError> {
        let mut stored = self.lock();
        let Some(account) = stored.accounts.get(&session.user()).filter(|a| a.version() == account_version) else {
            return Err(PortError::stale("begin a session"));
        };
        let mut record = account.record().clone();
        record.last_login_at = Some(session.created_at());
        stored.accounts.insert(record.id, Account::from_record(record));
        stored.sessions.insert(session.id(), session.clone());
        Ok(())
    }

    async fn save(&self, session: &Session, changes: &Changes) -> Result<(), PortError> {
        let mut stored = self.lock();
        if stored.sessions.get(&session.id()).is_none_or(|stored| stored.version() != session.version() - 1) {
            return Err(PortError::stale("save a session"));
        }
        stored.sessions.insert(session.id(), session.clone());
        stored.put_changes(changes);
        Ok(())
    }
}

#[async_trait]
impl Receipts for MemoryUsers {
    async fn find(&self, once: &Once) -> Result<Option<Receipt>, PortError> {
        Ok(self.lock().receipt(once).cloned())
    }
}

/// A hasher that hashes nothing and counts how often it was asked.
#[derive(Debug, Default)]
pub struct PlainHasher {
    asked: AtomicUsize,
    today: &'static str,
}

impl PlainHasher {
    /// A hasher whose cost is called `today`.
    pub fn at_cost(today: &'static str) -> Self {
        Self { asked: AtomicUsize::new(0), today }
    }

    /// How many hashes were made or compared.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(PasswordHash::new(format!("{}${}", self.today, String::from_utf8_lossy(password.as_bytes()))))
    }

    async fn verify(&self, password: &Password, hash: &PasswordHash) -> Result<bool, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let plain = hash.as_str().split_once('$').map(|(_, plain)| plain.as_bytes());
        Ok(plain == Some(password.as_bytes()))
    }

    fn needs_rehash(&self, hash: &PasswordHash) -> bool {
        !hash.as_str().starts_with(&format!("{}$", self.today))
    }
}

/// Signs and checks tokens that say in the clear what they say: `user/role/session/issue/expiry`.
#[derive(Debug, Default)]
pub struct PlainTokens;

impl TokenSigner for PlainTokens {
    fn sign(&self, claims: &Claims) -> Result<String, PortError> {
        let Claims { user, role, session, issued_at, expires_at } = claims;
        Ok(format!("{user}/{role}/{session}/{issued_at}/{expires_at}"))
    }
}

impl TokenVerifier for PlainTokens {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        fn next<T: std::str::FromStr>(parts: &mut std::str::Split<'_, char>) -> Result<T, TokenError> {
            parts.next().and_then(|part| part.parse().ok()).ok_or(TokenError::Invalid)
        }
        let parts = &mut token.split('/');
        let (user, role, session) = (next(parts)?, next(parts)?, next(parts)?);
        let claims = Claims { user, role, session, issued_at: next(parts)?, expires_at: next(parts)? };
        if claims.expires_at <= now { Err(TokenError::Expired) } else { Ok(claims) }
    }
}
