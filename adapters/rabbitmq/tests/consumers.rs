//! What becomes of an event, by what its consumer makes of it.

mod support;

use std::{sync::Arc, time::Instant};

use lapin::{
    BasicProperties,
    options::{BasicGetOptions, BasicPublishOptions},
};
use pediafor_kernel::{EventHandler, HandleError, PortError, PortErrorCode};
use pediafor_rabbitmq::{DeadLetters, topology};
use support::*;

#[tokio::test]
async fn every_consumer_gets_what_it_listens_to_and_nothing_else() {
    on_broker(|url| async move {
        let (one, other) = (kind(), kind());
        let (first, second, third) =
            (Arc::new(Consumer::willing(one)), Arc::new(Consumer::willing(one)), Arc::new(Consumer::willing(other)));
        let work = Work::begin(consumers(&url, &[&first, &second, &third])).await;
        let publisher = publisher(&url, &[one, other]).await;
        let (ones, others) = (events(one, 300), events(other, 50));
        publish(&publisher, &[ones.clone(), others.clone()].concat()).await;
        first.has_taken(&ones).await;
        second.has_taken(&ones).await;
        third.has_taken(&others).await;
        work.stop().await;
        assert_eq!(
            (first.seen(), second.seen(), third.seen()),
            (300, 300, 50),
            "nothing came twice, or to whom it should not"
        );
        let raw = Raw::open(&url).await;
        for consumer in [&first, &second, &third] {
            assert_eq!(raw.count(consumer.name()).await, Some(0), "all is acknowledged");
        }
        raw.remove(&[&first, &second, &third]).await;
    })
    .await;
}

#[tokio::test]
async fn replicas_share_the_work() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        let (one, other) =
            (Work::begin(consumers(&url, &[&consumer])).await, Work::begin(consumers(&url, &[&consumer])).await);
        let all = events(kind, 200);
        publish(&publisher(&url, &[kind]).await, &all).await;
        consumer.has_taken(&all).await;
        one.stop().await;
        other.stop().await;
        assert_eq!(consumer.seen(), 200);
        Raw::open(&url).await.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_whose_time_has_not_come_comes_back_and_keeps_nobody_waiting() {
    on_broker(|url| async move {
        let kind = kind();
        let answer = |event: &pediafor_kernel::Event, times| match event.sequence {
            0 if times <= 2 => Err(HandleError::NotYet("the key has not come".into())),
            1 if times <= 1 => Err(PortError::new(PortErrorCode::Unavailable, "no database").into()),
            _ => Ok(()),
        };
        let consumer = Arc::new(Consumer::new(kind, answer));
        let bystander = Arc::new(Consumer::willing(kind));
        let work = Work::begin(consumers(&url, &[&consumer, &bystander])).await;
        let all = events(kind, 20);
        let begun = Instant::now();
        publish(&publisher(&url, &[kind]).await, &all).await;
        consumer.has_taken(&all[2..]).await;
        consumer.has_taken(&all).await;
        assert!(
            begun.elapsed().as_millis() >= 1_100,
            "the third delivery waits for 0.1 and 1 s: {:?}",
            begun.elapsed()
        );
        work.stop().await;
        assert_eq!((consumer.times(all[0].id), consumer.times(all[1].id)), (3, 2));
        assert_eq!(bystander.seen(), 20, "what comes back to one comes to no other");
        assert!(consumer.told().is_empty());
        let raw = Raw::open(&url).await;
        assert_eq!(raw.count(&topology::dead_queue(consumer.name())).await, Some(0));
        raw.remove(&[&consumer, &bystander]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_that_makes_its_consumer_panic_is_parked_after_five_deliveries_and_delays_nobody() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::new(kind, |event, _| {
            assert_ne!(event.sequence, 0, "on purpose");
            Ok(())
        }));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let all = events(kind, 100);
        let begun = Instant::now();
        publish(&publisher(&url, &[kind]).await, &all).await;
        consumer.has_taken(&all[1..]).await;
        assert!(begun.elapsed().as_secs() < 5, "the others took {:?}", begun.elapsed());
        let raw = Raw::open(&url).await;
        raw.holds(&topology::dead_queue(consumer.name()), 1).await;
        work.stop().await;
        assert_eq!(consumer.times(all[0].id), 5);
        let told = consumer.told();
        assert!(told.len() == 1 && told[0].0 == all[0].id && told[0].1.contains("panicked"), "{told:?}");
        raw.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_that_can_never_be_taken_is_parked_at_once_and_whom_it_concerns_is_told_until_they_hear() {
    on_broker(|url| async move {
        let kind = kind();
        let answer = |event: &pediafor_kernel::Event, _| match event.sequence {
            0 => Err(HandleError::Malformed("no such field".into())),
            1 => Err(PortError::new(PortErrorCode::Corrupt, "broken").into()),
            _ => Ok(()),
        };
        let consumer = Arc::new(Consumer::new(kind, answer).deaf_for(3));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let all = events(kind, 2);
        publish(&publisher(&url, &[kind]).await, &all).await;
        let raw = Raw::open(&url).await;
        raw.holds(&topology::dead_queue(consumer.name()), 2).await;
        work.stop().await;
        assert_eq!(consumer.seen(), 2, "it is not tried again while it is told");
        let told = consumer.told();
        for event in &all {
            assert!(told.iter().any(|(id, _)| *id == event.id), "{told:?}");
        }
        raw.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_event_is_parked() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let raw = Raw::open(&url).await;
        for body in [&b"{"[..], b"", b"\xff\xfe", b"{\"specversion\":\"1.0\"}"] {
            let key = topology::routing_key(kind).unwrap().into();
            let options = BasicPublishOptions::default();
            let _confirm = raw
                .channel
                .basic_publish(topology::EVENTS.into(), key, options, body, BasicProperties::default())
                .await
                .unwrap();
        }
        raw.holds(&topology::dead_queue(consumer.name()), 4).await;
        assert_eq!(consumer.seen(), 0);
        let dead = DeadLetters::open(&address(&url)).await.unwrap();
        for letter in dead.list(consumer.name(), 10).await.unwrap() {
            assert!(
                letter.event.is_err() && letter.id.is_none() && letter.reason.contains("not an event"),
                "{letter:?}"
            );
        }
        dead.close().await;
        work.stop().await;
        raw.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_hand_and_takes_no_more() {
    on_broker(|url| async move {
        let kind = kind();
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let consumer = Arc::new(Consumer::willing(kind).behind(gate.clone()));
        let work = Work::begin(consumers(&url, &[&consumer]).in_hand(4.try_into().unwrap())).await;
        publish(&publisher(&url, &[kind]).await, &events(kind, 20)).await;
        eventually("four are in hand", async || if consumer.seen() == 4 { Ok(()) } else { Err(consumer.seen()) }).await;
        work.ask_to_stop();
        let mut connected = work.connected.clone();
        connected.wait_for(|connected| !*connected).await.unwrap();
        assert!(!work.running.is_finished(), "it waits for what is in hand");
        gate.add_permits(100);
        work.running.await.unwrap();
        let seen = consumer.seen();
        assert!((4..=8).contains(&seen) && consumer.taken().len() == seen, "{seen} seen");
        let raw = Raw::open(&url).await;
        assert_eq!(raw.count(consumer.name()).await, Some(20 - u32::try_from(seen).unwrap()), "the others still wait");
        // and the next begins where this one ended
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        eventually(
            "all are taken",
            async || if consumer.taken().len() == 20 { Ok(()) } else { Err(consumer.taken().len()) },
        )
        .await;
        work.stop().await;
        assert_eq!(consumer.seen(), 20, "none came twice");
        raw.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_consumer_had_in_hand_when_it_died_is_delivered_again() {
    on_broker(|url| async move {
        let kind = kind();
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let dies = Arc::new(Consumer::willing(kind).behind(gate));
        // a runtime of its own ends as a process does: in the middle of everything
        let process = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let work = process.spawn(Work::begin(consumers(&url, &[&dies]))).await.unwrap();
        publish(&publisher(&url, &[kind]).await, &events(kind, 5)).await;
        eventually("five are in hand", async || if dies.seen() == 5 { Ok(()) } else { Err(dies.seen()) }).await;
        process.shutdown_background();
        drop(work);
        let raw = Raw::open(&url).await;
        raw.holds(dies.name(), 5).await;
        assert!(dies.taken().is_empty());
        raw.remove(&[&dies]).await;
    })
    .await;
}

#[tokio::test]
async fn an_event_with_which_processes_end_is_parked_and_not_tried_for_ever() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        Work::begin(consumers(&url, &[&consumer])).await.stop().await;
        let one = event(kind, 0);
        publish(&publisher(&url, &[kind]).await, std::slice::from_ref(&one)).await;
        for _ in 0..5 {
            let raw = Raw::open(&url).await;
            eventually("the event is in hand", async || {
                let got = raw.channel.basic_get(consumer.name().into(), BasicGetOptions::default()).await.unwrap();
                got.map(drop).ok_or("nothing there")
            })
            .await;
            raw.connection.close(200, "dies".into()).await.unwrap();
        }
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        let raw = Raw::open(&url).await;
        raw.holds(&topology::dead_queue(consumer.name()), 1).await;
        work.stop().await;
        assert_eq!(consumer.seen(), 0, "it is not tried a sixth time");
        assert!(consumer.told()[0].1.contains("without an answer"), "{:?}", consumer.told());
        raw.remove(&[&consumer]).await;
    })
    .await;
}

#[tokio::test]
async fn a_queue_of_ones_own_hears_what_every_replica_hears_and_goes_with_the_connection() {
    on_broker(|url| async move {
        let kind = kind();
        let answer = |_: &pediafor_kernel::Event, times| match times {
            1 => Err(HandleError::NotYet("once".into())),
            _ => Ok(()),
        };
        let (one, other) = (Arc::new(Consumer::new(kind, answer)), Arc::new(Consumer::willing(kind)));
        let first = Work::begin(consumers(&url, &[]).own(one.clone())).await;
        let second = Work::begin(consumers(&url, &[]).own(other.clone())).await;
        let publisher = publisher(&url, &[kind]).await;
        let all = events(kind, 10);
        publish(&publisher, &all).await;
        one.has_taken(&all).await;
        other.has_taken(&all).await;
        first.stop().await;
        second.stop().await;
        eventually("the queues are gone", async || publisher_refuses(&publisher, kind).await).await;
    })
    .await;
}

/// An event that somebody waits for is not taken from us while nobody listens.
async fn publisher_refuses(publisher: &pediafor_rabbitmq::Publisher, kind: &'static str) -> Result<(), &'static str> {
    use pediafor_kernel::EventPublisher;
    match publisher.publish(&[event(kind, 0)]).await.remove(0) {
        Err(error) if error.code() == PortErrorCode::Unavailable => Ok(()),
        _ => Err("it is taken"),
    }
}
