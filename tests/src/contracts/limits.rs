//! The promise of [`RateLimiter`]: exactly as often as allowed, for everybody together, and by the arithmetic of
//! [`Quota::ask`].

use std::{num::NonZeroU32, sync::Arc, time::Instant};

use futures_util::future::join_all;
use pediafor_kernel::limits::{Quota, RateLimiter, Standing};

use crate::eventually;

const HOUR: u32 = 3_600_000;

fn quota(name: &'static str, requests: u32, window_millis: u32, burst: u32) -> Quota {
    let some = |number| NonZeroU32::new(number).unwrap();
    Quota { name, requests: some(requests), window_millis: some(window_millis), burst: some(burst) }
}

/// Holds for two replicas that share their counts and have counted nothing yet, or for one of them twice.
pub async fn hold(limiter: Arc<dyn RateLimiter>, replica: Arc<dyn RateLimiter>) {
    a_hundred_askers_at_once_get_exactly_the_burst(&limiter, &replica).await;
    what_one_counted_the_other_knows(&*limiter, &*replica).await;
    a_look_changes_nothing(&*limiter).await;
    keys_and_quotas_count_separately(&*limiter).await;
    what_is_more_than_allowed_is_refused_whole(&*limiter).await;
    the_arithmetic_is_the_quotas_own(&*limiter).await;
    a_bucket_refills_evenly(&*limiter).await;
    the_largest_numbers_are_numbers_too(&*limiter).await;
}

async fn ask(limiter: &dyn RateLimiter, key: &str, quota: &Quota, cost: u32) -> Standing {
    limiter.ask(key, quota, cost).await.unwrap()
}

async fn a_hundred_askers_at_once_get_exactly_the_burst(
    limiter: &Arc<dyn RateLimiter>,
    replica: &Arc<dyn RateLimiter>,
) {
    let hourly = quota("hourly", 20, HOUR, 20);
    let askers = (0..100).map(|number| {
        let limiter = if number % 2 == 0 { limiter.clone() } else { replica.clone() };
        tokio::spawn(async move { ask(&*limiter, "crowd", &hourly, 1).await })
    });
    let stand: Vec<Standing> = join_all(askers).await.into_iter().map(|standing| standing.unwrap()).collect();
    let mut left: Vec<u32> =
        stand.iter().filter(|standing| standing.allowed).map(|standing| standing.remaining).collect();
    left.sort_unstable();
    assert_eq!(left, (0..20).collect::<Vec<_>>(), "each of the allowed took one");
    let refused: Vec<&Standing> = stand.iter().filter(|standing| !standing.allowed).collect();
    assert_eq!(refused.len(), 80);
    for standing in refused {
        assert!((1..=HOUR.into()).contains(&standing.retry_after_millis), "{standing:?}");
    }
}

async fn what_one_counted_the_other_knows(limiter: &dyn RateLimiter, replica: &dyn RateLimiter) {
    let hourly = quota("hourly", 2, HOUR, 2);
    assert!(ask(limiter, "shared", &hourly, 1).await.allowed);
    assert!(ask(replica, "shared", &hourly, 1).await.allowed);
    assert!(!ask(limiter, "shared", &hourly, 1).await.allowed);
    assert!(!ask(replica, "shared", &hourly, 1).await.allowed);
}

async fn a_look_changes_nothing(limiter: &dyn RateLimiter) {
    let hourly = quota("hourly", 3, HOUR, 3);
    for _ in 0..10 {
        let fresh = Standing { allowed: true, remaining: 3, retry_after_millis: 0, reset_after_millis: 0 };
        assert_eq!(ask(limiter, "looked at", &hourly, 0).await, fresh);
    }
    for left in [2, 1, 0] {
        assert_eq!(ask(limiter, "looked at", &hourly, 1).await.remaining, left);
        for _ in 0..3 {
            let look = ask(limiter, "looked at", &hourly, 0).await;
            assert_eq!((look.allowed, look.remaining), (left > 0, left));
        }
    }
}

async fn keys_and_quotas_count_separately(limiter: &dyn RateLimiter) {
    let (once, twice) = (quota("once", 1, HOUR, 1), quota("twice", 2, HOUR, 2));
    let long = "k".repeat(4096);
    let keys = [
        "user:1",
        "user:10",
        "user:1:once",
        "{user:1}",
        "}{",
        "{}",
        "",
        " ",
        "a\r\nb\0c",
        "Zoë 🎓",
        "2001:db8::/64",
        &long,
    ];
    for key in keys {
        assert!(ask(limiter, key, &once, 1).await.allowed, "{key:?}");
        assert!(!ask(limiter, key, &once, 1).await.allowed, "{key:?}");
    }
    for key in keys {
        assert!(ask(limiter, key, &twice, 1).await.allowed, "{key:?}");
        assert!(!ask(limiter, key, &once, 1).await.allowed, "{key:?}");
    }
}

async fn what_is_more_than_allowed_is_refused_whole(limiter: &dyn RateLimiter) {
    let hourly = quota("hourly", 5, HOUR, 5);
    let refused = ask(limiter, "greedy", &hourly, 6).await;
    assert_eq!((refused.allowed, refused.remaining), (false, 5), "and nothing is taken");
    assert_eq!(ask(limiter, "greedy", &hourly, 3).await.remaining, 2);
    assert!(!ask(limiter, "greedy", &hourly, 3).await.allowed);
    let rest = ask(limiter, "greedy", &hourly, 2).await;
    assert_eq!((rest.allowed, rest.remaining), (true, 0));
}

/// What is answered lies between what [`Quota::ask`] says at the earliest and at the latest moment it could be meant for.
async fn the_arithmetic_is_the_quotas_own(limiter: &dyn RateLimiter) {
    for (key, quota) in [
        ("slow", quota("slow", 7, HOUR, 9)),
        ("hasty", quota("hasty", 100, 1000, 12)),
        ("odd", quota("odd", 3, 1000, 4)),
        ("finest", quota("finest", 4_000_000_000, 1, 1_000_000)),
    ] {
        let began = Instant::now();
        let micros = || u64::try_from(began.elapsed().as_micros()).unwrap();
        // On the test's clock: the earliest and the latest theoretical arrival time that may be kept.
        let (mut earliest, mut latest) = (0, 0);
        for cost in [1, 1, 0, 3, 1, 2, 0, 5, 1, 1, 1, 7, 0, 1, 1, 1, 1, 2] {
            let before = micros();
            let standing = ask(limiter, key, &quota, cost).await;
            let after = micros() + 1;
            let (best, worst) = (quota.ask(Some(earliest), cost, after).0, quota.ask(Some(latest), cost, before).0);
            let all = format!("{key} {cost}: {worst:?} <= {standing:?} <= {best:?}");
            assert!(worst.allowed <= standing.allowed && standing.allowed <= best.allowed, "{all}");
            if worst.allowed == best.allowed {
                assert!((worst.remaining..=best.remaining).contains(&standing.remaining), "{all}");
                let (retry, reset) = (standing.retry_after_millis, standing.reset_after_millis);
                assert!((best.retry_after_millis..=worst.retry_after_millis).contains(&retry), "{all}");
                assert!((best.reset_after_millis..=worst.reset_after_millis).contains(&reset), "{all}");
            }
            if standing.allowed && cost > 0 {
                earliest = earliest.max(before) + quota.step_micros(cost);
                latest = latest.max(after) + quota.step_micros(cost);
            }
        }
    }
}

async fn a_bucket_refills_evenly(limiter: &dyn RateLimiter) {
    let brisk = quota("brisk", 20, 4000, 2);
    let interval = 200;
    while ask(limiter, "patient", &brisk, 1).await.allowed {}
    let refused = Instant::now();
    let standing = ask(limiter, "patient", &brisk, 1).await;
    assert!(!standing.allowed && (1..=interval).contains(&standing.retry_after_millis), "{standing:?}");
    let standing = eventually("it may be done again", async || {
        let standing = ask(limiter, "patient", &brisk, 1).await;
        if standing.allowed { Ok(standing) } else { Err(standing) }
    })
    .await;
    let waited = u64::try_from(refused.elapsed().as_millis()).unwrap();
    assert!(waited + 1 >= standing.retry_after_millis);
    assert!(standing.remaining <= 1 && !ask(limiter, "patient", &brisk, 2).await.allowed, "one came back, not all");
    eventually("the whole burst is there again", async || {
        let look = ask(limiter, "patient", &brisk, 0).await;
        if (look.remaining, look.reset_after_millis) == (2, 0) { Ok(()) } else { Err(look) }
    })
    .await;
}

async fn the_largest_numbers_are_numbers_too(limiter: &dyn RateLimiter) {
    let slowest = quota("slowest", 1, HOUR, u32::MAX);
    let standing = ask(limiter, "giant", &slowest, 1).await;
    assert!(standing.allowed, "{standing:?}");
    assert!(!ask(limiter, "giant", &slowest, u32::MAX).await.allowed);
    assert!(ask(limiter, "giant", &slowest, 1).await.allowed);
    let fastest = quota("fastest", u32::MAX, 1, 1);
    assert!(ask(limiter, "giant", &fastest, 1).await.allowed);
    assert!(!ask(limiter, "giant", &fastest, u32::MAX).await.allowed);
}
