//! One delivery, from its arrival to the answer the broker gets.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use lapin::{
    Channel, Confirmation,
    message::Delivery,
    options::{BasicAckOptions, BasicPublishOptions},
};
use opentelemetry::{
    Context,
    trace::{SpanContext, TraceContextExt, TraceFlags, TraceState},
};
use pediafor_kernel::{Clock, Event, EventHandler, HandleError, PortErrorCode};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::marks::Marks;
use crate::{
    connection::{Failure, within},
    topology::{DEAD, declare_delay, delay, delay_queue, short},
};

/// After how many deliveries a message is parked that makes its consumer panic, fail from within, or end with its process.
const DELIVERIES: u32 = 5;

/// How often, and for how long, a message comes back whose time has not come or whose store is away.
const TRIES: u32 = 1_000;
const TRIES_FOR_MILLIS: i64 = 8 * 60 * 60 * 1_000;

/// How often whom it concerns is told that a message is parked, where they don't hear.
const TOLD: u32 = 20;

/// How often, and after which pauses, a process tries an event that its own queue brought.
const OWN_TRIES: u32 = 8;

/// What a consumer made of an event.
enum Taken {
    /// It has its effect.
    Yes,
    /// Its time will come.
    NotYet(String),
    /// The consumer failed in a way that it should not.
    Failed(String),
    /// It will never be taken.
    Never(String),
}

/// Where copies of messages leave by: those that come back later and those that are parked.
pub(super) struct Desk {
    channel: Channel,
    /// The queues that stand for messages that wait.
    waiting: Mutex<HashSet<(&'static str, Duration)>>,
    /// Says that the channel is of no use any more.
    pub(super) broken: CancellationToken,
}

/// Takes deliveries to one consumer.
#[derive(Clone)]
pub(super) struct Courier {
    pub(super) handler: Arc<dyn EventHandler>,
    pub(super) clock: Arc<dyn Clock>,
    /// None for a queue that goes with the connection.
    pub(super) desk: Option<Arc<Desk>>,
}

impl Desk {
    pub(super) fn new(channel: Channel) -> Self {
        Self { channel, waiting: Mutex::default(), broken: CancellationToken::new() }
    }

    /// The channel copies leave by.
    pub(super) fn channel(&self) -> &Channel {
        &self.channel
    }

    /// Publishes a copy of `delivery` and waits until it is safe.
    async fn copy(
        &self,
        exchange: &str,
        key: &str,
        consumer: &str,
        delivery: &Delivery,
        marks: &Marks,
    ) -> Result<(), Failure> {
        within(async {
            let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
            let properties = marks.properties(delivery, consumer)?;
            let confirm =
                self.channel.basic_publish(short(exchange)?, short(key)?, options, &delivery.data, properties).await?;
            match confirm.await? {
                Confirmation::Ack(None) => Ok(()),
                answer => {
                    Err(std::io::Error::other(format!("the broker did not keep it: {}", refusal(&answer))).into())
                }
            }
        })
        .await
    }

    /// Lets a copy of `delivery` come back to `consumer` after a while.
    async fn again(&self, consumer: &'static str, delivery: &Delivery, marks: &Marks) -> Result<(), Failure> {
        let delay = delay(marks.tries);
        let mut waiting = self.waiting.lock().await;
        if !waiting.contains(&(consumer, delay)) {
            within(declare_delay(&self.channel, consumer, delay)).await?;
            waiting.insert((consumer, delay));
        }
        drop(waiting);
        self.copy("", &delay_queue(consumer, delay), consumer, delivery, marks).await
    }
}

fn refusal(answer: &Confirmation) -> &'static str {
    match answer {
        Confirmation::Ack(Some(_)) => "there is no queue for it",
        Confirmation::Nack(_) => "refused",
        Confirmation::Ack(None) | Confirmation::NotRequested => "not confirmed",
    }
}

impl Courier {
    fn consumer(&self) -> &'static str {
        self.handler.name()
    }

    /// Takes one delivery to the consumer and answers it.
    pub(super) async fn deliver(self, delivery: Delivery) {
        let event: Result<Event, _> = serde_json::from_slice(&delivery.data);
        let span = match &event {
            Ok(event) => self.span(event),
            Err(_) => tracing::info_span!("event", consumer = self.consumer()),
        };
        metrics::gauge!("pediafor_events_in_flight", "consumer" => self.consumer()).increment(1);
        let outcome = match event {
            Ok(event) => self.take(Arc::new(event), &delivery).instrument(span.clone()).await,
            Err(error) => self.park_unread(&delivery, &error.to_string()).instrument(span.clone()).await,
        };
        metrics::gauge!("pediafor_events_in_flight", "consumer" => self.consumer()).decrement(1);
        match outcome {
            Ok(outcome) => {
                metrics::counter!("pediafor_events_consumed_total", "consumer" => self.consumer(), "outcome" => outcome)
                    .increment(1);
                // where the acknowledgement is lost, the event comes again
                if let Err(error) = delivery.ack(BasicAckOptions::default()).await {
                    tracing::debug!(error = &error as &dyn std::error::Error, "not acknowledged");
                }
            }
            Err(error) => {
                let _in = span.enter();
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an event stays where it is: the broker keeps no copy of it"
                );
                if let Some(desk) = &self.desk {
                    desk.broken.cancel();
                }
            }
        }
    }

    /// The span of a delivery, a step of the journey that raised the event.
    fn span(&self, event: &Event) -> tracing::Span {
        let span = tracing::info_span!(
            "event",
            consumer = self.consumer(),
            kind = event.kind,
            subject = event.subject,
            event = %event.id
        );
        if let Some(parent) = event.traceparent {
            // no harm where spans are not traced
            let _ = span.set_parent(Context::new().with_remote_span_context(SpanContext::new(
                parent.trace.number().into(),
                parent.span.number().into(),
                if parent.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() },
                true,
                TraceState::NONE,
            )));
        }
        span
    }

    async fn park_unread(&self, delivery: &Delivery, why: &str) -> Result<&'static str, Failure> {
        let marks = Marks::of(delivery).not_taken(&format!("not an event: {why}"), self.clock.now());
        self.park(delivery, &marks).await
    }

    /// Takes the event to the consumer, and where it is not taken, on its further way.
    async fn take(&self, event: Arc<Event>, delivery: &Delivery) -> Result<&'static str, Failure> {
        let marks = Marks::of(delivery);
        let age = self.clock.now().millis_since(event.time).max(0);
        metrics::histogram!("pediafor_events_age_seconds", "consumer" => self.consumer()).record(age as f64 / 1000.0);
        let Some(desk) = &self.desk else { return Ok(self.take_here(&event).await) };
        if marks.untold.is_some() {
            return self.give_up(desk, &event, delivery, marks).await;
        }
        if marks.failures + marks.unanswered >= DELIVERIES {
            let why = format!("{} deliveries ended without an answer", marks.failures + marks.unanswered);
            return self.give_up(desk, &event, delivery, marks.not_taken(&why, self.clock.now())).await;
        }
        let now = || self.clock.now();
        let marks = match self.handle(&event).await {
            Taken::Yes => return Ok("taken"),
            Taken::Never(why) => return self.give_up(desk, &event, delivery, marks.not_taken(&why, now())).await,
            Taken::NotYet(why) => {
                let marks = marks.not_taken(&why, now());
                let waited = marks.first_failure.map_or(0, |first| now().millis_since(first));
                if marks.tries >= TRIES || waited >= TRIES_FOR_MILLIS {
                    return self.give_up(desk, &event, delivery, marks).await;
                }
                marks
            }
            Taken::Failed(why) => {
                let mut marks = marks.not_taken(&why, now());
                marks.failures = marks.failures + marks.unanswered + 1;
                if marks.failures >= DELIVERIES {
                    return self.give_up(desk, &event, delivery, marks).await;
                }
                marks
            }
        };
        tracing::debug!(tries = marks.tries, why = marks.reason, "an event is not taken yet");
        desk.again(self.consumer(), delivery, &marks).await?;
        Ok("again")
    }

    /// Lets the consumer handle the event, in a task of its own: one that panics is one that failed.
    async fn handle(&self, event: &Arc<Event>) -> Taken {
        let (handler, event) = (self.handler.clone(), event.clone());
        let begun = Instant::now();
        let handled = tokio::spawn(async move { handler.handle(&event).await }.in_current_span()).await;
        metrics::histogram!("pediafor_events_handling_seconds", "consumer" => self.consumer()).record(begun.elapsed());
        match handled {
            Ok(Ok(())) => Taken::Yes,
            Ok(Err(error)) => verdict(&error),
            Err(panicked) => Taken::Failed(format!("the consumer panicked: {panicked}")),
        }
    }

    /// Tells whom it concerns that the event is given up, and parks it.
    async fn give_up(
        &self,
        desk: &Desk,
        event: &Arc<Event>,
        delivery: &Delivery,
        mut marks: Marks,
    ) -> Result<&'static str, Failure> {
        let (handler, copy, why) = (self.handler.clone(), event.clone(), marks.reason.clone());
        let untold = marks.untold.unwrap_or(0);
        // being told may itself end the process
        let ends_processes = marks.unanswered >= 2 * DELIVERIES;
        let told = async move { handler.given_up(&copy, &why).await };
        let failure = if ends_processes {
            Taken::Never("deliveries go on to end without an answer".into())
        } else {
            match tokio::spawn(told.in_current_span()).await {
                Ok(Ok(())) => Taken::Yes,
                Ok(Err(error)) => verdict(&error),
                Err(panicked) => Taken::Failed(format!("the consumer panicked: {panicked}")),
            }
        };
        match failure {
            Taken::Yes => {}
            Taken::NotYet(_) | Taken::Failed(_) if untold + 1 < TOLD => {
                marks.untold = Some(untold + 1);
                marks.tries = marks.tries.saturating_add(1);
                desk.again(self.consumer(), delivery, &marks).await?;
                return Ok("untold");
            }
            Taken::NotYet(error) | Taken::Failed(error) | Taken::Never(error) => {
                tracing::error!(error, "nobody is told of an event that is parked");
            }
        }
        self.park(delivery, &marks).await
    }

    async fn park(&self, delivery: &Delivery, marks: &Marks) -> Result<&'static str, Failure> {
        tracing::error!(consumer = self.consumer(), why = marks.reason, tries = marks.tries, "an event is parked");
        if let Some(desk) = &self.desk {
            desk.copy(DEAD, self.consumer(), self.consumer(), delivery, marks).await?;
        }
        Ok("parked")
    }

    /// Takes an event that nobody keeps: tries for a while, and lets it go.
    async fn take_here(&self, event: &Arc<Event>) -> &'static str {
        for tries in 1..=OWN_TRIES {
            match self.handle(event).await {
                Taken::Yes => return "taken",
                Taken::NotYet(why) if tries < OWN_TRIES => {
                    tracing::debug!(why, tries, "an event is not taken yet");
                    tokio::time::sleep(delay(tries).min(Duration::from_secs(5))).await;
                }
                Taken::NotYet(why) | Taken::Failed(why) | Taken::Never(why) => {
                    tracing::error!(why, "an event is let go");
                    break;
                }
            }
        }
        "dropped"
    }
}

/// What is to become of an event that was not taken: the one table.
fn verdict(error: &HandleError) -> Taken {
    let why = chain(error);
    match error {
        HandleError::Malformed(_) => Taken::Never(why),
        HandleError::NotYet(_) => Taken::NotYet(why),
        HandleError::Port(error) => match error.code() {
            PortErrorCode::Corrupt => Taken::Never(why),
            PortErrorCode::Internal => Taken::Failed(why),
            PortErrorCode::Unavailable | PortErrorCode::Timeout | PortErrorCode::Stale | PortErrorCode::Conflict => {
                Taken::NotYet(why)
            }
        },
    }
}

/// A failure with what is behind it.
fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}
