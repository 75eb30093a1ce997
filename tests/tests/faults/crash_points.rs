//! Killed at every step from the commit to the mark.
