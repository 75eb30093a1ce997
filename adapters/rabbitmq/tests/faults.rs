//! What a broker does on a bad day, on a broker of one's own.

#![allow(clippy::expect_used, reason = "a helper that fails, fails its test")]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use lapin::options::ExchangeDeleteOptions;
use pediafor_kernel::{Event, EventHandler, EventPublisher, PortErrorCode};
use pediafor_rabbitmq::{Publisher, topology};
use pediafor_test_servers::{Private, RabbitMq};
use support::*;

/// A broker for one test alone, where one is installed and brokers are asked for at all.
async fn private() -> Option<Private<RabbitMq>> {
    broker()?;
    Some(RabbitMq::start_private().await.expect("a broker can be started"))
}

/// Publishes as a relay does: what was refused is published again.
async fn relay(publisher: &Publisher, events: &[Event]) {
    let mut left = events.to_vec();
    eventually("all are published", async || {
        let results = publisher.publish(&left).await;
        let why = results.iter().find_map(|result| result.as_ref().err().map(|error| format!("{error:?}")));
        left = left.drain(..).zip(results).filter(|(_, result)| result.is_err()).map(|(event, _)| event).collect();
        if left.is_empty() { Ok(()) } else { Err((left.len(), why)) }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_when_the_broker_is_killed_and_comes_back() {
    let Some(mut broker) = private().await else { return };
    let url = broker.url().to_owned();
    let kind = kind();
    let consumer = Arc::new(Consumer::willing(kind));
    let mut work = Work::begin(consumers(&url, &[&consumer])).await;
    // RabbitMQ 3.10 itself forgets a quorum queue, and what is in it, where it is killed seconds after the queue was
    // declared; an end in good order makes the queue known for good
    broker.stop().await.unwrap();
    work.connected.wait_for(|connected| !*connected).await.unwrap();
    broker.start().await.unwrap();
    work.connected.wait_for(|connected| *connected).await.unwrap();
    let publisher = publisher(&url, &[kind]).await;
    let all = events(kind, 2_000);
    let relaying = async {
        for batch in all.chunks(20) {
            relay(&publisher, batch).await;
        }
    };
    let breaking = async {
        for _ in 0..2 {
            let so_far = consumer.seen();
            eventually(
                "it goes on",
                async || if consumer.seen() > so_far + 50 { Ok(()) } else { Err(consumer.seen()) },
            )
            .await;
            broker.kill().await.unwrap();
            work.connected.wait_for(|connected| !*connected).await.unwrap();
            broker.start().await.unwrap();
        }
    };
    tokio::join!(relaying, breaking);
    consumer.has_taken(&all).await;
    work.stop().await;
}

#[tokio::test]
async fn a_broker_that_says_nothing_holds_nobody_up_for_more_than_five_seconds() {
    let Some(broker) = private().await else { return };
    let url = broker.url().to_owned();
    let kind = kind();
    let consumer = Arc::new(Consumer::willing(kind));
    let work = Work::begin(consumers(&url, &[&consumer])).await;
    let publisher = publisher(&url, &[kind]).await;
    broker.pause();
    let begun = Instant::now();
    let mut large = events(kind, 300);
    for event in &mut large {
        event.data = "x".repeat(20_000).into();
    }
    let results = publisher.publish(&large).await;
    assert!(begun.elapsed() < Duration::from_millis(5_500), "{:?}", begun.elapsed());
    assert!(results.len() == 300);
    for result in results {
        assert_eq!(result.unwrap_err().code(), PortErrorCode::Unavailable);
    }
    let begun = Instant::now();
    assert!(publisher.publish(&large).await.iter().all(Result::is_err));
    assert!(begun.elapsed() < Duration::from_millis(500), "now it is known: {:?}", begun.elapsed());
    broker.resume();
    relay(&publisher, &large).await;
    consumer.has_taken(&large).await;
    work.stop().await;
}

#[tokio::test]
async fn exchanges_and_queues_that_were_deleted_are_declared_again() {
    let Some(broker) = private().await else { return };
    let url = broker.url().to_owned();
    let kind = kind();
    let consumer = Arc::new(Consumer::willing(kind));
    let work = Work::begin(consumers(&url, &[&consumer])).await;
    let publisher = publisher(&url, &[kind]).await;
    let raw = Raw::open(&url).await;
    raw.channel.exchange_delete(topology::EVENTS.into(), ExchangeDeleteOptions::default()).await.unwrap();
    let results = publisher.publish(&events(kind, 3)).await;
    assert!(
        results.iter().all(|result| result.as_ref().is_err_and(|error| error.code() == PortErrorCode::Unavailable))
    );
    // the bindings went with the exchange, and come back with the consumer
    raw.channel.queue_delete(consumer.name().into(), Default::default()).await.unwrap();
    let all = events(kind, 50);
    relay(&publisher, &all).await;
    consumer.has_taken(&all).await;
    work.stop().await;
}

#[tokio::test]
async fn a_stop_while_the_broker_is_away_is_a_stop() {
    let Some(mut broker) = private().await else { return };
    let url = broker.url().to_owned();
    let consumer = Arc::new(Consumer::willing(kind()));
    let mut work = Work::begin(consumers(&url, &[&consumer])).await;
    broker.kill().await.unwrap();
    work.connected.wait_for(|connected| !*connected).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), work.stop()).await.unwrap();
}
