use std::time::Duration;

use opentelemetry::trace::TraceContextExt;
use pediafor_kernel::{
    Event, PortError, Timestamp,
    trace::{SpanId, TraceId, TraceParent},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect, entity::prelude::*};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    Database, convert,
    database::{Pools, in_time},
    error::failed_sqlx,
    failed,
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub event_id: Uuid,
        pub kind: String,
        pub subject: String,
        pub sequence: i64,
        pub envelope: Json,
        pub attempts: i32,
        pub due_at: DateTimeUtc,
        pub published_at: Option<DateTimeUtc>,
        pub parked_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes events to the outbox, due at once. Those that belong to no journey yet belong to the one under way.
pub(crate) async fn insert(connection: &impl ConnectionTrait, events: &[Event]) -> Result<(), PortError> {
    let step = current_step();
    let rows = events
        .iter()
        .map(|event| {
            let event = &Event { traceparent: event.traceparent.or(step), ..event.clone() };
            Ok(row::ActiveModel {
                event_id: Set(event.id.uuid()),
                kind: Set(event.kind.clone()),
                subject: Set(event.subject.clone()),
                sequence: Set(convert::to_i64(event.sequence)),
                envelope: Set(convert::to_json("write an event", event)?),
                due_at: Set(event.time.instant()),
                ..Default::default()
            })
        })
        .collect::<Result<Vec<_>, PortError>>()?;
    row::Entity::insert_many(rows).exec_without_returning(connection).await.map_err(failed("store events"))?;
    Ok(())
}

/// The step of a journey that is under way, where steps are traced.
fn current_step() -> Option<TraceParent> {
    let context = tracing::Span::current().context();
    let span = context.span();
    let step = span.span_context();
    Some(TraceParent {
        trace: TraceId::new(u128::from_be_bytes(step.trace_id().to_bytes()))?,
        span: SpanId::new(u64::from_be_bytes(step.span_id().to_bytes()))?,
        sampled: step.is_sampled(),
    })
}

fn waiting() -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::PublishedAt.is_null()).filter(row::Column::ParkedAt.is_null())
}

/// How the events of a database stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxState {
    /// How many wait to be published.
    pub waiting: u64,
    /// How long the one that was raised first has waited.
    pub oldest_age: Duration,
    /// How many were parked for a person.
    pub parked: u64,
}

impl Database {
    /// How the outbox stands at `now`.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn outbox_state(&self, now: Timestamp) -> Result<OutboxState, PortError> {
        const SQL: &str = "SELECT waiting, parked, (SELECT envelope ->> 'time' FROM outbox WHERE position = first) AS oldest \
            FROM (SELECT count(*) AS waiting, min(position) AS first FROM outbox \
                WHERE published_at IS NULL AND parked_at IS NULL) AS waiting, \
            (SELECT count(*) AS parked FROM outbox WHERE parked_at IS NOT NULL) AS parked";
        let context = "count events";
        let (waiting, parked, oldest): (i64, i64, Option<String>) = match self.pools() {
            Pools::Sqlite { reader, .. } => sqlx::query_as(SQL).fetch_one(reader).await,
            Pools::Postgres(pool) => in_time(sqlx::query_as(SQL).fetch_one(pool)).await,
        }
        .map_err(failed_sqlx(context))?;
        let oldest: Option<Timestamp> = oldest.map(|time| convert::from_text(context, &time)).transpose()?;
        let age = oldest.map_or(0, |time| now.millis_since(time));
        Ok(OutboxState {
            waiting: convert::to_u64(waiting),
            oldest_age: Duration::from_millis(convert::to_u64(age)),
            parked: convert::to_u64(parked),
        })
    }

    /// How many events wait to be published; those that were parked for a person don't.
    ///
    /// # Errors
    ///
    /// `PortError` where the database does not answer.
    pub async fn waiting_events(&self) -> Result<u64, PortError> {
        waiting().count(self.reader()).await.map_err(failed("count waiting events"))
    }

    /// When the next of them is due, by the relay's clock.
    pub(crate) async fn next_event_due(&self) -> Result<Option<Timestamp>, PortError> {
        let next = waiting().select_only().column(row::Column::DueAt).order_by_asc(row::Column::DueAt).limit(1);
        let due: Option<DateTimeUtc> =
            next.into_tuple().one(self.reader()).await.map_err(failed("find the next event"))?;
        Ok(due.map(convert::timestamp))
    }
}
