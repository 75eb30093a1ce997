//! The promise of [`Broadcast`]: everybody who listens hears everything on their topics, in order and as it was said.

use std::{future::poll_fn, task::Poll, time::Duration};

use futures_util::{StreamExt, stream::BoxStream};
use pediafor_kernel::broadcast::{Broadcast, Heard, News};
use serde_json::{Value, json};
use tokio::time::timeout;

/// Holds for two replicas that share their news, or for one of them twice.
pub async fn holds(broadcast: &dyn Broadcast, replica: &dyn Broadcast) {
    everybody_hears_everything_in_order(broadcast, replica).await;
    only_the_topics_that_were_asked_for_are_heard(broadcast, replica).await;
    nothing_is_kept_and_nobody_need_listen(broadcast, replica).await;
    any_data_arrives_as_it_was_said(broadcast, replica).await;
}

fn news(topic: &str, data: impl Into<Value>) -> News {
    News { topic: topic.into(), data: data.into() }
}

async fn next(listener: &mut BoxStream<'static, Heard>) -> Heard {
    timeout(Duration::from_secs(30), listener.next())
        .await
        .expect("something is heard")
        .expect("it never ends by itself")
}

async fn listening(broadcast: &dyn Broadcast, topics: &[&str]) -> BoxStream<'static, Heard> {
    let mut listener = broadcast.listen(topics);
    assert_eq!(next(&mut listener).await, Heard::Listening, "the first thing that is heard");
    listener
}

async fn everybody_hears_everything_in_order(broadcast: &dyn Broadcast, replica: &dyn Broadcast) {
    let mut listeners = [
        listening(broadcast, &["count"]).await,
        listening(replica, &["count"]).await,
        listening(replica, &["other", "count"]).await,
    ];
    for number in 0..200 {
        broadcast.say(&news("count", number)).await.unwrap();
    }
    for listener in &mut listeners {
        for number in 0..200 {
            assert_eq!(next(listener).await, Heard::News(news("count", number)));
        }
    }
    // From the other side, and with one listener less.
    let [first, second, gone] = &mut listeners;
    *gone = futures_util::stream::pending().boxed();
    replica.say(&news("count", "last")).await.unwrap();
    for listener in [first, second] {
        assert_eq!(next(listener).await, Heard::News(news("count", "last")));
    }
}

async fn only_the_topics_that_were_asked_for_are_heard(broadcast: &dyn Broadcast, replica: &dyn Broadcast) {
    let mut one = listening(replica, &["a.one"]).await;
    let mut pattern = listening(replica, &["a.*"]).await;
    let mut none = listening(replica, &[]).await;
    for topic in ["a.two", "a.oneone", "A.ONE", "a", "", "a.*", "a.one"] {
        broadcast.say(&news(topic, topic)).await.unwrap();
    }
    assert_eq!(next(&mut one).await, Heard::News(news("a.one", "a.one")));
    assert_eq!(next(&mut pattern).await, Heard::News(news("a.*", "a.*")), "a topic is no pattern");
    for quiet in [&mut one, &mut pattern, &mut none] {
        let heard = poll_fn(|context| Poll::Ready(quiet.poll_next_unpin(context))).await;
        assert!(heard.is_pending(), "{heard:?}");
    }
}

async fn nothing_is_kept_and_nobody_need_listen(broadcast: &dyn Broadcast, replica: &dyn Broadcast) {
    broadcast.say(&news("late", "missed")).await.unwrap();
    let mut listener = listening(replica, &["late"]).await;
    broadcast.say(&news("late", "heard")).await.unwrap();
    assert_eq!(next(&mut listener).await, Heard::News(news("late", "heard")));
    drop(listener);
    broadcast.say(&news("late", "to nobody")).await.unwrap();
}

async fn any_data_arrives_as_it_was_said(broadcast: &dyn Broadcast, replica: &dyn Broadcast) {
    let mut listener = listening(replica, &["data"]).await;
    let long = "x".repeat(32 * 1024);
    for data in [
        json!(null),
        json!(u64::MAX),
        json!(-0.5),
        json!("Zoë\r\n\0🎓"),
        json!([[], {}, [[1]]]),
        json!({ "session": "a", "nested": { "": [true, null] } }),
        json!({ "large": long }),
    ] {
        broadcast.say(&news("data", data.clone())).await.unwrap();
        assert_eq!(next(&mut listener).await, Heard::News(news("data", data)));
    }
}
