//! What holds when servers are killed, stopped, paused and slow, and when many come at once. `cargo xtask faults` runs it,
//! one test after the other; `PEDIAFOR_TEST_FULL=1` with the promised numbers. Each test prints its figures; those of a full
//! run stand in `docs/faults.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper that fails, fails its test, and figures are for people"
)]

#[path = "faults/broker.rs"]
mod broker;
#[path = "faults/crash_points.rs"]
mod crash_points;
#[path = "faults/delivery.rs"]
mod delivery;
#[path = "faults/durability.rs"]
mod durability;
#[path = "faults/load.rs"]
mod load;
#[path = "faults/poison.rs"]
mod poison;
#[path = "faults/proxies.rs"]
mod proxies;
#[path = "faults/redis.rs"]
mod redis;
#[path = "faults/replicas.rs"]
mod replicas;
#[path = "faults/slow_database.rs"]
mod slow_database;
