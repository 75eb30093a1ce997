//! The assessments service: authoring and publishing.

use std::{error::Error, sync::Arc, time::Duration};

use axum::Router;
use pediafor_assessments::Assessments;
use pediafor_http::{assessments, base::Edge};
use pediafor_kernel::EventHandler;
use pediafor_runtime::Background;
use pediafor_service::{Ground, Hosted};
use pediafor_sql::{SqlReceipts, assessments::SqlAssessments};

/// How often scheduled assessments are published.
const PUBLISH: Duration = Duration::from_secs(1);

/// The assessments service on its database.
#[derive(Debug, Clone)]
pub struct AssessmentsService(Arc<Assessments>);

impl AssessmentsService {
    /// On `ground`.
    pub fn new(ground: &Ground) -> Self {
        let authored = Arc::new(SqlAssessments::new(ground.database.clone()));
        Self(Arc::new(Assessments {
            repository: authored.clone(),
            catalogue: authored,
            receipts: Arc::new(SqlReceipts::new(ground.database.clone())),
            clock: ground.clock.clone(),
            ids: ground.ids.clone(),
        }))
    }

    /// Its use cases.
    pub fn assessments(&self) -> &Arc<Assessments> {
        &self.0
    }
}

impl Hosted for AssessmentsService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        Vec::new()
    }

    fn router(&self, edge: &Edge) -> Router {
        assessments::router(self.0.clone(), edge)
    }

    fn work(&self, background: &Background) {
        let assessments = self.0.clone();
        background.every("publish what was scheduled", PUBLISH, move || {
            let assessments = assessments.clone();
            async move {
                let due = assessments.publish_due().await?;
                for (assessment, error) in due.refused {
                    tracing::warn!(%assessment, %error, "a scheduled assessment can't be sat as it is and is a draft again");
                }
                for (assessment, error) in due.failed {
                    tracing::warn!(%assessment, error = &error as &dyn Error, "a scheduled assessment can't be published yet");
                }
                Ok(())
            }
        });
    }
}
