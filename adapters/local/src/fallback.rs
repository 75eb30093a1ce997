use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use async_trait::async_trait;
use pediafor_kernel::{
    PortError,
    limits::{Quota, RateLimiter, Standing},
};

use crate::LocalLimiter;

/// Asks a limiter that all processes share, and where that can't be known one of this process.
///
/// While the shared one is away each process counts for itself: somebody may ask as often as allowed at each replica, and
/// never without limit. What was counted alone is not carried over when the shared one is back.
pub struct FallbackLimiter {
    shared: Arc<dyn RateLimiter>,
    own: Arc<dyn RateLimiter>,
    alone: AtomicBool,
    fell_back: AtomicU64,
}

impl FallbackLimiter {
    /// Asks `shared`, else a [`LocalLimiter`].
    pub fn new(shared: Arc<dyn RateLimiter>) -> Self {
        Self::between(shared, Arc::new(LocalLimiter::default()))
    }

    /// Asks `shared`, else `own`.
    pub fn between(shared: Arc<dyn RateLimiter>, own: Arc<dyn RateLimiter>) -> Self {
        Self { shared, own, alone: AtomicBool::new(false), fell_back: AtomicU64::new(0) }
    }

    /// Does this process count for itself just now?
    pub fn is_alone(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// How often it asked its own limiter so far.
    pub fn fell_back(&self) -> u64 {
        self.fell_back.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for FallbackLimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FallbackLimiter").field("alone", &self.is_alone()).finish_non_exhaustive()
    }
}

#[async_trait]
impl RateLimiter for FallbackLimiter {
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError> {
        match self.shared.ask(key, quota, cost).await {
            Ok(standing) => {
                if self.alone.swap(false, Ordering::Relaxed) {
                    tracing::info!("limits are shared with the other processes again");
                }
                Ok(standing)
            }
            Err(error) => {
                self.fell_back.fetch_add(1, Ordering::Relaxed);
                if !self.alone.swap(true, Ordering::Relaxed) {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "limits can't be shared: this process counts for itself");
                }
                self.own.ask(key, quota, cost).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use pediafor_kernel::PortErrorCode;

    use super::*;

    /// Away as long as it is told.
    struct Away(AtomicBool, LocalLimiter);

    #[async_trait]
    impl RateLimiter for Away {
        async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError> {
            if self.0.load(Ordering::SeqCst) {
                return Err(PortError::new(PortErrorCode::Unavailable, "away"));
            }
            self.1.ask(key, quota, cost).await
        }
    }

    #[tokio::test]
    async fn who_can_not_be_counted_for_all_is_counted_here_until_they_can_be_again() {
        let some = |number| NonZeroU32::new(number).unwrap();
        let quota = Quota { name: "hourly", requests: some(2), window_millis: some(3_600_000), burst: some(2) };
        let shared = Arc::new(Away(AtomicBool::new(false), LocalLimiter::default()));
        let limiter = FallbackLimiter::new(shared.clone());
        let ask = async || limiter.ask("ada", &quota, 1).await.unwrap().allowed;
        assert!(ask().await && !limiter.is_alone());
        shared.0.store(true, Ordering::SeqCst);
        assert!(ask().await && ask().await && limiter.is_alone());
        assert!(!ask().await, "alone is not without limit");
        shared.0.store(false, Ordering::SeqCst);
        assert!(ask().await && !limiter.is_alone());
        assert!(!ask().await);
        assert_eq!(limiter.fell_back(), 3);
    }
}
