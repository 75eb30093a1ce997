//! How fast it is, next to the bare client: `cargo test --release -p pediafor-rabbitmq --test throughput -- --ignored --nocapture`.

#![allow(clippy::print_stdout, reason = "it is a measurement")]

mod support;

use std::{sync::Arc, time::Instant};

use lapin::{
    BasicProperties, Confirmation,
    options::{BasicPublishOptions, ConfirmSelectOptions},
};
use pediafor_kernel::EventHandler;
use pediafor_rabbitmq::topology;
use support::*;

const EVENTS: u64 = 10_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn publishing_and_consuming_per_second() {
    on_broker(|url| async move {
        let kind = kind();
        let consumer = Arc::new(Consumer::willing(kind));
        Work::begin(consumers(&url, &[&consumer])).await.stop().await;
        let publisher = publisher(&url, &[kind]).await;
        let raw = Raw::open(&url).await;
        raw.channel.confirm_select(ConfirmSelectOptions::default()).await.unwrap();
        let key = topology::routing_key(kind).unwrap();
        let all = events(kind, EVENTS);
        let speed = |begun: Instant| EVENTS as f64 / begun.elapsed().as_secs_f64();
        for batch in [1, 50, 500] {
            let begun = Instant::now();
            for batch in all.chunks(batch) {
                publish(&publisher, batch).await;
            }
            let ours = speed(begun);
            let begun = Instant::now();
            for batch in all.chunks(batch) {
                let mut confirms = Vec::new();
                for event in batch {
                    let body = serde_json::to_vec(event).unwrap();
                    let options = BasicPublishOptions { mandatory: true, ..Default::default() };
                    let properties = BasicProperties::default().with_delivery_mode(2);
                    let sent =
                        raw.channel.basic_publish(topology::EVENTS.into(), key.into(), options, &body, properties);
                    confirms.push(sent.await.unwrap());
                }
                for confirm in confirms {
                    assert_eq!(confirm.await.unwrap(), Confirmation::Ack(None));
                }
            }
            println!("publish in batches of {batch}: {ours:.0}/s, bare client {:.0}/s", speed(begun));
        }
        let waiting = 6 * EVENTS;
        let begun = Instant::now();
        let work = Work::begin(consumers(&url, &[&consumer])).await;
        while (consumer.seen() as u64) < waiting {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let rate = waiting as f64 / begun.elapsed().as_secs_f64();
        println!("consume, 8 in hand: {rate:.0}/s");
        work.stop().await;
        assert_eq!(raw.count(consumer.name()).await, Some(0));
        raw.remove(&[&consumer]).await;
    })
    .await;
}
