use uuid::Uuid;

use crate::Timestamp;

/// The time. Use cases read it once, at entry, and pass it on as an argument.
pub trait Clock: Send + Sync {
    /// This instant, by the server.
    fn now(&self) -> Timestamp;
}

/// Fresh ids.
pub trait IdSource: Send + Sync {
    /// A UUIDv7 that was never given before.
    fn next(&self) -> Uuid;
}

/// Bytes nobody can guess, for secrets and seeds.
pub trait SecretSource: Send + Sync {
    /// 256 bits from the operating system's generator.
    fn bytes(&self) -> [u8; 32];
}

/// Ports that do as they are told, for tests.
#[cfg(any(test, feature = "mock"))]
pub mod mock {
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    use async_trait::async_trait;

    use super::{Clock, IdSource, SecretSource};
    use crate::{
        PortError, Timestamp,
        limits::{Quota, RateLimiter, Standing},
    };

    /// Refuses nobody.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Unlimited;

    #[async_trait]
    impl RateLimiter for Unlimited {
        async fn ask(&self, _: &str, quota: &Quota, _: u32) -> Result<Standing, PortError> {
            let remaining = quota.burst.get();
            Ok(Standing { allowed: true, remaining, retry_after_millis: 0, reset_after_millis: 0 })
        }
    }

    /// A clock that stands still until it is turned.
    #[derive(Debug)]
    pub struct FakeClock(AtomicI64);

    impl FakeClock {
        /// A clock that shows `at`.
        pub fn at(at: Timestamp) -> Self {
            Self(AtomicI64::new(at.micros()))
        }

        /// Turns the clock on by `millis` milliseconds, or back where negative.
        pub fn advance_millis(&self, millis: i64) {
            self.0.fetch_add(millis * 1000, Ordering::SeqCst);
        }

        /// Sets the clock.
        pub fn set(&self, at: Timestamp) {
            self.0.store(at.micros(), Ordering::SeqCst);
        }
    }

    impl Clock for FakeClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(self.0.load(Ordering::SeqCst)).unwrap_or_default()
        }
    }

    /// Ids and secrets counted up from one.
    #[derive(Debug, Default)]
    pub struct Counting(AtomicU64);

    impl IdSource for Counting {
        fn next(&self) -> uuid::Uuid {
            uuid::Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst) + 1))
        }
    }

    impl SecretSource for Counting {
        fn bytes(&self) -> [u8; 32] {
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&(self.0.fetch_add(1, Ordering::SeqCst) + 1).to_be_bytes());
            bytes
        }
    }
}
