//! Looking at what was parked, and sending it on its way again.

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use pediafor_kernel::{EventHandler, EventId, HandleError};
use pediafor_rabbitmq::{DeadLetters, Redriven, Which, topology};
use support::*;

#[tokio::test]
async fn dead_letters_can_be_looked_at_and_sent_to_their_consumer_and_no_other() {
    on_broker(|url| async move {
        let kind = kind();
        let mended = Arc::new(AtomicBool::new(false));
        let seen = mended.clone();
        let consumer = Arc::new(Consumer::new(kind, move |_, _| {
            if seen.load(Ordering::SeqCst) { Ok(()) } else { Err(HandleError::Malformed("no such field".into())) }
        }));
        let bystander = Arc::new(Consumer::willing(kind));
        let work = Work::begin(consumers(&url, &[&consumer, &bystander])).await;
        let all = events(kind, 10);
        publish(&publisher(&url, &[kind]).await, &all).await;
        let raw = Raw::open(&url).await;
        let queue = topology::dead_queue(consumer.name());
        raw.holds(&queue, 10).await;
        bystander.has_taken(&all).await;

        let dead = DeadLetters::open(&address(&url)).await.unwrap();
        assert_eq!(dead.count(consumer.name()).await.unwrap(), Some(10));
        assert_eq!(dead.count("test.nobody").await.unwrap(), None);
        assert!(dead.list("test.nobody", 5).await.unwrap().is_empty());
        let listed = dead.list(consumer.name(), 100).await.unwrap();
        assert_eq!(listed.len(), 10);
        for letter in &listed {
            assert!(all.contains(letter.event.as_ref().unwrap()));
            assert!(letter.reason.contains("no such field"), "{letter:?}");
            assert_eq!((letter.consumer.as_str(), letter.tries), (consumer.name(), 1));
            assert_eq!(letter.routing_key, topology::routing_key(kind).unwrap());
            assert!(letter.first_failure.is_some());
        }
        raw.holds(&queue, 10).await;
        assert_eq!(dead.list(consumer.name(), 3).await.unwrap().len(), 3, "no more than asked for");
        raw.holds(&queue, 10).await;
        let shown = dead.show(consumer.name(), all[7].id).await.unwrap().unwrap();
        assert_eq!(shown.event, Ok(all[7].clone()));
        raw.holds(&queue, 10).await;
        let nobody = EventId::from_uuid(uuid::Uuid::from_u128(1));
        assert_eq!(dead.show(consumer.name(), nobody).await.unwrap(), None);
        raw.holds(&queue, 10).await;

        mended.store(true, Ordering::SeqCst);
        let which = Which::Of(vec![all[2].id, nobody]);
        assert_eq!(dead.redrive(consumer.name(), &which).await.unwrap(), Redriven { sent: 1, missing: vec![nobody] });
        consumer.has_taken(&all[2..3]).await;
        raw.holds(&queue, 9).await;
        assert_eq!(dead.redrive(consumer.name(), &Which::All).await.unwrap(), Redriven { sent: 9, missing: vec![] });
        consumer.has_taken(&all).await;
        raw.holds(&queue, 0).await;
        assert_eq!(dead.redrive("test.nobody", &Which::All).await.unwrap(), Redriven::default());
        dead.close().await;
        work.stop().await;
        assert_eq!(bystander.seen(), 10, "who had taken them is not bothered again");
        raw.remove(&[&consumer, &bystander]).await;
    })
    .await;
}

#[tokio::test]
async fn a_dead_letter_whose_consumer_has_no_queue_stays_a_dead_letter() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::new(kind, |_, _| Err(HandleError::Malformed("never".into()))));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        publish(&publisher(&url, &[kind]).await, &events(kind, 2)).await;
        let raw = Raw::open(&url).await;
        let queue = topology::dead_queue(consumer.name());
        raw.holds(&queue, 2).await;
        work.stop().await;
        raw.channel.queue_delete(consumer.name().into(), lapin::options::QueueDeleteOptions::default()).await.unwrap();
        let dead = DeadLetters::open(&address(&url)).await.unwrap();
        dead.redrive(consumer.name(), &Which::All).await.unwrap_err();
        dead.close().await;
        raw.holds(&queue, 2).await;
        raw.remove(&[&consumer]).await;
    })
    .await;
}
