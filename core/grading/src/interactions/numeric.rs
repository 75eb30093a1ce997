use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Decimal, DecimalMark, FindingCode, Fraction, NotANumber, Note, PartOutcome, Points, Typed, limits,
    lint::{self, Report},
    mark::{Assessed, correct},
    rules::numeric::Tolerance,
    text::{self, Case, fold},
};

/// A number, compared with keys in their order; the first whose tolerance includes it decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numeric {
    /// At least one that earns full marks.
    pub keys: Vec<NumericKey>,
    /// What may stand behind the number or before it, such as `kg`, `%` or `€`; it is left away before the number is
    /// read, so that with the unit `%` the answer `50 %` is 50.
    #[serde(default)]
    pub unit: Option<String>,
    /// Which sign parts the decimals where a number could be read in two ways.
    #[serde(default)]
    pub decimal_mark: DecimalMark,
}

/// A number that earns something, or that is known to be wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumericKey {
    /// The number.
    pub value: Decimal,
    /// How far off an answer may be; by default not at all.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// The share of the points it earns; by default all of them.
    #[serde(default = "super::whole")]
    pub fraction: Fraction,
    /// What a student is told whose answer this key included, in Markdown.
    #[serde(default)]
    pub feedback: String,
}

impl NumericKey {
    /// This number, within this tolerance, for full marks.
    #[must_use]
    pub fn new(value: Decimal, tolerance: Tolerance) -> Self {
        Self { value, tolerance, fraction: Fraction::ONE, feedback: String::new() }
    }
}

/// A [`Numeric`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperNumeric {
    /// What may stand behind the number or before it.
    #[serde(default)]
    pub unit: Option<String>,
    /// Which sign parts the decimals where a number could be read in two ways.
    #[serde(default)]
    pub decimal_mark: DecimalMark,
}

impl Numeric {
    pub(crate) fn to_paper(&self) -> PaperNumeric {
        PaperNumeric { unit: self.unit.clone(), decimal_mark: self.decimal_mark }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("keys", |report| {
            lint::at_most(&self.keys, limits::KEYS, report);
            for (index, key) in self.keys.iter().enumerate().take(limits::KEYS) {
                report.within(index, |report| {
                    report.within("tolerance", |report| key.tolerance.scoring().lint(&key.value, report));
                    lint::key_fraction(key.fraction, report);
                    report.within("feedback", |report| lint::short(&key.feedback, limits::TEXT_CHARS, report));
                });
            }
            for index in self.taken(|key| key.tolerance.scoring().ends(&key.value).to_vec()) {
                report.within(index, |report| {
                    report
                        .warning(FindingCode::ShadowedKey, "an earlier key includes every answer that this one would");
                });
            }
            let earns_all = self.keys.iter().map(|key| key.fraction == Fraction::ONE);
            lint::some_key_earns_all(earns_all, &self.taken(|key| vec![key.value.clone()]), report);
        });
        if let Some(unit) = &self.unit {
            report.within("unit", |report| lint::said(unit, limits::UNIT_CHARS, report));
        }
    }

    /// The keys of which an earlier key includes these numbers.
    fn taken(&self, numbers: impl Fn(&NumericKey) -> Vec<Decimal>) -> BTreeSet<usize> {
        let keys = &self.keys[..self.keys.len().min(limits::KEYS)];
        let taken = |index: &usize| {
            let numbers: Vec<_> = numbers(&keys[*index]).into_iter().map(Typed::from).collect();
            keys[..*index].iter().any(|earlier| numbers.iter().all(|number| earlier.includes(number)))
        };
        (0..keys.len()).filter(taken).collect()
    }

    /// Reads what was typed, without the unit where it is there.
    fn read(&self, text: &str) -> Result<Typed, NotANumber> {
        let folded = fold(text, Case::Matters);
        let unit = self.unit.as_deref().map(|unit| fold(unit, Case::Matters)).filter(|unit| !unit.is_empty());
        let without = |unit: &str| folded.strip_suffix(unit).or_else(|| folded.strip_prefix(unit));
        Typed::read(unit.and_then(|unit| without(&unit)).unwrap_or(&folded), self.decimal_mark)
    }

    /// The part that this text makes of a response, and the fraction of the points it earns.
    pub(crate) fn part(&self, part: &str, text: &str, points: Points) -> (Fraction, PartOutcome) {
        let given = (!text::is_blank(text)).then_some(text);
        let read = given.map(|text| self.read(text));
        let key = match &read {
            Some(Ok(number)) => self.keys.iter().find(|key| key.includes(number)),
            _ => None,
        };
        let fraction = key.map_or(Fraction::ZERO, |key| key.fraction.max(Fraction::ZERO));
        let best = self.keys.iter().rev().max_by_key(|key| key.fraction);
        let expected = best.map(|key| key.tolerance.scoring().describe(&key.value));
        let note = match (read, given) {
            (Some(Err(NotANumber)), _) => Some(Note::NotANumber),
            (Some(Ok(number)), Some(text)) => {
                Some(number.to_string()).filter(|value| value != text.trim()).map(|value| Note::ReadAs { value })
            }
            _ => None,
        };
        let part = PartOutcome::new(part, given, expected.as_deref())
            .earning(fraction.into(), points)
            .judged(correct(fraction.into()))
            .noting(note)
            .saying(key.map_or("", |key| &key.feedback));
        (fraction, part)
    }

    pub(crate) fn assess(&self, text: &str, points: Points) -> Assessed {
        let (fraction, part) = self.part("", text, points);
        Assessed::whole(fraction.into(), part)
    }
}

impl NumericKey {
    fn includes(&self, number: &Typed) -> bool {
        self.tolerance.scoring().includes(&self.value, number)
    }
}
