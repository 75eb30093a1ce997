use std::{fmt, future::pending, sync::Arc, time::Duration};

use futures_util::{FutureExt, StreamExt};
use pediafor_kernel::{
    PortError, SessionId, Timestamp,
    broadcast::{Broadcast, Heard, News},
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use crate::{
    Patience, Redis, RedisBroadcast,
    broadcast::{channel, written},
    server::Script,
};

/// The topic on which ended sessions are told.
pub const TOPIC: &str = "session.revoked";

/// Keeps ended sessions, forgets those whose tokens have run out, and tells everybody where there is something to tell: in
/// one step.
const KEEP: &str = r"
for i = 3, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], 'GT', ARGV[i + 1], ARGV[i])
end
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', time[1] * 1000000 + time[2]))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then
  redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', math.ceil(last[2] / 1000)))
end
if ARGV[1] ~= '' then
  redis.call('PUBLISH', ARGV[1], ARGV[2])
end
return 1
";

/// How many sessions are put back at once: nobody else is answered meanwhile.
const AT_ONCE: usize = 500;

/// How soon the whole list is asked for again after that failed.
const RETRY: Duration = Duration::from_millis(250);
/// How often it is asked for even where nothing seems to be missing: a cluster may lose news while its servers part.
const RELOAD: Duration = Duration::from_secs(30);

/// An ended session, as it is told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Ended {
    session: SessionId,
    expires_at: Timestamp,
}

/// The ended sessions that all processes share, so that everybody hears of one within a second.
///
/// They are the sorted set `<prefix>revoked`, by the time when their last token runs out, and news on [`TOPIC`]. Every
/// process that tells or hears of them must be given the same prefix.
#[derive(Clone)]
pub struct SharedRevocations {
    redis: Redis,
    keep: Arc<Script>,
}

impl SharedRevocations {
    /// On this Redis.
    pub fn new(redis: Redis) -> Self {
        Self { redis, keep: Arc::new(Script::new(KEEP)) }
    }

    pub(crate) fn patience(&self) -> Patience {
        self.redis.patience()
    }

    /// Tells everybody that `session` ended; its last token runs out at `expires_at`.
    ///
    /// # Errors
    ///
    /// Where Redis did not take it in time; then they hear of it from the broker alone.
    pub async fn announce(&self, session: SessionId, expires_at: Timestamp) -> Result<(), PortError> {
        let what = "tell of an ended session";
        let data =
            serde_json::to_value(Ended { session, expires_at }).map_err(|error| PortError::corrupt(what, error))?;
        let news = written(&News { topic: TOPIC.into(), data })?;
        let channel = channel(&self.redis, TOPIC);
        self.keep(what, channel.as_bytes(), &news, &[(session, expires_at)]).await
    }

    async fn keep(
        &self,
        what: &'static str,
        channel: &[u8],
        news: &[u8],
        ended: &[(SessionId, Timestamp)],
    ) -> Result<(), PortError> {
        let text = |(session, until): &(SessionId, Timestamp)| [session.to_string(), until.micros().to_string()];
        let ended: Vec<String> = ended.iter().flat_map(text).collect();
        let args: Vec<&[u8]> = [channel, news].into_iter().chain(ended.iter().map(String::as_bytes)).collect();
        self.redis.script(what, &self.keep, &self.redis.key("revoked"), &args).await
    }

    /// Puts back what a server that was started anew has forgotten: keeps those of `ended` that it does not have, and tells
    /// nobody.
    ///
    /// # Errors
    ///
    /// Where Redis did not take all of it.
    pub async fn restore(&self, ended: &[(SessionId, Timestamp)]) -> Result<(), PortError> {
        for some in ended.chunks(AT_ONCE) {
            self.keep("put ended sessions back", &[], &[], some).await?;
        }
        Ok(())
    }

    /// The sessions that ended, each with the time when its last token runs out, without those that had run out at `now`.
    ///
    /// # Errors
    ///
    /// Where Redis does not answer.
    pub async fn all(&self, now: Timestamp) -> Result<Vec<(SessionId, Timestamp)>, PortError> {
        let mut command = redis::cmd("ZRANGE");
        let (key, after) = (self.redis.key("revoked"), format!("({}", now.micros()));
        command.arg(key).arg(after).arg("+inf").arg("BYSCORE").arg("WITHSCORES");
        let found: Vec<(String, f64)> = self.redis.run_unhurried("ask for the ended sessions", &command).await?;
        let read = found.into_iter().filter_map(|(session, micros)| {
            #[expect(clippy::cast_possible_truncation, reason = "whole microseconds below 2^53")]
            let expires_at = Timestamp::from_micros(micros as i64);
            let read = session.parse().ok().zip(expires_at);
            if read.is_none() {
                tracing::warn!("found something that is no ended session of ours");
            }
            read
        });
        Ok(read.collect())
    }

    /// Hands every ended session to `ended` (some more than once), those of the past and then those that are told, and
    /// says to `hears` whether any may be missing just now. It survives whatever Redis does, and never ends by itself.
    pub async fn follow(&self, mut ended: impl FnMut(SessionId, Timestamp) + Send, mut hears: impl FnMut(bool) + Send) {
        let mut news = RedisBroadcast::new(self.redis.clone()).listen(&[TOPIC]);
        // Asking for the whole list; never while news does not arrive. News does not interrupt it.
        let mut load = pending().boxed();
        hears(false);
        loop {
            tokio::select! {
                biased;
                heard = news.next() => match heard {
                    Some(Heard::Listening) => load = self.load_at(Instant::now()).boxed(),
                    Some(Heard::News(news)) => match serde_json::from_value(news.data) {
                        Ok(Ended { session, expires_at }) => ended(session, expires_at),
                        Err(error) => tracing::warn!(%error, "heard of no ended session of ours"),
                    },
                    Some(Heard::Lost) => {
                        hears(false);
                        load = pending().boxed();
                    }
                    None => return hears(false),
                },
                loaded = &mut load => load = match loaded {
                    Ok(all) => {
                        all.into_iter().for_each(|(session, expires_at)| ended(session, expires_at));
                        hears(true);
                        self.load_at(Instant::now() + RELOAD).boxed()
                    }
                    Err(error) => {
                        tracing::debug!(error = &error as &dyn std::error::Error, "can't load the ended sessions yet");
                        hears(false);
                        self.load_at(Instant::now() + RETRY).boxed()
                    }
                },
            }
        }
    }

    async fn load_at(&self, due: Instant) -> Result<Vec<(SessionId, Timestamp)>, PortError> {
        sleep_until(due).await;
        self.all(Timestamp::default()).await
    }
}

impl fmt::Debug for SharedRevocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedRevocations").field("redis", &self.redis).finish_non_exhaustive()
    }
}
