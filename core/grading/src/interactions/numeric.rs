use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Units,
    units::{Quantity, ReadableUnits, TypedUnit, lint_name},
};
use crate::{
    Decimal, DecimalMark, FindingCode, Fraction, NotANumber, Note, PartOutcome, Points, Quotient, Typed, limits,
    lint::{self, Report},
    mark::{Assessed, correct},
    number::Ratio,
    rules::{
        numeric::{Interval, Tolerance},
        unit::UnitRule,
    },
    text::{self, Case, fold},
};

/// A number, compared with keys in their order; the first whose tolerance includes it decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numeric {
    /// At least one that earns full marks.
    pub keys: Vec<NumericKey>,
    /// What may stand behind the number or before it, or not, such as `kg`, `%` or `€`; it is left away before the number
    /// is read, so that with the unit `%` the answer `50 %` is 50. A number with another unit earns nothing.
    #[serde(default)]
    pub unit: Option<String>,
    /// Instead of `unit`: several units, and what it costs to write none of them. No paper shows them.
    #[serde(default)]
    pub units: Option<Units>,
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
                report.within(index, |report| key.lint(report));
            }
            for index in self.taken(Interval::covers, NumericKey::interval) {
                report.within(index, |report| {
                    report
                        .warning(FindingCode::ShadowedKey, "an earlier key includes every answer that this one would");
                });
            }
            let earns_all = self.keys.iter().map(|key| key.fraction == Fraction::ONE);
            let taken = self.taken(Interval::contains, |key| key.value.clone().into());
            lint::some_key_earns_all(earns_all, &taken, report);
        });
        if let Some(unit) = &self.unit {
            report.within("unit", |report| lint_name(unit, report));
        }
        if let Some(units) = &self.units {
            report.within("units", |report| units.lint(report));
            if self.unit.is_some() {
                report.error_at("unit", FindingCode::Contradiction, "there is either one unit or a list of units");
            }
        }
    }

    /// The keys of which an earlier key's interval has this much.
    fn taken<T>(&self, has: impl Fn(&Interval, &T) -> bool, what: impl Fn(&NumericKey) -> T) -> BTreeSet<usize> {
        let keys = &self.keys[..self.keys.len().min(limits::KEYS)];
        let intervals: Vec<_> = keys.iter().map(NumericKey::interval).collect();
        let taken = |index: &usize| {
            let what = what(&keys[*index]);
            intervals[..*index].iter().any(|earlier| has(earlier, &what))
        };
        (0..keys.len()).filter(taken).collect()
    }

    /// The keys, ready to compare numbers with.
    pub(crate) fn scale(&self) -> Scale {
        let units = match (&self.units, &self.unit) {
            (Some(units), _) => Some(units.readable()),
            (None, Some(unit)) => Some(Units::optional(unit).readable()),
            (None, None) => None,
        };
        let keys = self.keys.iter().map(|key| (key.interval(), key.earns()));
        Scale { keys: keys.collect(), units, decimal_mark: self.decimal_mark }
    }

    /// What is right, for people: in the key's unit, where it is one of a list.
    fn expected(&self) -> Option<String> {
        let number = described(&self.keys)?;
        Some(match self.units.as_ref().and_then(Units::of_the_key) {
            Some(unit) => format!("{number} {unit}"),
            None => number,
        })
    }

    /// The part that this text makes of a response, and the fraction of the points it earns.
    pub(crate) fn part(&self, part: &str, text: &str, points: Points) -> (Ratio, PartOutcome) {
        let given = (!text::is_blank(text)).then_some(text);
        let judged = given.map_or_else(Judged::default, |text| self.scale().judge(text));
        let note = judged.note(text);
        let (key, fraction) = (judged.key.and_then(|key| self.keys.get(key)), judged.fraction);
        let part = PartOutcome::new(part, given, self.expected().as_deref())
            .earning(fraction, points)
            .judged(correct(fraction))
            .noting(note)
            .saying(key.map_or("", |key| &key.feedback));
        (fraction, part)
    }

    pub(crate) fn assess(&self, text: &str, points: Points) -> Assessed {
        let (fraction, part) = self.part("", text, points);
        Assessed::whole(fraction, part)
    }
}

/// Keys, ready to compare numbers with: the first whose interval includes the answer decides.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    keys: Vec<(Interval, Fraction)>,
    units: Option<ReadableUnits>,
    decimal_mark: DecimalMark,
}

/// The first key that includes a number.
pub(super) fn key_of<'a>(keys: &'a [NumericKey], number: &Quotient) -> Option<&'a NumericKey> {
    keys.iter().find(|key| key.interval().contains(number))
}

/// What is right by the best key, for people.
pub(super) fn described(keys: &[NumericKey]) -> Option<String> {
    let best = keys.iter().rev().max_by_key(|key| key.fraction)?;
    Some(best.tolerance.scoring().describe(&best.value))
}

impl Scale {
    /// The key that decides on this text, and what it earns.
    pub(crate) fn judge(&self, text: &str) -> Judged {
        let Some(units) = &self.units else {
            let number = Typed::plain(text, self.decimal_mark)
                .map_or_else(|| Typed::read(&fold(text, Case::Matters), self.decimal_mark), Ok);
            return match number {
                Err(NotANumber) => Judged::not_a_number(),
                Ok(number) => Judged::by(self.key_of(number.value()), number),
            };
        };
        let Ok(Quantity { number, unit }) = units.read(text, self.decimal_mark) else { return Judged::not_a_number() };
        if let TypedUnit::Accepted(factor) = &unit {
            let key = self.key_of(&number.value().times(factor));
            if key.is_some() {
                return Judged::by(key, number);
            }
        }
        let bare = self.key_of(number.value());
        match unit {
            TypedUnit::Missing => Judged::less(bare, &units.missing, Note::MissingUnit, number),
            TypedUnit::Accepted(_) if bare.is_none() => Judged::by(None, number),
            TypedUnit::Other | TypedUnit::Accepted(_) => Judged::less(bare, &units.wrong, Note::WrongUnit, number),
        }
    }

    /// The place of a key, and what it earns.
    fn key_of(&self, number: &Quotient) -> Option<(usize, Fraction)> {
        let place = self.keys.iter().position(|(interval, _)| interval.contains(number))?;
        self.keys.get(place).map(|(_, fraction)| (place, *fraction))
    }
}

/// What became of a text.
#[derive(Debug)]
pub(crate) struct Judged {
    key: Option<usize>,
    pub(crate) fraction: Ratio,
    fault: Option<Note>,
    number: Option<Typed>,
}

impl Default for Judged {
    fn default() -> Self {
        Self { key: None, fraction: Ratio::ZERO, fault: None, number: None }
    }
}

impl Judged {
    fn not_a_number() -> Self {
        Self { fault: Some(Note::NotANumber), ..Self::default() }
    }

    fn by(key: Option<(usize, Fraction)>, number: Typed) -> Self {
        let (key, fraction) = (key.map(|(key, _)| key), key.map_or(Ratio::ZERO, |(_, earns)| earns.into()));
        Self { key, fraction, fault: None, number: Some(number) }
    }

    /// What a number earns by itself, less what the fault of its unit costs; one that costs nothing is not noted, and a key
    /// of which nothing is left says nothing.
    fn less(key: Option<(usize, Fraction)>, cost: &UnitRule, fault: Note, number: Typed) -> Self {
        let earned = |mark: Fraction| cost.scoring().earns(mark);
        let key = key.filter(|_| earned(Fraction::ONE) > Ratio::ZERO);
        Self {
            fraction: key.map_or(Ratio::ZERO, |(_, earns)| earned(earns)),
            fault: (earned(Fraction::ONE) < Ratio::ONE).then_some(fault),
            ..Self::by(key, number)
        }
    }

    /// What there is to say of it: a fault, or else how the number was read where that is not how it was typed.
    fn note(&self, text: &str) -> Option<Note> {
        let read = || self.number.as_ref().map(Typed::to_string).filter(|value| value != text.trim());
        self.fault.clone().or_else(|| read().map(|value| Note::ReadAs { value }))
    }
}

impl NumericKey {
    pub(super) fn lint(&self, report: &mut Report) {
        report.within("tolerance", |report| self.tolerance.scoring().lint(&self.value, report));
        lint::key_fraction(self.fraction, report);
        report.within("feedback", |report| lint::short(&self.feedback, limits::TEXT_CHARS, report));
    }

    pub(super) fn interval(&self) -> Interval {
        self.tolerance.scoring().interval(&self.value)
    }

    pub(super) fn earns(&self) -> Fraction {
        self.fraction.max(Fraction::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Unit,
        rules::unit::{Free, Required, ShareOfMark},
    };

    fn question(missing: UnitRule, wrong: UnitRule) -> Numeric {
        let key = |value: &str, fraction: &str| NumericKey {
            fraction: fraction.parse().unwrap(),
            feedback: value.to_owned(),
            ..NumericKey::new(value.parse().unwrap(), Tolerance::default())
        };
        let accepted = vec![Unit::new("m"), Unit::new("cm").of("0.01".parse().unwrap())];
        Numeric {
            keys: vec![key("3", "1"), key("0.03", "1/2")],
            unit: None,
            units: Some(Units { accepted, missing, wrong }),
            decimal_mark: DecimalMark::Point,
        }
    }

    #[test]
    fn a_number_is_compared_in_its_unit_and_then_by_itself_at_the_cost_of_a_wrong_unit() {
        let half = || UnitRule::from(ShareOfMark { share: "0.5".parse().unwrap() });
        let read_as = |value: &str| Some(Note::ReadAs { value: value.to_owned() });
        for (missing, wrong, text, earned, key, note) in [
            (Required {}.into(), half(), "3 m", Ratio::ONE, "3", read_as("3")),
            (Required {}.into(), half(), "300 cm", Ratio::ONE, "3", read_as("300")),
            // Three centimetres are the second key, though three is the first.
            (Required {}.into(), half(), "3 cm", Ratio::share(1, 2), "0.03", read_as("3")),
            (Required {}.into(), half(), "0.03 cm", Ratio::share(1, 4), "0.03", Some(Note::WrongUnit)),
            (Required {}.into(), half(), "3 kg", Ratio::share(1, 2), "3", Some(Note::WrongUnit)),
            (Required {}.into(), half(), "4 kg", Ratio::ZERO, "", Some(Note::WrongUnit)),
            (Required {}.into(), half(), "4 cm", Ratio::ZERO, "", read_as("4")),
            (Required {}.into(), half(), "3", Ratio::ZERO, "", Some(Note::MissingUnit)),
            (half(), Required {}.into(), "3", Ratio::share(1, 2), "3", Some(Note::MissingUnit)),
            (half(), Required {}.into(), "3 kg", Ratio::ZERO, "", Some(Note::WrongUnit)),
            (Free {}.into(), Free {}.into(), "3", Ratio::ONE, "3", None),
            (Free {}.into(), Free {}.into(), "3 kg", Ratio::ONE, "3", read_as("3")),
            (Free {}.into(), Free {}.into(), "kg", Ratio::ZERO, "", Some(Note::NotANumber)),
        ] {
            let (fraction, part) = question(missing, wrong).part("", text, Points::whole(4));
            assert_eq!((fraction, part.feedback.as_str(), part.note), (earned, key, note), "{text}");
            assert_eq!(part.expected.as_deref(), Some("3 m"));
        }
    }

    #[test]
    fn a_single_unit_may_be_left_away_but_not_be_another() {
        let question =
            Numeric { unit: Some("m".into()), units: None, ..question(UnitRule::default(), UnitRule::default()) };
        for (text, earned, note) in [
            ("3", Ratio::ONE, None),
            ("3m", Ratio::ONE, Some(Note::ReadAs { value: "3".into() })),
            ("3 cm", Ratio::ZERO, Some(Note::WrongUnit)),
            ("m", Ratio::ZERO, Some(Note::NotANumber)),
        ] {
            let (fraction, part) = question.part("", text, Points::whole(4));
            assert_eq!((fraction, part.note), (earned, note), "{text}");
        }
    }
}
