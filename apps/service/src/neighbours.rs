//! The servers that the platform's processes share: the broker and the cache.

use std::{future::Future, sync::Arc};

use anyhow::Context;
use clap::Args;
use pediafor_kernel::{
    Clock, EventData, EventHandler, EventPublisher,
    events::{
        AssessmentArchived, AssessmentClosed, AssessmentKeyPublished, AssessmentPublished, GradingAwaitingMarker,
        GradingCompleted, GradingFailed, GradingRecalled, GradingReleased, SessionRevoked, SubmissionSubmitted,
        UserProfileUpdated, UserRegistered, UserRoleChanged,
    },
    limits::RateLimiter,
};
use pediafor_local::{FallbackLimiter, LocalLimiter, RevocationList};
use pediafor_rabbitmq::{Address, Consumers, Publisher};
use pediafor_redis::{Announcing, Redis, RedisLimiter, SharedRevocations};
use pediafor_runtime::{Background, Probe};

/// Where RabbitMQ is.
#[derive(Debug, Clone, Args)]
pub struct BrokerArgs {
    /// RabbitMQ, such as amqp://user:password@host:5672/pediafor; wins over the single parts
    #[arg(long, env = "RABBITMQ_URL", value_name = "URL", hide_env_values = true)]
    rabbitmq_url: Option<Address>,
    /// RabbitMQ's host
    #[arg(long, env = "RABBITMQ_HOST", default_value = "localhost", value_name = "HOST")]
    rabbitmq_host: String,
    /// RabbitMQ's port
    #[arg(long, env = "RABBITMQ_PORT", default_value_t = 5672, value_name = "PORT")]
    rabbitmq_port: u16,
    /// Who we are to RabbitMQ
    #[arg(long, env = "RABBITMQ_USER", default_value = "pediafor", value_name = "NAME")]
    rabbitmq_user: String,
    /// Our password there
    #[arg(long, env = "RABBITMQ_PASS", default_value = "", value_name = "PASSWORD", hide_env_values = true)]
    rabbitmq_pass: String,
    /// The virtual host
    #[arg(long, env = "RABBITMQ_VHOST", default_value = "pediafor", value_name = "NAME")]
    rabbitmq_vhost: String,
}

/// Where Redis is.
#[derive(Debug, Clone, Args)]
pub struct CacheArgs {
    /// Redis, such as redis://host:6379; several addresses, separated by commas, are a cluster [default: none, and what
    /// replicas would share each counts for itself]
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    redis_url: Option<String>,
    /// What begins every key [default: `pediafor:NAME:` with the name of the service]
    #[arg(long, env = "REDIS_PREFIX", value_name = "TEXT")]
    redis_prefix: Option<String>,
}

/// Every consumer of the platform, each with a queue of its own.
pub const CONSUMERS: [&str; 13] = [
    "users.sessions",
    "assessments.sessions",
    "submissions.sessions",
    "submissions.people",
    "submissions.published",
    "submissions.grading",
    "grading.sessions",
    "grading.people",
    "grading.keys",
    "grading.mark",
    "notifications.sessions",
    "notifications.titles",
    "notifications.inform",
];

/// The types of events that somebody listens to: reaching no queue is a fault for these alone.
pub const HEARD: &[&str] = &[
    SessionRevoked::TYPE,
    UserRegistered::TYPE,
    UserProfileUpdated::TYPE,
    UserRoleChanged::TYPE,
    AssessmentPublished::TYPE,
    AssessmentKeyPublished::TYPE,
    AssessmentClosed::TYPE,
    AssessmentArchived::TYPE,
    SubmissionSubmitted::TYPE,
    GradingCompleted::TYPE,
    GradingAwaitingMarker::TYPE,
    GradingFailed::TYPE,
    GradingReleased::TYPE,
    GradingRecalled::TYPE,
];

impl BrokerArgs {
    /// Where it is.
    ///
    /// # Errors
    ///
    /// Where the single parts make no address.
    pub fn address(&self) -> anyhow::Result<Address> {
        if let Some(address) = &self.rabbitmq_url {
            return Ok(address.clone());
        }
        let Self { rabbitmq_host, rabbitmq_port, rabbitmq_user, rabbitmq_pass, rabbitmq_vhost, .. } = self;
        Address::of_parts(rabbitmq_host, *rabbitmq_port, rabbitmq_user, rabbitmq_pass, rabbitmq_vhost)
            .context("RABBITMQ_HOST, RABBITMQ_VHOST")
    }
}

impl CacheArgs {
    /// Redis for `program`: with its own prefix, and with the one that all programs share.
    fn connect(&self, program: &str) -> anyhow::Result<Option<(Redis, Redis)>> {
        let Some(url) = &self.redis_url else { return Ok(None) };
        let own = self.redis_prefix.clone().unwrap_or_else(|| format!("pediafor:{program}:"));
        let common = own.strip_suffix(&format!("{program}:")).unwrap_or(&own);
        let redis = Redis::connect(url, &own).context("REDIS_URL")?;
        let shared = redis.with_prefix(&format!("{common}shared:"));
        Ok(Some((redis, shared)))
    }
}

/// The broker and the cache, as one program uses them. It starts while they are away, and goes on without them.
pub struct Neighbours {
    program: &'static str,
    address: Address,
    publisher: Arc<Publisher>,
    cache: Option<(Redis, SharedRevocations)>,
    limiter: Arc<dyn RateLimiter>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Neighbours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Neighbours").field("broker", &self.address).finish_non_exhaustive()
    }
}

impl Neighbours {
    /// As `program` uses them.
    ///
    /// # Errors
    ///
    /// Where an address can't be read.
    pub fn new(
        program: &'static str,
        broker: &BrokerArgs,
        cache: &CacheArgs,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let address = broker.address()?;
        let publisher = Arc::new(Publisher::start(address.clone(), program, HEARD));
        let cache = cache.connect(program)?;
        let limiter: Arc<dyn RateLimiter> = match &cache {
            Some((redis, _)) => Arc::new(FallbackLimiter::new(Arc::new(RedisLimiter::new(redis.clone())))),
            None => Arc::new(LocalLimiter::default()),
        };
        let cache = cache.map(|(redis, shared)| (redis, SharedRevocations::new(shared)));
        Ok(Self { program, address, publisher, cache, limiter, clock })
    }

    /// Counts how often somebody asks, for all replicas together while Redis is there.
    pub fn limiter(&self) -> Arc<dyn RateLimiter> {
        self.limiter.clone()
    }

    /// Publishes events: by the broker, and what must be known within a second by Redis as well.
    pub fn publisher(&self) -> Arc<dyn EventPublisher> {
        let broker: Arc<dyn EventPublisher> = self.publisher.clone();
        match &self.cache {
            Some((_, revocations)) => Arc::new(Announcing::new(broker, revocations.clone())),
            None => broker,
        }
    }

    /// Hands events to `consumers`, whatever becomes of the broker, until `stop` resolves and what is in hand is done.
    pub fn consume(
        &self,
        consumers: Vec<Arc<dyn EventHandler>>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        Consumers::new(self.address.clone(), self.program, consumers, self.clock.clone()).run_until(stop)
    }

    /// Adds to `list` what Redis tells of ended sessions, for as long as the background works.
    pub fn follow(&self, list: &Arc<RevocationList>, background: &Background) {
        if let Some((_, revocations)) = &self.cache {
            let told = tell(revocations.clone(), list.clone(), self.clock.clone(), |_| {});
            background.spawn(until(background.stopping(), told));
        }
    }

    /// The list of ended sessions of a program that has no database: it hears of them by Redis and by the broker, and says
    /// so while it hears by neither.
    pub fn hear_revocations(&self, background: &Background) -> Arc<RevocationList> {
        let list = Arc::new(RevocationList::default());
        if let Some((_, revocations)) = &self.cache {
            let feed = list.feed("redis");
            let told = tell(revocations.clone(), list.clone(), self.clock.clone(), move |hears| feed.alive(hears));
            background.spawn(until(background.stopping(), told));
        }
        let consumers = Consumers::new(self.address.clone(), self.program, Vec::new(), self.clock.clone());
        let consumers = consumers.own(list.clone());
        let (feed, mut connected) = (list.feed("broker"), consumers.connected());
        let watched = async move {
            loop {
                feed.alive(*connected.borrow_and_update());
                if connected.changed().await.is_err() {
                    return;
                }
            }
        };
        background.spawn(until(background.stopping(), watched));
        background.spawn(consumers.run_until(background.stopping()));
        list
    }

    /// Tells at `/ready` how they are; nothing that is served needs them.
    pub fn report(&self, probe: Probe) -> Probe {
        let connected = self.publisher.connected();
        let probe = probe.reported("broker", move || {
            let connected = *connected.borrow();
            async move { if connected { Ok(()) } else { anyhow::bail!("not connected") } }
        });
        match &self.cache {
            Some((redis, _)) => {
                let redis = redis.clone();
                probe.reported("cache", move || {
                    let redis = redis.clone();
                    async move { Ok(redis.health().await?) }
                })
            }
            None => probe,
        }
    }
}

/// Adds to `list` what Redis tells of ended sessions, and says to `hears` whether it does; when it is back, it is told in
/// turn what it may have forgotten.
async fn tell(
    revocations: SharedRevocations,
    list: Arc<RevocationList>,
    clock: Arc<dyn Clock>,
    hears: impl Fn(bool) + Send + Sync,
) {
    let remind = |heard| {
        hears(heard);
        if heard {
            let (revocations, known) = (revocations.clone(), list.all(clock.now()));
            tokio::spawn(async move {
                if let Err(error) = revocations.restore(&known).await {
                    tracing::debug!(
                        error = &error as &dyn std::error::Error,
                        "Redis was not reminded of ended sessions"
                    );
                }
            });
        }
    };
    revocations.follow(|session, until| list.revoke(session, until, clock.now()), remind).await;
}

/// Does `work` until `stop` resolves.
async fn until(stop: impl Future<Output = ()>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop => {}
        () = work => {}
    }
}
