use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Entry, Numeric, PaperEntry, PaperNumeric, PaperShortText, ShortText};
use crate::{
    BlindGuess, FindingCode, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    number::Ratio,
    points::{deserialize_millionths, serialize_millionths},
    rules::cloze::weighted_gaps,
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
            if self.gaps.is_empty() {
                report.error(FindingCode::TooFew, "at least one gap is needed");
            }
            lint::at_most(&self.gaps, limits::GAPS, report);
            let in_body = gaps_in(body);
            let mut ids = HashMap::new();
            for (index, gap) in self.gaps.iter().enumerate().take(limits::GAPS) {
                report.within(index, |report| {
                    report.within("id", |report| {
                        lint_gap_id(&gap.id, in_body.get(gap.id.as_str()).copied().unwrap_or_default(), report);
                        if let Some(earlier) = ids.insert(gap.id.as_str(), index) {
                            report.error(FindingCode::DuplicateId, format!("the gap at {earlier} has the same id"));
                        }
                    });
                    report.within("kind", |report| match &gap.kind {
                        GapKind::Text(text) => text.lint(report),
                        GapKind::Numeric(number) => number.lint(report),
                        GapKind::Dropdown(list) => list.lint(report),
                    });
                });
            }
            for id in in_body.keys().filter(|id| !ids.contains_key(*id)).take(limits::GAPS) {
                report
                    .error(FindingCode::UnknownGap, format!("the body has {{{{{id}}}}}, which is no gap of the list"));
            }
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

fn lint_gap_id(id: &str, times_in_body: usize, report: &mut Report) {
    if !is_gap_id(id) {
        report.error(FindingCode::BadId, "a gap's id has letters a to z, digits, -, _ and . only");
    } else if times_in_body == 0 {
        report.error(FindingCode::GapNotInBody, format!("the body does not have {{{{{id}}}}}"));
    } else if times_in_body > 1 {
        report.error(FindingCode::GapRepeatedInBody, format!("the body has {{{{{id}}}}} more than once"));
    }
}

fn is_gap_id(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=limits::ID_CHARS).contains(&id.len()) && id.bytes().all(allowed)
}

/// How often the body has each gap: `{{id}}` with nothing but an id between the braces.
fn gaps_in(body: &str) -> BTreeMap<&str, usize> {
    let mut gaps = BTreeMap::new();
    // Each piece begins behind a pair of opening braces; no id has a brace, so an id ends where its piece says so.
    for piece in body.split("{{").skip(1) {
        if let Some((id, _)) = piece.split_once("}}")
            && is_gap_id(id)
        {
            *gaps.entry(id).or_default() += 1;
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_between_two_pairs_of_braces() {
        let body = "The {{a}} is {{b-1}}. {{a}} {{ c }} {{}} {{d} } {e} {{{f}}} {{g}}{{h}} \\frac{{x y}}{{2}} {{i";
        let gaps: Vec<_> = gaps_in(body).into_iter().collect();
        assert_eq!(gaps, [("2", 1), ("a", 2), ("b-1", 1), ("g", 1), ("h", 1)]);
    }

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
