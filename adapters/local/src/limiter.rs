use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use async_trait::async_trait;
use pediafor_kernel::{
    PortError,
    limits::{Quota, RateLimiter, Standing},
};

/// How many locks: askers for different keys seldom wait for one another.
const SHARDS: usize = 16;
/// How many buckets are remembered where nothing else is asked for: some tens of megabytes at most.
const BUCKETS: usize = 200_000;
/// A shard is looked through for full buckets when it has grown to twice what was left the last time, and at least this.
const SWEEP: usize = 256;

/// Counts how often each key was asked for in this process, by the machine's monotonic clock.
///
/// A bucket that is full again is forgotten. Beyond the bound those nearest to it are forgotten first: who has asked for
/// the most is remembered the longest.
#[derive(Debug)]
pub struct LocalLimiter {
    began: Instant,
    hasher: RandomState,
    shards: Vec<Mutex<Shard>>,
    bound: usize,
}

#[derive(Debug, Default)]
struct Shard {
    /// The theoretical arrival time of each bucket that is not full.
    arrivals: HashMap<(Box<str>, &'static str), u64>,
    /// At how many it is looked through.
    sweep_at: usize,
}

impl Default for LocalLimiter {
    fn default() -> Self {
        Self::remembering(BUCKETS)
    }
}

impl LocalLimiter {
    /// A limiter that remembers about as many `buckets`, at most.
    pub fn remembering(buckets: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { began: Instant::now(), hasher: RandomState::new(), shards, bound: buckets.div_ceil(SHARDS).max(1) }
    }

    /// How many buckets it remembers just now.
    pub fn remembered(&self) -> usize {
        let len = |shard: &Mutex<Shard>| shard.lock().unwrap_or_else(PoisonError::into_inner).arrivals.len();
        self.shards.iter().map(len).sum()
    }

    fn ask_at(&self, key: &str, quota: &Quota, cost: u32, now: u64) -> Standing {
        let index = usize::try_from(self.hasher.hash_one((key, quota.name)) % SHARDS as u64).unwrap_or_default();
        let mut shard = self.shards[index].lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = (Box::from(key), quota.name);
        let (standing, kept) = quota.ask(shard.arrivals.get(&bucket).copied(), cost, now);
        if let Some(arrival) = kept {
            shard.arrivals.insert(bucket, arrival);
            shard.forget(now, self.bound);
        }
        standing
    }
}

impl Shard {
    fn forget(&mut self, now: u64, bound: usize) {
        if self.arrivals.len() <= self.sweep_at.max(SWEEP).min(bound) {
            return;
        }
        self.arrivals.retain(|_, arrival| *arrival > now);
        if self.arrivals.len() > bound {
            // A good part at once, so that a flood of keys does not pay for this with every single one.
            let mut sorted: Vec<u64> = self.arrivals.values().copied().collect();
            let spare = self.arrivals.len() - bound + bound / 8;
            let index = spare.min(sorted.len()) - 1;
            let (last, mut left) = (*sorted.select_nth_unstable(index).1, spare);
            self.arrivals.retain(|_, arrival| {
                let goes = left > 0 && *arrival <= last;
                left -= usize::from(goes);
                !goes
            });
        }
        self.sweep_at = self.arrivals.len() * 2;
    }
}

#[async_trait]
impl RateLimiter for LocalLimiter {
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError> {
        let now = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(self.ask_at(key, quota, cost, now))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    const MINUTE: u64 = 60_000_000;

    fn quota(requests: u32) -> Quota {
        let some = |number| NonZeroU32::new(number).unwrap();
        Quota { name: "test", requests: some(requests), window_millis: some(60_000), burst: some(requests) }
    }

    #[test]
    fn a_bucket_that_is_full_again_is_forgotten() {
        let limiter = LocalLimiter::default();
        for number in 0..10_000 {
            limiter.ask_at(&format!("early {number}"), &quota(60), 1, 0);
        }
        assert_eq!(limiter.remembered(), 10_000, "none is full yet");
        for number in 0..20_000 {
            limiter.ask_at(&format!("late {number}"), &quota(60), 1, MINUTE);
        }
        assert_eq!(limiter.remembered(), 20_000, "the early ones are full");
    }

    #[test]
    fn a_flood_of_keys_is_bounded_and_does_not_wash_away_who_asked_for_the_most() {
        let limiter = LocalLimiter::remembering(1_600);
        while limiter.ask_at("greedy", &quota(60), 1, 0).allowed {}
        for number in 0..20_000 {
            limiter.ask_at(&format!("address {number}"), &quota(60), 1, 0);
            assert!(limiter.remembered() <= 1_600);
        }
        assert!(!limiter.ask_at("greedy", &quota(60), 1, 0).allowed);
    }
}
