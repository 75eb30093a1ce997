use pediafor_kernel::{Clock, IdSource, SecretSource, Timestamp};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else takes the time from")]
    fn now(&self) -> Timestamp {
        Timestamp::new(chrono::Utc::now())
    }
}

/// UUIDv7 by the machine's clock; ids made by one process are in order even within a millisecond.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the source that everybody else takes ids from")]
    fn next(&self) -> uuid::Uuid {
        uuid::Uuid::now_v7()
    }
}

/// A cryptographic generator seeded by the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemSecrets;

impl SecretSource for SystemSecrets {
    fn bytes(&self) -> [u8; 32] {
        rand::random()
    }
}
