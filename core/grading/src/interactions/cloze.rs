use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{
    Entry, Numeric, PaperEntry, PaperNumeric, PaperShortText, ShortText, body, numeric::Scale, short_text::Wordings,
};
use crate::{
    BlindGuess, FindingCode, PartOutcome, Points,
    ids::Ids,
    limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    number::Ratio,
    points::{deserialize_millionths, serialize_millionths},
    rules::cloze::weighted_gaps,
    text,
};

/// A text with gaps. The item's body carries each gap once, as `{{gap-id}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cloze {
    /// At least one.
    pub gaps: Vec<Gap>,
}

/// One gap of a [`Cloze`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Names it in the body: letters, digits, `-`, `_` and `.` only.
    pub id: String,
    /// How much it counts against the other gaps; by default 1.
    #[serde(default)]
    pub weight: Weight,
    /// What goes into it, with its key.
    pub kind: GapKind,
}

/// What goes into a gap. In JSON the variant's name is the field `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GapKind {
    /// A word or a short phrase.
    Text(ShortText),
    /// A number.
    Numeric(Numeric),
    /// One of several options.
    Dropdown(Dropdown),
}

/// A gap filled from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dropdown {
    /// At least two.
    pub options: Vec<Entry>,
    /// The id of the right option.
    pub key: String,
}

/// How much a gap or a pair counts against the others: above zero, at most [`limits::WEIGHT`], with at most six decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(i64);

impl Weight {
    /// So many millionths, or nothing where that is not above zero and within bounds.
    #[must_use]
    pub const fn from_millionths(millionths: i64) -> Option<Self> {
        if millionths > 0 && millionths <= limits::WEIGHT as i64 * 1_000_000 { Some(Self(millionths)) } else { None }
    }

    /// The number of millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }
}

impl Default for Weight {
    /// One.
    fn default() -> Self {
        Self(1_000_000)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_millionths(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_millionths(deserialize_millionths(deserializer)?)
            .ok_or_else(|| de::Error::custom(format_args!("a weight is above 0 and at most {}", limits::WEIGHT)))
    }
}

/// A [`Cloze`] as a student sees it; the item's body says where the gaps are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperCloze {
    /// In the author's order.
    pub gaps: Vec<PaperGap>,
}

/// One gap of a [`PaperCloze`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperGap {
    /// Names it in the body.
    pub id: String,
    /// What goes into it.
    pub kind: PaperGapKind,
}

/// What goes into a gap, without its key. In JSON the variant's name is the field `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PaperGapKind {
    /// A word or a short phrase.
    Text(PaperShortText),
    /// A number.
    Numeric(PaperNumeric),
    /// One of several options.
    Dropdown(PaperDropdown),
}

/// A [`Dropdown`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDropdown {
    /// In the order to show.
    pub options: Vec<PaperEntry>,
}

impl Cloze {
    pub(crate) fn to_paper(&self) -> PaperCloze {
        let paper = |gap: &Gap| PaperGap {
            id: gap.id.clone(),
            kind: match &gap.kind {
                GapKind::Text(_) => PaperGapKind::Text(PaperShortText {}),
                GapKind::Numeric(number) => PaperGapKind::Numeric(number.to_paper()),
                GapKind::Dropdown(list) => PaperGapKind::Dropdown(PaperDropdown {
                    options: list.options.iter().map(PaperEntry::from).collect(),
                }),
            },
        };
        PaperCloze { gaps: self.gaps.iter().map(paper).collect() }
    }

    pub(crate) fn lint(&self, body: &str, report: &mut Report) {
        report.within("gaps", |report| {
            body::lint(
                body,
                &self.gaps,
                |gap| &gap.id,
                report,
                |gap, report| {
                    report.within("kind", |report| match &gap.kind {
                        GapKind::Text(text) => text.lint(report),
                        GapKind::Numeric(number) => number.lint(report),
                        GapKind::Dropdown(list) => list.lint(report),
                    });
                },
            );
        });
    }

    /// The weighted mean of drop-downs, each option with the same chance; what is typed earns nothing.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        let (mut earned, mut weights) = (0.0, 0.0);
        for gap in &self.gaps {
            let weight = gap.weight.millionths() as f64;
            weights += weight;
            if let GapKind::Dropdown(list) = &gap.kind {
                earned += weight * list.chance();
            }
        }
        if weights > 0.0 { BlindGuess::exactly(earned / weights) } else { BlindGuess::NOTHING }
    }

    pub(crate) fn assess(&self, filled: &BTreeMap<String, String>, points: Points) -> Assessed {
        let weights: i128 = self.gaps.iter().map(|gap| i128::from(gap.weight.millionths())).sum();
        let (mut fractions, mut parts, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        for gap in &self.gaps {
            let text = filled.get(&gap.id).map_or("", String::as_str);
            let weight = Ratio::new(gap.weight.millionths().into(), weights);
            let share = weight.of(points);
            let (fraction, part) = match &gap.kind {
                GapKind::Text(question) => question.part(&gap.id, text, share),
                GapKind::Numeric(question) => question.part(&gap.id, text, share),
                GapKind::Dropdown(list) => list.part(&gap.id, text, share),
            };
            fractions.push((gap.weight, fraction));
            shares.push(fraction.times(weight));
            parts.push(part);
        }
        Assessed { earned: Earned::Fraction(weighted_gaps(fractions)), parts, shares }
    }
}

impl Cloze {
    /// The gaps, ready to compare what fills them with their keys.
    pub(crate) fn ready(&self) -> ReadyGaps {
        let kind = |gap: &Gap| match &gap.kind {
            GapKind::Text(question) => ReadyGap::Text(question.wordings()),
            GapKind::Numeric(question) => ReadyGap::Numeric(Box::new(question.scale())),
            GapKind::Dropdown(list) => {
                let options = Ids::new(list.options.iter().map(|option| option.id.as_str()));
                ReadyGap::Dropdown { key: options.place(&list.key).filter(|_| !list.key.is_empty()), options }
            }
        };
        ReadyGaps {
            ids: Ids::new(self.gaps.iter().map(|gap| gap.id.as_str())),
            gaps: self.gaps.iter().map(|gap| (gap.weight, kind(gap))).collect(),
        }
    }
}

/// Gaps, ready to compare what fills them with their keys.
pub(crate) struct ReadyGaps {
    pub(crate) ids: Ids,
    gaps: Vec<(Weight, ReadyGap)>,
}

enum ReadyGap {
    Text(Wordings),
    Numeric(Box<Scale>),
    Dropdown { options: Ids, key: Option<usize> },
}

impl ReadyGaps {
    /// What a gap earns that is filled with this, or nothing where it cannot be.
    pub(crate) fn judge(&self, gap: usize, text: &str) -> Option<Ratio> {
        let (_, kind) = self.gaps.get(gap)?;
        match kind {
            ReadyGap::Dropdown { .. } if text.is_empty() => Some(Ratio::ZERO),
            ReadyGap::Dropdown { options, key } => {
                options.place(text).map(|option| Ratio::all_or_nothing(Some(option) == *key))
            }
            _ if text::is_longer_than(text, limits::SHORT_ANSWER_CHARS) => None,
            _ if text::is_blank(text) => Some(Ratio::ZERO),
            ReadyGap::Text(wordings) => Some(wordings.judge(text).map_or(Ratio::ZERO, |(_, _, fraction)| fraction)),
            ReadyGap::Numeric(scale) => Some(scale.judge(text).fraction),
        }
    }

    /// F, where so much is earned by each gap.
    pub(crate) fn fraction(&self, earned: impl Fn(usize) -> Ratio) -> Ratio {
        weighted_gaps(self.gaps.iter().enumerate().map(|(gap, (weight, _))| (*weight, earned(gap))))
    }
}

impl Dropdown {
    fn lint(&self, report: &mut Report) {
        report.within("options", |report| lint::entries(&self.options, report));
        if self.key.is_empty() {
            report.error_at("key", FindingCode::NoKey, "no option is the key");
        } else if !self.options.iter().any(|option| option.id == self.key) {
            report.error_at("key", FindingCode::UnknownId, format!("there is no option {:?}", self.key));
        }
    }

    /// That any option is the key.
    fn chance(&self) -> f64 {
        let keys = self.options.iter().filter(|option| option.id == self.key).count();
        if keys == 0 { 0.0 } else { keys as f64 / self.options.len() as f64 }
    }

    fn part(&self, part: &str, chosen: &str, points: Points) -> (Ratio, PartOutcome) {
        let right = !chosen.is_empty() && chosen == self.key;
        let fraction = Ratio::all_or_nothing(right);
        let given = Some(chosen).filter(|id| !id.is_empty());
        (fraction, PartOutcome::new(part, given, Some(&self.key)).earning(fraction, points).judged(Some(right)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_earns_for_its_key_alone() {
        let list = |key: &str| Dropdown { options: vec![Entry::new("a", "A"), Entry::new("b", "B")], key: key.into() };
        for (key, chosen, right) in
            [("a", "a", true), ("a", "b", false), ("a", "", false), ("", "", false), ("", "a", false)]
        {
            let (fraction, part) = list(key).part("gap", chosen, Points::whole(2));
            assert_eq!(fraction, Ratio::all_or_nothing(right), "{chosen:?} for {key:?}");
            assert_eq!(part.points, Some(Points::whole(if right { 2 } else { 0 })), "{chosen:?} for {key:?}");
            assert_eq!(part.correct, Some(right), "{chosen:?} for {key:?}");
        }
    }

    #[test]
    fn a_weight_is_above_zero_and_bounded() {
        for (text, expected) in [
            ("1", Some(1_000_000)),
            ("0.5", Some(500_000)),
            ("1000", Some(1_000_000_000)),
            ("0", None),
            ("-1", None),
            ("1000.1", None),
        ] {
            let weight = serde_json::from_str::<Weight>(text).ok();
            assert_eq!(weight.map(Weight::millionths), expected, "{text}");
        }
        assert_eq!(serde_json::to_string(&Weight::default()).unwrap(), "1");
    }
}
