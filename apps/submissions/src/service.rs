use std::{error::Error, path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use axum::Router;
use pediafor_blobs::{FolderBlobs, InferSniffer};
use pediafor_http::{base::Edge, submissions, submissions::Autosave};
use pediafor_kernel::{Clock, EventHandler, people::RememberPeople};
use pediafor_local::SystemSecrets;
use pediafor_runtime::Background;
use pediafor_service::{Ground, Hosted};
use pediafor_sql::{
    SqlPeople, SqlReceipts,
    submissions::{SqlAttempts, SqlFiles, SqlPublishedVersions},
};
use pediafor_submissions::{FollowGrading, Ports, RememberPublished, Submissions};

use crate::SittingArgs;

/// How often attempts past their deadline are closed.
const SWEEP: Duration = Duration::from_millis(500);
/// How many attempts one sweep closes.
const SWEEP_LIMIT: u32 = 500;

/// How often it is looked whether marking was forgotten.
const RING: Duration = Duration::from_secs(30);
/// How many submissions one look rings for again.
const RING_LIMIT: u32 = 500;

/// The submissions service on its database.
#[derive(Clone)]
pub struct SubmissionsService {
    submissions: Arc<Submissions>,
    consumers: Vec<Arc<dyn EventHandler>>,
    autosave: Autosave,
    clock: Arc<dyn Clock>,
}

impl SubmissionsService {
    /// On `ground`, with uploads in the folder `uploads`.
    ///
    /// # Errors
    ///
    /// Where the folder can't be used.
    pub fn new(ground: &Ground, uploads: &Path, sitting: &SittingArgs) -> anyhow::Result<Self> {
        let attempts = Arc::new(SqlAttempts::new(ground.database.clone()));
        let versions = Arc::new(SqlPublishedVersions::new(ground.database.clone()));
        let students = Arc::new(SqlPeople::new(ground.database.clone()));
        let blobs =
            FolderBlobs::new(uploads).with_context(|| format!("can't keep uploads in {}", uploads.display()))?;
        let ports = Ports {
            attempts: attempts.clone(),
            versions: versions.clone(),
            files: Arc::new(SqlFiles::new(ground.database.clone())),
            blobs: Arc::new(blobs),
            sniffer: Arc::new(InferSniffer),
            people: students.clone(),
            receipts: Arc::new(SqlReceipts::new(ground.database.clone())),
            clock: ground.clock.clone(),
            ids: ground.ids.clone(),
            secrets: Arc::new(SystemSecrets),
        };
        Ok(Self {
            submissions: Arc::new(Submissions::new(ports, sitting.files())),
            consumers: vec![
                Arc::new(RememberPeople::new("submissions.people", students)),
                Arc::new(RememberPublished::new(versions)),
                Arc::new(FollowGrading::new(attempts)),
            ],
            autosave: sitting.autosave(),
            clock: ground.clock.clone(),
        })
    }

    /// Its use cases.
    pub fn submissions(&self) -> &Arc<Submissions> {
        &self.submissions
    }
}

impl std::fmt::Debug for SubmissionsService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SubmissionsService").finish_non_exhaustive()
    }
}

impl Hosted for SubmissionsService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        self.consumers.clone()
    }

    fn router(&self, edge: &Edge) -> Router {
        submissions::router(self.submissions.clone(), self.autosave, edge)
    }

    fn work(&self, background: &Background) {
        let (submissions, clock) = (self.submissions.clone(), self.clock.clone());
        background.every("close attempts at their deadline", SWEEP, move || {
            let (submissions, clock) = (submissions.clone(), clock.clone());
            async move {
                let swept = submissions.expire_due(clock.now(), SWEEP_LIMIT).await?;
                for (submission, error) in swept.failed {
                    tracing::warn!(%submission, error = &error as &dyn Error, "an attempt can't be closed yet");
                }
                Ok(())
            }
        });
        let (submissions, clock) = (self.submissions.clone(), self.clock.clone());
        background.every("ask again for marking that nobody has heard of", RING, move || {
            let (submissions, clock) = (submissions.clone(), clock.clone());
            async move {
                let rung = submissions.ring_again(clock.now(), RING_LIMIT).await?;
                if rung > 0 {
                    tracing::warn!(submissions = rung, "nothing was heard of their marking, so it was asked for again");
                }
                Ok(())
            }
        });
    }
}
