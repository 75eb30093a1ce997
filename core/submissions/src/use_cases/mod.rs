//! What people and the server do with attempts: one file a subject, one method a use case.

mod answers;
mod expire;
mod files;
mod paper;
mod read;
mod ring;
mod start;
mod submit;

use std::{fmt, sync::Arc};

use pediafor_kernel::{
    Actor, Clock, Event, EventData, EventId, IdSource, Role, SecretSource, SubmissionId, Timestamp, once::Receipts,
    people::People,
};

pub use answers::{AnswerResult, BatchResult, SaveAnswer, SavedAnswer};
pub use expire::Expired;
pub use files::{FileDownload, FileStats, UploadFile};
pub use paper::PaperView;
pub use read::{AssessmentStats, SubmissionView, Timing};
pub use start::Started;
pub use submit::Submitted;

use crate::{
    Attempt, Attempts, BlobStore, ContentSniffer, FilePolicy, Files, PublishedVersions, SubmissionError, papers::Papers,
};

/// Who the events of this service are from.
pub(crate) const SOURCE: &str = "/pediafor/submissions";

/// What the use cases need of the world.
#[derive(Clone)]
pub struct Ports {
    /// Attempts and answers.
    pub attempts: Arc<dyn Attempts>,
    /// Published versions.
    pub versions: Arc<dyn PublishedVersions>,
    /// What is known of files.
    pub files: Arc<dyn Files>,
    /// The bytes of files.
    pub blobs: Arc<dyn BlobStore>,
    /// What files are.
    pub sniffer: Arc<dyn ContentSniffer>,
    /// Names of people.
    pub people: Arc<dyn People>,
    /// What was done once.
    pub receipts: Arc<dyn Receipts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn IdSource>,
    /// Seeds.
    pub secrets: Arc<dyn SecretSource>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// The submissions service: starting, working, handing in, looking back.
#[derive(Debug)]
pub struct Submissions {
    ports: Ports,
    papers: Papers,
    policy: FilePolicy,
}

impl Submissions {
    /// On `ports`, taking files as `policy` says.
    pub fn new(ports: Ports, policy: FilePolicy) -> Self {
        let papers = Papers::new(ports.versions.clone());
        Self { ports, papers, policy }
    }

    fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// The actor's own attempt. One that they may only look at is refused; any other is as good as not there.
    async fn own(&self, actor: &Actor, submission: SubmissionId) -> Result<Attempt, SubmissionError> {
        let attempt = self.visible(actor, submission).await?;
        if actor.is(attempt.student()) { Ok(attempt) } else { Err(SubmissionError::StudentsOnly) }
    }

    /// An attempt that the actor may look at: the student's own, the owner's, or any for an administrator.
    async fn visible(&self, actor: &Actor, submission: SubmissionId) -> Result<Attempt, SubmissionError> {
        let attempt = self.ports.attempts.find(submission).await?;
        attempt.filter(|attempt| may_see(actor, attempt)).ok_or(SubmissionError::NotFound)
    }

    /// The event of an attempt as it stands.
    fn event<T: EventData>(&self, attempt: &Attempt, now: Timestamp, data: &T) -> Event {
        let id = EventId::from_uuid(self.ports.ids.next());
        Event::new(id, SOURCE, &attempt.id(), attempt.version(), now, data)
    }
}

fn may_see(actor: &Actor, attempt: &Attempt) -> bool {
    match actor.role {
        Role::Admin => true,
        Role::Teacher => actor.is(attempt.record().owner),
        Role::Student => actor.is(attempt.student()),
    }
}

#[cfg(test)]
mod tests;
