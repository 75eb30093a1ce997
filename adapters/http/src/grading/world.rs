//! A gradebook in memory behind the whole edge.

use std::sync::Arc;

use pediafor_gradebook::{
    Grade, Gradebook,
    memory::MemoryGradebook,
    ports::{Grades, MarkingKeys},
    sample::Sample,
};
use pediafor_kernel::{
    Actor, Changes, GradeId, IdSource, Role, SubmissionId, Timestamp,
    mock::{Counting, FakeClock},
    people::{People, Person},
};
use serde_json::Value;

use super::router;
use crate::base::testing::{self, Answer, Client, actor};

pub(super) struct World {
    pub(super) client: Client,
    pub(super) teacher: Actor,
    pub(super) colleague: Actor,
    pub(super) admin: Actor,
    pub(super) student: Actor,
    pub(super) classmate: Actor,
    store: Arc<MemoryGradebook>,
    ids: Arc<Counting>,
    clock: Arc<FakeClock>,
}

impl World {
    pub(super) async fn new() -> Self {
        let store = Arc::new(MemoryGradebook::default());
        let ids = Arc::new(Counting::default());
        let clock = Arc::new(FakeClock::at(testing::NOW.parse().unwrap()));
        let gradebook = Gradebook::new(store.clone(), store.clone(), store.clone(), clock.clone(), ids.clone());
        let student = actor(Role::Student, 1001);
        let person = Person { user: student.user, name: "Ada".into(), role: Role::Student };
        People::keep(&*store, &person, 1).await.unwrap();
        Self {
            client: Client::new(router(Arc::new(gradebook), &testing::edge())),
            teacher: actor(Role::Teacher, 1002),
            colleague: actor(Role::Teacher, 1003),
            admin: actor(Role::Admin, 1004),
            student,
            classmate: actor(Role::Student, 1005),
            store,
            ids,
            clock,
        }
    }

    /// A version of `owner`, published.
    pub(super) async fn published(&self, owner: &Actor, change: impl FnOnce(Sample) -> Sample) -> Sample {
        let sample = change(Sample::new(&*self.ids, owner.user));
        MarkingKeys::keep(&*self.store, &sample.key()).await.unwrap();
        sample
    }

    /// What `student` handed in, marked; a second after what came before.
    pub(super) async fn handed_in(&self, sample: &Sample, student: &Actor, responses: Value) -> SubmissionId {
        use pediafor_kernel::Clock;
        self.clock.advance_millis(1000);
        let now: Timestamp = self.clock.now();
        let submitted = sample.submission(&*self.ids, student.user, now, responses);
        let grade = Grade::mark(GradeId::from_uuid(self.ids.next()), &sample.key(), &submitted, now);
        self.store.save(&grade, &Changes::events(grade.events(&*self.ids))).await.unwrap();
        submitted.submission
    }

    /// The grade of `submission` as `actor` reads it.
    pub(super) async fn read(&self, actor: &Actor, submission: SubmissionId) -> Answer {
        self.client.get(&format!("/grades/submission/{submission}")).by(actor).send().await
    }
}
