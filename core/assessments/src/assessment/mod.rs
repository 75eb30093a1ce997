use pediafor_kernel::{AssessmentId, Event, IdSource, Timestamp, UserId, VersionId};

use crate::{AssessmentError, AssessmentVersion, Content, State, Version, VersionState, limits, raised};

/// An assessment: what its author edits now, and the versions that were published before.
///
/// It holds the content of its newest version, which is the draft's where there is a draft. At most one version can be
/// sat at a time: publishing a new one closes the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    record: AssessmentRecord,
}

/// An assessment as stores keep it: every field, for adapters.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentRecord {
    /// The assessment.
    pub id: AssessmentId,
    /// Its author.
    pub owner: UserId,
    /// What the draft holds, or the newest version where there is no draft.
    pub content: Content,
    /// The draft, where there is one.
    pub draft: Option<Draft>,
    /// The published versions, oldest first: numbers 1, 2, 3, …
    pub versions: Vec<Version>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed in any way.
    pub updated_at: Timestamp,
    /// How often it was saved, this time included.
    pub version: u64,
}

/// A version in the making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draft {
    /// Its author edits it.
    Editing,
    /// It is left alone until it is published by itself.
    Scheduled {
        /// From when on.
        publish_at: Timestamp,
    },
}

/// When something happens, and where the ids of the events it raises come from.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The server's time.
    pub now: Timestamp,
    /// Fresh ids.
    pub ids: &'a dyn IdSource,
}

impl std::fmt::Debug for Moment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Moment").field("now", &self.now).finish_non_exhaustive()
    }
}

/// What a change raises, or why there is none; a refused change leaves the assessment as it was.
type Change = Result<Vec<Event>, AssessmentError>;

impl Assessment {
    /// A new draft of `owner`'s.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::Invalid`] with every fault of `content`.
    pub fn create(
        id: AssessmentId,
        owner: UserId,
        content: Content,
        at: &Moment<'_>,
    ) -> Result<(Self, Vec<Event>), AssessmentError> {
        let content = valid(content)?;
        let record = AssessmentRecord {
            id,
            owner,
            content,
            draft: Some(Draft::Editing),
            versions: Vec::new(),
            created_at: at.now,
            updated_at: at.now,
            version: 1,
        };
        let assessment = Self { record };
        let events = vec![raised::created(&assessment, at)];
        Ok((assessment, events))
    }

    /// A new draft of `owner`'s that holds what `original` holds, called a copy of it.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::Invalid`] where what `original` holds is no longer accepted.
    pub fn duplicate(
        original: &Self,
        id: AssessmentId,
        owner: UserId,
        at: &Moment<'_>,
    ) -> Result<(Self, Vec<Event>), AssessmentError> {
        let title: String =
            format!("Copy of {}", original.content().title).chars().take(*limits::TITLE.end()).collect();
        Self::create(id, owner, Content { title, ..original.content().clone() }, at)
    }

    /// Replaces what the draft holds.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::NotEditable`] where there is no draft or it is scheduled, [`AssessmentError::Invalid`] with
    /// every fault of `content`.
    pub fn edit(&mut self, content: Content, at: &Moment<'_>) -> Change {
        if self.record.draft != Some(Draft::Editing) {
            return Err(AssessmentError::NotEditable { state: self.state() });
        }
        self.record.content = valid(content)?;
        self.touch(at);
        Ok(vec![raised::updated(self, at)])
    }

    /// Leaves the draft to be published by itself from `publish_at` on.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] from any state but draft, [`AssessmentError::ScheduledInThePast`],
    /// [`AssessmentError::NotPublishable`] with everything that would keep it from being published then.
    pub fn schedule(&mut self, publish_at: Timestamp, at: &Moment<'_>) -> Change {
        if self.record.draft != Some(Draft::Editing) {
            return Err(self.illegal(State::Scheduled));
        }
        if publish_at <= at.now {
            return Err(AssessmentError::ScheduledInThePast { publish_at });
        }
        self.require_publishable(publish_at)?;
        self.record.draft = Some(Draft::Scheduled { publish_at });
        self.touch(at);
        Ok(vec![raised::updated(self, at)])
    }

    /// Makes a scheduled draft one that is edited again.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] from any state but scheduled.
    pub fn unschedule(&mut self, at: &Moment<'_>) -> Change {
        if !matches!(self.record.draft, Some(Draft::Scheduled { .. })) {
            return Err(self.illegal(State::Draft));
        }
        self.record.draft = Some(Draft::Editing);
        self.touch(at);
        Ok(vec![raised::updated(self, at)])
    }

    /// Makes the draft, scheduled or not, the version `id` that can be sat from now on, and closes the one before.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] where there is no draft, [`AssessmentError::NotPublishable`] with
    /// everything that keeps it from being sat, [`AssessmentError::TooManyVersions`].
    pub fn publish(&mut self, id: VersionId, at: &Moment<'_>) -> Change {
        if self.record.draft.is_none() {
            return Err(self.illegal(State::Published));
        }
        if self.record.versions.len() >= limits::VERSIONS {
            return Err(AssessmentError::TooManyVersions);
        }
        self.require_publishable(at.now)?;
        let number = self.record.versions.last().map_or(1, |newest| newest.number + 1);
        self.touch(at);
        let mut events = self.close_open_version(at);
        self.record.draft = None;
        self.record.versions.push(Version {
            id,
            number,
            state: VersionState::Published,
            published_at: at.now,
            closed_at: None,
            archived_at: None,
        });
        events.extend(raised::published(self, id, number, at));
        Ok(events)
    }

    /// Lets nobody start the published version any more. A draft of the next one goes on.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] where no version is published.
    pub fn close(&mut self, at: &Moment<'_>) -> Change {
        if self.open_version().is_none() {
            return Err(self.illegal(State::Closed));
        }
        self.touch(at);
        Ok(self.close_open_version(at))
    }

    /// Puts every closed version out of sight. A draft of the next one goes on.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] where a version is still published, or none is closed.
    pub fn archive(&mut self, at: &Moment<'_>) -> Change {
        if let Some(open) = self.open_version() {
            let from = open.state.of_assessment();
            return Err(AssessmentError::IllegalTransition { from, to: State::Archived });
        }
        if !self.record.versions.iter().any(|version| version.state == VersionState::Closed) {
            return Err(self.illegal(State::Archived));
        }
        self.touch(at);
        let mut archived = Vec::new();
        for version in self.record.versions.iter_mut().filter(|version| version.state == VersionState::Closed) {
            version.state = VersionState::Archived;
            version.archived_at = Some(at.now);
            archived.push(version.id);
        }
        Ok(archived.into_iter().map(|id| raised::archived(self, id, at)).collect())
    }

    /// Begins a draft that holds what the newest version holds. Versions that can be sat go on.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::IllegalTransition`] where there is a draft already, [`AssessmentError::TooManyVersions`].
    pub fn begin_new_version(&mut self, at: &Moment<'_>) -> Change {
        if self.record.draft.is_some() {
            return Err(self.illegal(State::Draft));
        }
        if self.record.versions.len() >= limits::VERSIONS {
            return Err(AssessmentError::TooManyVersions);
        }
        self.record.draft = Some(Draft::Editing);
        self.touch(at);
        Ok(vec![raised::updated(self, at)])
    }

    /// Says that it is gone; the store deletes it with this.
    ///
    /// # Errors
    ///
    /// [`AssessmentError::EverPublished`] where a version was published.
    pub fn delete(&mut self, at: &Moment<'_>) -> Change {
        if !self.record.versions.is_empty() {
            return Err(AssessmentError::EverPublished);
        }
        self.touch(at);
        Ok(vec![raised::deleted(self, at)])
    }

    /// Rebuilds what [`Assessment::record`] gave, for adapters.
    pub fn from_record(record: AssessmentRecord) -> Self {
        Self { record }
    }

    /// Every field, for adapters.
    pub fn record(&self) -> &AssessmentRecord {
        &self.record
    }

    /// The assessment.
    pub fn id(&self) -> AssessmentId {
        self.record.id
    }

    /// Its author.
    pub fn owner(&self) -> UserId {
        self.record.owner
    }

    /// What the draft holds, or the newest version where there is no draft.
    pub fn content(&self) -> &Content {
        &self.record.content
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        match (self.record.draft, self.record.versions.last()) {
            (Some(Draft::Scheduled { .. }), _) => State::Scheduled,
            (None, Some(newest)) => newest.state.of_assessment(),
            (Some(Draft::Editing), _) | (None, None) => State::Draft,
        }
    }

    /// When it is published by itself, where it is scheduled.
    pub fn publish_at(&self) -> Option<Timestamp> {
        match self.record.draft {
            Some(Draft::Scheduled { publish_at }) => Some(publish_at),
            _ => None,
        }
    }

    /// The published versions, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.record.versions
    }

    /// The version that can be sat, where there is one.
    pub fn open_version(&self) -> Option<&Version> {
        self.record.versions.iter().rev().find(|version| version.state == VersionState::Published)
    }

    /// The newest version with what it holds, where there is no draft: what publishing has just made.
    pub fn newest_version(&self) -> Option<AssessmentVersion> {
        let version = self.record.versions.last().filter(|_| self.record.draft.is_none())?.clone();
        Some(AssessmentVersion { assessment: self.id(), version, content: self.content().clone() })
    }

    /// When it was made.
    pub fn created_at(&self) -> Timestamp {
        self.record.created_at
    }

    /// When it last changed in any way.
    pub fn updated_at(&self) -> Timestamp {
        self.record.updated_at
    }

    /// How often it was saved, the save to come included: its entity tag, and the sequence of its events.
    pub fn version(&self) -> u64 {
        self.record.version
    }

    fn close_open_version(&mut self, at: &Moment<'_>) -> Vec<Event> {
        let open = self.record.versions.iter_mut().find(|version| version.state == VersionState::Published);
        let Some(open) = open else { return Vec::new() };
        open.state = VersionState::Closed;
        open.closed_at = Some(at.now);
        let id = open.id;
        vec![raised::closed(self, id, at)]
    }

    fn require_publishable(&self, from: Timestamp) -> Result<(), AssessmentError> {
        match self.record.content.publishing_faults(from) {
            faults if faults.is_empty() => Ok(()),
            faults => Err(AssessmentError::NotPublishable(faults)),
        }
    }

    fn illegal(&self, to: State) -> AssessmentError {
        AssessmentError::IllegalTransition { from: self.state(), to }
    }

    fn touch(&mut self, at: &Moment<'_>) {
        self.record.version += 1;
        self.record.updated_at = at.now;
    }
}

fn valid(content: Content) -> Result<Content, AssessmentError> {
    let content = content.trimmed();
    match content.faults() {
        faults if faults.is_empty() => Ok(content),
        faults => Err(AssessmentError::Invalid(faults)),
    }
}

#[cfg(test)]
mod tests;
