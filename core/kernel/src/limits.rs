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
