use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures_util::StreamExt;
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::{BasicConsumeOptions, BasicPublishOptions, QueueBindOptions, QueueDeclareOptions},
    types::FieldTable,
};
use pediafor_kernel::Event;
use pediafor_rabbitmq::topology;

/// Hears what is published on a broker, and can publish it again.
#[derive(Debug)]
pub struct Tap {
    _connection: Connection,
    channel: Channel,
    heard: Arc<Mutex<Vec<Heard>>>,
}

/// A message, each time it came.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What it says.
    pub event: Event,
    body: Vec<u8>,
    properties: BasicProperties,
    routing_key: String,
}

impl Tap {
    /// Hears what is published from now on at the broker at `url` with one of `routing_keys`.
    pub async fn on(url: &str, routing_keys: &[&str]) -> Self {
        let connection = Connection::connect(url, ConnectionProperties::default()).await.expect("the broker answers");
        let channel = connection.create_channel().await.expect("a channel");
        let own = QueueDeclareOptions::exclusive().auto_delete();
        let queue = channel.queue_declare("".into(), own, FieldTable::default()).await.expect("a queue");
        for key in routing_keys {
            let bound = channel.queue_bind(
                queue.name().clone(),
                topology::EVENTS.into(),
                (*key).into(),
                QueueBindOptions::default(),
                FieldTable::default(),
            );
            bound.await.expect("the exchange is there");
        }
        let options = BasicConsumeOptions { no_ack: true, ..BasicConsumeOptions::default() };
        let consumer = channel.basic_consume(queue.name().clone(), "tap".into(), options, FieldTable::default());
        let mut consumer = consumer.await.expect("a consumer");
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        let keep = heard.clone();
        tokio::spawn(async move {
            while let Some(Ok(delivery)) = consumer.next().await {
                let event = serde_json::from_slice(&delivery.data).expect("an event");
                let (properties, routing_key) = (delivery.properties, delivery.routing_key.to_string());
                let message = Heard { event, body: delivery.data, properties, routing_key };
                keep.lock().expect("a list").push(message);
            }
        });
        Self { _connection: connection, channel, heard }
    }

    /// What was heard so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("a list").clone()
    }

    /// How often each event was heard, by subject and id.
    pub fn times(&self) -> HashMap<(String, String), usize> {
        let mut times = HashMap::new();
        for message in self.heard.lock().expect("a list").iter() {
            *times.entry((message.event.subject.clone(), message.event.id.to_string())).or_default() += 1;
        }
        times
    }

    /// Sends a message to the queue of `consumer`, as it was heard.
    pub async fn send(&self, message: &Heard, consumer: &str) {
        let sent = self.channel.basic_publish(
            "".into(),
            consumer.into(),
            BasicPublishOptions::default(),
            &message.body,
            message.properties.clone(),
        );
        drop(sent.await.expect("the broker answers"));
    }

    /// Does somebody read the queue of `consumer`?
    pub async fn is_read(&self, consumer: &str) -> bool {
        let there = QueueDeclareOptions { passive: true, durable: true, ..QueueDeclareOptions::default() };
        let queue = self.channel.queue_declare(consumer.into(), there, FieldTable::default()).await;
        queue.expect("the queue is there").consumer_count() > 0
    }

    /// Cuts `consumer` off from events with this routing key: it is sent none unless by [`send`](Self::send).
    pub async fn cut_off(&self, consumer: &str, routing_key: &str) {
        let arguments = FieldTable::default();
        let cut = self.channel.queue_unbind(consumer.into(), topology::EVENTS.into(), routing_key.into(), arguments);
        cut.await.expect("the broker answers");
    }
}

impl Heard {
    /// The routing key it was published with.
    pub fn routing_key(&self) -> &str {
        &self.routing_key
    }
}
