//! The outcomes of publishing, told apart.

mod support;

use std::{sync::Arc, time::Instant};

use lapin::{
    options::{QueueBindOptions, QueueDeclareOptions, QueueDeleteOptions},
    types::{AMQPValue, FieldTable},
};
use pediafor_kernel::{EventHandler, EventPublisher, PortErrorCode};
use pediafor_rabbitmq::{LARGEST, Publisher, topology};
use support::*;

#[tokio::test]
async fn an_event_that_nobody_hears_is_told_from_its_neighbours() {
    on_broker(|url| async move {
        let (heard, unheard, indifferent) = (kind(), kind(), kind());
        let consumer = Arc::new(Consumer::willing(heard));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let publisher = publisher(&url, &[heard, unheard]).await;
        // many at once, so that confirms come in bundles
        for _ in 0..5 {
            let batch: Vec<_> = (0..500)
                .map(|number| {
                    event(
                        match number % 7 {
                            3 => unheard,
                            5 => indifferent,
                            _ => heard,
                        },
                        number,
                    )
                })
                .collect();
            for (event, result) in batch.iter().zip(publisher.publish(&batch).await) {
                match result {
                    Ok(()) => assert_ne!(event.kind, unheard, "nobody has it"),
                    Err(error) => {
                        assert_eq!(
                            (event.kind.as_str(), error.code()),
                            (unheard, PortErrorCode::Unavailable),
                            "{error:?}"
                        );
                    }
                }
            }
        }
        work.stop().await;
        Raw::open(&url).await.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_that_can_never_go_keeps_its_neighbours_from_nothing() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let publisher = publisher(&url, &[kind]).await;
        let mut batch = events(kind, 5);
        batch[1].kind = "pediafor.#".into();
        batch[2].data = "x".repeat(LARGEST).into();
        batch[3].data = "x".repeat(LARGEST - 1_000).into();
        let results = publisher.publish(&batch).await;
        let codes: Vec<_> = results.iter().map(|result| result.as_ref().err().map(|error| error.code())).collect();
        assert_eq!(codes, [None, Some(PortErrorCode::Corrupt), Some(PortErrorCode::Corrupt), None, None]);
        consumer.has_taken(&[batch[0].clone(), batch[3].clone(), batch[4].clone()]).await;
        assert!(publisher.publish(&[]).await.is_empty());
        work.stop().await;
        Raw::open(&url).await.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_that_a_queue_refuses_is_not_taken() {
    on_broker(|url| async move {
        let kind = kind();
        let raw = Raw::open(&url).await;
        let publisher = publisher(&url, &[kind]).await;
        let queue = format!("test.{:016x}", chance());
        let mut arguments = FieldTable::default();
        arguments.insert("x-max-length".into(), AMQPValue::LongLongInt(1));
        arguments.insert("x-overflow".into(), AMQPValue::LongString("reject-publish".into()));
        raw.channel.queue_declare(queue.as_str().into(), QueueDeclareOptions::durable(), arguments).await.unwrap();
        let key = topology::routing_key(kind).unwrap().into();
        let options = QueueBindOptions::default();
        raw.channel
            .queue_bind(queue.as_str().into(), topology::EVENTS.into(), key, options, FieldTable::default())
            .await
            .unwrap();
        let results = publisher.publish(&events(kind, 50)).await;
        assert!(results[0].is_ok());
        let refused = results.iter().filter_map(|result| result.as_ref().err());
        assert!(refused.clone().all(|error| error.code() == PortErrorCode::Unavailable));
        let kept = raw.count(&queue).await.unwrap();
        assert_eq!(
            u32::try_from(50 - refused.count()).unwrap(),
            kept,
            "those that were taken, and no others, are there"
        );
        assert!(*publisher.connected().borrow(), "a refusal is no reason to connect again");
        raw.channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn without_a_broker_every_event_is_refused_at_once() {
    let publisher = Publisher::start(address("amqp://guest:guest@127.0.0.1:1/none"), "tests", &[]);
    let begun = Instant::now();
    let results = publisher.publish(&events(kind(), 100)).await;
    assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
    assert!(
        results.len() == 100
            && results
                .iter()
                .all(|result| { result.as_ref().is_err_and(|error| error.code() == PortErrorCode::Unavailable) })
    );
    assert!(!*publisher.connected().borrow());
}

#[tokio::test]
async fn many_publish_by_one_publisher() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let publisher = Arc::new(publisher(&url, &[kind]).await);
        let mut all = Vec::new();
        let mut tasks = Vec::new();
        for _ in 0..10 {
            let (batch, publisher) = (events(kind, 30), publisher.clone());
            all.extend(batch.clone());
            tasks.push(tokio::spawn(async move { publish(&publisher, &batch).await }));
        }
        // one that loses patience spoils nothing for the others
        let hasty = events(kind, 200);
        let _ = tokio::time::timeout(std::time::Duration::from_millis(1), publisher.publish(&hasty)).await;
        for task in tasks {
            // what was under way when the hasty one left is refused, and brought again
            if task.await.is_err() {
                publisher.connected().wait_for(|connected| *connected).await.unwrap();
            }
        }
        eventually("all are published", async || {
            let results = publisher.publish(&all).await;
            if results.iter().all(Result::is_ok) { Ok(()) } else { Err("refused") }
        })
        .await;
        consumer.has_taken(&all).await;
        work.stop().await;
        let raw = Raw::open(&url).await;
        assert_eq!(raw.count(consumer.name()).await, Some(0));
        raw.remove(&[&consumer]).await;
    })
    .await;
}
