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

#[cfg(test)]
mod tests {
    use pediafor_kernel::{IdSource, mock::Counting};

    use super::*;
    use crate::{memory::MemoryGradebook, sample::Sample};

    #[tokio::test]
    async fn a_published_key_is_kept_once_and_never_changes() {
        let ids = Counting::default();
        let sample = Sample::new(&ids, UserId::from_uuid(ids.next()));
        let store = Arc::new(MemoryGradebook::default());
        let keep = KeepKeys::new(store.clone());
        keep.handle(&sample.published(&ids)).await.unwrap();
        let other = Sample { owner: UserId::from_uuid(ids.next()), ..sample.clone() };
        keep.handle(&other.published(&ids)).await.unwrap();
        assert_eq!(MarkingKeys::find(&*store, sample.version).await.unwrap(), Some(sample.key()));
        assert_eq!(store.owner_of(sample.assessment).await.unwrap(), Some(sample.owner));
    }

    #[tokio::test]
    async fn items_that_can_not_be_read_are_parked_for_a_person() {
        let ids = Counting::default();
        let mut sample = Sample::new(&ids, UserId::from_uuid(ids.next()));
        sample.items[0]["interaction"]["type"] = "telepathy".into();
        let store = Arc::new(MemoryGradebook::default());
        let error = KeepKeys::new(store.clone()).handle(&sample.published(&ids)).await.unwrap_err();
        assert!(matches!(error, HandleError::Malformed(_)), "{error}");
        assert_eq!(MarkingKeys::find(&*store, sample.version).await.unwrap(), None);
    }
}
