//! News between the processes of the platform, at once and at most once: nothing is kept, nothing is repeated, and whoever
//! does not listen misses it. What must not be missed travels as an [event](crate::event).

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

use crate::PortError;

/// Something that was said on a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// The topic, such as `session.revoked`.
    pub topic: String,
    /// What was said.
    pub data: serde_json::Value,
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// From here on nothing is missed, until [`Lost`](Self::Lost). The first thing that is heard.
    Listening,
    /// Something was said.
    News(News),
    /// The connection broke, or the listener was too slow: something may have been missed. The adapter goes on trying and
    /// says [`Listening`](Self::Listening) when it hears again.
    Lost,
}

/// Fans news out to every process that listens.
#[async_trait]
pub trait Broadcast: Send + Sync {
    /// Says `news` to whoever listens to its topic just now.
    ///
    /// # Errors
    ///
    /// `PortError` where it could not be said, or where that can't be known.
    async fn say(&self, news: &News) -> Result<(), PortError>;

    /// Listens to `topics` for as long as the stream lives. It never ends by itself.
    fn listen(&self, topics: &[&str]) -> BoxStream<'static, Heard>;
}
