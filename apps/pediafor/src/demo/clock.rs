//! A clock that can show the past.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use pediafor_kernel::{Clock, Timestamp};

/// The platform's clock while demo data is made: it goes at the usual pace, but can begin some weeks ago and be moved on,
/// so that what is told about those weeks happens in them.
///
/// Before and afterwards it shows what the real clock shows. Everything that asks for the time while demo data is made must
/// ask this clock, the sweep of attempts past their deadline above all: by another clock they would all be over before
/// they begin.
pub struct StageClock {
    real: Arc<dyn Clock>,
    behind_millis: AtomicI64,
}

impl StageClock {
    /// Over the real clock.
    pub fn new(real: Arc<dyn Clock>) -> Self {
        Self { real, behind_millis: AtomicI64::new(0) }
    }

    /// Shows `at` from now on, where that is in the past, until the guard is dropped: then the present again.
    pub(crate) fn begin(&self, at: Timestamp) -> Past<'_> {
        self.behind_millis.store(self.real.now().millis_since(at).max(0), Ordering::SeqCst);
        Past(self)
    }

    /// Moves on to `at`; never back, and never beyond the present.
    pub(crate) fn move_on(&self, at: Timestamp) {
        self.behind_millis.fetch_min(self.real.now().millis_since(at).max(0), Ordering::SeqCst);
    }
}

/// As long as this lives, the clock may show the past.
#[must_use]
pub(crate) struct Past<'c>(&'c StageClock);

impl Drop for Past<'_> {
    fn drop(&mut self) {
        self.0.behind_millis.store(0, Ordering::SeqCst);
    }
}

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        self.real.now().plus_millis(-self.behind_millis.load(Ordering::SeqCst))
    }
}

impl fmt::Debug for StageClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StageClock").field("behind_millis", &self.behind_millis).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use super::*;

    struct Seconds(AtomicI64);

    impl Clock for Seconds {
        fn now(&self) -> Timestamp {
            at(self.0.load(Ordering::SeqCst))
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::default().plus_seconds(seconds)
    }

    #[test]
    fn it_begins_in_the_past_goes_on_and_comes_back_to_the_present() {
        let real = Arc::new(Seconds(AtomicI64::new(1000)));
        let clock = StageClock::new(real.clone());
        assert_eq!(clock.now(), at(1000));
        let past = clock.begin(at(100));
        assert_eq!(clock.now(), at(100));
        real.0.store(1005, Ordering::SeqCst);
        assert_eq!(clock.now(), at(105), "it goes at the usual pace");
        clock.move_on(at(200));
        assert_eq!(clock.now(), at(200));
        clock.move_on(at(150));
        assert_eq!(clock.now(), at(200), "it never goes back");
        clock.move_on(at(9000));
        assert_eq!(clock.now(), at(1005), "it never shows the future");
        drop(past);
        drop(clock.begin(at(100)));
        assert_eq!(clock.now(), at(1005), "it comes back whatever ends the past");
    }
}
