//! Between rows and the gradebook's types.

use pediafor_gradebook::{Change, Grade, GradeChange, GradeRecord, Standing};
use pediafor_kernel::{AssessmentId, GradeId, PortError, PortErrorCode, SubmissionId, Timestamp, UserId, VersionId};
use serde::{Deserialize, Serialize};

use super::rows::{change, grade};
use crate::convert;

/// The number of the format in which documents are written.
const FORMAT: u32 = 1;

/// Items, of a key or of a grade, as a column keeps them.
#[derive(Serialize, Deserialize)]
pub(super) struct ItemsDocument<T> {
    format: u32,
    items: T,
}

impl<T> ItemsDocument<T> {
    pub(super) fn new(items: T) -> Self {
        Self { format: FORMAT, items }
    }

    pub(super) fn into_items(self) -> Result<T, PortError> {
        known(self.format)?;
        Ok(self.items)
    }
}

/// What a change did, as a column keeps it.
#[derive(Serialize, Deserialize)]
struct ChangeDocument {
    format: u32,
    what: Change,
    before: Standing,
    after: Standing,
}

fn known(format: u32) -> Result<(), PortError> {
    if format == FORMAT {
        Ok(())
    } else {
        Err(PortError::new(PortErrorCode::Corrupt, format!("a document of format {format}")))
    }
}

/// The whole row of a grade.
pub(super) fn write(grade: &Grade) -> Result<grade::Model, PortError> {
    let record = grade.record();
    let totals = grade.totals();
    Ok(grade::Model {
        id: record.id.uuid(),
        version: convert::to_i64(record.version),
        submission_id: record.submission.uuid(),
        assessment_id: record.assessment.uuid(),
        version_id: record.assessment_version.uuid(),
        number: record.number.into(),
        title: record.title.clone(),
        owner_id: record.owner.uuid(),
        marking: convert::to_json("write marking rules", &record.marking)?,
        student_id: record.student.uuid(),
        attempt: record.attempt.into(),
        submitted_at: record.submitted_at.instant(),
        responses: record.responses.clone(),
        state: record.state.to_string(),
        failure: record.failure.clone(),
        items: convert::to_json("write marks", &ItemsDocument::new(&record.items))?,
        feedback: record.feedback.clone(),
        released_at: record.released_at.map(Timestamp::instant),
        changes: convert::to_i64(record.changes),
        waiting: grade.waiting().into(),
        points: totals.points.millionths(),
        maximum: totals.maximum.millionths(),
        percentage: totals.percentage.map(|percentage| percentage.hundredths()),
        passed: totals.passed,
    })
}

/// The grade of a whole row.
pub(super) fn read(row: grade::Model) -> Result<Grade, PortError> {
    Ok(Grade::from_record(GradeRecord {
        id: GradeId::from_uuid(row.id),
        version: convert::to_u64(row.version),
        submission: SubmissionId::from_uuid(row.submission_id),
        assessment: AssessmentId::from_uuid(row.assessment_id),
        assessment_version: VersionId::from_uuid(row.version_id),
        number: convert::small("read a version's number", row.number)?,
        title: row.title,
        owner: UserId::from_uuid(row.owner_id),
        marking: convert::from_json("read marking rules", row.marking)?,
        student: UserId::from_uuid(row.student_id),
        attempt: convert::small("read an attempt's number", row.attempt)?,
        submitted_at: convert::timestamp(row.submitted_at),
        responses: row.responses,
        state: convert::from_text("read a grade's state", &row.state)?,
        failure: row.failure,
        items: convert::from_json::<ItemsDocument<Vec<_>>>("read marks", row.items)?.into_items()?,
        feedback: row.feedback,
        released_at: row.released_at.map(convert::timestamp),
        changes: convert::to_u64(row.changes),
    }))
}

/// The row of one change.
pub(super) fn write_change(grade: GradeId, entry: &GradeChange) -> Result<change::Model, PortError> {
    let GradeChange { number, at, by, what, before, after } = entry.clone();
    Ok(change::Model {
        grade_id: grade.uuid(),
        number: convert::to_i64(number),
        changed_at: at.instant(),
        changed_by: by.map(UserId::uuid),
        document: convert::to_json("write a grade's change", &ChangeDocument { format: FORMAT, what, before, after })?,
    })
}

/// The change of one row.
pub(super) fn read_change(row: change::Model) -> Result<GradeChange, PortError> {
    let ChangeDocument { format, what, before, after } = convert::from_json("read a grade's change", row.document)?;
    known(format)?;
    Ok(GradeChange {
        number: convert::to_u64(row.number),
        at: convert::timestamp(row.changed_at),
        by: row.changed_by.map(UserId::from_uuid),
        what,
        before,
        after,
    })
}
