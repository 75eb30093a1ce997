use std::collections::{BTreeMap, HashMap};

use pediafor_kernel::{
    Actor, AssessmentId, Page, PageRequest, PortError, PortErrorCode, Role, SubmissionId, Timestamp, VersionId,
};

use super::Submissions;
use crate::{Attempt, Filter, Scope, Status, SubmissionError, VersionHeader};

/// How much time is left, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// The server's time.
    pub server_time: Timestamp,
    /// Until when the student may work; `None` where there is no end.
    pub deadline: Option<Timestamp>,
    /// Milliseconds to the deadline, never below zero, 0 once the attempt is closed; `None` where there is no end.
    pub remaining_millis: Option<i64>,
}

impl Timing {
    pub(super) fn of(attempt: &Attempt, now: Timestamp) -> Self {
        Self { server_time: now, deadline: attempt.deadline(), remaining_millis: attempt.remaining_millis(now) }
    }
}

/// An attempt as it is shown.
#[derive(Debug, Clone)]
pub struct SubmissionView {
    /// The attempt.
    pub attempt: Attempt,
    /// The assessment's title.
    pub title: String,
    /// The version's number.
    pub version_number: u32,
    /// The student's name, where it is known yet.
    pub student_name: Option<String>,
    /// How much time is left.
    pub timing: Timing,
}

/// How the attempts at one assessment stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentStats {
    /// The assessment.
    pub assessment: AssessmentId,
    /// All attempts.
    pub total: u64,
    /// How many stand where; no entry for none.
    pub by_status: BTreeMap<Status, u64>,
}

impl Submissions {
    /// One attempt: the student's own, one of the teacher's own assessments, or any for an administrator.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::NotFound`] where there is none that the actor may know about.
    pub async fn get(&self, actor: &Actor, submission: SubmissionId) -> Result<SubmissionView, SubmissionError> {
        let now = self.now();
        let attempt = self.visible(actor, submission).await?;
        self.view(attempt, now).await
    }

    /// The attempts that the actor may see, newest first: a student's own, those of a teacher's own assessments, all for
    /// an administrator.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::Port`] where the store fails.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &Filter,
        page: &PageRequest,
    ) -> Result<Page<SubmissionView>, SubmissionError> {
        let now = self.now();
        let scope = match actor.role {
            Role::Student => Scope::Student(actor.user),
            Role::Teacher => Scope::Owner(actor.user),
            Role::Admin => Scope::Everybody,
        };
        let Page { items: attempts, next } = self.ports.attempts.list(scope, filter, page).await?;
        Ok(Page { items: self.views(attempts, now).await?, next })
    }

    /// How the attempts at one of the teacher's own assessments stand (any, for an administrator).
    ///
    /// # Errors
    ///
    /// [`SubmissionError::StaffOnly`] for a student, [`SubmissionError::AssessmentNotFound`] where there is none that
    /// the actor may know about.
    pub async fn stats(&self, actor: &Actor, assessment: AssessmentId) -> Result<AssessmentStats, SubmissionError> {
        if !actor.is_staff() {
            return Err(SubmissionError::StaffOnly);
        }
        let version = self.ports.versions.newest(assessment).await?;
        if !version.is_some_and(|version| actor.is_admin() || actor.is(version.owner)) {
            return Err(SubmissionError::AssessmentNotFound);
        }
        let by_status = self.ports.attempts.counts(assessment).await?;
        Ok(AssessmentStats { assessment, total: by_status.values().sum(), by_status })
    }

    pub(super) async fn header(&self, version: VersionId) -> Result<VersionHeader, PortError> {
        let mut headers = self.ports.versions.headers(&[version]).await?;
        headers.remove(&version).ok_or_else(missing_version)
    }

    pub(super) async fn view(&self, attempt: Attempt, now: Timestamp) -> Result<SubmissionView, SubmissionError> {
        let header = self.header(attempt.record().assessment_version).await?;
        self.view_with(attempt, &header, now).await
    }

    pub(super) async fn view_with(
        &self,
        attempt: Attempt,
        header: &VersionHeader,
        now: Timestamp,
    ) -> Result<SubmissionView, SubmissionError> {
        let mut people = self.ports.people.find(&[attempt.student()]).await?;
        let name = people.remove(&attempt.student()).map(|person| person.name);
        Ok(SubmissionView::of(attempt, header, name, now))
    }

    /// The views of many attempts, in two look-ups however many there are.
    async fn views(&self, attempts: Vec<Attempt>, now: Timestamp) -> Result<Vec<SubmissionView>, SubmissionError> {
        if attempts.is_empty() {
            return Ok(Vec::new());
        }
        let versions: Vec<_> = distinct(attempts.iter().map(|attempt| attempt.record().assessment_version));
        let students: Vec<_> = distinct(attempts.iter().map(Attempt::student));
        let headers: HashMap<_, _> = self.ports.versions.headers(&versions).await?;
        let people = self.ports.people.find(&students).await?;
        let views = attempts.into_iter().map(|attempt| {
            let header = headers.get(&attempt.record().assessment_version).ok_or_else(missing_version)?;
            let name = people.get(&attempt.student()).map(|person| person.name.clone());
            Ok(SubmissionView::of(attempt, header, name, now))
        });
        views.collect()
    }
}

impl SubmissionView {
    fn of(attempt: Attempt, header: &VersionHeader, student_name: Option<String>, now: Timestamp) -> Self {
        let timing = Timing::of(&attempt, now);
        Self { title: header.title.clone(), version_number: header.number, student_name, timing, attempt }
    }
}

/// An attempt names only versions that were kept before it began.
fn missing_version() -> PortError {
    PortError::new(PortErrorCode::Corrupt, "find the version of an attempt")
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
