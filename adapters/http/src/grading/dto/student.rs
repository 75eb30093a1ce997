//! What a student reads of a grade.

use pediafor_gradebook::{KeyPart, PartFeedback, StudentExplanation, StudentMarks};
use poem_openapi::Object;
use uuid::Uuid;

use super::scalars::{GradeState, ItemVerdict, percent};
use crate::{
    base::Instant,
    items::{PaperItemDto, PointsDto, ResponseDto},
};

/// A student's own submission in the list of results.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StudentGrade {
    /// The submission.
    pub submission: Uuid,
    /// The assessment.
    pub assessment: Uuid,
    /// Its title.
    pub title: String,
    /// Which sitting, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// How far the marking is.
    pub state: GradeState,
    /// The totals; absent until the result is released.
    pub result: Option<ReleasedTotals>,
}

/// The totals of a released result.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReleasedTotals {
    /// Points earned.
    pub points: PointsDto,
    /// Points to be had.
    pub maximum: PointsDto,
    /// Their share in per cent, with two decimals; absent where there is nothing to be had.
    pub percentage: Option<f64>,
    /// Whether the pass mark is reached; absent where there is none.
    pub passed: Option<bool>,
    /// Since when the result can be seen.
    pub released_at: Instant,
}

/// A student's own result. Items and their parts are there only after the release, and only as far as the assessment's
/// review rules allow.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StudentResult {
    /// How far the marking is, with the totals once released.
    pub grade: StudentGrade,
    /// Feedback on the whole, Markdown.
    pub feedback: Option<String>,
    /// The items, in the author's order.
    pub items: Vec<StudentItem>,
}

/// One item of a released result.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StudentItem {
    /// The item's id, as on the student's paper.
    pub item: String,
    /// What to call it.
    pub title: String,
    /// What was asked; where responses or keys may be seen.
    pub question: Option<PaperItemDto>,
    /// What it earned; where marks may be seen.
    pub marks: Option<StudentItemMarks>,
    /// What was answered, where responses may be seen; absent also where nothing was answered.
    pub response: Option<ResponseDto>,
    /// What would have been right, part by part; where keys may be seen.
    pub key: Option<Vec<StudentKeyPart>>,
    /// What is said to it; where explanations may be seen.
    pub explanation: Option<StudentItemExplanation>,
}

/// What an item earned.
#[derive(Debug, Clone, PartialEq, Object)]
pub struct StudentItemMarks {
    /// Points earned.
    pub points: PointsDto,
    /// Points to be had.
    pub maximum: PointsDto,
    /// In a word.
    pub verdict: ItemVerdict,
}

/// What would have been right in one part of an item.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StudentKeyPart {
    /// The option, source, gap, area, position or composite's part; empty where the item has one part only.
    pub part: String,
    /// What would have been right there; absent where nothing would, such as an option not to be chosen.
    pub expected: Option<String>,
    /// The same of each part of a composite's part; absent where that is a whole by itself.
    pub parts: Option<Vec<StudentKeyPart>>,
}

/// What is said to an item.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct StudentItemExplanation {
    /// Why the key is the key, Markdown; may be empty.
    pub explanation: String,
    /// The author's feedback for this verdict, Markdown; may be empty.
    pub feedback: String,
    /// What the author says to single parts of the answer.
    pub parts: Vec<StudentPartFeedback>,
    /// The marker's comment, Markdown; may be empty.
    pub comment: String,
}

/// What the author says to one part of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StudentPartFeedback {
    /// The option, source, gap, area, position or composite's part; empty where the item has one part only.
    pub part: String,
    /// What is said, Markdown; may be empty where something is said to its parts.
    pub feedback: String,
    /// What is said to parts of a composite's part; absent where that is nothing.
    pub parts: Option<Vec<StudentPartFeedback>>,
}

impl From<pediafor_gradebook::StudentGrade> for StudentGrade {
    fn from(grade: pediafor_gradebook::StudentGrade) -> Self {
        Self {
            submission: grade.submission.uuid(),
            assessment: grade.assessment.uuid(),
            title: grade.title,
            attempt: grade.attempt,
            submitted_at: Instant(grade.submitted_at),
            state: grade.state.into(),
            result: grade.released.map(|released| ReleasedTotals {
                points: PointsDto(released.totals.points),
                maximum: PointsDto(released.totals.maximum),
                percentage: released.totals.percentage.map(percent),
                passed: released.totals.passed,
                released_at: Instant(released.released_at),
            }),
        }
    }
}

impl From<pediafor_gradebook::StudentResult> for StudentResult {
    fn from(result: pediafor_gradebook::StudentResult) -> Self {
        Self {
            grade: result.grade.into(),
            feedback: result.feedback,
            items: result.items.into_iter().map(StudentItem::from).collect(),
        }
    }
}

impl From<pediafor_gradebook::StudentItem> for StudentItem {
    fn from(item: pediafor_gradebook::StudentItem) -> Self {
        Self {
            item: item.item,
            title: item.title,
            question: item.question.map(PaperItemDto),
            marks: item.marks.map(StudentItemMarks::from),
            response: item.response.map(ResponseDto),
            key: item.key.map(|parts| parts.into_iter().map(StudentKeyPart::from).collect()),
            explanation: item.explanation.map(StudentItemExplanation::from),
        }
    }
}

impl From<StudentMarks> for StudentItemMarks {
    fn from(marks: StudentMarks) -> Self {
        Self { points: PointsDto(marks.points), maximum: PointsDto(marks.maximum), verdict: marks.verdict.into() }
    }
}

impl From<StudentExplanation> for StudentItemExplanation {
    fn from(said: StudentExplanation) -> Self {
        let StudentExplanation { explanation, feedback, parts, comment } = said;
        Self { explanation, feedback, parts: parts.into_iter().map(StudentPartFeedback::from).collect(), comment }
    }
}

impl From<KeyPart> for StudentKeyPart {
    fn from(KeyPart { part, expected, parts }: KeyPart) -> Self {
        Self { part, expected, parts: some(parts) }
    }
}

impl From<PartFeedback> for StudentPartFeedback {
    fn from(PartFeedback { part, feedback, parts }: PartFeedback) -> Self {
        Self { part, feedback, parts: some(parts) }
    }
}

/// What is written of parts: nothing where there are none.
fn some<P, T: From<P>>(parts: Vec<P>) -> Option<Vec<T>> {
    Some(parts.into_iter().map(T::from).collect::<Vec<_>>()).filter(|parts| !parts.is_empty())
}
