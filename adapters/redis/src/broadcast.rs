use std::time::Duration;

use async_trait::async_trait;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use pediafor_kernel::{
    PortError, PortErrorCode,
    broadcast::{Broadcast, Heard, News},
};
use redis::{Msg, RedisError, Value};
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::{sleep, timeout},
};

use crate::Redis;

/// How large news may be, in bytes: it is a hint, not a document.
const LARGEST: usize = 64 * 1024;
/// How far a listener may be behind before it loses some.
const BEHIND: usize = 1024;
/// How long to wait before the next try to hear, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// Fans news out to every process that shares a Redis and a prefix. A topic is the channel `<prefix>news:<topic>`.
///
/// Each listener has a connection of its own, and asks whether it still hears where nothing was said for a while: a server
/// that is paused is noticed as one that is gone.
#[derive(Debug, Clone)]
pub struct RedisBroadcast(Redis);

impl RedisBroadcast {
    /// On this Redis.
    pub fn new(redis: Redis) -> Self {
        Self(redis)
    }
}

pub(crate) fn channel(redis: &Redis, topic: &str) -> String {
    redis.key(&format!("news:{topic}"))
}

/// News as it travels.
pub(crate) fn written(news: &News) -> Result<Vec<u8>, PortError> {
    let bytes = serde_json::to_vec(news).map_err(|error| PortError::corrupt("write news", error))?;
    if bytes.len() > LARGEST {
        return Err(PortError::new(PortErrorCode::Internal, "news is too large to be said"));
    }
    Ok(bytes)
}

#[async_trait]
impl Broadcast for RedisBroadcast {
    async fn say(&self, news: &News) -> Result<(), PortError> {
        let mut command = redis::cmd("PUBLISH");
        command.arg(channel(&self.0, &news.topic)).arg(written(news)?);
        self.0.run("say news", &command).await
    }

    fn listen(&self, topics: &[&str]) -> BoxStream<'static, Heard> {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let (said, heard) = mpsc::channel(BEHIND);
        // It ends by itself when nobody holds the stream any more.
        tokio::spawn(listen(self.0.clone(), topics, said));
        stream::unfold(heard, async |mut heard| heard.recv().await.map(|next| (next, heard))).boxed()
    }
}

/// Why a listener hears no more.
#[derive(Debug, thiserror::Error)]
enum Deaf {
    #[error("the connection broke: {0}")]
    Broken(#[from] RedisError),
    #[error("the connection ended")]
    Ended,
    #[error("redis did not answer in time")]
    Silent(#[from] tokio::time::error::Elapsed),
    #[error("the listener was too slow")]
    Slow,
    #[error("nobody listens any more")]
    Unheard,
}

/// Hears, and tries again, for as long as somebody listens.
async fn listen(redis: Redis, topics: Vec<String>, said: mpsc::Sender<Heard>) {
    let (mut turn, mut pause) = (0, RETRY.0);
    loop {
        let mut heard = false;
        let deaf = tokio::select! {
            deaf = hear(&redis, &topics, turn, &said, &mut heard) => deaf,
            () = said.closed() => return,
        };
        if heard {
            tracing::warn!(error = %deaf, "hears no news from redis");
            pause = RETRY.0;
            if said.send(Heard::Lost).await.is_err() {
                return;
            }
        } else {
            tracing::debug!(error = %deaf, "still hears no news from redis");
        }
        if matches!(deaf, Deaf::Unheard) {
            return;
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = said.closed() => return,
        }
        pause = (pause * 2).min(RETRY.1);
        turn += 1;
    }
}

/// Hears until something breaks, and says what. `heard` tells whether it ever began.
async fn hear(redis: &Redis, topics: &[String], turn: usize, said: &mpsc::Sender<Heard>, heard: &mut bool) -> Deaf {
    match hear_on(redis, topics, turn, said, heard).await {
        Ok(()) => Deaf::Ended,
        Err(deaf) => deaf,
    }
}

async fn hear_on(
    redis: &Redis,
    topics: &[String],
    turn: usize,
    said: &mpsc::Sender<Heard>,
    heard: &mut bool,
) -> Result<(), Deaf> {
    let patience = redis.patience();
    let channels: Vec<String> = topics.iter().map(|topic| channel(redis, topic)).collect();
    let (mut asks, mut hears) = timeout(patience.connect, redis.hear(turn)).await??.split();
    if !channels.is_empty() {
        timeout(patience.connect, asks.subscribe(channels)).await??;
    }
    said.send(Heard::Listening).await.map_err(|_| Deaf::Unheard)?;
    *heard = true;
    tracing::info!(?topics, "hears news from redis");
    loop {
        match timeout(patience.silence, hears.next()).await {
            Ok(Some(message)) => {
                let Some(news) = read(&message) else { continue };
                said.try_send(Heard::News(news)).map_err(|error| match error {
                    TrySendError::Full(_) => Deaf::Slow,
                    TrySendError::Closed(_) => Deaf::Unheard,
                })?;
            }
            Ok(None) => return Ok(()),
            // Silent: nothing is said, or nothing arrives.
            Err(_) => {
                timeout(patience.silence, asks.ping::<Value>()).await??;
            }
        }
    }
}

fn read(message: &Msg) -> Option<News> {
    let bytes = message.get_payload_bytes();
    let news = if bytes.len() > LARGEST { None } else { serde_json::from_slice(bytes).ok() };
    if news.is_none() {
        tracing::warn!(channel = message.get_channel_name(), "heard something that is no news of ours");
    }
    news
}
