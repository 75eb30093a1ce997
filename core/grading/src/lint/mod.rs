//! What is wrong with an item, before anybody takes it.

mod lists;
mod report;

pub(crate) use lists::{Named, counted, entries, ids, more_entries, one_more, options, rise};
pub(crate) use report::Report;

use std::collections::BTreeSet;

use crate::{Finding, FindingCode, Fraction, Item, Points, Severity, guess, interactions, limits, text};

impl Item {
    /// Everything that is wrong with this item, or worth a look, in the order of its fields, in the same order each time.
    ///
    /// An item with a finding of [`Severity::Error`](crate::Severity) cannot be marked fairly, or at all: it must not be
    /// published. Every other item gives full marks for its key.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut report = Report::default();
        report.within("id", |report| id(&self.id, report));
        report.within("title", |report| short(&self.title, limits::TITLE_CHARS, report));
        report.within("body", |report| said(&self.body, limits::TEXT_CHARS, report));
        report.within("points", |report| points(self.points, self.interaction.is_marked(), report));
        report.within("interaction", |report| {
            interactions::lint(self.into(), report);
            guess::lint(self, report);
        });
        report.within("explanation", |report| short(&self.explanation, limits::TEXT_CHARS, report));
        report.within("feedback", |report| {
            let feedback = &self.feedback;
            let said =
                [("correct", &feedback.correct), ("partial", &feedback.partial), ("incorrect", &feedback.incorrect)];
            for (verdict, text) in said {
                report.within(verdict, |report| short(text, limits::TEXT_CHARS, report));
            }
        });
        report.within("hints", |report| texts(&self.hints, limits::HINTS, limits::OPTION_CHARS, report));
        report.within("tags", |report| texts(&self.tags, limits::TAGS, limits::TAG_CHARS, report));
        report.findings()
    }
}

/// The first finding that stops what was looked at.
pub(crate) fn first_error(findings: Vec<Finding>) -> Option<Finding> {
    findings.into_iter().find(|finding| finding.severity == Severity::Error)
}

/// An id: something, not too long, without blanks and control characters.
pub(crate) fn id(id: &str, report: &mut Report) {
    if id.is_empty() {
        report.error(FindingCode::BadId, "the id is empty");
    } else if text::is_longer_than(id, limits::ID_CHARS) {
        report.error(FindingCode::BadId, format!("the id is longer than {} characters", limits::ID_CHARS));
    } else if id.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        report.error(FindingCode::BadId, "an id has no blanks and no control characters");
    }
}

/// A text that may be empty.
pub(crate) fn short(text: &str, most: usize, report: &mut Report) {
    if text::is_longer_than(text, most) {
        report.error(FindingCode::TooLong, format!("this is longer than {most} characters"));
    }
}

/// A text that must say something.
pub(crate) fn said(text: &str, most: usize, report: &mut Report) {
    if text::is_blank(text) {
        report.error(FindingCode::EmptyText, "this is empty");
    }
    short(text, most, report);
}

/// A list that is not too long.
pub(crate) fn at_most<T>(list: &[T], most: usize, report: &mut Report) {
    if list.len() > most {
        report.error(FindingCode::TooMany, format!("there are more than {most}"));
    }
}

/// What a wrong answer costs.
pub(crate) fn penalty(penalty: Points, points: Points, report: &mut Report) {
    report.within("penalty", |report| {
        if !penalty.is_positive() || penalty > Points::whole(limits::ITEM_POINTS) {
            let most = limits::ITEM_POINTS;
            report.error(FindingCode::OutOfRange, format!("a penalty is above 0 and at most {most} points"));
        } else if penalty > points {
            report.warning(FindingCode::OutOfRange, "a wrong answer costs more than a right one earns");
        }
    });
}

/// How low wrong options or pairs may take an item.
pub(crate) fn floor(floor: Fraction, report: &mut Report) {
    if floor > Fraction::ZERO {
        report.error_at("floor", FindingCode::OutOfRange, "a floor is 0 or below");
    }
}

/// The share of the points that a key earns.
pub(crate) fn key_fraction(fraction: Fraction, report: &mut Report) {
    if fraction.is_negative() {
        report.error_at("fraction", FindingCode::OutOfRange, "a key earns 0 or more");
    }
}

/// Whether some key earns full marks whose own answer no earlier key takes.
pub(crate) fn some_key_earns_all(
    earn_all: impl Iterator<Item = bool> + Clone,
    taken: &BTreeSet<usize>,
    report: &mut Report,
) {
    if earn_all.clone().next().is_none() {
        report.error(FindingCode::NoKey, "there is no key");
    } else if !earn_all.clone().any(|all| all) {
        report.error(FindingCode::UnreachableMaximum, "no key earns full marks");
    } else if earn_all.enumerate().all(|(index, all)| !all || taken.contains(&index)) {
        report.error(FindingCode::UnreachableMaximum, "earlier keys take the answers that would earn full marks");
    }
}

fn points(points: Points, marked: bool, report: &mut Report) {
    if !marked {
        if points != Points::ZERO {
            report.error(FindingCode::OutOfRange, "what is never marked has 0 points");
        }
    } else if !points.is_positive() {
        report.error(FindingCode::NoPoints, "an item earns more than 0 points");
    } else if points > Points::whole(limits::ITEM_POINTS) {
        report.error(FindingCode::OutOfRange, format!("an item earns at most {} points", limits::ITEM_POINTS));
    }
}

fn texts(list: &[String], most: usize, most_chars: usize, report: &mut Report) {
    at_most(list, most, report);
    for (index, text) in list.iter().enumerate().take(most) {
        report.within(index, |report| said(text, most_chars, report));
    }
}
