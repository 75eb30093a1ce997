//! What people do with grades.

mod mark;
mod read;
mod release;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use pediafor_kernel::{
    Actor, AssessmentId, Changes, Clock, IdSource, PortError, PortErrorCode, SubmissionId, Timestamp, UserId,
    people::{People, Person},
};

pub use self::{
    mark::{COMMENT_CHARS, FEEDBACK_CHARS, REASON_CHARS},
    read::UserGrades,
    release::ReleasedAll,
};
use crate::{
    Grade, GradebookError, HISTORY, MarkerView, MarkingKey,
    ports::{Grades, MarkingKeys},
};

/// How often a change starts over because somebody else was faster.
const TRIES: u32 = 4;

/// The use cases of the gradebook.
///
/// Teachers see and mark the submissions of their own assessments, admins all, students their own results: after the
/// release, and of them what the assessment's review rules allow. Whatever somebody may not know about is not found.
#[derive(Clone)]
pub struct Gradebook {
    grades: Arc<dyn Grades>,
    keys: Arc<dyn MarkingKeys>,
    people: Arc<dyn People>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Gradebook {
    /// The use cases over these ports.
    pub fn new(
        grades: Arc<dyn Grades>,
        keys: Arc<dyn MarkingKeys>,
        people: Arc<dyn People>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self { grades, keys, people, clock, ids }
    }

    /// The grade of `submission`, where the actor may mark it.
    async fn own(&self, actor: &Actor, submission: SubmissionId) -> Result<Grade, GradebookError> {
        staff_only(actor)?;
        let found = self.grades.find(submission).await?;
        let grade = found.filter(|grade| may_mark(actor, grade.record().owner)).ok_or(GradebookError::NotFound)?;
        Ok(grade)
    }

    /// The same, at the version the caller read; `None`: at whatever version.
    async fn own_at(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        expected: Option<u64>,
    ) -> Result<Grade, GradebookError> {
        let grade = self.own(actor, submission).await?;
        let actual = grade.record().version;
        match expected {
            Some(expected) if expected != actual => Err(GradebookError::Stale { expected, actual }),
            _ => Ok(grade),
        }
    }

    /// Changes the grade of `submission`, where the actor may mark it, and stores it. Where the caller did not say which
    /// version it read, a change that somebody else makes at the same time is no reason to refuse this one.
    async fn change(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        expected: Option<u64>,
        change: impl Fn(&mut Grade, Timestamp) -> Result<(), GradebookError>,
    ) -> Result<MarkerView, GradebookError> {
        let now = self.clock.now();
        let mut left = TRIES;
        loop {
            left -= 1;
            let mut grade = self.own_at(actor, submission, expected).await?;
            change(&mut grade, now)?;
            match self.save(&grade).await {
                Err(error) if error.is_stale() && expected.is_none() && left > 0 => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return self.marker_view(grade).await,
            }
        }
    }

    /// Refuses unless something of `assessment` was published that the actor may mark.
    async fn own_assessment(&self, actor: &Actor, assessment: AssessmentId) -> Result<(), GradebookError> {
        let owner = self.keys.owner_of(assessment).await?;
        owner.filter(|owner| may_mark(actor, *owner)).map(drop).ok_or(GradebookError::NotFound)
    }

    /// Stores what changed, if anything did.
    async fn save(&self, grade: &Grade) -> Result<(), PortError> {
        if grade.unsaved().is_empty() {
            return Ok(());
        }
        self.grades.save(grade, &Changes::events(grade.events(&*self.ids))).await
    }

    /// All there is to know about `grade`.
    async fn marker_view(&self, grade: Grade) -> Result<MarkerView, GradebookError> {
        let record = grade.record();
        let key = self.key_of(&grade).await?;
        let history = self.grades.history(record.id, HISTORY).await?;
        let markers = record.items.iter().filter_map(|item| item.hand.as_ref()).map(|hand| hand.marker);
        let known = history.iter().filter_map(|change| change.by).chain(markers);
        let people = self.people_of(known.chain([record.student, record.owner])).await?;
        // The grade as the store has it now: what was unsaved is in the history.
        Ok(MarkerView { grade: Grade::from_record(grade.record().clone()), key, history, people })
    }

    async fn key_of(&self, grade: &Grade) -> Result<MarkingKey, GradebookError> {
        let key = self.keys.find(grade.record().assessment_version).await?;
        Ok(key.ok_or_else(|| PortError::new(PortErrorCode::Corrupt, "a grade without its key"))?)
    }

    async fn people_of(&self, users: impl Iterator<Item = UserId>) -> Result<HashMap<UserId, Person>, PortError> {
        let users: HashSet<UserId> = users.collect();
        self.people.find(&Vec::from_iter(users)).await
    }
}

impl fmt::Debug for Gradebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gradebook").finish_non_exhaustive()
    }
}

fn may_mark(actor: &Actor, owner: UserId) -> bool {
    actor.is_admin() || (actor.is_staff() && actor.is(owner))
}

fn staff_only(actor: &Actor) -> Result<(), GradebookError> {
    if actor.is_staff() { Ok(()) } else { Err(GradebookError::StaffOnly) }
}
