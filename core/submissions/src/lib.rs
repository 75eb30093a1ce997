//! Attempts, papers without keys, saved answers and server-kept time.
