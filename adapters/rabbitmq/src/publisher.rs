use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::StreamExt;
use lapin::{BasicProperties, Channel, Confirmation, Connection, options::*};
use pediafor_kernel::{Event, EventPublisher, PortError, PortErrorCode};
use tokio::{
    sync::{Mutex, watch},
    task::JoinHandle,
    time::timeout_at,
};
use tokio_util::sync::CancellationToken;

use crate::{
    Address,
    connection::{Failure, NoAnswer, PATIENCE, connect, part, patience_between_tries, within},
    topology::{EVENTS, declare_exchanges, routing_key, short},
};

/// The largest event, in bytes of JSON. Papers are half of it at most.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// How many bytes, and how many messages, wait for their confirms at once.
const WINDOW_BYTES: usize = 8 * 1024 * 1024;
const WINDOW: usize = 1_000;

/// The content type of an event in its envelope.
pub(crate) const CLOUD_EVENT: &str = "application/cloudevents+json";

/// Publishes events and waits until each is safe with the broker.
///
/// It keeps one connection and one channel, and connects again by itself; until it has, every event is answered with
/// `Unavailable` at once, and the relay that asked brings it again. Each event is answered within ten seconds, and within
/// five where nobody else publishes by the same publisher.
///
/// | the broker | the answer |
/// |---|---|
/// | confirms | `Ok` |
/// | confirms but returns it: no queue is bound | `Unavailable` and an alarm in the log: a listener is expected |
/// | refuses (a queue is full or has no majority) | `Unavailable` |
/// | is gone, or says nothing for five seconds | `Unavailable`; the connection is made anew |
///
/// The third outcome needs to know who is expected to listen: events of the types given as `expected` are published
/// `mandatory`; of all others it is nobody's loss that nobody listens.
///
/// An event over [`LARGEST`], or of a type that can't be routed, is `Corrupt`: it will not get better.
pub struct Publisher {
    line: watch::Receiver<Option<Line>>,
    connected: watch::Receiver<bool>,
    expected: HashSet<&'static str>,
    turn: Mutex<()>,
    keeper: JoinHandle<()>,
}

/// A channel, and how to say that it is of no use any more.
#[derive(Clone)]
struct Line {
    channel: Channel,
    broken: CancellationToken,
}

/// An event, ready to go.
struct Letter {
    index: usize,
    kind: String,
    id: String,
    body: Vec<u8>,
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher").field("connected", &*self.connected.borrow()).finish_non_exhaustive()
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Publisher {
    /// Begins to connect to the broker at `address`, where `name` is how the connection is listed. There are consumers of
    /// events of the types `expected`, wherever they run.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn start(address: Address, name: &str, expected: &[&'static str]) -> Self {
        let (lines, line) = watch::channel(None);
        let (states, connected) = watch::channel(false);
        let keeper = tokio::spawn(keep(address, format!("{name} publishes"), lines, states));
        Self { line, connected, expected: expected.iter().copied().collect(), turn: Mutex::new(()), keeper }
    }

    /// Is the broker there?
    pub fn connected(&self) -> watch::Receiver<bool> {
        self.connected.clone()
    }

    /// Publishes one window of letters, then awaits their confirms; one result a letter.
    async fn window(&self, letters: &[Letter]) -> Vec<Result<(), PortError>> {
        let Some(line) = self.line.borrow().clone().filter(|line| !line.broken.is_cancelled()) else {
            return letters.iter().map(|_| Err(away("the broker is not connected"))).collect();
        };
        let begun = Instant::now();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        // whoever gives up half-way leaves confirms behind that would be taken for those of the next window
        let unfinished = line.broken.clone().drop_guard();
        let mut confirms = Vec::with_capacity(letters.len());
        let mut failure = None;
        for letter in letters {
            let published = timeout_at(deadline, self.send(&line.channel, letter)).await.map_err(|_| NoAnswer.into());
            match published.and_then(|sent| sent.map_err(Failure::Broker)) {
                Ok(confirm) => confirms.push(confirm),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        let (mut answers, mut returned) = (Vec::with_capacity(letters.len()), HashSet::new());
        for confirm in confirms {
            let answer = timeout_at(deadline, confirm).await.map_err(|_| NoAnswer.into());
            let answer = answer.and_then(|answer| answer.map_err(Failure::Broker));
            // lapin hands a returned message to whichever confirm comes next, so go by its id
            if let Ok(Confirmation::Ack(Some(message)) | Confirmation::Nack(Some(message))) = &answer {
                returned.extend(message.properties.message_id().as_ref().map(|id| id.as_str().to_owned()));
            }
            answers.push(answer);
        }
        metrics::histogram!("pediafor_events_confirm_seconds").record(begun.elapsed());
        answers.extend(failure.map(Err));
        if answers.iter().all(Result::is_ok) {
            unfinished.disarm();
        }
        let mut answers = answers.into_iter();
        letters.iter().map(|letter| settle(letter, answers.next(), &returned)).collect()
    }

    async fn send(&self, channel: &Channel, letter: &Letter) -> lapin::Result<lapin::PublisherConfirm> {
        let options =
            BasicPublishOptions { mandatory: self.expected.contains(letter.kind.as_str()), ..Default::default() };
        let properties = BasicProperties::default()
            .with_content_type(short(CLOUD_EVENT)?)
            .with_delivery_mode(2)
            .with_message_id(short(letter.id.as_str())?);
        let key = routing_key(&letter.kind).unwrap_or_default();
        channel.basic_publish(short(EVENTS)?, short(key)?, options, &letter.body, properties).await
    }
}

/// What became of one letter.
fn settle(
    letter: &Letter,
    answer: Option<Result<Confirmation, Failure>>,
    returned: &HashSet<String>,
) -> Result<(), PortError> {
    let (outcome, result) = match answer {
        Some(Ok(_)) if returned.contains(&letter.id) => {
            tracing::error!(
                kind = letter.kind,
                event = letter.id,
                "nobody listens to an event that somebody waits for"
            );
            ("unroutable", Err(away("nobody listens to this event yet")))
        }
        Some(Ok(Confirmation::Ack(_))) => ("confirmed", Ok(())),
        Some(Ok(Confirmation::Nack(_) | Confirmation::NotRequested)) => {
            ("refused", Err(away("the broker did not take the event")))
        }
        Some(Err(error)) => ("unanswered", Err(error.port("publish an event"))),
        None => ("unanswered", Err(away("the broker was lost while publishing"))),
    };
    metrics::counter!("pediafor_events_published_total", "outcome" => outcome).increment(1);
    result
}

fn away(why: &'static str) -> PortError {
    PortError::new(PortErrorCode::Unavailable, why)
}

/// An event as bytes, or why it can never go.
fn write(index: usize, event: &Event) -> Result<Letter, PortError> {
    if routing_key(&event.kind).is_none() {
        let why = format!("{:?} is no type of event", event.kind);
        return Err(PortError::new(PortErrorCode::Corrupt, why));
    }
    let body = serde_json::to_vec(event).map_err(|error| PortError::corrupt("write an event", error))?;
    if body.len() > LARGEST {
        let why = format!("an event of {} bytes; the most is {LARGEST}", body.len());
        return Err(PortError::new(PortErrorCode::Corrupt, why));
    }
    Ok(Letter { index, kind: event.kind.clone(), id: event.id.to_string(), body })
}

#[async_trait]
impl EventPublisher for Publisher {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        let mut results: Vec<Result<(), PortError>> = Vec::with_capacity(events.len());
        let mut window = Vec::new();
        let mut bytes = 0;
        // one window at a time bounds what is in flight, and tells whose a returned message is
        let Ok(turn) = tokio::time::timeout(PATIENCE, self.turn.lock()).await else {
            return events.iter().map(|_| Err(away("others are still publishing"))).collect();
        };
        for (index, event) in events.iter().enumerate() {
            match write(index, event) {
                Ok(letter) => {
                    if bytes + letter.body.len() > WINDOW_BYTES || window.len() == WINDOW {
                        self.send_off(&mut window, &mut results).await;
                        bytes = 0;
                    }
                    bytes += letter.body.len();
                    window.push(letter);
                    // until its window has gone
                    results.push(Ok(()));
                }
                Err(error) => {
                    metrics::counter!("pediafor_events_published_total", "outcome" => "impossible").increment(1);
                    results.push(Err(error));
                }
            }
        }
        self.send_off(&mut window, &mut results).await;
        drop(turn);
        results
    }
}

impl Publisher {
    /// Publishes what is gathered in `window` and notes how it went.
    async fn send_off(&self, window: &mut Vec<Letter>, results: &mut [Result<(), PortError>]) {
        let letters = std::mem::take(window);
        for (letter, result) in letters.iter().zip(self.window(&letters).await) {
            results[letter.index] = result;
        }
    }
}

/// Keeps a channel open for publishing, for ever.
async fn keep(address: Address, name: String, lines: watch::Sender<Option<Line>>, states: watch::Sender<bool>) {
    let mut tries = patience_between_tries();
    loop {
        match open(&address, &name).await {
            Ok((connection, channel)) => {
                tracing::info!(broker = %address, "events can be published");
                tries = patience_between_tries();
                let broken = CancellationToken::new();
                let channels = [&channel];
                lines.send_replace(Some(Line { channel: channel.clone(), broken: broken.clone() }));
                states.send_replace(true);
                tokio::select! {
                    () = broken.cancelled() => {}
                    () = lost(&connection, &channels) => {}
                }
                lines.send_replace(None);
                states.send_replace(false);
                tracing::warn!(broker = %address, "events can't be published: the connection is lost");
                part(connection).await;
            }
            Err(error) => {
                tracing::warn!(broker = %address, error = &error as &dyn std::error::Error, "the broker can't be reached");
            }
        }
        tokio::time::sleep(tries.next().unwrap_or(PATIENCE)).await;
    }
}

async fn open(address: &Address, name: &str) -> Result<(Connection, Channel), Failure> {
    let connection = connect(address, name).await?;
    let channel = within(connection.create_channel()).await?;
    within(declare_exchanges(&channel)).await?;
    within(channel.confirm_select(ConfirmSelectOptions::default())).await?;
    Ok((connection, channel))
}

/// Waits until the connection or one of its channels is of no use any more.
pub(crate) async fn lost(connection: &Connection, channels: &[&Channel]) {
    let mut events = std::pin::pin!(connection.events_listener());
    let mut look = tokio::time::interval(Duration::from_millis(250));
    loop {
        tokio::select! {
            event = events.next() => if let None | Some(lapin::Event::Error(_)) = event { return },
            _ = look.tick() => {}
        }
        if !connection.status().connected() || channels.iter().any(|channel| !channel.status().connected()) {
            return;
        }
    }
}
