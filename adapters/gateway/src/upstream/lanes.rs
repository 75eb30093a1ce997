//! How many requests a service is given at once, with room kept for those who sit an exam.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// Who waits with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Starting, reading the paper, saving, submitting.
    Exam,
    /// Everything else.
    Other,
}

/// A bounded number of requests under way, and a bounded queue before it.
#[derive(Debug)]
pub(crate) struct Lanes {
    all: Semaphore,
    others: Semaphore,
    waiting: AtomicUsize,
    queue: usize,
    patience: Duration,
}

/// A place among the requests under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    _all: SemaphorePermit<'a>,
    _other: Option<SemaphorePermit<'a>>,
}

struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lanes {
    /// Room for `all` at once, of which `reserve` are for [`Lane::Exam`] alone; as many may wait, for `patience`.
    pub(crate) fn new(all: usize, reserve: usize, patience: Duration) -> Self {
        let all = all.clamp(1, Semaphore::MAX_PERMITS);
        let others = all.saturating_sub(reserve).max(1);
        Self {
            all: Semaphore::new(all),
            others: Semaphore::new(others),
            waiting: AtomicUsize::new(0),
            queue: all,
            patience,
        }
    }

    /// A place, or none where it takes too long.
    pub(crate) async fn enter(&self, lane: Lane) -> Option<Place<'_>> {
        if let Some(place) = self.at_once(lane) {
            return Some(place);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= self.queue {
            return None;
        }
        timeout(self.patience, self.in_turn(lane)).await.ok().flatten()
    }

    fn at_once(&self, lane: Lane) -> Option<Place<'_>> {
        let other = match lane {
            Lane::Exam => None,
            Lane::Other => Some(self.others.try_acquire().ok()?),
        };
        Some(Place { _all: self.all.try_acquire().ok()?, _other: other })
    }

    async fn in_turn(&self, lane: Lane) -> Option<Place<'_>> {
        let other = match lane {
            Lane::Exam => None,
            Lane::Other => Some(self.others.acquire().await.ok()?),
        };
        Some(Place { _all: self.all.acquire().await.ok()?, _other: other })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn others_can_not_take_the_places_of_those_who_sit_an_exam() {
        let lanes = Lanes::new(4, 1, Duration::from_millis(100));
        let mut others = Vec::new();
        for _ in 0..3 {
            others.push(lanes.enter(Lane::Other).await.unwrap());
        }
        assert!(lanes.enter(Lane::Other).await.is_none());
        let exam = lanes.enter(Lane::Exam).await.unwrap();
        assert!(lanes.enter(Lane::Exam).await.is_none());
        drop((exam, others.pop()));
        assert!(lanes.enter(Lane::Other).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_gets_the_next_place_and_the_queue_has_an_end() {
        let lanes = Lanes::new(1, 0, Duration::from_secs(60));
        let first = lanes.enter(Lane::Exam).await.unwrap();
        let (second, third, _) = tokio::join!(
            lanes.enter(Lane::Exam),
            async {
                tokio::task::yield_now().await;
                lanes.enter(Lane::Exam).await
            },
            async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                drop(first);
            }
        );
        assert!(second.is_some());
        assert!(third.is_none());
    }
}
