use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use pediafor_grading::PaperMaterial;
use pediafor_kernel::{PortError, PortErrorCode, VersionId};

use crate::PublishedVersions;

/// How many versions' materials are kept at hand.
const KEPT: usize = 32;

/// The materials of the versions that are being sat just now, read once: a version never changes.
pub(crate) struct Papers {
    versions: Arc<dyn PublishedVersions>,
    kept: Mutex<VecDeque<(VersionId, Arc<PaperMaterial>)>>,
}

impl Papers {
    pub(crate) fn new(versions: Arc<dyn PublishedVersions>) -> Self {
        Self { versions, kept: Mutex::default() }
    }

    /// What the papers of `version` are drawn from. An attempt names only versions that were kept before it began, so
    /// that one missing is a fault of the store.
    pub(crate) async fn of(&self, version: VersionId) -> Result<Arc<PaperMaterial>, PortError> {
        if let Some(paper) = self.at_hand(version) {
            return Ok(paper);
        }
        let paper = self.versions.paper(version).await?;
        let paper = Arc::new(paper.ok_or_else(|| PortError::new(PortErrorCode::Corrupt, "find a version's paper"))?);
        self.keep(version, &paper);
        Ok(paper)
    }

    fn at_hand(&self, version: VersionId) -> Option<Arc<PaperMaterial>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(id, _)| *id == version)?;
        let found = kept.remove(at)?;
        let paper = found.1.clone();
        kept.push_front(found);
        Some(paper)
    }

    fn keep(&self, version: VersionId, paper: &Arc<PaperMaterial>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((version, paper.clone()));
        kept.truncate(KEPT);
    }
}

impl fmt::Debug for Papers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Papers").finish_non_exhaustive()
    }
}
