use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

/// Where bytes are on their way to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Direction {
    Server,
    Client,
}

/// What happens to the bytes of one direction.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flow {
    pub(crate) delay: Duration,
    pub(crate) held: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) listens: bool,
    pub(crate) to_server: Flow,
    pub(crate) to_client: Flow,
    /// How often all connections were cut.
    pub(crate) cuts: u64,
}

impl State {
    pub(crate) fn flow(&self, direction: Direction) -> Flow {
        match direction {
            Direction::Server => self.to_server,
            Direction::Client => self.to_client,
        }
    }

    pub(crate) fn flow_mut(&mut self, direction: Direction) -> &mut Flow {
        match direction {
            Direction::Server => &mut self.to_server,
            Direction::Client => &mut self.to_client,
        }
    }
}

/// What the connections of a proxy share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) state: watch::Sender<State>,
    /// Whether the port is open at this moment.
    pub(crate) listening: watch::Sender<bool>,
    open: AtomicUsize,
    /// How many bytes to the server and to the client may still pass before everything is cut.
    left: Mutex<[Option<u64>; 2]>,
}

impl Default for Shared {
    fn default() -> Self {
        let flow = Flow::default();
        let state = State { listens: true, to_server: flow, to_client: flow, cuts: 0 };
        Self {
            state: watch::Sender::new(state),
            listening: watch::Sender::new(true),
            open: AtomicUsize::new(0),
            left: Mutex::default(),
        }
    }
}

impl Shared {
    /// Resets every connection there is.
    pub(crate) fn cut(&self) {
        self.state.send_modify(|state| state.cuts += 1);
    }

    /// Sets how many bytes may still pass; without a number, any.
    pub(crate) fn limit(&self, direction: Direction, bytes: Option<u64>) {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)[direction as usize] = bytes;
    }

    /// How many of these bytes pass, and whether they are the last.
    pub(crate) fn take(&self, direction: Direction, bytes: usize) -> (usize, bool) {
        let left = &mut self.left.lock().unwrap_or_else(PoisonError::into_inner)[direction as usize];
        let Some(rest) = *left else { return (bytes, false) };
        let passing = usize::try_from(rest).unwrap_or(usize::MAX).min(bytes);
        let rest = rest - passing as u64;
        *left = (rest > 0).then_some(rest);
        (passing, rest == 0)
    }

    /// Counts a connection as long as what it returns lives.
    pub(crate) fn count(&self) -> Counted<'_> {
        self.open.fetch_add(1, Ordering::SeqCst);
        Counted(&self.open)
    }

    /// How many connections there are.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

pub(crate) struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
