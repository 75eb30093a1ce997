use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Entry, PaperEntry};
use crate::{
    FindingCode, PartOutcome, Points,
    lint::{self, Report},
    mark::{Assessed, Earned},
    order,
    rules::ordering::{Order, OrderingRule},
};

/// Entries to be put in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordering {
    /// In the right order, which is the key; at least two.
    pub entries: Vec<Entry>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: OrderingRule,
}

/// An [`Ordering`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOrdering {
    /// In an order that says nothing about the key.
    pub entries: Vec<PaperEntry>,
}

impl Ordering {
    pub(crate) fn to_paper(&self, item: &str) -> PaperOrdering {
        PaperOrdering { entries: order::without_a_hint(item, &self.entries) }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("entries", |report| {
            lint::entries(&self.entries, report);
            if lint::rise(self.entries.iter().map(|entry| entry.id.as_str())) {
                report.warning(FindingCode::TellingIds, "students see the ids, which sorted give the right order");
            }
        });
    }

    pub(crate) fn assess(&self, order: &[String], points: Points) -> Assessed {
        let positions: HashMap<&str, usize> =
            self.entries.iter().enumerate().map(|(position, entry)| (entry.id.as_str(), position)).collect();
        let given = order.iter().filter_map(|id| positions.get(id.as_str()).copied()).collect();
        let judgement = self.scoring.scoring().judge(&Order { given, entries: self.entries.len() });
        let parts = self.entries.iter().enumerate().map(|(position, entry)| {
            let given = order.get(position).map(String::as_str);
            let part = PartOutcome::new((position + 1).to_string(), given, Some(&entry.id));
            match judgement.shares.get(position) {
                Some(share) => part.earning(*share, points),
                None => part,
            }
        });
        Assessed { earned: Earned::Fraction(judgement.fraction), parts: parts.collect(), shares: judgement.shares }
    }
}
