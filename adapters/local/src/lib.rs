//! The ports of one process: event bus, clock, ids.
