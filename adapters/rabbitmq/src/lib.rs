//! Events over RabbitMQ: publisher confirms, quorum queues, dead letters.
//!
//! The broker is a doorbell. What happened is in the outbox of whoever did it until the broker has confirmed it, and in the
//! queue of whoever must hear it until they have committed its effect: nothing lives in a process alone, and everything may
//! come more than once and in any order.
//!
//! - [`Address`]: where the broker is; shows itself without the password.
//! - [`topology`]: the exchanges and queues, declared in one place.
//! - [`Publisher`]: hands events to the broker, for the relay.
//! - [`Consumers`]: hands events to their consumers, again and again until they are taken, or parks them.
//! - [`DeadLetters`]: what was parked, for a person to look at and to send on its way again.

mod address;
mod connection;
mod consumers;
mod dead_letters;
mod publisher;
pub mod topology;

pub use address::{Address, InvalidAddress};
pub use consumers::Consumers;
pub use dead_letters::{DeadLetter, DeadLetters, Redriven, Which};
pub use publisher::{LARGEST, Publisher};
