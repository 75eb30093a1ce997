//! What teachers and admins read of a grade.

use pediafor_gradebook::{Grade, GradeSummary, GradedItem, MarkerView, MarkingKey, Named};
use poem_openapi::{ApiResponse, Object, payload::Json};
use uuid::Uuid;

use super::{
    history::{GradeHistoryEntry, HandMark},
    scalars::{GradeState, ItemVerdict, percent},
};
use crate::{
    base::{ETag, Instant},
    items::{ItemDto, OutcomeDto, PointsDto, ResponseDto},
};

/// A grade with its keys, marks and history.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MarkedGrade {
    /// The grade in short.
    pub grade: GradeListEntry,
    /// The version that was sat.
    pub assessment_version: Uuid,
    /// That version's number, from 1.
    pub version_number: u32,
    /// Whose assessment it is.
    pub owner: Uuid,
    /// Why the responses could not be read, while the grade is pending.
    pub failure: Option<String>,
    /// The items, in the author's order; none while the grade is pending.
    pub items: Vec<MarkedItem>,
    /// Feedback on the whole, Markdown; may be empty.
    pub feedback: String,
    /// What happened, newest first; at most the newest 200 changes.
    pub history: Vec<GradeHistoryEntry>,
}

/// One item of a grade: what was asked, answered and made of it.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MarkedItem {
    /// The question with its key.
    pub question: Option<ItemDto>,
    /// What was answered; absent where nothing was, or where it can't be read.
    pub response: Option<ResponseDto>,
    /// What the engine made of it.
    pub outcome: OutcomeDto,
    /// The engine's version.
    pub engine: String,
    /// What a person made of it, which stands instead.
    pub hand: Option<HandMark>,
    /// What the item earns; absent while it waits for a person.
    pub earned: Option<PointsDto>,
    /// The least that a person may give.
    pub minimum: PointsDto,
    /// The most that a person may give.
    pub maximum: PointsDto,
    /// What became of it, in a word.
    pub verdict: ItemVerdict,
}

/// A grade in a list.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GradeListEntry {
    /// The grade.
    pub id: Uuid,
    /// How often it was changed; its entity tag.
    pub version: u64,
    /// The submission.
    pub submission: Uuid,
    /// The assessment.
    pub assessment: Uuid,
    /// Its title.
    pub title: String,
    /// Who sat it.
    pub student: Uuid,
    /// The student's name, where it is known.
    pub student_name: Option<String>,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// How far the marking is.
    pub state: GradeState,
    /// How many items wait for a person.
    pub waiting: u32,
    /// Points earned so far.
    pub points: PointsDto,
    /// Points to be had.
    pub maximum: PointsDto,
    /// Their share in per cent, with two decimals; absent where there is nothing to be had.
    pub percentage: Option<f64>,
    /// Whether the pass mark is reached; absent where there is none.
    pub passed: Option<bool>,
    /// When it was released, while it is.
    pub released_at: Option<Instant>,
}

/// A submission with items that wait for a person.
#[derive(Debug, Clone, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct QueueEntry {
    /// The submission.
    pub submission: Uuid,
    /// The assessment.
    pub assessment: Uuid,
    /// Its title.
    pub title: String,
    /// Who sat it.
    pub student: Uuid,
    /// The student's name, where it is known.
    pub student_name: Option<String>,
    /// Which sitting of this student, from 1.
    pub attempt: u32,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// The items that wait, in the author's order.
    pub items: Vec<WaitingItem>,
}

/// An item that waits for a person.
#[derive(Debug, Clone, PartialEq, Object)]
pub struct WaitingItem {
    /// The item.
    pub item: String,
    /// What to call it.
    pub title: String,
    /// What it could earn.
    pub maximum: PointsDto,
}

/// What answers a change of a grade.
#[derive(Debug, ApiResponse)]
pub enum GradeAnswer {
    /// The grade as it is now.
    #[oai(status = 200)]
    Ok(
        Json<MarkedGrade>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

impl From<MarkerView> for GradeAnswer {
    fn from(view: MarkerView) -> Self {
        let version = view.grade.record().version;
        Self::Ok(Json(view.into()), ETag::of(version))
    }
}

impl From<MarkerView> for MarkedGrade {
    fn from(view: MarkerView) -> Self {
        let MarkerView { grade, key, history, people } = view;
        let record = grade.record();
        let student_name = people.get(&record.student).map(|person| person.name.clone());
        Self {
            grade: Named { entry: GradeSummary::from(&grade), student_name }.into(),
            assessment_version: record.assessment_version.uuid(),
            version_number: record.number,
            owner: record.owner.uuid(),
            failure: record.failure.clone(),
            items: record.items.iter().map(|item| MarkedItem::of(item, &grade, &key)).collect(),
            feedback: record.feedback.clone(),
            history: history.into_iter().map(|change| GradeHistoryEntry::of(change, &people)).collect(),
        }
    }
}

impl MarkedItem {
    fn of(graded: &GradedItem, grade: &Grade, key: &MarkingKey) -> Self {
        Self {
            question: key.item(&graded.item).cloned().map(ItemDto),
            response: grade.response(&graded.item).map(ResponseDto),
            outcome: OutcomeDto(graded.outcome.clone()),
            engine: graded.engine.clone(),
            hand: graded.hand.clone().map(HandMark::from),
            earned: graded.earned().map(PointsDto),
            minimum: PointsDto(graded.minimum),
            maximum: PointsDto(graded.maximum()),
            verdict: graded.verdict().into(),
        }
    }
}

impl From<Named<GradeSummary>> for GradeListEntry {
    fn from(named: Named<GradeSummary>) -> Self {
        let Named { entry, student_name } = named;
        Self {
            id: entry.id.uuid(),
            version: entry.version,
            submission: entry.submission.uuid(),
            assessment: entry.assessment.uuid(),
            title: entry.title,
            student: entry.student.uuid(),
            student_name,
            attempt: entry.attempt,
            submitted_at: Instant(entry.submitted_at),
            state: entry.state.into(),
            waiting: entry.waiting,
            points: PointsDto(entry.totals.points),
            maximum: PointsDto(entry.totals.maximum),
            percentage: entry.totals.percentage.map(percent),
            passed: entry.totals.passed,
            released_at: entry.released_at.map(Instant),
        }
    }
}

impl From<Named<pediafor_gradebook::QueueEntry>> for QueueEntry {
    fn from(named: Named<pediafor_gradebook::QueueEntry>) -> Self {
        let Named { entry, student_name } = named;
        let waiting = |item: pediafor_gradebook::WaitingItem| WaitingItem {
            item: item.item,
            title: item.title,
            maximum: PointsDto(item.maximum),
        };
        Self {
            submission: entry.submission.uuid(),
            assessment: entry.assessment.uuid(),
            title: entry.title,
            student: entry.student.uuid(),
            student_name,
            attempt: entry.attempt,
            submitted_at: Instant(entry.submitted_at),
            items: entry.items.into_iter().map(waiting).collect(),
        }
    }
}
