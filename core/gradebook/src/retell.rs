use std::{fmt, sync::Arc};

use pediafor_kernel::{Clock, Event, GradeId, IdSource, PortError, SubmissionId, Timestamp};

use crate::{Change, Grade, GradeChange, GradeState, HISTORY, MarkingFailure, ports::Grades};

/// How many grades are told of at once.
const PAGE: u32 = 50;

/// Tells how every submission's marking stands, in events like those that told it when it came about, for services that
/// start late or were restored: who knows as much or more ignores them.
#[derive(Clone)]
pub struct Retell {
    /// Every grade.
    pub grades: Arc<dyn Grades>,
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
    /// Every grade that changed at `since` or later, after `after`, by id, to `tell` page by page, each with the last grade on
    /// it.
    ///
    /// # Errors
    ///
    /// `PortError` of the store or of `tell`: go on after the last page that was told.
    pub async fn grades(
        &self,
        since: Option<Timestamp>,
        mut after: Option<GradeId>,
        mut tell: impl AsyncFnMut(Vec<Event>, GradeId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        loop {
            let page = self.grades.all_after(since, after, PAGE).await?;
            let Some(last) = page.last().map(|grade| grade.record().id) else { return Ok(()) };
            let mut events = Vec::new();
            for grade in page {
                events.extend(self.grade(grade).await?);
            }
            tell(events, last).await?;
            after = Some(last);
        }
    }

    /// Every submission whose marking was given up at `since` or later and that has no grade, after `after`, by id.
    ///
    /// # Errors
    ///
    /// As [`grades`](Self::grades).
    pub async fn failures(
        &self,
        since: Option<Timestamp>,
        mut after: Option<SubmissionId>,
        mut tell: impl AsyncFnMut(Vec<Event>, SubmissionId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        loop {
            let page = self.grades.failures_after(since, after, PAGE).await?;
            let Some(last) = page.last().map(|failure| failure.submission) else { return Ok(()) };
            let now = self.clock.now();
            let event = |failure: MarkingFailure| Event { time: now, ..failure.event(&*self.ids) };
            tell(page.into_iter().map(event).collect(), last).await?;
            after = Some(last);
        }
    }

    /// The events that say how a grade stands, numbered as the change that brought it there.
    async fn grade(&self, mut grade: Grade) -> Result<Vec<Event>, PortError> {
        let history = self.grades.history(grade.record().id, HISTORY).await?;
        let sequence =
            history.iter().find(|change| is_told(change)).map_or(grade.record().changes, |change| change.number);
        grade.tell_again(sequence, self.clock.now());
        Ok(grade.events(&*self.ids))
    }
}

/// Did this change tell others where the grade stands?
fn is_told(change: &GradeChange) -> bool {
    let GradeChange { what, before, after, .. } = change;
    let moved = after.state.is_complete() && before.points != after.points;
    let failed = after.state == GradeState::Pending && matches!(what, Change::MarkingFailed { .. });
    before.state != after.state || moved || failed
}
