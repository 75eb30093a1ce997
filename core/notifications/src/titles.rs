use std::{fmt, sync::Arc};

use async_trait::async_trait;
use pediafor_kernel::{Event, EventData, EventHandler, HandleError, events::AssessmentPublished};

use crate::ports::Titles;

/// Keeps [`Titles`] up to date from published assessments.
pub struct RememberTitles {
    titles: Arc<dyn Titles>,
}

impl RememberTitles {
    /// A consumer that keeps what it hears in `titles`.
    pub fn new(titles: Arc<dyn Titles>) -> Self {
        Self { titles }
    }
}

impl fmt::Debug for RememberTitles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RememberTitles").finish_non_exhaustive()
    }
}

#[async_trait]
impl EventHandler for RememberTitles {
    fn name(&self) -> &'static str {
        "notifications.titles"
    }

    fn listens_to(&self) -> &'static [&'static str] {
        &[AssessmentPublished::TYPE]
    }

    async fn handle(&self, event: &Event) -> Result<(), HandleError> {
        let published: AssessmentPublished = event.data()?;
        Ok(self.titles.keep(published.assessment, &published.title, published.number).await?)
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::{
        AssessmentId, EventId, IdSource, Timestamp, UserId, VersionId, events::SittingRules, mock::Counting,
    };

    use super::*;
    use crate::memory::MemoryInbox;

    #[tokio::test]
    async fn the_title_of_the_highest_version_is_kept_in_whatever_order_they_come() {
        let ids = Counting::default();
        let assessment = AssessmentId::from_uuid(ids.next());
        let event = |number, title: &str| {
            let published = AssessmentPublished {
                assessment,
                version: VersionId::from_uuid(ids.next()),
                number,
                owner: UserId::from_uuid(ids.next()),
                title: title.into(),
                subject: String::new(),
                instructions: String::new(),
                sitting: SittingRules::default(),
                paper: serde_json::Value::Null,
            };
            Event::new(EventId::from_uuid(ids.next()), "/x", &assessment, 1, Timestamp::default(), &published)
        };
        let titles = Arc::new(MemoryInbox::default());
        let remember = RememberTitles::new(titles.clone());
        for event in [event(2, "Biology"), event(1, "Biologie"), event(2, "again")] {
            remember.handle(&event).await.unwrap();
        }
        assert_eq!(Titles::find(&*titles, assessment).await.unwrap().as_deref(), Some("Biology"));
    }
}
