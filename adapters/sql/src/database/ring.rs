use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Notify;

/// From those who commit events to the relay of the same process.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    bell: Notify,
    relays: AtomicUsize,
}

impl Ring {
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// Does a relay of this process hear it?
    pub(super) fn is_heard_here(&self) -> bool {
        self.relays.load(Ordering::Relaxed) > 0
    }

    /// A relay hears it, for as long as what is returned lives.
    pub(super) fn hear(self: &Arc<Self>) -> Hearing {
        self.relays.fetch_add(1, Ordering::Relaxed);
        Hearing(self.clone())
    }
}

/// A relay of this process at work.
#[derive(Debug)]
pub(crate) struct Hearing(Arc<Ring>);

impl Drop for Hearing {
    fn drop(&mut self) {
        self.0.relays.fetch_sub(1, Ordering::Relaxed);
    }
}
