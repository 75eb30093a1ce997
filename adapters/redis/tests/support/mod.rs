//! What these tests share.

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use pediafor_kernel::{SessionId, Timestamp, limits::Quota};
use pediafor_redis::{Patience, Redis};

/// A bucket of `burst` that does not refill while a test runs.
pub(crate) fn quota(burst: u32) -> Quota {
    let some = |number| NonZeroU32::new(number).unwrap();
    Quota { name: "test", requests: some(burst), window_millis: some(3_600_000), burst: some(burst) }
}

pub(crate) fn session(number: u128) -> SessionId {
    SessionId::from_uuid(uuid::Uuid::from_u128(number))
}

/// Long after these tests.
pub(crate) fn much_later() -> Timestamp {
    Timestamp::from_micros(4_000_000_000_000_000).unwrap()
}

/// Patience that tests can count on a busy machine: an answer may take long, and after a failure nobody asks for half a
/// second.
pub(crate) fn patience() -> Patience {
    Patience { answer: Duration::from_millis(250), pause: Duration::from_millis(500), ..Patience::default() }
}

pub(crate) fn redis(url: &str) -> Redis {
    Redis::connect_with(url, "test:", patience()).unwrap()
}

/// Waits for a condition, with a bound.
pub(crate) async fn eventually(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !condition().await {
        assert!(Instant::now() < end, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
