//! What a content must be, beyond well-formed, so that students can sit it and a machine can mark it.

use std::borrow::Cow;

use pediafor_grading::{FindingCode, Severity};
use pediafor_kernel::{
    FieldFault, Timestamp,
    events::{Audience, SittingRules},
};

use crate::{Content, check};

/// All faults of `content`, with pointers into it, as of `now`.
pub(crate) fn faults(content: &Content, now: Timestamp) -> Vec<FieldFault> {
    let mut faults = check::faults(content);
    if content.items().next().is_none() {
        faults.push(FieldFault::new("/sections", "no_items", "at least one item is needed"));
    }
    for (s, section) in content.sections.iter().enumerate() {
        for (i, item) in section.items.iter().enumerate() {
            faults.extend(item.lint().into_iter().filter(|finding| finding.severity == Severity::Error).map(
                |finding| FieldFault {
                    pointer: format!("/sections/{s}/items/{i}{}", finding.pointer),
                    code: word(finding.code),
                    detail: finding.detail,
                },
            ));
        }
    }
    faults.extend(sitting(&content.sitting, now));
    faults
}

/// A finding's code as it is written.
fn word(code: FindingCode) -> Cow<'static, str> {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => Cow::Owned(word),
        _ => Cow::Borrowed("unpublishable_item"),
    }
}

fn sitting(sitting: &SittingRules, now: Timestamp) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if sitting.duration_seconds == Some(0) {
        faults.push(FieldFault::new("/sitting/duration_seconds", "zero", "at least one second"));
    }
    if let Some(closes_at) = sitting.closes_at {
        if sitting.opens_at.is_some_and(|opens_at| opens_at >= closes_at) {
            faults.push(FieldFault::new("/sitting/closes_at", "before_opening", "must be later than opens_at"));
        }
        if closes_at <= now {
            faults.push(FieldFault::new("/sitting/closes_at", "past", "must be later than the publishing"));
        }
    }
    if matches!(&sitting.audience, Audience::Students { students } if students.is_empty()) {
        faults.push(FieldFault::new("/sitting/audience/students", "empty", "at least one student is needed"));
    }
    faults
}
