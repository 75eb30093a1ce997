//! A database that is slow, and then silent.
