//! What a command says to its user.

use std::{
    fmt,
    io::{self, Write},
};

/// Writes `text` and a line's end to standard output.
///
/// # Errors
///
/// Where nobody reads it (any more), which [`is_unheard`] recognises.
pub fn say(text: impl fmt::Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Did a command end because whoever read its output had read enough, as `head` does? Then nothing went wrong.
pub fn is_unheard(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}
