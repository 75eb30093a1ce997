use std::{fmt, sync::Arc};

use pediafor_kernel::{
    Clock, Event, EventData, EventId, IdSource, PortError, SessionId, Timestamp, UserId,
    events::{SessionRevoked, UserDeactivated, UserProfileUpdated},
};

use crate::{Account, AccountRepository, AccountState, Lifetimes, SOURCE, SessionRepository};

/// How many accounts or sessions are told of at once.
const PAGE: u32 = 100;

/// Tells how everything stands, in events like those that told it when it came about, for services that start late or were
/// restored: who knows as much or more ignores them.
#[derive(Clone)]
pub struct Retell {
    /// Accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Sessions.
    pub sessions: Arc<dyn SessionRepository>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
}

impl fmt::Debug for Retell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retell").finish_non_exhaustive()
    }
}

impl Retell {
    /// Every account after `after`, by id, to `tell` page by page, each with the last account on it.
    ///
    /// # Errors
    ///
    /// `PortError` of the store or of `tell`: go on after the last page that was told.
    pub async fn accounts(
        &self,
        mut after: Option<UserId>,
        mut tell: impl AsyncFnMut(Vec<Event>, UserId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        loop {
            let page = self.accounts.all_after(after, PAGE).await?;
            let Some(last) = page.last().map(Account::id) else { return Ok(()) };
            tell(page.iter().flat_map(|account| self.account(account)).collect(), last).await?;
            after = Some(last);
        }
    }

    fn account(&self, account: &Account) -> Vec<Event> {
        let user = account.id();
        if account.state() == AccountState::Erased {
            return Vec::new();
        }
        let profile = UserProfileUpdated {
            user,
            role: account.role(),
            name: account.name().to_string(),
            email: account.email().to_string(),
        };
        let mut events = vec![self.event(&user, account.version(), &profile)];
        if account.state() == AccountState::Deactivated {
            events.push(self.event(&user, account.version(), &UserDeactivated { user }));
        }
        events
    }

    /// Every session that was ended at `since` or later and whose tokens may still hold, after `after`, by id. How long they
    /// hold is not known here: as long as the longest do.
    ///
    /// # Errors
    ///
    /// As [`accounts`](Self::accounts).
    pub async fn sessions(
        &self,
        since: Option<Timestamp>,
        mut after: Option<SessionId>,
        mut tell: impl AsyncFnMut(Vec<Event>, SessionId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        let longest = i64::from(Lifetimes::LONGEST_ACCESS);
        let oldest = self.clock.now().plus_seconds(-longest);
        let since = since.map_or(oldest, |since| since.max(oldest));
        loop {
            let page = self.sessions.ended_after(since, after, PAGE).await?;
            let Some(last) = page.last().map(|session| session.id()) else { return Ok(()) };
            let events = page.iter().filter_map(|session| {
                let expires_at = session.record().revoked_at?.plus_seconds(longest);
                let data = SessionRevoked { session: session.id(), user: session.user(), expires_at };
                Some(self.event(&session.id(), session.version(), &data))
            });
            tell(events.collect(), last).await?;
            after = Some(last);
        }
    }

    fn event<T: EventData>(&self, subject: &impl ToString, sequence: u64, data: &T) -> Event {
        Event::new(EventId::from_uuid(self.ids.next()), SOURCE, subject, sequence, self.clock.now(), data)
    }
}
