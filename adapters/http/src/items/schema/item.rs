//! Questions, with their keys.

use poem_openapi::{Enum, Object};

use super::interactions;
use crate::items::PointsDto;

/// A question as its author wrote it: what is asked, how it is answered, its key, its points and its rule.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Item {
    /// Names the question within its assessment: 1 to 64 letters, digits, `_` or `-`.
    id: String,
    /// A short name for lists and reports.
    #[oai(default)]
    title: String,
    /// The question, in Markdown. A cloze or gap match carries its gaps as `{{gap-id}}`.
    body: String,
    /// What a right response earns: above zero, or zero where it is never marked.
    points: PointsDto,
    /// How it is answered and marked.
    interaction: interactions::Interaction,
    /// Why the key is the key, in Markdown; for those who may see it.
    #[oai(default)]
    explanation: String,
    /// What a student is told, by verdict.
    feedback: Option<Feedback>,
    /// Help that a student may ask for, in order, in Markdown.
    #[oai(default)]
    hints: Vec<String>,
    /// Words to find the question by.
    #[oai(default)]
    tags: Vec<String>,
    /// How hard its author thinks it is; where absent, medium.
    difficulty: Option<Difficulty>,
}

/// What a student is told after marking, in Markdown; empty says nothing.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(in crate::items) struct Feedback {
    /// After full marks.
    #[oai(default)]
    correct: String,
    /// After some of the marks.
    #[oai(default)]
    partial: String,
    /// After no marks, or a penalty.
    #[oai(default)]
    incorrect: String,
}

/// How hard a question is, in its author's eyes. It changes no mark.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum Difficulty {
    /// For nearly everybody.
    Easy,
    /// For most.
    Medium,
    /// For the well prepared.
    Hard,
    /// For few.
    Expert,
}

/// One thing that checking a question found.
#[derive(Object)]
pub(in crate::items) struct Finding {
    /// Whether it stops the question from being published.
    severity: Severity,
    /// What it is, in `snake_case`, to translate by.
    code: String,
    /// A JSON Pointer into the question, such as `/interaction/options/2/text`; empty for the question itself.
    pointer: String,
    /// In English, for the author.
    detail: String,
}

/// How much a finding matters.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
pub(in crate::items) enum Severity {
    /// Worth a look; the question can be marked.
    Warning,
    /// The question can't be marked fairly, or at all; it is not published.
    Error,
}
