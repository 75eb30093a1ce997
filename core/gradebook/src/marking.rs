use std::{fmt, sync::Arc};

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Clock, Event, EventData, EventHandler, GradeId, HandleError, IdSource, SubmissionId,
    events::SubmissionSubmitted,
};
use serde::Deserialize;

use crate::{
    Grade, MarkingFailure,
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

    async fn given_up(&self, event: &Event, why: &str) -> Result<(), HandleError> {
        let About { submission, assessment } = About::read(event)?;
        let reason = format!("the message can't be taken: {why}").chars().take(MarkingFailure::REASON_CHARS).collect();
        let failure = MarkingFailure { submission, assessment, reason, failed_at: self.clock.now() };
        let changes = Changes::events(vec![failure.event(&*self.ids)]);
        self.grades.give_up(&failure, &changes).await?;
        Ok(())
    }
}

/// As much as must be readable of a message to tell whom it concerns.
#[derive(Deserialize)]
struct About {
    submission: SubmissionId,
    assessment: AssessmentId,
}

impl About {
    fn read(event: &Event) -> Result<Self, HandleError> {
        Self::deserialize(&event.data).map_err(|error| HandleError::Malformed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{
        Timestamp, UserId,
        events::{GradingCompleted, GradingFailed, GradingReleased},
        mock::{Counting, FakeClock},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        GradeState,
        memory::MemoryGradebook,
        sample::{Sample, event, responses},
    };

    struct World {
        ids: Arc<Counting>,
        store: Arc<MemoryGradebook>,
        mark: MarkSubmitted,
        sample: Sample,
    }

    impl World {
        fn new() -> Self {
            let ids = Arc::new(Counting::default());
            let store = Arc::new(MemoryGradebook::default());
            let clock = Arc::new(FakeClock::at(Timestamp::default()));
            let mark = MarkSubmitted::new(store.clone(), store.clone(), clock, ids.clone());
            let sample = Sample::new(&*ids, UserId::from_uuid(ids.next())).automatic().immediate();
            Self { ids, store, mark, sample }
        }

        fn submitted(&self, responses: serde_json::Value) -> (SubmissionSubmitted, Event) {
            let student = UserId::from_uuid(self.ids.next());
            let submitted = self.sample.submission(&*self.ids, student, Timestamp::default(), responses);
            let event = event(&*self.ids, &submitted.submission, &submitted);
            (submitted, event)
        }
    }

    #[tokio::test]
    async fn a_submission_waits_for_its_key_and_is_then_marked_once_however_often_it_comes() {
        let world = World::new();
        let (submitted, event) = world.submitted(responses());
        let early = world.mark.handle(&event).await.unwrap_err();
        assert!(matches!(early, HandleError::NotYet(_)), "{early}");
        assert!(world.store.outbox().is_empty());

        MarkingKeys::keep(&*world.store, &world.sample.key()).await.unwrap();
        for _ in 0..3 {
            world.mark.handle(&event).await.unwrap();
        }
        let grade = Grades::find(&*world.store, submitted.submission).await.unwrap().unwrap();
        assert_eq!((grade.record().state, grade.record().version), (GradeState::Released, 1));
        let kinds: Vec<_> = world.store.outbox().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [GradingCompleted::TYPE, GradingReleased::TYPE]);
    }

    #[tokio::test]
    async fn a_document_that_can_not_be_read_is_told_and_does_not_come_again() {
        let world = World::new();
        MarkingKeys::keep(&*world.store, &world.sample.key()).await.unwrap();
        let (submitted, event) = world.submitted(json!("nonsense"));
        world.mark.handle(&event).await.unwrap();
        world.mark.handle(&event).await.unwrap();
        let grade = Grades::find(&*world.store, submitted.submission).await.unwrap().unwrap();
        assert_eq!(grade.record().state, GradeState::Pending);
        let [failed] = &world.store.outbox()[..] else { panic!("{:?}", world.store.outbox()) };
        assert_eq!(failed.data::<GradingFailed>().unwrap().submission, submitted.submission);
    }

    #[tokio::test]
    async fn a_marking_that_was_given_up_is_told_once_and_makes_way_for_marks() {
        let world = World::new();
        let (submitted, event) = world.submitted(responses());
        let mut unreadable = event.clone();
        unreadable.data["attempt"] = json!("?");
        for _ in 0..3 {
            world.mark.given_up(&unreadable, "panicked").await.unwrap();
        }
        let [failed] = &world.store.outbox()[..] else { panic!("{:?}", world.store.outbox()) };
        let data = failed.data::<GradingFailed>().unwrap();
        assert_eq!((data.submission, data.assessment), (submitted.submission, submitted.assessment));
        assert!(data.reason.contains("panicked"), "{}", data.reason);
        assert!(Grades::failure(&*world.store, submitted.submission).await.unwrap().is_some());

        // Brought again, it is marked; and what is said of it late changes nothing.
        MarkingKeys::keep(&*world.store, &world.sample.key()).await.unwrap();
        world.mark.handle(&event).await.unwrap();
        world.mark.given_up(&event, "late").await.unwrap();
        assert_eq!(Grades::failure(&*world.store, submitted.submission).await.unwrap(), None);
        let kinds: Vec<_> = world.store.outbox().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [GradingFailed::TYPE, GradingCompleted::TYPE, GradingReleased::TYPE]);
    }

    #[tokio::test]
    async fn an_event_that_does_not_say_which_submission_is_parked() {
        let world = World::new();
        let (_, mut event) = world.submitted(responses());
        event.data = json!({"submission": "?"});
        let error = world.mark.handle(&event).await.unwrap_err();
        assert!(matches!(error, HandleError::Malformed(_)), "{error}");
    }
}
