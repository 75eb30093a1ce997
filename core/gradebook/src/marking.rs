use std::{fmt, sync::Arc};

use async_trait::async_trait;
use pediafor_kernel::{
    Changes, Clock, Event, EventData, EventHandler, GradeId, HandleError, IdSource, events::SubmissionSubmitted,
};

use crate::{
    Grade,
    ports::{Grades, MarkingKeys},
};

/// Marks every submission that comes in, once.
///
/// The effect is keyed by the submission: an event delivered again, or twice at once, changes nothing. Where the key of
/// the version has not arrived, the event is taken later.
pub struct MarkSubmitted {
    grades: Arc<dyn Grades>,
    keys: Arc<dyn MarkingKeys>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl MarkSubmitted {
    /// A consumer that marks by `keys` into `grades`.
    pub fn new(
        grades: Arc<dyn Grades>,
        keys: Arc<dyn MarkingKeys>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self { grades, keys, clock, ids }
    }
}

impl fmt::Debug for MarkSubmitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MarkSubmitted").finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for MarkSubmitted {
    fn name(&self) -> &'static str {
        "grading.mark"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[SubmissionSubmitted::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let submitted: SubmissionSubmitted = event.data()?;
        if self.grades.find(submitted.submission).await?.is_some() {
            return Ok(());
        }
        let Some(key) = self.keys.find(submitted.version).await? else {
            return Err(HandleError::NotYet(format!("the key of version {} has not arrived", submitted.version)));
        };
        let id = GradeId::from_uuid(self.ids.next());
        let grade = Grade::mark(id, &key, &submitted, self.clock.now());
        let changes = Changes::events(grade.events(&*self.ids));
        match self.grades.save(&grade, &changes).await {
            Err(error) if error.is_conflict() && self.grades.find(submitted.submission).await?.is_some() => Ok(()),
            result => Ok(result?),
        }
    }
}
