use std::{fmt, sync::Arc};

use async_trait::async_trait;
use pediafor_grading::Item;
use pediafor_kernel::{
    AssessmentId, Event, EventData, EventHandler, HandleError, UserId, VersionId,
    events::{AssessmentKeyPublished, MarkingRules},
};
use serde::Deserialize;

use crate::ports::MarkingKeys;

/// A published version with its keys: what marking goes by. Never changed once it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkingKey {
    /// The version.
    pub version: VersionId,
    /// The version's number, from 1.
    pub number: u32,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Whose assessment it is.
    pub owner: UserId,
    /// Its title.
    pub title: String,
    /// How it is marked and reviewed.
    pub marking: MarkingRules,
    /// The items with their keys, in the author's order.
    pub items: Vec<Item>,
}

impl MarkingKey {
    /// The item called `id`.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

/// Keeps the keys of every version that is published.
pub struct KeepKeys {
    keys: Arc<dyn MarkingKeys>,
}

impl KeepKeys {
    /// A consumer that keeps what it hears in `keys`.
    pub fn new(keys: Arc<dyn MarkingKeys>) -> Self {
        Self { keys }
    }
}

impl fmt::Debug for KeepKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeepKeys").finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for KeepKeys {
    fn name(&self) -> &'static str {
        "grading.keys"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[AssessmentKeyPublished::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let published: AssessmentKeyPublished = event.data()?;
        let items = Vec::deserialize(&published.items)
            .map_err(|error| HandleError::Malformed(format!("items of version {}: {error}", published.version)))?;
        let key = MarkingKey {
            version: published.version,
            number: published.number,
            assessment: published.assessment,
            owner: published.owner,
            title: published.title,
            marking: published.marking,
            items,
        };
        Ok(self.keys.keep(&key).await?)
    }
}
