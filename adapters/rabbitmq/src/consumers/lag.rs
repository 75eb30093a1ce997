//! How many events wait for each consumer, and how many are parked.

use std::time::Duration;

use lapin::{Connection, options::QueueDeclareOptions, types::FieldTable};

use crate::{
    connection::{Failure, within},
    topology::{dead_queue, short},
};

/// How often it is looked at.
const PERIOD: Duration = Duration::from_secs(5);

/// Measures for as long as it can; returns where a queue is gone.
pub(super) async fn measure(connection: &Connection, consumers: &[&'static str]) {
    if consumers.is_empty() {
        return std::future::pending().await;
    }
    if let Err(error) = look(connection, consumers).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "queues can't be measured");
    }
}

async fn look(connection: &Connection, consumers: &[&'static str]) -> Result<(), Failure> {
    let channel = within(connection.create_channel()).await?;
    let mut tick = tokio::time::interval(PERIOD);
    loop {
        tick.tick().await;
        for consumer in consumers {
            for (state, queue) in [("waiting", (*consumer).to_owned()), ("dead", dead_queue(consumer))] {
                let options = QueueDeclareOptions::durable().passive();
                let counted =
                    within(async { channel.queue_declare(short(queue)?, options, FieldTable::default()).await });
                let messages = f64::from(counted.await?.message_count());
                metrics::gauge!("pediafor_queue_messages", "consumer" => *consumer, "state" => state).set(messages);
            }
        }
    }
}
