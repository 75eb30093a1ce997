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
    /// Held while a material is read: however many ask for it at once, it is read once.
    reading: futures_util::lock::Mutex<()>,
    kept: Mutex<VecDeque<(VersionId, Arc<PaperMaterial>)>>,
}

impl Papers {
    pub(crate) fn new(versions: Arc<dyn PublishedVersions>) -> Self {
        Self { versions, reading: futures_util::lock::Mutex::default(), kept: Mutex::default() }
    }

    /// What the papers of `version` are drawn from. An attempt names only versions that were kept before it began, so
    /// that one missing is a fault of the store.
    pub(crate) async fn of(&self, version: VersionId) -> Result<Arc<PaperMaterial>, PortError> {
        if let Some(paper) = self.at_hand(version) {
            return Ok(paper);
        }
        let _reading = self.reading.lock().await;
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

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use async_trait::async_trait;
    use pediafor_kernel::AssessmentId;

    use super::*;
    use crate::{PublishedVersion, VersionHeader, VersionState};

    /// Counts how often a paper is read, and takes its time.
    #[derive(Default)]
    struct Counted(AtomicUsize);

    #[async_trait]
    impl PublishedVersions for Counted {
        async fn keep(&self, _: &PublishedVersion) -> Result<(), PortError> {
            Ok(())
        }

        async fn keep_state(&self, _: AssessmentId, _: VersionId, _: VersionState) -> Result<(), PortError> {
            Ok(())
        }

        async fn newest(&self, _: AssessmentId) -> Result<Option<VersionHeader>, PortError> {
            Ok(None)
        }

        async fn headers(&self, _: &[VersionId]) -> Result<HashMap<VersionId, VersionHeader>, PortError> {
            Ok(HashMap::new())
        }

        async fn paper(&self, _: VersionId) -> Result<Option<PaperMaterial>, PortError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            Ok(Some(PaperMaterial::new(Vec::new())))
        }
    }

    #[tokio::test]
    async fn a_paper_that_everybody_asks_for_at_once_is_read_once() {
        let counted = Arc::new(Counted::default());
        let papers = Papers::new(counted.clone());
        let version = crate::testing::version();
        for paper in futures_util::future::join_all((0..500).map(|_| papers.of(version))).await {
            paper.unwrap();
        }
        assert_eq!(counted.0.load(Ordering::SeqCst), 1);
    }
}
