use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entry, PaperEntry};
use crate::{
    FindingCode, PartOutcome,
    lint::{self, Report},
    mark::{Assessed, Earned},
};

/// Statements that are rated on a scale. It is never marked: an item of it has no points, and a part does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Likert {
    /// At least one.
    pub statements: Vec<Entry>,
    /// At least two, from one end to the other.
    pub scale: Vec<Entry>,
}

/// A [`Likert`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLikert {
    /// In the author's order.
    pub statements: Vec<PaperEntry>,
    /// From one end to the other.
    pub scale: Vec<PaperEntry>,
}

impl Likert {
    pub(crate) fn to_paper(&self) -> PaperLikert {
        let paper = |list: &[Entry]| list.iter().map(PaperEntry::from).collect();
        PaperLikert { statements: paper(&self.statements), scale: paper(&self.scale) }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("statements", |report| {
            if self.statements.is_empty() {
                report.error(FindingCode::TooFew, "at least one statement is needed");
            }
            lint::more_entries(&self.statements, &[], report);
        });
        report.within("scale", |report| lint::entries(&self.scale, report));
    }

    pub(crate) fn assess(&self, ratings: &BTreeMap<String, String>) -> Assessed {
        let part = |statement: &Entry| {
            let given = ratings.get(&statement.id).map(String::as_str).filter(|rating| !rating.is_empty());
            PartOutcome::new(&statement.id, given, None).judged(None)
        };
        Assessed { earned: Earned::Unmarked, parts: self.statements.iter().map(part).collect(), shares: Vec::new() }
    }
}
