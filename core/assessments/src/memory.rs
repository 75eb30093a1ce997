//! The ports of this room in memory, for tests.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use pediafor_kernel::{
    AssessmentId, Changes, Cursor, Event, Once, Page, PageRequest, PortError, PortErrorCode, Timestamp, UserId,
    once::{Receipt, Receipts},
};

use crate::{
    Assessment, AssessmentCatalogue, AssessmentRepository, AssessmentSummary, AssessmentVersion, AuthoredFilter,
    OfferedFilter, Search, StudentView, VersionState, Window, fold,
};

/// Assessments, their versions, receipts and raised events, for as long as a test runs.
#[derive(Debug, Default)]
pub struct MemoryAssessments(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    assessments: BTreeMap<AssessmentId, Assessment>,
    versions: Vec<AssessmentVersion>,
    receipts: Vec<Receipt>,
    events: Vec<Event>,
}

impl MemoryAssessments {
    /// Every event stored so far, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.kept().events.clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn check(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError> {
        let stored = self.assessments.get(&assessment.id()).map_or(0, Assessment::version);
        if stored + 1 != assessment.version() {
            let code = if assessment.version() == 1 { PortErrorCode::Conflict } else { PortErrorCode::Stale };
            return Err(PortError::new(code, "save an assessment"));
        }
        if changes.receipt.as_ref().is_some_and(|receipt| self.receipt(&receipt.once).is_some()) {
            return Err(PortError::new(PortErrorCode::Conflict, "store a receipt"));
        }
        Ok(())
    }

    fn take(&mut self, changes: &Changes) {
        self.events.extend(changes.events.iter().cloned());
        self.receipts.extend(changes.receipt.clone());
    }

    fn receipt(&self, once: &Once) -> Option<&Receipt> {
        self.receipts.iter().find(|receipt| receipt.once.is_repeated_by(once))
    }

    fn open(&self) -> impl Iterator<Item = &AssessmentVersion> {
        self.versions.iter().filter(|version| version.version.state == VersionState::Published)
    }
}

#[async_trait]
impl AssessmentRepository for MemoryAssessments {
    async fn find(&self, id: AssessmentId) -> Result<Option<Assessment>, PortError> {
        Ok(self.kept().assessments.get(&id).cloned())
    }

    async fn save(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError> {
        let mut kept = self.kept();
        kept.check(assessment, changes)?;
        for version in assessment.versions() {
            match kept.versions.iter_mut().find(|kept| kept.version.id == version.id) {
                Some(kept) => kept.version = version.clone(),
                None => kept.versions.extend(assessment.newest_version()),
            }
        }
        kept.assessments.insert(assessment.id(), assessment.clone());
        kept.take(changes);
        Ok(())
    }

    async fn delete(&self, assessment: &Assessment, changes: &Changes) -> Result<(), PortError> {
        let mut kept = self.kept();
        kept.check(assessment, changes)?;
        kept.assessments.remove(&assessment.id());
        kept.take(changes);
        Ok(())
    }

    async fn find_version(&self, id: AssessmentId, number: u32) -> Result<Option<AssessmentVersion>, PortError> {
        let is_wanted = |kept: &&AssessmentVersion| kept.assessment == id && kept.version.number == number;
        Ok(self.kept().versions.iter().find(is_wanted).cloned())
    }

    async fn published_after(
        &self,
        since: Option<Timestamp>,
        after: Option<AssessmentId>,
        limit: u32,
    ) -> Result<Vec<Assessment>, PortError> {
        let kept = self.kept();
        let published = kept.assessments.values().filter(|assessment| {
            !assessment.versions().is_empty()
                && since.is_none_or(|since| assessment.updated_at() >= since)
                && after.is_none_or(|after| assessment.id() > after)
        });
        Ok(published.take(limit as usize).cloned().collect())
    }

    async fn due(&self, now: Timestamp, limit: u32) -> Result<Vec<AssessmentId>, PortError> {
        let kept = self.kept();
        let mut due: Vec<_> = kept
            .assessments
            .values()
            .filter_map(|assessment| Some((assessment.publish_at().filter(|at| *at <= now)?, assessment.id())))
            .collect();
        due.sort_unstable();
        Ok(due.into_iter().map(|(_, id)| id).take(limit as usize).collect())
    }
}

#[async_trait]
impl AssessmentCatalogue for MemoryAssessments {
    async fn authored(
        &self,
        filter: &AuthoredFilter,
        page: &PageRequest,
    ) -> Result<Page<AssessmentSummary>, PortError> {
        let kept = self.kept();
        let rows = kept
            .assessments
            .values()
            .filter(|assessment| filter.owner.is_none_or(|owner| owner == assessment.owner()))
            .filter(|assessment| filter.state.is_none_or(|state| state == assessment.state()))
            .map(AssessmentSummary::of)
            .filter(|row| matches(&filter.search, &row.title, &row.subject))
            .collect();
        Ok(Page::newest_first(rows, page, |row: &AssessmentSummary| Cursor { at: row.created_at, id: row.id.uuid() }))
    }

    async fn offered(&self, filter: &OfferedFilter, page: &PageRequest) -> Result<Page<StudentView>, PortError> {
        let kept = self.kept();
        let rows = kept
            .open()
            .filter(|version| version.content.sitting.audience.includes(filter.student))
            .map(StudentView::of)
            .filter(|row| row.window(filter.now) != Window::Over)
            .filter(|row| matches(&filter.search, &row.title, &row.subject))
            .collect();
        Ok(Page::newest_first(rows, page, |row: &StudentView| Cursor { at: row.published_at, id: row.version.uuid() }))
    }

    async fn find_offered(&self, id: AssessmentId, student: UserId) -> Result<Option<StudentView>, PortError> {
        let kept = self.kept();
        let mut open = kept.open().filter(|version| version.assessment == id);
        Ok(open.find(|version| version.content.sitting.audience.includes(student)).map(StudentView::of))
    }
}

#[async_trait]
impl Receipts for MemoryAssessments {
    async fn find(&self, once: &Once) -> Result<Option<Receipt>, PortError> {
        Ok(self.kept().receipt(once).cloned())
    }
}

fn matches(search: &Search, title: &str, subject: &str) -> bool {
    let (title, subject) = (fold(title), fold(subject));
    let same = |wanted: &String| fold(wanted) == subject;
    let within = |wanted: &String| title.contains(&fold(wanted)) || subject.contains(&fold(wanted));
    search.subject.as_ref().is_none_or(same) && search.text.as_ref().is_none_or(within)
}
