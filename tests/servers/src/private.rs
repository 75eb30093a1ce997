use std::{fmt, ops::Deref};

use crate::{Failed, process::Process};

/// A server for one test alone, that may be treated as badly as a bad day would. Its data and its address survive
/// [`kill`](Self::kill), [`stop`](Self::stop) and [`start`](Self::start); they are gone when it is dropped, and
/// when the test itself is killed.
pub struct Private<S> {
    server: S,
    name: &'static str,
    process: Process,
}

impl<S> Private<S> {
    pub(crate) fn new(server: S, name: &'static str, process: Process) -> Self {
        Self { server, name, process }
    }

    /// Kills all its processes at once, as a power cut would; does nothing where it does not run.
    ///
    /// # Errors
    ///
    /// Where something of it lives on.
    pub async fn kill(&mut self) -> Result<(), Failed> {
        self.process.kill().await.map_err(|why| self.failed(why))
    }

    /// Ends it in good order; does nothing where it does not run.
    ///
    /// # Errors
    ///
    /// Where it would not end by itself; then it is killed.
    pub async fn stop(&mut self) -> Result<(), Failed> {
        self.process.stop().await.map_err(|why| self.failed(why))
    }

    /// Starts it again, on the same port and data, and waits until it takes connections.
    ///
    /// # Errors
    ///
    /// Where it runs already, or does not get ready; with its last words.
    pub async fn start(&mut self) -> Result<(), Failed> {
        self.process.begin().await.map_err(|why| self.failed(why))
    }

    /// Stops all its processes in the middle of what they do: connections are taken, and nothing is answered.
    pub fn pause(&self) {
        self.process.pause();
    }

    /// Lets it go on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.process.resume();
    }

    /// The number of its first process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.process.id()
    }

    /// What it has printed so far.
    pub fn log(&self) -> String {
        self.process.log()
    }

    fn failed(&self, why: String) -> Failed {
        Failed { server: self.name, why }
    }
}

impl<S> Deref for Private<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.server
    }
}

impl<S> fmt::Debug for Private<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Private").field("server", &self.name).field("process", &self.process).finish()
    }
}
