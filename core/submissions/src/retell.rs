use std::{fmt, sync::Arc};

use pediafor_kernel::{
    Clock, Event, EventData, EventId, IdSource, PortError, SubmissionId, Timestamp, events::SubmissionStarted,
};

use crate::{Attempt, Attempts, use_cases::SOURCE};

/// How many attempts are told of at once.
const PAGE: u32 = 25;

/// Tells which attempts were begun and handed in, and with what, in events like those that told it when it came about, for
/// services that start late or were restored: who knows as much ignores them.
#[derive(Clone)]
pub struct Retell {
    /// Attempts and answers.
    pub attempts: Arc<dyn Attempts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
}

impl fmt::Debug for Retell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retell").finish_non_exhaustive()
    }
}

impl Retell {
    /// Every attempt that was begun or handed in at `since` or later, after `after`, by id, to `tell` page by page, each with
    /// the last attempt on it.
    ///
    /// # Errors
    ///
    /// `PortError` of the store or of `tell`: go on after the last page that was told.
    pub async fn attempts(
        &self,
        since: Option<Timestamp>,
        mut after: Option<SubmissionId>,
        mut tell: impl AsyncFnMut(Vec<Event>, SubmissionId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        loop {
            let page = self.attempts.all_after(since, after, PAGE).await?;
            let Some(last) = page.last().map(Attempt::id) else { return Ok(()) };
            let mut events = Vec::new();
            for attempt in &page {
                events.extend(self.attempt(attempt).await?);
            }
            tell(events, last).await?;
            after = Some(last);
        }
    }

    async fn attempt(&self, attempt: &Attempt) -> Result<Vec<Event>, PortError> {
        let record = attempt.record();
        let started = SubmissionStarted {
            submission: record.id,
            assessment: record.assessment,
            version: record.assessment_version,
            student: record.student,
            deadline: attempt.deadline(),
        };
        let mut events = vec![self.event(attempt, 1, &started)];
        if let Some(version) = attempt.submitted_version() {
            let answers = self.attempts.answers(record.id).await?;
            events.extend(attempt.submitted(&answers).map(|submitted| self.event(attempt, version, &submitted)));
        }
        Ok(events)
    }

    fn event<T: EventData>(&self, attempt: &Attempt, sequence: u64, data: &T) -> Event {
        Event::new(EventId::from_uuid(self.ids.next()), SOURCE, &attempt.id(), sequence, self.clock.now(), data)
    }
}
