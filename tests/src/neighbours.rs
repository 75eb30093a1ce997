use std::fmt;

use lapin::{Connection, ConnectionProperties, options::QueueDeclareOptions, types::FieldTable};
use pediafor_rabbitmq::topology;
use pediafor_service::CONSUMERS;
use pediafor_test_servers::RabbitMq;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::place::variable;

/// The broker and the cache of one distributed platform: a virtual host and a key prefix that nobody else has.
pub struct Neighbours {
    broker: RabbitMq,
    vhost: String,
    redis: String,
    line: OnceCell<Connection>,
}

impl fmt::Debug for Neighbours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Neighbours").field("vhost", &self.vhost).finish_non_exhaustive()
    }
}

impl Neighbours {
    /// Does the test command name both servers?
    pub(crate) fn are_there() -> bool {
        variable("PEDIAFOR_TEST_RABBITMQ").is_some() && variable("PEDIAFOR_TEST_REDIS").is_some()
    }

    /// A virtual host and a prefix on the servers that the test command names.
    pub(crate) async fn move_in() -> Self {
        let broker = RabbitMq::find().await.expect("the test command names RabbitMQ");
        let redis = variable("PEDIAFOR_TEST_REDIS").expect("the test command names Redis");
        let vhost = format!("flow_{}", uuid::Uuid::from_u128(rand::random()).simple());
        broker.create_vhost(&vhost).await.expect("a virtual host");
        Self { broker, vhost, redis, line: OnceCell::new() }
    }

    /// The variables by which a program finds them.
    pub(crate) fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("RABBITMQ_URL", self.amqp_url()),
            ("REDIS_URL", self.redis.clone()),
            ("REDIS_PREFIX", format!("{}:", self.vhost)),
        ]
    }

    /// The address of the virtual host.
    pub fn amqp_url(&self) -> String {
        self.broker.url_of(&self.vhost)
    }

    /// How many messages wait in the queues of the platform's consumers, dead letters aside.
    pub async fn waiting(&self) -> u64 {
        let connect = async || {
            let connected = Connection::connect(&self.amqp_url(), ConnectionProperties::default()).await;
            connected.expect("the broker answers")
        };
        let connection = self.line.get_or_init(connect).await;
        let channel = connection.create_channel().await.expect("a channel");
        let mut waiting = 0;
        for queue in self.queues().await {
            let passive = QueueDeclareOptions { passive: true, durable: true, ..Default::default() };
            let queue = channel.queue_declare(queue.as_str().into(), passive, FieldTable::default()).await;
            waiting += u64::from(queue.expect("a queue that is there").message_count());
        }
        let _ = channel.close(200, "done".into()).await;
        waiting
    }

    /// The queues of the platform's consumers that stand in the broker, dead letters aside: asking a channel for one that
    /// does not closes it.
    async fn queues(&self) -> Vec<String> {
        let url = format!("{}/api/queues/{}?columns=name", self.broker.management_url(), self.vhost);
        let answer = reqwest::get(url).await.expect("the management answers");
        let there: Vec<Value> = answer.json().await.expect("a list of queues");
        let there: Vec<&str> = there.iter().filter_map(|queue| queue["name"].as_str()).collect();
        let ours = CONSUMERS.iter().flat_map(|consumer| topology::queues_of(consumer));
        ours.filter(|queue| !queue.ends_with(".dead") && there.contains(&queue.as_str())).collect()
    }

    pub(crate) async fn move_out(self) {
        self.broker.delete_vhost(&self.vhost).await.expect("a virtual host that can be deleted");
    }
}
