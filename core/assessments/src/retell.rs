use std::{fmt, sync::Arc};

use pediafor_kernel::{AssessmentId, Clock, Event, IdSource, PortError, Timestamp};

use crate::{Assessment, AssessmentRepository, AssessmentVersion, Moment, VersionState, raised};

/// How many assessments are looked up at once.
const PAGE: u32 = 20;

/// Tells what was published and where it stands, in events like those that told it when it came about, for services that
/// start late or were restored: who knows as much or more ignores them. Drafts are nobody else's business.
#[derive(Clone)]
pub struct Retell {
    /// Where assessments are kept.
    pub repository: Arc<dyn AssessmentRepository>,
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
    /// Every version of every assessment that changed at `since` or later, after `after`, by id, to `tell` one version at a
    /// time, as each may be large. An assessment is done with its last version.
    ///
    /// # Errors
    ///
    /// `PortError` of the store or of `tell`: go on after the assessment before the one that was told last.
    pub async fn assessments(
        &self,
        since: Option<Timestamp>,
        mut after: Option<AssessmentId>,
        mut tell: impl AsyncFnMut(Vec<Event>, AssessmentId) -> Result<(), PortError>,
    ) -> Result<(), PortError> {
        loop {
            let page = self.repository.published_after(since, after, PAGE).await?;
            let Some(last) = page.last().map(Assessment::id) else { return Ok(()) };
            for assessment in page {
                for version in assessment.versions() {
                    let Some(version) = self.repository.find_version(assessment.id(), version.number).await? else {
                        continue;
                    };
                    tell(self.version(&assessment, &version), assessment.id()).await?;
                }
            }
            after = Some(last);
        }
    }

    fn version(&self, assessment: &Assessment, kept: &AssessmentVersion) -> Vec<Event> {
        let at = Moment { now: self.clock.now(), ids: &*self.ids };
        let AssessmentVersion { version, content, .. } = kept;
        let mut events = raised::published_as(assessment, content, version.id, version.number, &at).to_vec();
        match version.state {
            VersionState::Published => {}
            VersionState::Closed => events.push(raised::closed(assessment, version.id, &at)),
            VersionState::Archived => events.push(raised::archived(assessment, version.id, &at)),
        }
        events
    }
}
