//! How often somebody may ask.
//!
//! The rule is the generic cell rate algorithm (ITU-T I.371): one number a key, the *theoretical arrival time*, says all
//! there is to say. Asking costs one interval of `window / requests`; whoever is more than `burst` intervals ahead of the
//! clock is refused. So a bucket of `burst` refills evenly, and no window has an edge to wait for.

use std::num::NonZeroU32;

use async_trait::async_trait;

use crate::PortError;

/// The longest a burst is counted for, some 35 years of microseconds: sums of it and of any time this century stay
/// below 2^53, which every number of every limiter holds exactly.
const LONGEST: u64 = 1 << 50;

/// How often: `requests` in `window_millis`, evenly, and `burst` at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quota {
    /// Its name, as the `RateLimit` header says it: lower case, letters and dashes.
    pub name: &'static str,
    /// How many in the window.
    pub requests: NonZeroU32,
    /// The window in milliseconds.
    pub window_millis: NonZeroU32,
    /// How many at once where nothing was asked for a while.
    pub burst: NonZeroU32,
}

/// How somebody stands after asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// May it be done?
    pub allowed: bool,
    /// How many more at once.
    pub remaining: u32,
    /// In how many milliseconds it may be done; zero where it may now.
    pub retry_after_millis: u64,
    /// In how many milliseconds the whole burst is there again.
    pub reset_after_millis: u64,
}

impl Quota {
    /// One interval, in microseconds.
    pub const fn interval_micros(&self) -> u64 {
        self.window_millis.get() as u64 * 1000 / self.requests.get() as u64
    }

    /// What `cost` adds to the theoretical arrival time, in microseconds; a look (0) is measured as one.
    pub fn step_micros(&self, cost: u32) -> u64 {
        self.interval_micros().max(1).saturating_mul(u64::from(cost.max(1))).min(2 * LONGEST)
    }

    /// How far the theoretical arrival time may be ahead of the clock, in microseconds.
    pub fn tolerance_micros(&self) -> u64 {
        self.interval_micros().max(1).saturating_mul(u64::from(self.burst.get())).min(LONGEST)
    }

    /// How `cost` (0: only look) stands at `now`, and the theoretical arrival time to keep; both in microseconds on one
    /// clock. Where it is refused, or nothing was asked, nothing is to be kept.
    ///
    /// ```
    /// # use pediafor_kernel::limits::Quota;
    /// # use std::num::NonZeroU32;
    /// let n = |n| NonZeroU32::new(n).unwrap();
    /// let quota = Quota { name: "two-a-second", requests: n(2), window_millis: n(1000), burst: n(2) };
    /// let (first, kept) = quota.ask(None, 1, 0);
    /// let (second, kept) = quota.ask(kept, 1, 0);
    /// let (third, none) = quota.ask(kept, 1, 0);
    /// assert_eq!((first.allowed, second.allowed, third.allowed), (true, true, false));
    /// assert_eq!((third.retry_after_millis, none), (500, None));
    /// assert!(quota.ask(kept, 1, 500_000).0.allowed);
    /// ```
    pub fn ask(&self, arrival: Option<u64>, cost: u32, now: u64) -> (Standing, Option<u64>) {
        let interval = self.interval_micros().max(1);
        let tolerance = self.tolerance_micros();
        let arrival = arrival.unwrap_or(0).max(now);
        let wanted = arrival.saturating_add(self.step_micros(cost));
        let latest = now.saturating_add(tolerance);
        let allowed = wanted <= latest;
        let kept = if allowed && cost > 0 { wanted } else { arrival };
        let free = latest.saturating_sub(kept);
        let standing = Standing {
            allowed,
            remaining: u32::try_from(free / interval).unwrap_or(u32::MAX),
            retry_after_millis: wanted.saturating_sub(latest).div_ceil(1000),
            reset_after_millis: (kept - now).div_ceil(1000),
        };
        (standing, (allowed && cost > 0).then_some(wanted))
    }
}

/// Counts how often each key was asked for, for all processes that share the limiter, by one clock.
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Asks for `cost` under `key`, in one step however many ask at once. A cost of zero only looks: whether a cost of one
    /// would be allowed. Two quotas with one key count separately.
    ///
    /// # Errors
    ///
    /// `PortError` where it can't be known.
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError>;
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn any_quota() -> impl Strategy<Value = Quota> {
        let small = (1..50_u32, 1..100_000_u32, 1..50_u32);
        let any = (1..=u32::MAX, 1..=u32::MAX, 1..=u32::MAX);
        prop_oneof![4 => small, 1 => any].prop_map(|(requests, window, burst)| {
            let some = |number| NonZeroU32::new(number).unwrap();
            Quota { name: "any", requests: some(requests), window_millis: some(window), burst: some(burst) }
        })
    }

    /// Who asks: for how much, and how many microseconds after the one before.
    fn askers() -> impl Strategy<Value = Vec<(u32, u64)>> {
        let cost = prop_oneof![6 => 0..4_u32, 2 => 0..60_u32, 1 => Just(u32::MAX)];
        let pause = prop_oneof![3 => Just(0), 3 => 0..10_000_u64, 3 => 0..5_000_000_u64, 1 => 0..100_000_000_000_u64];
        vec((cost, pause), 1..200)
    }

    proptest! {
        #[test]
        fn in_no_stretch_of_time_is_more_allowed_than_the_burst_and_what_refills(
            quota in any_quota(), asked in askers(), began in 0..2_000_000_000_000_000_u64,
        ) {
            let (mut now, mut kept, mut allowed) = (began, None, Vec::new());
            for (cost, pause) in asked {
                now += pause;
                let (standing, arrival) = quota.ask(kept, cost, now);
                prop_assert_eq!(arrival.is_some(), standing.allowed && cost > 0);
                prop_assert!(standing.remaining <= quota.burst.get());
                kept = arrival.or(kept);
                if standing.allowed {
                    allowed.push((now, u128::from(cost)));
                }
            }
            let interval = u128::from(quota.interval_micros().max(1));
            for from in 0..allowed.len() {
                let mut taken = 0;
                for (at, cost) in &allowed[from..] {
                    taken += cost;
                    let refilled = u128::from(at - allowed[from].0) / interval;
                    prop_assert!(taken <= u128::from(quota.burst.get()) + refilled, "{taken} in {refilled} intervals");
                }
            }
        }

        #[test]
        fn what_is_refused_is_allowed_when_it_was_said_and_not_a_moment_before(
            quota in any_quota(), asked in askers(), began in 0..2_000_000_000_000_000_u64,
        ) {
            let (mut now, mut kept) = (began, None);
            for (cost, pause) in asked {
                now += pause;
                let (standing, arrival) = quota.ask(kept, cost, now);
                prop_assert_eq!(standing.retry_after_millis == 0, standing.allowed);
                if !standing.allowed && cost <= quota.burst.get() && quota.tolerance_micros() < LONGEST {
                    let then = now + standing.retry_after_millis * 1000;
                    prop_assert!(quota.ask(kept, cost, then).0.allowed);
                    prop_assert!(!quota.ask(kept, cost, then - 1000).0.allowed);
                }
                kept = arrival.or(kept);
                let full = quota.ask(kept, 0, now + standing.reset_after_millis * 1000).0;
                prop_assert_eq!(full.reset_after_millis, 0);
                if quota.tolerance_micros() < LONGEST {
                    prop_assert_eq!(full.remaining, quota.burst.get());
                }
            }
        }

        #[test]
        fn a_look_is_answered_as_asking_for_one_would_be(
            quota in any_quota(), asked in askers(), began in 0..2_000_000_000_000_000_u64,
        ) {
            let (mut now, mut kept) = (began, None);
            for (cost, pause) in asked {
                now += pause;
                let (look, none) = quota.ask(kept, 0, now);
                let one = quota.ask(kept, 1, now).0;
                prop_assert_eq!((look.allowed, look.retry_after_millis), (one.allowed, one.retry_after_millis));
                prop_assert!(none.is_none() && look.allowed == (look.remaining > 0));
                kept = quota.ask(kept, cost, now).1.or(kept);
            }
        }
    }
}
