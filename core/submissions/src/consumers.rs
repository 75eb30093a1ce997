//! What this service keeps from other services' events.

use std::sync::Arc;

use async_trait::async_trait;
use pediafor_grading::PaperMaterial;
use pediafor_kernel::{
    Event, EventData, EventHandler, HandleError,
    events::{
        AssessmentArchived, AssessmentClosed, AssessmentPublished, GradingAwaitingMarker, GradingCompleted,
        GradingFailed, GradingRecalled, GradingReleased,
    },
};
use serde::Deserialize;

use crate::{Attempts, Marking, PublishedVersion, PublishedVersions, VersionHeader, VersionState};

/// Keeps published versions and their states. The order of arrival and repeats make no difference: a version's content
/// never changes, and its state only goes forward.
pub struct RememberPublished(Arc<dyn PublishedVersions>);

impl RememberPublished {
    /// Keeping them in `versions`.
    pub fn new(versions: Arc<dyn PublishedVersions>) -> Self {
        Self(versions)
    }
}

impl std::fmt::Debug for RememberPublished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RememberPublished")
    }
}

#[async_trait]
impl EventHandler for RememberPublished {
    fn name(&self) -> &'static str {
        "submissions.published"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[AssessmentPublished::TYPE, AssessmentClosed::TYPE, AssessmentArchived::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        if event.is::<AssessmentClosed>() {
            let AssessmentClosed { assessment, version } = event.data()?;
            self.0.keep_state(assessment, version, VersionState::Closed).await?;
        } else if event.is::<AssessmentArchived>() {
            let AssessmentArchived { assessment, version } = event.data()?;
            self.0.keep_state(assessment, version, VersionState::Archived).await?;
        } else {
            self.0.keep(&published(event.data()?)?).await?;
        }
        Ok(())
    }
}

fn published(event: AssessmentPublished) -> Result<PublishedVersion, HandleError> {
    let AssessmentPublished { assessment, version, number, owner, title, subject, instructions, sitting, paper } =
        event;
    let paper = PaperMaterial::deserialize(paper).map_err(|error| HandleError::Malformed(error.to_string()))?;
    let header = VersionHeader {
        id: version,
        assessment,
        number,
        owner,
        title,
        subject,
        instructions,
        sitting,
        state: VersionState::Published,
    };
    Ok(PublishedVersion { header, paper })
}

/// Keeps what the grading service tells about submitted attempts, to show beside them.
pub struct FollowGrading(Arc<dyn Attempts>);

impl FollowGrading {
    /// Keeping it in `attempts`.
    pub fn new(attempts: Arc<dyn Attempts>) -> Self {
        Self(attempts)
    }
}

impl std::fmt::Debug for FollowGrading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FollowGrading")
    }
}

#[async_trait]
impl EventHandler for FollowGrading {
    fn name(&self) -> &'static str {
        "submissions.grading"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[
            GradingCompleted::TYPE,
            GradingAwaitingMarker::TYPE,
            GradingFailed::TYPE,
            GradingReleased::TYPE,
            GradingRecalled::TYPE,
        ]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let (submission, marking) = if event.is::<GradingAwaitingMarker>() {
            (event.data::<GradingAwaitingMarker>()?.submission, Marking::Grading)
        } else if event.is::<GradingFailed>() {
            (event.data::<GradingFailed>()?.submission, Marking::Failed)
        } else if event.is::<GradingReleased>() {
            (event.data::<GradingReleased>()?.submission, Marking::Released)
        } else if event.is::<GradingRecalled>() {
            (event.data::<GradingRecalled>()?.submission, Marking::Graded)
        } else {
            (event.data::<GradingCompleted>()?.submission, Marking::Graded)
        };
        let order = marking.order(event.sequence);
        Ok(self.0.keep_marking(submission, marking, order).await?)
    }
}

#[cfg(test)]
mod tests;
