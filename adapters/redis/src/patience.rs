use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long Redis is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long one request waits for an answer.
    pub answer: Duration,
    /// How long a new connection may take; requests do not wait longer than for an answer meanwhile.
    pub connect: Duration,
    /// For how long nobody asks again after a failure. Then one request tries, and the others still do not wait for it.
    pub pause: Duration,
    /// How long a connection that hears news may be silent before it is asked whether it still hears, and how long the
    /// answer to that may take.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_millis(250),
            connect: Duration::from_secs(2),
            pause: Duration::from_secs(1),
            silence: Duration::from_millis(800),
        }
    }
}

/// Remembers a failure for a while, so that a server that does not answer costs one request a pause and not every one.
#[derive(Debug, Default)]
pub(crate) struct Fuse(Mutex<Option<Instant>>);

impl Fuse {
    /// May somebody ask? Where a pause has just ended, whoever asks is the one to try.
    pub(crate) fn admits(&self, pause: Duration) -> bool {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        match *until {
            None => true,
            Some(end) if now < end => false,
            Some(_) => {
                *until = Some(now + pause);
                true
            }
        }
    }

    /// It answered. Was it away before?
    pub(crate) fn mend(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }

    /// It did not answer. Is that news?
    pub(crate) fn blow(&self, pause: Duration) -> bool {
        let until = Instant::now() + pause;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(until).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_nobody_asks_for_a_while_and_then_one_alone() {
        let (fuse, long) = (Fuse::default(), Duration::from_secs(3600));
        assert!(fuse.admits(long) && fuse.admits(long));
        assert!(fuse.blow(long), "news");
        assert!(!fuse.blow(long), "no news");
        assert!(!fuse.admits(long));
        fuse.blow(Duration::ZERO);
        assert!(fuse.admits(long), "one tries");
        assert!(!fuse.admits(long), "and the others do not");
        assert!(fuse.mend() && !fuse.mend());
        assert!(fuse.admits(long));
    }
}
