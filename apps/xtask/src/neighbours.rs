use pediafor_test_servers::{Missing, Postgres, RabbitMq, Redis};

/// The servers that tests talk to; those that were started end with it.
pub(crate) struct Neighbours {
    postgres: Postgres,
    rabbitmq: RabbitMq,
    redis: Redis,
}

/// What they are called in the environment of a test.
pub(crate) const VARIABLES: [&str; 4] =
    ["PEDIAFOR_TEST_POSTGRES", "PEDIAFOR_TEST_RABBITMQ", "PEDIAFOR_TEST_RABBITMQ_MANAGEMENT", "PEDIAFOR_TEST_REDIS"];

impl Neighbours {
    /// Finds or starts all three, and complains once of all that are missing.
    pub(crate) async fn find() -> anyhow::Result<Self> {
        match tokio::join!(Postgres::find(), RabbitMq::find(), Redis::find()) {
            (Ok(postgres), Ok(rabbitmq), Ok(redis)) => Ok(Self { postgres, rabbitmq, redis }),
            (postgres, rabbitmq, redis) => {
                let missing = [postgres.err(), rabbitmq.err(), redis.err()];
                let missing: Vec<_> = missing.iter().flatten().map(Missing::to_string).collect();
                anyhow::bail!("{}", missing.join("\n       "))
            }
        }
    }

    /// Where each came from, a line each.
    pub(crate) fn origins(&self) -> String {
        let (postgres, rabbitmq, redis) = (self.postgres.provider(), self.rabbitmq.provider(), self.redis.provider());
        format!("PostgreSQL: {postgres}\nRabbitMQ: {rabbitmq}\nRedis: {redis}")
    }

    /// The variables by which tests find them.
    pub(crate) fn variables(&self) -> [(&'static str, String); 4] {
        let [postgres, rabbitmq, management, redis] = VARIABLES;
        [
            (postgres, self.postgres.url().to_owned()),
            (rabbitmq, self.rabbitmq.url().to_owned()),
            (management, self.rabbitmq.management_url().to_owned()),
            (redis, self.redis.url().to_owned()),
        ]
    }
}
