//! The events an assessment raises, in the published language.

use pediafor_grading::Item;
use pediafor_kernel::{
    Event, EventData, EventId, VersionId,
    events::{
        AssessmentArchived, AssessmentClosed, AssessmentCreated, AssessmentDeleted, AssessmentKeyPublished,
        AssessmentPublished, AssessmentUpdated,
    },
};

use crate::{Assessment, Content, Moment};

/// Where this room's events come from.
const SOURCE: &str = "/pediafor/assessments";

fn event<T: EventData>(assessment: &Assessment, at: &Moment<'_>, data: &T) -> Event {
    let id = EventId::from_uuid(at.ids.next());
    Event::new(id, SOURCE, &assessment.id(), assessment.version(), at.now, data)
}

pub(crate) fn created(assessment: &Assessment, at: &Moment<'_>) -> Event {
    let (owner, title) = (assessment.owner(), assessment.content().title.clone());
    event(assessment, at, &AssessmentCreated { assessment: assessment.id(), owner, title })
}

pub(crate) fn updated(assessment: &Assessment, at: &Moment<'_>) -> Event {
    let (owner, title) = (assessment.owner(), assessment.content().title.clone());
    event(assessment, at, &AssessmentUpdated { assessment: assessment.id(), owner, title })
}

/// What students may have, and apart from it what only markers may.
pub(crate) fn published(assessment: &Assessment, version: VersionId, number: u32, at: &Moment<'_>) -> [Event; 2] {
    published_as(assessment, assessment.content(), version, number, at)
}

/// The same of a version that holds `content`.
pub(crate) fn published_as(
    assessment: &Assessment,
    content: &Content,
    version: VersionId,
    number: u32,
    at: &Moment<'_>,
) -> [Event; 2] {
    let (owner, title) = (assessment.owner(), content.title.clone());
    let items: Vec<&Item> = content.items().collect();
    let paper = AssessmentPublished {
        assessment: assessment.id(),
        version,
        number,
        owner,
        title: title.clone(),
        subject: content.subject.clone(),
        instructions: content.instructions.clone(),
        sitting: content.sitting.clone(),
        paper: serde_json::to_value(content.paper()).unwrap_or_default(),
    };
    let key = AssessmentKeyPublished {
        assessment: assessment.id(),
        version,
        number,
        owner,
        title,
        marking: content.marking.clone(),
        items: serde_json::to_value(items).unwrap_or_default(),
    };
    [event(assessment, at, &paper), event(assessment, at, &key)]
}

pub(crate) fn closed(assessment: &Assessment, version: VersionId, at: &Moment<'_>) -> Event {
    event(assessment, at, &AssessmentClosed { assessment: assessment.id(), version })
}

pub(crate) fn archived(assessment: &Assessment, version: VersionId, at: &Moment<'_>) -> Event {
    event(assessment, at, &AssessmentArchived { assessment: assessment.id(), version })
}

pub(crate) fn deleted(assessment: &Assessment, at: &Moment<'_>) -> Event {
    event(assessment, at, &AssessmentDeleted { assessment: assessment.id() })
}
