//! Rate limits, ended sessions and live news over Redis.
//!
//! Nothing here is the record of anything: what Redis forgets is known elsewhere, or may be forgotten. So every use says
//! what it does while Redis is away, paused or slow, and none makes anybody wait longer than [`Patience`] allows.
//!
//! ```
//! # fn main() -> Result<(), pediafor_redis::InvalidAddress> {
//! use pediafor_redis::{Redis, RedisLimiter};
//!
//! // It connects when it is first asked: a server that is away is no reason not to start.
//! let redis = Redis::connect("redis://localhost:6379", "pediafor:")?;
//! let limiter = RedisLimiter::new(redis);
//! # let _ = limiter;
//! # Ok(())
//! # }
//! ```

mod address;
mod announcing;
mod broadcast;
mod limiter;
mod patience;
mod revocations;
mod server;

pub use address::InvalidAddress;
pub use announcing::Announcing;
pub use broadcast::RedisBroadcast;
pub use limiter::RedisLimiter;
pub use patience::Patience;
pub use revocations::{SharedRevocations, TOPIC};
pub use server::Redis;
