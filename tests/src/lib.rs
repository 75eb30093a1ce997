//! The whole platform from outside: harness, flows, contracts, faults.
