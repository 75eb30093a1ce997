use serde::{Deserialize, Serialize};

use super::{ForLabel, Label, Labelling, PaperLabel};
use crate::{interactions::body, lint::Report, order, rules::matching::MatchingRule};

/// Labels into the gaps of a text. The item's body carries each gap once, as `{{gap-id}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapMatch {
    /// At least one.
    pub gaps: Vec<LabelGap>,
    /// What may be put into them, also what belongs nowhere; at least two.
    pub labels: Vec<Label>,
    /// How it is scored, with gaps for sources; by default each right gap earns its share.
    #[serde(default)]
    pub scoring: MatchingRule,
}

/// One gap of a [`GapMatch`]. It takes one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelGap {
    /// Names it in the body: letters, digits, `-`, `_` and `.` only.
    pub id: String,
    /// The ids of the labels each of which is right; where there is none, the gap is to be left empty.
    #[serde(default)]
    pub keys: Vec<String>,
    /// It takes labels of this group alone; without one, those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl LabelGap {
    /// A gap in which each of these labels is right.
    pub fn new<K: Into<String>>(id: impl Into<String>, keys: impl IntoIterator<Item = K>) -> Self {
        Self { id: id.into(), keys: keys.into_iter().map(Into::into).collect(), group: None }
    }
}

impl ForLabel for LabelGap {
    fn id(&self) -> &str {
        &self.id
    }

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

/// A [`GapMatch`] as a student sees it; the item's body says where the gaps are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGapMatch {
    /// In the author's order.
    pub gaps: Vec<PaperLabelGap>,
    /// In an order that says nothing about the key.
    pub labels: Vec<PaperLabel>,
}

/// One gap of a [`PaperGapMatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLabelGap {
    /// Names it in the body.
    pub id: String,
    /// It takes labels of this group alone; without one, those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl GapMatch {
    pub(crate) fn to_paper(&self, item: &str) -> PaperGapMatch {
        let gaps = self.gaps.iter().map(|gap| PaperLabelGap { id: gap.id.clone(), group: gap.group.clone() });
        PaperGapMatch { gaps: gaps.collect(), labels: order::without_a_hint(item, &self.labels) }
    }

    pub(crate) fn labelling(&self) -> Labelling<'_, LabelGap> {
        Labelling { gaps: &self.gaps, labels: &self.labels, scoring: &self.scoring }
    }

    pub(crate) fn lint(&self, body: &str, report: &mut Report) {
        let labelling = self.labelling();
        let labels = labelling.by_id();
        report.within("gaps", |report| {
            let look = |gap: &LabelGap, report: &mut Report| labelling.lint_gap(gap, &labels, report);
            body::lint(body, &self.gaps, |gap| &gap.id, report, look);
            labelling.lint_gaps(report);
        });
        labelling.lint_labels_and_scoring(report);
    }
}
