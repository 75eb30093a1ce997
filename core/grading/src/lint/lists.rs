use std::collections::{HashMap, HashSet};

use super::{Report, at_most, id, said, short};
use crate::{
    FindingCode,
    interactions::{Choice, Entry, HotArea, PointLabel},
    limits,
    text::{Case, fold},
};

/// Something of a list: an id and a text.
pub(crate) trait Named {
    fn id(&self) -> &str;
    fn text(&self) -> &str;

    /// Which of the list it must read otherwise than: those of the same group.
    fn group(&self) -> Option<&str> {
        None
    }
}

impl Named for Choice {
    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> &str {
        &self.text
    }
}

impl Named for Entry {
    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> &str {
        &self.text
    }
}

impl Named for HotArea {
    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> &str {
        &self.text
    }
}

impl Named for PointLabel {
    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> &str {
        &self.text
    }
}

/// The ids of a list.
pub(crate) fn ids<T: Named>(list: &[T]) -> HashSet<&str> {
    list.iter().map(Named::id).collect()
}

/// A list of things to choose, put together or order: between two and the bound, each with its own id and text.
pub(crate) fn entries<T: Named>(list: &[T], report: &mut Report) {
    if list.len() < 2 {
        report.error(FindingCode::TooFew, "at least two are needed");
    }
    at_most(list, limits::OPTIONS, report);
    told_apart(list, &[], report);
}

/// A list of things shown among the entries of another: not too many together, none like another of either list.
pub(crate) fn more_entries<T: Named>(list: &[T], others: &[T], report: &mut Report) {
    if list.len() + others.len() > limits::OPTIONS {
        report.error(FindingCode::TooMany, format!("there are more than {} in all", limits::OPTIONS));
    }
    told_apart(list, others, report);
}

/// Each has its own id and text, which none of the others has.
fn told_apart<T: Named>(list: &[T], others: &[T], report: &mut Report) {
    let others = &others[..others.len().min(limits::OPTIONS)];
    let (other_ids, other_texts) = (ids(others), others.iter().map(folded).collect::<HashSet<_>>());
    let (mut ids, mut texts) = (HashMap::new(), HashMap::new());
    for (index, entry) in list.iter().enumerate().take(limits::OPTIONS) {
        report.within(index, |report| {
            report.within("id", |report| {
                id(entry.id(), report);
                if let Some(earlier) = ids.insert(entry.id(), index) {
                    report.error(FindingCode::DuplicateId, format!("the entry at {earlier} has the same id"));
                } else if other_ids.contains(entry.id()) {
                    report.error(FindingCode::DuplicateId, "one of the other list has the same id");
                }
            });
            report.within("text", |report| {
                said(entry.text(), limits::OPTION_CHARS, report);
                let folded = folded(entry);
                if !folded.is_empty() && other_texts.contains(&folded) {
                    report.error(FindingCode::DuplicateText, "one of the other list reads the same");
                } else if !folded.is_empty()
                    && let Some(earlier) = texts.insert((entry.group(), folded), index)
                {
                    report.error(FindingCode::DuplicateText, format!("the entry at {earlier} reads the same"));
                }
            });
        });
    }
}

fn folded<T: Named>(entry: &T) -> String {
    fold(entry.text(), Case::Matters)
}

/// The options of a choice: entries, each with an explanation.
pub(crate) fn options(list: &[Choice], report: &mut Report) {
    report.within("options", |report| {
        entries(list, report);
        for (index, option) in list.iter().enumerate().take(limits::OPTIONS) {
            report.within(index, |report| {
                report.within("explanation", |report| short(&option.explanation, limits::TEXT_CHARS, report));
            });
        }
    });
}

/// An option that stands apart from a list, behind it.
pub(crate) fn one_more(option: &Choice, list: &[Choice], report: &mut Report) {
    report.within("id", |report| {
        id(&option.id, report);
        if list.iter().any(|other| other.id == option.id) {
            report.error(FindingCode::DuplicateId, "an option has the same id");
        }
    });
    report.within("text", |report| {
        said(&option.text, limits::OPTION_CHARS, report);
        let folded = fold(&option.text, Case::Matters);
        if !folded.is_empty() && list.iter().any(|other| fold(&other.text, Case::Matters) == folded) {
            report.error(FindingCode::DuplicateText, "an option reads the same");
        }
    });
    report.within("explanation", |report| short(&option.explanation, limits::TEXT_CHARS, report));
}

/// Do these ids rise, as people count: `e2` before `e10`? Of fewer than three it means nothing.
pub(crate) fn rise<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> bool {
    ids.clone().nth(2).is_some() && ids.map(counted).is_sorted()
}

/// An id as what stands before the number at its end, and that number.
pub(crate) fn counted(id: &str) -> (&str, u64) {
    let name = id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    (name, id[name.len()..].parse().unwrap_or(0))
}
