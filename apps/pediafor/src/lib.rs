//! Everything in one process, and the command line.
