//! Redis stopped, paused and slow.
