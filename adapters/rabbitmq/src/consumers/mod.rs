//! Hands events to their consumers.

mod courier;
mod lag;
pub(crate) mod marks;

use std::{pin::pin, sync::Arc};

use futures_util::StreamExt;
use lapin::{
    Channel, Connection, Consumer,
    options::{BasicCancelOptions, BasicConsumeOptions, BasicQosOptions, ConfirmSelectOptions},
    types::FieldTable,
};
use pediafor_kernel::{Clock, EventHandler};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::courier::{Courier, Desk};
use crate::{
    Address,
    connection::{Failure, PATIENCE, connect, part, patience_between_tries, within},
    publisher::lost,
    topology::{declare_consumer, declare_exchanges, declare_own, short},
};

/// How many events each consumer has in hand at once, unless told otherwise. A consumer's events take effect each in a
/// transaction of its own, so this is also how many connections of the database it may use.
const IN_HAND: u16 = 8;

/// Hands events to the consumers of this process, from the queue that each shares with its replicas.
///
/// | the consumer | the event |
/// |---|---|
/// | took it | is acknowledged, after the commit |
/// | says not yet, or its store is away | comes back after 0.1, then 1, 5 and 30 s, up to 1,000 times or 8 hours |
/// | panics, fails from within, or ends with its process | comes back, and is parked after 5 deliveries |
/// | can never take it | is parked at once |
///
/// A parked event goes to the consumer's dead letters with the reason; before, the consumer's
/// [`given_up`](EventHandler::given_up) is called, again and again up to 20 times while it fails. Whatever comes back or is
/// parked is a copy that the broker has confirmed before the original is acknowledged: nothing is lost on the way. One event
/// that can't be taken keeps no other waiting.
pub struct Consumers {
    address: Address,
    handlers: Vec<Arc<dyn EventHandler>>,
    own: Vec<Arc<dyn EventHandler>>,
    clock: Arc<dyn Clock>,
    name: String,
    in_hand: u16,
    connected: watch::Sender<bool>,
}

impl std::fmt::Debug for Consumers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |handlers: &[Arc<dyn EventHandler>]| handlers.iter().map(|one| one.name()).collect::<Vec<_>>();
        f.debug_struct("Consumers")
            .field("address", &self.address)
            .field("handlers", &names(&self.handlers))
            .field("own", &names(&self.own))
            .finish_non_exhaustive()
    }
}

/// What a session holds.
struct Session {
    connection: Connection,
    desk: Arc<Desk>,
    readers: Vec<Reader>,
}

/// A consumer's queue, being read.
struct Reader {
    channel: Channel,
    deliveries: Consumer,
    courier: Courier,
}

impl Consumers {
    /// These consumers, by the broker at `address`; `name` is how the connection is listed there.
    pub fn new(address: Address, name: &str, handlers: Vec<Arc<dyn EventHandler>>, clock: Arc<dyn Clock>) -> Self {
        let (connected, _) = watch::channel(false);
        let name = format!("{name} consumes");
        Self { address, handlers, own: Vec::new(), clock, name, in_hand: IN_HAND, connected }
    }

    /// Also hands `handler` what it listens to from a queue of this process alone, which goes with the connection: for what
    /// every replica must hear and none has a database to keep. What happens while
    /// [`connected`](Self::connected) says no is not heard.
    #[must_use]
    pub fn own(mut self, handler: Arc<dyn EventHandler>) -> Self {
        self.own.push(handler);
        self
    }

    /// With `events` of each consumer in hand at once (8 unless told otherwise).
    #[must_use]
    pub fn in_hand(mut self, events: std::num::NonZeroU16) -> Self {
        self.in_hand = events.get();
        self
    }

    /// Is every consumer being served just now?
    pub fn connected(&self) -> watch::Receiver<bool> {
        self.connected.subscribe()
    }

    /// Consumes until `stop` resolves, connecting again whenever the broker was lost. Then it takes no more, finishes what
    /// is in hand, acknowledges it, and returns.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut tries = patience_between_tries();
        loop {
            let opened = tokio::select! {
                biased;
                () = &mut stop => return,
                opened = self.open() => opened,
            };
            match opened {
                Ok(session) => {
                    tracing::info!(broker = %self.address, "events are consumed");
                    tries = patience_between_tries();
                    self.connected.send_replace(true);
                    let stopped = session
                        .run(&mut stop, self.in_hand, || self.connected.send_modify(|connected| *connected = false))
                        .await;
                    self.connected.send_replace(false);
                    if stopped {
                        return;
                    }
                    tracing::warn!(broker = %self.address, "no events are consumed: the connection is lost");
                }
                Err(error) => {
                    tracing::warn!(broker = %self.address, error = &error as &dyn std::error::Error, "no events are consumed: the broker can't be used");
                }
            }
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = tokio::time::sleep(tries.next().unwrap_or(PATIENCE)) => {}
            }
        }
    }

    async fn open(&self) -> Result<Session, Failure> {
        let connection = connect(&self.address, &self.name).await?;
        match self.declare(&connection).await {
            Ok((desk, readers)) => Ok(Session { connection, desk, readers }),
            Err(error) => {
                part(connection).await;
                Err(error)
            }
        }
    }

    async fn declare(&self, connection: &Connection) -> Result<(Arc<Desk>, Vec<Reader>), Failure> {
        let channel = within(connection.create_channel()).await?;
        within(declare_exchanges(&channel)).await?;
        for handler in &self.handlers {
            within(declare_consumer(&channel, &**handler)).await?;
        }
        within(channel.confirm_select(ConfirmSelectOptions::default())).await?;
        let desk = Arc::new(Desk::new(channel));
        let mut readers = Vec::new();
        for (handler, shared) in
            self.handlers.iter().map(|one| (one, true)).chain(self.own.iter().map(|one| (one, false)))
        {
            let channel = within(connection.create_channel()).await?;
            within(channel.basic_qos(self.in_hand, BasicQosOptions::default())).await?;
            let queue = match shared {
                true => handler.name().to_owned(),
                false => within(declare_own(&channel, &**handler)).await?,
            };
            let options = BasicConsumeOptions { exclusive: !shared, ..BasicConsumeOptions::default() };
            let consume = async {
                channel.basic_consume(short(queue)?, short(handler.name())?, options, FieldTable::default()).await
            };
            let deliveries = within(consume).await?;
            let courier =
                Courier { handler: handler.clone(), clock: self.clock.clone(), desk: shared.then(|| desk.clone()) };
            readers.push(Reader { channel, deliveries, courier });
        }
        Ok((desk, readers))
    }
}

impl Session {
    /// Hands out events until `stop` resolves (`true`) or the broker is lost (`false`), and finishes what is in hand.
    async fn run(self, stop: impl Future<Output = ()>, in_hand: u16, over: impl FnOnce()) -> bool {
        let Self { connection, desk, readers } = self;
        let (quit, gone) = (CancellationToken::new(), CancellationToken::new());
        // whoever drops this future instead of stopping it ends the reading too
        let _dropped = quit.clone().drop_guard();
        let (reading, hands) = (TaskTracker::new(), TaskTracker::new());
        let queues: Vec<_> =
            readers.iter().filter(|one| one.courier.desk.is_some()).map(|one| one.courier.handler.name()).collect();
        let channels: Vec<_> = readers.iter().map(|one| one.channel.clone()).collect();
        for reader in readers {
            reading.spawn(reader.read(usize::from(in_hand), hands.clone(), quit.clone(), gone.clone()));
        }
        let watched: Vec<_> = channels.iter().chain([desk.channel()]).collect();
        let stopped = tokio::select! {
            biased;
            () = stop => true,
            () = gone.cancelled() => false,
            () = desk.broken.cancelled() => false,
            () = lost(&connection, &watched) => false,
            () = lag::measure(&connection, &queues) => false,
        };
        over();
        quit.cancel();
        reading.close();
        hands.close();
        if stopped {
            reading.wait().await;
            hands.wait().await;
        } else {
            // what they do stays done; what they can't acknowledge comes again
            let finished = async {
                reading.wait().await;
                hands.wait().await;
            };
            let _ = tokio::time::timeout(PATIENCE, finished).await;
        }
        part(connection).await;
        stopped
    }
}

impl Reader {
    /// Gives every delivery a task of its own until `quit`, then takes no more; `gone` where the deliveries end by themselves.
    async fn read(mut self, in_hand: usize, hands: TaskTracker, quit: CancellationToken, gone: CancellationToken) {
        loop {
            let next = tokio::select! {
                biased;
                () = quit.cancelled() => break,
                next = self.deliveries.next() => next,
            };
            match next {
                Some(Ok(delivery)) => drop(hands.spawn(self.courier.clone().deliver(delivery))),
                Some(Err(error)) => {
                    tracing::warn!(
                        consumer = self.courier.handler.name(),
                        error = &error as &dyn std::error::Error,
                        "deliveries end"
                    );
                    return gone.cancel();
                }
                // the queue was deleted, or the channel closed
                None => return gone.cancel(),
            }
        }
        let cancelled = self.channel.basic_cancel(self.deliveries.tag(), BasicCancelOptions::default());
        let Ok(Ok(())) = tokio::time::timeout(PATIENCE, cancelled).await else { return };
        // what had arrived already is taken too, so that it is not delivered for nothing
        for _ in 0..in_hand {
            match tokio::time::timeout(PATIENCE, self.deliveries.next()).await {
                Ok(Some(Ok(delivery))) => drop(hands.spawn(self.courier.clone().deliver(delivery))),
                _ => return,
            }
        }
    }
}
