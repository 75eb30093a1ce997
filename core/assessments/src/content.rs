use pediafor_grading::{Item, PaperMaterial, PaperSection};
use pediafor_kernel::{
    FieldFault, PortError, Timestamp,
    events::{MarkingRules, SittingRules},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{check, publishable};

/// What an author writes: everything of an assessment but its identity and its history.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What it is called: 3 to 200 characters.
    pub title: String,
    /// The subject taught, may be empty.
    pub subject: String,
    /// What it is about, for colleagues; students do not see it.
    pub description: String,
    /// What to do, shown to students before the start. Markdown.
    pub instructions: String,
    /// The items, in sections.
    pub sections: Vec<Section>,
    /// How it is sat.
    pub sitting: SittingRules,
    /// How it is marked and reviewed.
    pub marking: MarkingRules,
}

/// Items that belong together, in the order they are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Unique among the sections of the assessment: 1 to 64 of `[A-Za-z0-9_-]`.
    pub id: String,
    /// What it is called, may be empty.
    pub title: String,
    /// What to do in it. Markdown, may be empty.
    pub instructions: String,
    /// Its items; their ids are unique over the whole assessment.
    pub items: Vec<Item>,
}

/// The format written today. Readers take every number up to this one.
const FORMAT: u32 = 1;

/// The member of a stored document that names its format.
const FORMAT_MEMBER: &str = "format";

/// A stored content this build does not know how to read.
#[derive(Debug, thiserror::Error)]
#[error("format {0} of a stored assessment is not known")]
struct UnknownFormat(Value);

impl Content {
    /// What keeps this from being stored at all, over the whole content; empty where nothing does.
    pub fn faults(&self) -> Vec<FieldFault> {
        check::faults(self)
    }

    /// What keeps this from being sat from `now` on, over the whole content; empty where nothing does.
    pub fn publishing_faults(&self, now: Timestamp) -> Vec<FieldFault> {
        publishable::faults(self, now)
    }

    /// All items in the order of the sections.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// How many items there are, over all sections.
    pub fn item_count(&self) -> u32 {
        self.sections.iter().map(|section| section.items.len()).sum::<usize>().try_into().unwrap_or(u32::MAX)
    }

    /// What all items give together, in millionths of a point.
    ///
    /// Exact: an item gives at most a million points and there are at most 500 of them.
    pub fn total_millionths(&self) -> i64 {
        self.items().fold(0, |sum: i64, item| sum.saturating_add(item.points.millionths()))
    }

    /// The sections as students are given them: without any key.
    pub fn paper(&self) -> PaperMaterial {
        PaperMaterial {
            format: FORMAT,
            sections: self
                .sections
                .iter()
                .map(|section| PaperSection {
                    id: section.id.clone(),
                    title: section.title.clone(),
                    instructions: section.instructions.clone(),
                    items: section.items.iter().map(Item::to_paper).collect(),
                })
                .collect(),
        }
    }

    /// The document that stores keep: JSON that names its format.
    ///
    /// # Errors
    ///
    /// [`PortError`] where it can't be written as JSON.
    pub fn to_document(&self) -> Result<Value, PortError> {
        let mut document =
            serde_json::to_value(self).map_err(|error| PortError::corrupt("write an assessment's document", error))?;
        if let Some(members) = document.as_object_mut() {
            members.insert(FORMAT_MEMBER.to_owned(), FORMAT.into());
        }
        Ok(document)
    }

    /// Reads a document that [`Content::to_document`] wrote, in whatever format it had then.
    ///
    /// # Errors
    ///
    /// [`PortError`] where it is not such a document.
    pub fn from_document(mut document: Value) -> Result<Self, PortError> {
        const CONTEXT: &str = "read an assessment's document";
        let format = document.as_object_mut().and_then(|members| members.remove(FORMAT_MEMBER)).unwrap_or_default();
        if format != FORMAT {
            return Err(PortError::corrupt(CONTEXT, UnknownFormat(format)));
        }
        serde_json::from_value(document).map_err(|error| PortError::corrupt(CONTEXT, error))
    }

    /// The same content without blanks around title and subject.
    #[must_use]
    pub(crate) fn trimmed(mut self) -> Self {
        for text in [&mut self.title, &mut self.subject] {
            let trimmed = text.trim();
            if trimmed.len() < text.len() {
                *text = trimmed.to_owned();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use pediafor_kernel::PortErrorCode;

    use super::*;
    use crate::samples;

    #[test]
    fn a_document_is_read_as_it_was_written() {
        let content = samples::content();
        let document = content.to_document().unwrap();
        assert_eq!(document["format"], 1);
        let text = document.to_string();
        assert_eq!(Content::from_document(serde_json::from_str(&text).unwrap()).unwrap(), content);
    }

    #[test]
    fn a_document_of_a_format_to_come_is_not_guessed_at() {
        let mut document = samples::content().to_document().unwrap();
        for format in [0.into(), 2.into(), "1".into(), Value::Null] {
            document[FORMAT_MEMBER] = format;
            assert_eq!(Content::from_document(document.clone()).unwrap_err().code(), PortErrorCode::Corrupt);
        }
    }

    #[test]
    fn the_total_is_the_exact_sum() {
        let mut content = samples::content();
        assert_eq!((content.total_millionths(), content.item_count()), (22_000_000, 10));
        for item in content.sections.iter_mut().flat_map(|section| &mut section.items) {
            item.points = pediafor_grading::Points::from_millionths(100_001);
        }
        assert_eq!(content.total_millionths(), 1_000_010);
    }
}
