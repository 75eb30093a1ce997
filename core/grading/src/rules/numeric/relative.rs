use serde::{Deserialize, Serialize};

use super::NumericScoring;
use crate::{Decimal, FindingCode, Typed, lint::Report};

/// |x − a| ≤ |a| · within, both ends included. \[Moodle, numerical, relative\]
///
/// `{"rule": "relative", "within": 0.01}`: −200 includes −202 and −198.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    /// The share of the key's size, at least zero: 0.01 is one per cent.
    pub within: Decimal,
}

impl Relative {
    fn reach(&self, value: &Decimal) -> Decimal {
        value.abs().times(&self.within)
    }
}

impl NumericScoring for Relative {
    fn includes(&self, value: &Decimal, given: &Typed) -> bool {
        given.is_within(value, &self.reach(value))
    }

    fn ends(&self, value: &Decimal) -> [Decimal; 2] {
        let reach = self.reach(value);
        [value.minus(&reach), value.plus(&reach)]
    }

    fn describe(&self, value: &Decimal) -> String {
        if self.within.is_zero() { value.to_string() } else { format!("{value} ± {}%", self.within.hundredfold()) }
    }

    fn lint(&self, value: &Decimal, report: &mut Report) {
        if self.within.is_negative() {
            report.error_at("within", FindingCode::EmptyTolerance, "a tolerance below zero includes nothing");
        } else if value.is_zero() && !self.within.is_zero() {
            report.warning(FindingCode::EmptyTolerance, "a share of nothing is nothing: only 0 itself is right");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DecimalMark;

    #[test]
    fn the_tolerance_grows_with_the_keys_size() {
        for (value, within, given, expected) in [
            ("200", "0.01", "202", true),
            ("200", "0.01", "198", true),
            ("200", "0.01", "202.0001", false),
            ("-200", "0.01", "-202", true),
            ("-200", "0.01", "-198", true),
            ("-200", "0.01", "-197.99", false),
            ("0", "0.5", "0", true),
            ("0", "0.5", "0.0001", false),
            ("3", "0.1", "33/10", true),
            ("3", "0", "3", true),
            ("3", "0", "3.0000001", false),
        ] {
            let rule = Relative { within: within.parse().unwrap() };
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
        let describe = |within: &str| Relative { within: within.parse().unwrap() }.describe(&"200".parse().unwrap());
        assert_eq!(describe("0.01"), "200 ± 1%");
        assert_eq!(describe("0.125"), "200 ± 12.5%");
        assert_eq!(describe("0"), "200");
    }
}
