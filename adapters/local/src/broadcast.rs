use std::future::ready;

use async_trait::async_trait;
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use pediafor_kernel::{
    PortError,
    broadcast::{Broadcast, Heard, News},
};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

/// How far a listener may be behind before it loses some.
const BEHIND: usize = 1024;

/// Fans news out within one process.
#[derive(Debug, Clone)]
pub struct LocalBroadcast(broadcast::Sender<News>);

impl Default for LocalBroadcast {
    fn default() -> Self {
        Self::keeping(BEHIND)
    }
}

impl LocalBroadcast {
    /// Keeps as many `news` (at least one) for listeners that are slow.
    pub fn keeping(news: usize) -> Self {
        Self(broadcast::Sender::new(news.max(1)))
    }
}

#[async_trait]
impl Broadcast for LocalBroadcast {
    async fn say(&self, news: &News) -> Result<(), PortError> {
        // Nobody listens just now: that is no failure.
        let _ = self.0.send(news.clone());
        Ok(())
    }

    fn listen(&self, topics: &[&str]) -> BoxStream<'static, Heard> {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        // The listener holds the channel open: its stream does not end with whoever speaks.
        let open = self.0.clone();
        let heard = BroadcastStream::new(self.0.subscribe()).flat_map(move |heard| {
            let _ = &open;
            stream::iter(match heard {
                Ok(news) if topics.contains(&news.topic) => vec![Heard::News(news)],
                Ok(_) => vec![],
                Err(_) => vec![Heard::Lost, Heard::Listening],
            })
        });
        stream::once(ready(Heard::Listening)).chain(heard).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(number: u32) -> News {
        News { topic: "numbers".into(), data: number.into() }
    }

    #[tokio::test]
    async fn a_listener_that_was_too_slow_hears_that_it_lost_some_and_goes_on() {
        let broadcast = LocalBroadcast::keeping(2);
        let mut listener = broadcast.listen(&["numbers"]);
        for number in 0..5 {
            broadcast.say(&news(number)).await.unwrap();
        }
        drop(broadcast);
        let heard: Vec<_> = listener.by_ref().take(5).collect().await;
        let expected = [Heard::Listening, Heard::Lost, Heard::Listening, Heard::News(news(3)), Heard::News(news(4))];
        assert_eq!(heard, expected);
        assert!(futures_util::poll!(listener.next()).is_pending(), "it does not end with whoever spoke");
    }
}
