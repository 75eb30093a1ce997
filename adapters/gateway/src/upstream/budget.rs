//! How many requests may be sent twice.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a second sending costs; each request pays in [`SHARE`] of it.
const PRICE: u32 = 100;
/// One in five may be sent twice, so that a service in trouble gets at most a fifth more to do.
const SHARE: u32 = 20;
/// The most that is saved up: twenty, sent twice at once.
const MOST: u32 = 20 * PRICE;

/// A purse that requests fill and second sendings empty.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(AtomicU32::new(5 * PRICE))
    }
}

impl RetryBudget {
    pub(crate) fn pay_in(&self) {
        let paid = |kept: u32| (kept < MOST).then(|| (kept + SHARE).min(MOST));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid);
    }

    /// Takes the price of one, if it is there.
    pub(crate) fn take(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |kept| kept.checked_sub(PRICE)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_one_request_in_five_is_sent_twice() {
        let budget = RetryBudget::default();
        let sent_twice = (0..1000).filter(|_| {
            budget.pay_in();
            budget.take()
        });
        assert_eq!(sent_twice.count(), 205);
    }

    #[test]
    fn not_more_is_saved_up_than_a_few() {
        let budget = RetryBudget::default();
        (0..10_000).for_each(|_| budget.pay_in());
        assert_eq!((0..100).filter(|_| budget.take()).count(), 20);
    }
}
