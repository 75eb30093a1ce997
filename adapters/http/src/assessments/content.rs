//! What an author writes.

use pediafor_assessments::{Content, Section};
use poem_openapi::Object;

use super::rules::{MarkingRulesDto, SittingRulesDto};
use crate::items::ItemDto;

/// What an author writes: everything of an assessment but its identity and its history.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct AssessmentContent {
    /// What it is called: 3 to 200 characters.
    title: String,
    /// The subject taught: at most 100 characters.
    #[oai(default)]
    subject: String,
    /// What it is about, for colleagues; students do not see it.
    #[oai(default)]
    description: String,
    /// What to do, in Markdown, shown to students before the start.
    #[oai(default)]
    instructions: String,
    /// The questions, in sections: at most 50 sections and 500 questions.
    #[oai(default)]
    sections: Vec<AssessmentSection>,
    /// How it is sat.
    sitting: Option<SittingRulesDto>,
    /// How it is marked and reviewed.
    marking: Option<MarkingRulesDto>,
}

/// Questions that belong together.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub(super) struct AssessmentSection {
    /// Names the section within the assessment: 1 to 64 letters, digits, `_` or `-`.
    id: String,
    /// What it is called, may be empty.
    #[oai(default)]
    title: String,
    /// What to do in it, in Markdown, may be empty.
    #[oai(default)]
    instructions: String,
    /// Its questions, whose ids are unique over the whole assessment.
    items: Vec<ItemDto>,
}

impl From<AssessmentContent> for Content {
    fn from(content: AssessmentContent) -> Self {
        let AssessmentContent { title, subject, description, instructions, sections, sitting, marking } = content;
        Self {
            title,
            subject,
            description,
            instructions,
            sections: sections.into_iter().map(Section::from).collect(),
            sitting: sitting.map(Into::into).unwrap_or_default(),
            marking: marking.map(Into::into).unwrap_or_default(),
        }
    }
}

impl From<AssessmentSection> for Section {
    fn from(section: AssessmentSection) -> Self {
        let AssessmentSection { id, title, instructions, items } = section;
        Self { id, title, instructions, items: items.into_iter().map(Into::into).collect() }
    }
}

impl From<&Content> for AssessmentContent {
    fn from(content: &Content) -> Self {
        let content = content.clone();
        Self {
            title: content.title,
            subject: content.subject,
            description: content.description,
            instructions: content.instructions,
            sections: content.sections.into_iter().map(AssessmentSection::from).collect(),
            sitting: Some(content.sitting.into()),
            marking: Some(content.marking.into()),
        }
    }
}

impl From<Section> for AssessmentSection {
    fn from(section: Section) -> Self {
        let Section { id, title, instructions, items } = section;
        Self { id, title, instructions, items: items.into_iter().map(ItemDto::from).collect() }
    }
}
