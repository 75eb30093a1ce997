use std::fmt;

use async_trait::async_trait;
use pediafor_kernel::{
    PortError, PortErrorCode,
    limits::{Quota, RateLimiter, Standing},
};

use crate::{Redis, server::Script};

/// The decision of [`Quota::ask`], on the server and by its clock: answers what was kept before, and the time. All numbers
/// are whole microseconds below 2^53, which Lua's numbers hold exactly.
const ASK: &str = r"
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local kept = redis.call('GET', KEYS[1])
local arrival = math.max(tonumber(kept or 0), now)
local wanted = arrival + tonumber(ARGV[1])
if ARGV[3] == '1' and wanted <= now + tonumber(ARGV[2]) then
  redis.call('SET', KEYS[1], string.format('%.0f', wanted), 'PX', string.format('%.0f', math.ceil((wanted - now) / 1000)))
end
return {string.format('%.0f', arrival), string.format('%.0f', now)}
";

/// Counts how often each key was asked for, for all processes that share a Redis and a prefix, by its clock.
///
/// A bucket is one key, `<prefix>limit:{<key>}:<quota>`, that ends when it is full again.
pub struct RedisLimiter {
    redis: Redis,
    ask: Script,
}

impl RedisLimiter {
    /// On this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis, ask: Script::new(ASK) }
    }
}

impl fmt::Debug for RedisLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimiter").field("redis", &self.redis).finish_non_exhaustive()
    }
}

#[async_trait]
impl RateLimiter for RedisLimiter {
    async fn ask(&self, key: &str, quota: &Quota, cost: u32) -> Result<Standing, PortError> {
        let what = "ask how often somebody asked";
        let key = self.redis.key(&format!("limit:{{{key}}}:{}", quota.name));
        let (step, tolerance) = (quota.step_micros(cost).to_string(), quota.tolerance_micros().to_string());
        let keep: &[u8] = if cost > 0 { b"1" } else { b"0" };
        let (arrival, now): (u64, u64) =
            self.redis.script(what, &self.ask, &key, &[step.as_bytes(), tolerance.as_bytes(), keep]).await?;
        if now == 0 {
            return Err(PortError::new(PortErrorCode::Corrupt, what));
        }
        Ok(quota.ask(Some(arrival), cost, now).0)
    }
}
