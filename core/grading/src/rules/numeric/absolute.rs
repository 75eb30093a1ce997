use serde::{Deserialize, Serialize};

use super::NumericScoring;
use crate::{Decimal, FindingCode, Typed, lint::Report};

/// |x − a| ≤ within, both ends included. \[Moodle, numerical, nominal; Canvas, exact answer with margin\]
///
/// `{"rule": "absolute", "within": 0.02}`: −11.7 includes −11.72 and −11.68.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absolute {
    /// At least zero, which allows the value alone.
    pub within: Decimal,
}

impl NumericScoring for Absolute {
    fn includes(&self, value: &Decimal, given: &Typed) -> bool {
        given.is_within(value, &self.within)
    }

    fn ends(&self, value: &Decimal) -> [Decimal; 2] {
        [value.minus(&self.within), value.plus(&self.within)]
    }

    fn describe(&self, value: &Decimal) -> String {
        if self.within.is_zero() { value.to_string() } else { format!("{value} ± {}", self.within) }
    }

    fn lint(&self, _: &Decimal, report: &mut Report) {
        if self.within.is_negative() {
            report.error_at("within", FindingCode::EmptyTolerance, "a tolerance below zero includes nothing");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DecimalMark;

    #[test]
    fn both_ends_are_included_and_nothing_beyond() {
        for (value, within, given, expected) in [
            ("7", "1", "5.99", false),
            ("7", "1", "6", true),
            ("7", "1", "8", true),
            ("7", "1", "8.01", false),
            ("-11.7", "0.02", "-11.72", true),
            ("-11.7", "0.02", "-11.68", true),
            ("-11.7", "0.02", "-11.7200000000000000001", false),
            ("-11.7", "0.02", "11.7", false),
            ("0", "0", "0", true),
            ("0", "0", "-0.0", true),
            ("0", "0.1", "-0.1", true),
            ("0.75", "0", "3/4", true),
            ("0.333", "0.001", "1/3", true),
            ("0.333", "0.0001", "1/3", false),
            ("6.02e23", "1e21", "6.03e23", true),
            ("6.02e23", "1e20", "6.03e23", false),
            ("1", "-1", "1", false),
        ] {
            let rule = Absolute { within: within.parse().unwrap() };
            let given_number = Typed::read(given, DecimalMark::Point).unwrap();
            assert_eq!(
                rule.includes(&value.parse().unwrap(), &given_number),
                expected,
                "{given} for {value} ± {within}"
            );
        }
    }

    #[test]
    fn it_is_described_for_people() {
        let describe = |within: &str| Absolute { within: within.parse().unwrap() }.describe(&"-11.7".parse().unwrap());
        assert_eq!(describe("0.02"), "-11.7 ± 0.02");
        assert_eq!(describe("0"), "-11.7");
    }
}
