use std::num::NonZeroU32;

use clap::Args;
use pediafor_kernel::limits::Quota;

/// How often somebody may ask who has not proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub struct RateLimitArgs {
    /// In which time an address or an account has its number of tries, in milliseconds
    #[arg(long, env = "RATE_LIMIT_WINDOW_MS", default_value = "900000", value_name = "MS")]
    pub rate_limit_window_ms: NonZeroU32,
    /// How many tries it has in that time
    #[arg(long, env = "RATE_LIMIT_MAX_REQUESTS", default_value = "100", value_name = "N")]
    pub rate_limit_max_requests: NonZeroU32,
}

impl Default for RateLimitArgs {
    /// 100 in 15 minutes.
    fn default() -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self { rate_limit_window_ms: at_least_one(900_000), rate_limit_max_requests: at_least_one(100) }
    }
}

impl RateLimitArgs {
    /// The same as a quota called `name`, all of which may be used at once.
    pub fn quota(self, name: &'static str) -> Quota {
        let requests = self.rate_limit_max_requests;
        Quota { name, requests, window_millis: self.rate_limit_window_ms, burst: requests }
    }
}
