//! How far a long file is read, for whoever looks at a terminal.

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error, only where that is a terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Of so much in all, where that is known. Where what comes out is shown on the same terminal meanwhile, there is no bar.
    pub(super) fn new(size: Option<u64>, in_bytes: bool, shows_meanwhile: bool) -> Self {
        let terminal = io::stderr().is_terminal() && !(shows_meanwhile && io::stdout().is_terminal());
        let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(size, target);
        let far = if in_bytes { "{bytes} of {total_bytes}" } else { "{pos} of {len}" };
        let template = match size {
            Some(_) => format!("{{bar:40}} {far}, {{msg}}, {{eta}} left"),
            None => format!("{{spinner}} {}, {{msg}}", if in_bytes { "{bytes}" } else { "{pos}" }),
        };
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        if terminal {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar }
    }

    pub(super) fn at(&self, position: u64, sheets: usize) {
        self.bar.set_position(position);
        self.bar.set_message(format!("{sheets} students"));
    }

    /// Says something that the bar does not paint over.
    #[expect(clippy::print_stderr, reason = "a command talks to its user")]
    pub(super) fn complain(&self, text: &str) {
        self.bar.suspend(|| eprintln!("error: {text}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
