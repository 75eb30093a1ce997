use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};

use crate::{
    DecimalMark, FindingCode, NotANumber, Quotient, Typed, limits,
    lint::{self, Report},
    rules::unit::{Free, Required, UnitRule},
    text::{self, Case, fold},
};

/// The units that a number is accepted in, and what it costs to leave the unit away or to write another.
///
/// A unit stands behind the number or before it. A number whose unit is accepted is compared in the unit of the key; if
/// no key includes it, the number by itself is, with a wrong unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// At least one; capital letters matter.
    pub accepted: Vec<Unit>,
    /// What a missing unit costs; by default all.
    #[serde(default)]
    pub missing: UnitRule,
    /// What a wrong unit costs; by default all.
    #[serde(default)]
    pub wrong: UnitRule,
}

/// A unit that a number is accepted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// As it is typed: `cm`.
    pub name: String,
    /// How many of the key's unit one of this is: where the key is in metres, 0.01; by default 1. What no decimal writes is
    /// text: `"1/60"`.
    #[serde(default = "Quotient::one")]
    pub factor: Quotient,
}

impl Unit {
    /// The unit of the key, under this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), factor: Quotient::one() }
    }

    /// One of which is so many of the key's unit.
    #[must_use]
    pub fn of(self, factor: Quotient) -> Self {
        Self { factor, ..self }
    }
}

/// A number as it was typed with its unit.
#[derive(Debug)]
pub(crate) struct Quantity {
    pub(crate) number: Typed,
    pub(crate) unit: TypedUnit,
}

/// How the unit was typed.
#[derive(Debug)]
pub(crate) enum TypedUnit {
    /// As one of those that are accepted, with this factor.
    Accepted(Quotient),
    /// As something else.
    Other,
    /// Not at all.
    Missing,
}

impl Units {
    /// What may stand with a number, or not.
    pub(crate) fn optional(name: &str) -> Self {
        Self { accepted: vec![Unit::new(name)], missing: Free {}.into(), wrong: Required {}.into() }
    }

    /// The first unit that is the key's own.
    pub(crate) fn of_the_key(&self) -> Option<&str> {
        self.accepted.iter().find(|unit| unit.factor == Quotient::one()).map(|unit| unit.name.as_str())
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("accepted", |report| {
            if self.accepted.is_empty() {
                report.error(FindingCode::TooFew, "at least one unit is needed");
            }
            lint::at_most(&self.accepted, limits::UNITS, report);
            let mut names = HashMap::new();
            for (index, unit) in self.accepted.iter().enumerate().take(limits::UNITS) {
                report.within(index, |report| {
                    report.within("name", |report| {
                        lint_name(&unit.name, report);
                        if let Some(earlier) = names.insert(plain(&unit.name), index) {
                            report.error(FindingCode::DuplicateText, format!("the unit at {earlier} reads the same"));
                        }
                    });
                    if !unit.factor.is_positive() {
                        report.error_at("factor", FindingCode::OutOfRange, "a factor is above 0");
                    }
                });
            }
        });
        report.within("missing", |report| self.missing.scoring().lint(report));
        report.within("wrong", |report| self.wrong.scoring().lint(report));
    }

    /// The units, ready to read numbers with.
    pub(crate) fn readable(&self) -> ReadableUnits {
        let accepted = self.accepted.iter().map(|unit| (plain(&unit.name), unit.factor.clone()));
        let mut accepted: Vec<_> = accepted.filter(|(name, _)| !name.is_empty()).collect();
        // In `5 % m` the unit is `% m`, though `5 %` before an m is a number.
        accepted.sort_by_key(|(name, _)| Reverse(name.len()));
        ReadableUnits { accepted, missing: self.missing.clone(), wrong: self.wrong.clone() }
    }
}

/// Units, ready to read numbers with.
#[derive(Debug, Clone)]
pub(crate) struct ReadableUnits {
    /// Names as they are compared, the longest first, and their factors.
    accepted: Vec<(String, Quotient)>,
    /// What a missing unit costs.
    pub(crate) missing: UnitRule,
    /// What a wrong unit costs.
    pub(crate) wrong: UnitRule,
}

impl ReadableUnits {
    /// Reads a number with or without a unit.
    pub(crate) fn read(&self, text: &str, mark: DecimalMark) -> Result<Quantity, NotANumber> {
        let text = plain(text);
        let number = |text: &str| Typed::read(text, mark).ok();
        let with_accepted = self.accepted.iter().find_map(|(name, factor)| {
            let without = [text.strip_suffix(name.as_str()), text.strip_prefix(name.as_str())];
            let number = without.into_iter().flatten().find_map(number)?;
            Some(Quantity { number, unit: TypedUnit::Accepted(factor.clone()) })
        });
        with_accepted
            .or_else(|| Some(Quantity { number: number(&text)?, unit: TypedUnit::Missing }))
            .or_else(|| Some(Quantity { number: beside_a_unit(&text, number)?, unit: TypedUnit::Other }))
            .ok_or(NotANumber)
    }
}

/// The name of a unit: something that could not be a part of the number.
pub(crate) fn lint_name(name: &str, report: &mut Report) {
    lint::said(name, limits::UNIT_CHARS, report);
    let folded = plain(name);
    let is_number = |text: String| Typed::read(&text, DecimalMark::Point).is_ok();
    let is_share = matches!(folded.as_str(), "%" | "‰");
    if !folded.is_empty() && !is_share && (is_number(format!("1{folded}")) || is_number(format!("{folded}1"))) {
        report.error(FindingCode::AmbiguousUnit, "this could be a part of the number");
    }
}

/// As units are compared: capital letters matter, and the sign for a millionth is the Greek letter it looks like.
fn plain(text: &str) -> String {
    fold(text, Case::Matters).replace('\u{b5}', "\u{3bc}")
}

/// The longest number that has something behind it, or before it, that reads as a unit.
fn beside_a_unit(text: &str, number: impl Fn(&str) -> Option<Typed>) -> Option<Typed> {
    if text::is_longer_than(text, limits::NUMBER_CHARS + 1 + limits::UNIT_CHARS) {
        return None;
    }
    let parts = || text.char_indices().map(|(at, _)| text.split_at(at));
    let number_with = |unit: &str, rest: &str| if is_unit(unit.trim()) { number(rest) } else { None };
    let behind = parts().rev().find_map(|(rest, unit)| number_with(unit, rest));
    behind.or_else(|| parts().find_map(|(unit, rest)| number_with(unit, rest)))
}

/// Letters and signs that begin like a unit, with digits only as powers: `frogs`, `m/s^2`, `€`; neither `x10` nor `e5`.
fn is_unit(text: &str) -> bool {
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return false };
    let begins = first.is_alphabetic() || "$€£¥₹₩₽¢°%‰′″".contains(first);
    let is_power = matches!(first, 'e' | 'E' | 'x' | 'X')
        && letters.next().is_some_and(|next| next.is_numeric() || "+-−".contains(next));
    let digits_alone = text.split(' ').any(|word| word.starts_with(char::is_numeric));
    begins && !is_power && !digits_alone && !text::is_longer_than(text, limits::UNIT_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let units = Units {
            accepted: vec![
                Unit::new("m"),
                Unit::new("cm").of("0.01".parse().unwrap()),
                Unit::new("%").of("1/100".parse().unwrap()),
                Unit::new("\u{b5}m").of("1e-6".parse().unwrap()),
                Unit::new("% m").of("2".parse().unwrap()),
                Unit::new("US $").of("3".parse().unwrap()),
            ],
            missing: UnitRule::default(),
            wrong: UnitRule::default(),
        };
        match units.readable().read(text, DecimalMark::Point) {
            Err(error) => error.to_string(),
            Ok(Quantity { number, unit: TypedUnit::Accepted(factor) }) => format!("{number} times {factor}"),
            Ok(Quantity { number, unit: TypedUnit::Other }) => format!("{number} of something"),
            Ok(Quantity { number, unit: TypedUnit::Missing }) => format!("{number} of nothing"),
        }
    }

    #[test]
    fn a_unit_stands_behind_the_number_or_before_it() {
        for (text, expected) in [
            ("3.14 m", "3.14 times 1"),
            ("3.14m", "3.14 times 1"),
            ("314cm", "314 times 0.01"),
            (" 3\u{a0}cm ", "3 times 0.01"),
            ("1.5e3 m", "1500 times 1"),
            ("314000000x10^-8m", "3.14 times 1"),
            ("3/4 m", "3/4 times 1"),
            ("50 %", "50 times 1/100"),
            ("50 % m", "50 times 2"),
            ("7 \u{b5}m", "7 times 0.000001"),
            ("7 \u{3bc}m", "7 times 0.000001"),
            ("US  $ 5", "5 times 3"),
            ("m 5", "5 times 1"),
            ("5", "5 of nothing"),
            ("1 332", "1332 of nothing"),
            ("5 ‰", "0.005 of nothing"),
            ("5 M", "5 of something"),
            ("3.14 frogs", "3.14 of something"),
            ("frog 1332", "1332 of something"),
            ("1e3 kg", "1000 of something"),
            ("5 m/s", "5 of something"),
            ("5 m/s^2", "5 of something"),
            ("5 m2", "5 of something"),
            ("5 s⁻¹", "5 of something"),
            ("20 °C", "20 of something"),
            ("5 ½ in", "11/2 of something"),
            ("1 500,75 kg", "1500.75 of something"),
            ("m", "not a number"),
            ("cm m", "not a number"),
            ("frog", "not a number"),
            ("", "not a number"),
            (". m", "not a number"),
            (".e8 m", "not a number"),
            ("3 4 m", "not a number"),
            ("3 4", "not a number"),
            ("1e5e5", "not a number"),
            ("1x10", "not a number"),
            ("> 3", "not a number"),
            ("3 frogs 4", "not a number"),
            ("1/0 m", "not a number"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let most = format!("{} {}", "9".repeat(limits::NUMBER_CHARS), "k".repeat(limits::UNIT_CHARS));
        assert!(read(&most).ends_with("of something"), "{}", read(&most));
        assert_eq!(read(&(most + "k")), "not a number");
    }

    #[test]
    fn a_unit_could_not_be_a_part_of_a_number() {
        for (name, findings) in [
            ("m", 0),
            ("%", 0),
            ("e", 0),
            ("US $", 0),
            ("m2", 0),
            ("", 1),
            ("e3", 1),
            ("x10^3", 1),
            ("0", 1),
            (".", 1),
            ("-", 1),
            ("½", 1),
            ("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", 1),
        ] {
            let mut report = Report::default();
            lint_name(name, &mut report);
            assert_eq!(report.findings().len(), findings, "{name}");
        }
    }
}
