use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{ForLabel, Label, Labelling, PaperLabel};
use crate::{
    Area, FindingCode, Image, limits,
    lint::{self, Report},
    order,
    rules::matching::MatchingRule,
};

/// Labels onto the places of a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphicGapMatch {
    /// What the gaps lie on.
    pub image: Image,
    /// At least one.
    pub gaps: Vec<LabelPlace>,
    /// What may be put onto them, also what belongs nowhere; at least two.
    pub labels: Vec<Label>,
    /// How it is scored, with gaps for sources; by default each right gap earns its share.
    #[serde(default)]
    pub scoring: MatchingRule,
}

/// One gap of a [`GraphicGapMatch`]. It takes one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelPlace {
    /// Names it within its list.
    pub id: String,
    /// What it is called for those who do not see it.
    #[serde(default)]
    pub text: String,
    /// Where it lies.
    pub area: Area,
    /// The ids of the labels each of which is right; where there is none, the gap is to be left empty.
    #[serde(default)]
    pub keys: Vec<String>,
    /// It takes labels of this group alone; without one, those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl LabelPlace {
    /// A place where each of these labels is right.
    pub fn new<K: Into<String>>(id: impl Into<String>, area: Area, keys: impl IntoIterator<Item = K>) -> Self {
        let keys = keys.into_iter().map(Into::into).collect();
        Self { id: id.into(), text: String::new(), area, keys, group: None }
    }
}

impl ForLabel for LabelPlace {
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

/// A [`GraphicGapMatch`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGraphicGapMatch {
    /// What the gaps lie on.
    pub image: Image,
    /// In the author's order.
    pub gaps: Vec<PaperLabelPlace>,
    /// In an order that says nothing about the key.
    pub labels: Vec<PaperLabel>,
}

/// One gap of a [`PaperGraphicGapMatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLabelPlace {
    /// Names it within its list.
    pub id: String,
    /// What it is called for those who do not see it.
    #[serde(default)]
    pub text: String,
    /// Where it lies.
    pub area: Area,
    /// It takes labels of this group alone; without one, those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl From<&LabelPlace> for PaperLabelPlace {
    /// Its keys stay behind.
    fn from(gap: &LabelPlace) -> Self {
        Self { id: gap.id.clone(), text: gap.text.clone(), area: gap.area.clone(), group: gap.group.clone() }
    }
}

impl GraphicGapMatch {
    pub(crate) fn to_paper(&self, item: &str) -> PaperGraphicGapMatch {
        PaperGraphicGapMatch {
            image: self.image.clone(),
            gaps: self.gaps.iter().map(PaperLabelPlace::from).collect(),
            labels: order::without_a_hint(item, &self.labels),
        }
    }

    pub(crate) fn labelling(&self) -> Labelling<'_, LabelPlace> {
        Labelling { gaps: &self.gaps, labels: &self.labels, scoring: &self.scoring }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        let labelling = self.labelling();
        let labels = labelling.by_id();
        report.within("image", |report| self.image.lint(report));
        report.within("gaps", |report| {
            if self.gaps.is_empty() {
                report.error(FindingCode::TooFew, "at least one gap is needed");
            }
            lint::at_most(&self.gaps, limits::GAPS, report);
            let mut ids = HashSet::new();
            for (index, gap) in self.gaps.iter().enumerate().take(limits::GAPS) {
                report.within(index, |report| {
                    report.within("id", |report| {
                        lint::id(&gap.id, report);
                        if !ids.insert(gap.id.as_str()) {
                            report.error(FindingCode::DuplicateId, "an earlier gap has the same id");
                        }
                    });
                    report.within("text", |report| lint::short(&gap.text, limits::OPTION_CHARS, report));
                    report.within("area", |report| gap.area.lint(&self.image, report));
                    labelling.lint_gap(gap, &labels, report);
                });
            }
            labelling.lint_gaps(report);
        });
        labelling.lint_labels_and_scoring(report);
    }
}
