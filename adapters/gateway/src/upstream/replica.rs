//! One replica of a service, and what is thought of it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::{HeaderValue, uri::Authority};
use tokio::time::Instant;

/// What was last seen of a replica when it was asked whether it is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// It is, or was not asked yet. It is preferred.
    Ready,
    /// It says no: it is about to close, or misses something. It is asked only where no other is ready.
    NotReady,
    /// It does not answer. It is asked last.
    Gone,
}

impl Look {
    pub(crate) const ALL: [Self; 3] = [Self::Ready, Self::NotReady, Self::Gone];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotReady => "not_ready",
            Self::Gone => "gone",
        }
    }
}

/// When a replica is left alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Breaking {
    /// After so many failures in a row,
    pub(crate) failures: u32,
    /// for so long; each time it fails again for twice as long,
    pub(crate) pause: Duration,
    /// but not longer than this.
    pub(crate) longest: Duration,
}

/// One replica.
#[derive(Debug)]
pub(crate) struct Replica {
    pub(crate) authority: Authority,
    pub(crate) host: HeaderValue,
    breaking: Breaking,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    look: Look,
    /// In a row.
    failures: u32,
    /// Its circuit is open until then; from then on one request may try.
    open_until: Option<Instant>,
    opened: u32,
    trying: bool,
}

/// One request's turn at a replica. Dropped without a word, nothing was learned.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    pub(crate) replica: &'a Replica,
    trial: bool,
}

impl Replica {
    /// `None` where the authority can't be a `Host` header.
    pub(crate) fn new(authority: Authority, breaking: Breaking) -> Option<Self> {
        let host = HeaderValue::try_from(authority.as_str()).ok()?;
        let state = State { look: Look::Ready, failures: 0, open_until: None, opened: 0, trying: false };
        Some(Self { authority, host, breaking, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().open_until.is_some()
    }

    /// A turn, if the last look was `look` and the circuit lets a request through.
    pub(crate) fn turn(&self, look: Look, now: Instant) -> Option<Turn<'_>> {
        let mut state = self.state();
        if state.look != look {
            return None;
        }
        match state.open_until {
            None => Some(Turn { replica: self, trial: false }),
            Some(until) if now < until || state.trying => None,
            Some(_) => {
                state.trying = true;
                Some(Turn { replica: self, trial: true })
            }
        }
    }

    /// Somebody looked.
    pub(crate) fn seen(&self, look: Look, now: Instant) {
        let mut state = self.state();
        if state.look != look {
            tracing::info!(replica = %self.authority, seen = look.as_str(), "a replica looks different");
        }
        state.look = look;
        match look {
            // the next request may try at once
            Look::Ready => state.open_until = state.open_until.map(|until| until.min(now)),
            Look::NotReady => {}
            Look::Gone => self.fail(&mut state, now),
        }
    }

    fn fail(&self, state: &mut State, now: Instant) {
        state.failures = state.failures.saturating_add(1);
        let still_open = state.open_until.is_some_and(|until| now < until);
        if state.failures < self.breaking.failures || still_open {
            return;
        }
        let pause = self.breaking.pause.saturating_mul(1 << state.opened.min(16)).min(self.breaking.longest);
        if state.opened == 0 {
            tracing::warn!(replica = %self.authority, failures = state.failures, "a replica is left alone for a while");
        }
        state.opened = state.opened.saturating_add(1);
        state.open_until = Some(now + pause);
    }
}

impl Turn<'_> {
    /// It answered.
    pub(crate) fn succeeded(self) {
        let mut state = self.replica.state();
        if state.opened > 0 {
            tracing::info!(replica = %self.replica.authority, "a replica answers again");
        }
        (state.failures, state.opened, state.open_until) = (0, 0, None);
        if state.look == Look::Gone {
            state.look = Look::Ready;
        }
    }

    /// It could not be reached, broke off, or took too long.
    pub(crate) fn failed(self, now: Instant) {
        self.replica.fail(&mut self.replica.state(), now);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.trial {
            self.replica.state().trying = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn replica() -> Replica {
        let breaking = Breaking { failures: 3, pause: SECOND, longest: 4 * SECOND };
        Replica::new(Authority::from_static("a:1"), breaking).unwrap()
    }

    fn fail(replica: &Replica, now: Instant) {
        replica.turn(Look::Ready, now).unwrap().failed(now);
    }

    #[test]
    fn a_replica_that_fails_in_a_row_is_left_alone_then_tried_by_one() {
        let (replica, now) = (replica(), Instant::now());
        fail(&replica, now);
        fail(&replica, now);
        replica.turn(Look::Ready, now).unwrap().succeeded();
        (0..3).for_each(|_| fail(&replica, now));
        assert!(replica.turn(Look::Ready, now).is_none());
        let later = now + SECOND;
        let trial = replica.turn(Look::Ready, later).unwrap();
        assert!(replica.turn(Look::Ready, later).is_none(), "one at a time");
        trial.failed(later);
        assert!(replica.turn(Look::Ready, later + SECOND).is_none(), "twice as long");
        let trial = replica.turn(Look::Ready, later + 2 * SECOND).unwrap();
        drop(trial);
        replica.turn(Look::Ready, later + 2 * SECOND).unwrap().succeeded();
        assert!(!replica.is_open());
    }

    #[test]
    fn a_replica_that_says_it_is_ready_is_tried_at_once() {
        let (replica, now) = (replica(), Instant::now());
        (0..3).for_each(|_| fail(&replica, now));
        replica.seen(Look::Ready, now);
        assert!(replica.turn(Look::Ready, now).is_some());
    }

    #[test]
    fn a_replica_that_is_gone_is_left_alone_longer_and_longer_but_not_for_ever() {
        let (replica, mut now) = (replica(), Instant::now());
        for _ in 0..100 {
            now += SECOND / 2;
            replica.seen(Look::Gone, now);
        }
        assert!(replica.turn(Look::Gone, now + 4 * SECOND).is_some());
    }
}
