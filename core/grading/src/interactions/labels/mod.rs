//! Labels that are put into gaps, be they of a text or of a picture.
//!
//! Each is a matching of gaps and labels: the gaps are its sources.

mod gap_match;
mod graphic_gap_match;
mod spread;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    mem,
};

use serde::{Deserialize, Serialize};

use super::matching::{self, Source};
use crate::{
    BlindGuess, FindingCode, Image, Points, limits,
    lint::{self, Named, Report},
    mark::Assessed,
    number::Ratio,
    rules::matching::{Chances, MatchingRule},
};

pub use gap_match::{GapMatch, LabelGap, PaperGapMatch, PaperLabelGap};
pub use graphic_gap_match::{GraphicGapMatch, LabelPlace, PaperGraphicGapMatch, PaperLabelPlace};

/// Something that is put into gaps: a text, or a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Names it within its list.
    pub id: String,
    /// What is shown, in Markdown; empty where a picture says it all.
    #[serde(default)]
    pub text: String,
    /// What is shown with the text, or instead of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// How many gaps it may be put into; 0 is any number \[as of a QTI `matchMax`\]. By default one \[Moodle\].
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub uses: u32,
    /// It goes into gaps of this group alone; without one, into those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl Label {
    /// This text under this id, for one gap.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), image: None, uses: once(), group: None }
    }

    /// For so many gaps; 0 is any number.
    #[must_use]
    pub fn uses(self, uses: u32) -> Self {
        Self { uses, ..self }
    }

    /// For gaps of this group.
    #[must_use]
    pub fn of_group(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "so serde asks")]
fn is_once(uses: &u32) -> bool {
    *uses == once()
}

impl Named for Label {
    fn id(&self) -> &str {
        &self.id
    }

    /// What it is known by to those who do not see it.
    fn text(&self) -> &str {
        match &self.image {
            Some(image) if self.text.is_empty() => &image.text,
            _ => &self.text,
        }
    }

    fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }
}

/// A [`Label`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLabel {
    /// Names it within its list.
    pub id: String,
    /// What is shown, in Markdown; empty where a picture says it all.
    #[serde(default)]
    pub text: String,
    /// What is shown with the text, or instead of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// How many gaps it may be put into; 0 is any number, and nothing stated one.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub uses: u32,
    /// It goes into gaps of this group alone; without one, into those that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl From<&Label> for PaperLabel {
    fn from(label: &Label) -> Self {
        let Label { id, text, image, uses, group } = label.clone();
        Self { id, text, image, uses, group }
    }
}

/// A gap for a label.
pub(crate) trait ForLabel {
    fn id(&self) -> &str;
    fn keys(&self) -> &[String];
    fn group(&self) -> Option<&str>;
}

/// Gaps, what is put into them, and the rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Labelling<'a, G> {
    gaps: &'a [G],
    labels: &'a [Label],
    scoring: &'a MatchingRule,
}

impl<'a, G: ForLabel> Labelling<'a, G> {
    /// The least that a response can earn.
    pub(crate) fn least(&self) -> Ratio {
        self.scoring.scoring().least(self.gaps.len())
    }

    pub(crate) fn assess(&self, filled: &BTreeMap<String, String>, points: Points) -> Assessed {
        matching::assess(self.scoring, &self.filled(filled), points)
    }

    /// Any label of its group to each gap, with the same chance, whatever stands in the others. The chance that all are right
    /// takes account of labels that can be used only once.
    /// Beyond its bounds, which lint tells, nothing is reckoned.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        if self.are_too_many() {
            return BlindGuess::NOTHING;
        }
        let mut groups: HashMap<Option<&str>, Group> = HashMap::new();
        for label in self.labels {
            let group = groups.entry(label.group()).or_default();
            group.labels += 1;
            group.unlike_once += usize::from(label.uses != once());
        }
        let (mut sources, mut each, mut all) = (Vec::new(), Vec::new(), 1.0);
        let nothing = BTreeMap::new();
        let gaps = self.gaps.iter().zip(self.keys());
        for (source, (gap, keys)) in self.filled(&nothing).into_iter().zip(gaps) {
            let Some(group) = groups.get_mut(&gap.group()) else { continue };
            let keys: HashSet<usize> = keys.into_iter().collect();
            let chance = keys.len() as f64 / group.labels as f64;
            // Where all are used once and one is right, those that are right already are no longer there to be put here.
            all *= match (keys.len(), group.unlike_once) {
                (1, 0) => 1.0 / group.labels.saturating_sub(group.filled).max(1) as f64,
                _ => chance,
            };
            group.filled += 1;
            sources.push(source);
            each.push(chance);
        }
        let sources = matching::sources(self.scoring, &sources);
        self.scoring.scoring().blind_guess(&sources.unanswered(), &Chances { each, all })
    }

    /// The gaps, each with what was put into it and what belongs there: of several keys the one that was put there, or
    /// one that is left when the others have theirs, and where none is the first.
    fn filled(&self, filled: &'a BTreeMap<String, String>) -> Vec<Source<'a>> {
        let gaps = self.gaps.iter().map(|gap| {
            let given = filled.get(gap.id()).map(String::as_str).filter(|label| !label.is_empty());
            let right = given.filter(|label| gap.keys().iter().any(|key| key == label));
            Source { id: gap.id(), given, key: right.or(gap.keys().first().map(String::as_str)) }
        });
        let mut sources: Vec<_> = gaps.collect();
        let is_plain = self.gaps.iter().all(|gap| gap.keys().len() < 2);
        if is_plain || self.are_too_many() {
            return sources;
        }
        // The right ones keep their label; then by their ids, so that the order of the list makes no difference.
        let is_right = |source: &Source<'_>| source.given.is_some() && source.given == source.key;
        let mut order: Vec<usize> = (0..sources.len()).collect();
        order.sort_by_key(|gap| (!is_right(&sources[*gap]), sources[*gap].id));
        let mut keys = self.keys();
        let wanted = order.iter().map(|gap| {
            let (source, mut keys) = (&sources[*gap], mem::take(&mut keys[*gap]));
            keys.retain(|key| !is_right(source) || Some(self.labels[*key].id()) == source.given);
            keys
        });
        let wanted: Vec<_> = wanted.collect();
        for (gap, label) in order.into_iter().zip(spread::spread(&wanted, &self.uses())) {
            if let Some(label) = label {
                sources[gap].key = Some(self.labels[label].id());
            }
        }
        sources
    }

    fn are_too_many(&self) -> bool {
        self.gaps.len() > limits::GAPS || self.labels.len() > limits::OPTIONS
    }

    /// For each gap which labels are right there, those that may be put there alone.
    fn keys(&self) -> Vec<Vec<usize>> {
        let labels: HashMap<(&str, Option<&str>), usize> =
            self.labels.iter().enumerate().map(|(index, label)| ((label.id(), label.group()), index)).collect();
        let right =
            |gap: &G| gap.keys().iter().filter_map(|key| labels.get(&(key.as_str(), gap.group())).copied()).collect();
        self.gaps.iter().map(right).collect()
    }

    /// How often each label can be used.
    fn uses(&self) -> Vec<usize> {
        self.labels.iter().map(|label| if label.uses == 0 { usize::MAX } else { label.uses as usize }).collect()
    }

    /// What is right in one gap.
    fn lint_gap(&self, gap: &G, labels: &HashMap<&str, &Label>, report: &mut Report) {
        if gap.keys().is_empty() {
            report.warning(FindingCode::SourceWithoutKey, "this gap has no label: it can only distract");
        }
        report.within("keys", |report| {
            lint::at_most(gap.keys(), limits::OPTIONS, report);
            let mut seen = HashSet::new();
            for (index, key) in gap.keys().iter().enumerate().take(limits::OPTIONS) {
                match labels.get(key.as_str()) {
                    None => report.error_at(index, FindingCode::UnknownId, format!("there is no label {key:?}")),
                    Some(label) if label.group() != gap.group() => {
                        report.error_at(
                            index,
                            FindingCode::Contradiction,
                            "this label does not go into gaps of this group",
                        );
                    }
                    Some(_) if !seen.insert(key) => {
                        report.error_at(index, FindingCode::DuplicateId, "this key is there already");
                    }
                    Some(_) => {}
                }
            }
        });
        if let Some(group) = gap.group() {
            report.within("group", |report| lint::id(group, report));
        }
    }

    /// What is right in all gaps together.
    fn lint_gaps(&self, report: &mut Report) {
        if !self.gaps.is_empty() && self.gaps.iter().all(|gap| gap.keys().is_empty()) {
            report.error(FindingCode::NoKey, "no gap has its label");
        } else if !self.are_too_many() && !report.has_error() && self.lack_labels() {
            report
                .error(FindingCode::UnreachableMaximum, "not all gaps can be right: a label that they need is used up");
        }
        let mut keyed: Vec<_> = self.gaps.iter().take(limits::GAPS).filter(|gap| !gap.keys().is_empty()).collect();
        keyed.sort_by_key(|gap| lint::counted(gap.id()));
        if lint::rise(keyed.iter().filter_map(|gap| gap.keys().first()).map(String::as_str)) {
            report.warning(FindingCode::TellingIds, "students see the ids, which sorted stand side by side in pairs");
        }
    }

    /// Whether gaps that have a key cannot all have it.
    fn lack_labels(&self) -> bool {
        let keys = self.keys();
        let placed = spread::spread(&keys, &self.uses());
        placed.iter().zip(&keys).any(|(label, keys)| label.is_none() && !keys.is_empty())
    }

    fn lint_labels_and_scoring(&self, report: &mut Report) {
        let groups: HashSet<Option<&str>> = self.gaps.iter().map(ForLabel::group).collect();
        report.within("labels", |report| {
            lint::entries(self.labels, report);
            for (index, label) in self.labels.iter().enumerate().take(limits::OPTIONS) {
                report.within(index, |report| {
                    if let Some(image) = &label.image {
                        report.within("image", |report| image.lint(report));
                    }
                    let has_gaps = groups.is_empty() || groups.contains(&label.group());
                    match label.group() {
                        Some(group) => report.within("group", |report| {
                            lint::id(group, report);
                            if !has_gaps {
                                report.error(FindingCode::UnknownId, format!("no gap is of the group {group:?}"));
                            }
                        }),
                        None if !has_gaps => {
                            report.error(FindingCode::Contradiction, "every gap has a group, but this label has none");
                        }
                        None => {}
                    }
                });
            }
        });
        let keyed = self.gaps.iter().filter(|gap| !gap.keys().is_empty()).map(ForLabel::id).collect();
        report.within("scoring", |report| self.scoring.scoring().lint(&keyed, report));
    }

    fn by_id(&self) -> HashMap<&'a str, &'a Label> {
        self.labels.iter().map(|label| (label.id(), label)).collect()
    }
}

/// The labels of one group, as a guesser meets them.
#[derive(Debug, Default)]
struct Group {
    labels: usize,
    /// Labels that may be used more than once.
    unlike_once: usize,
    /// Gaps that have theirs.
    filled: usize,
}

#[cfg(test)]
mod tests;
