use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, around, at_least_zero, no_share_of_zero};
use crate::{Decimal, lint::Report};

/// |x − a| ≤ absolute + |a| · relative, both ends included. \[PrairieLearn, number input, relabs: atol, rtol\]
///
/// `{"rule": "relabs", "absolute": 0.1, "relative": 0.01}`: 200 includes 197.9 and 202.1, and 0 includes 0.1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relabs {
    /// The amount, at least zero; by default zero.
    #[serde(default)]
    pub absolute: Decimal,
    /// The share of the key's size, at least zero; by default zero.
    #[serde(default)]
    pub relative: Decimal,
}

impl Relabs {
    fn reach(&self, value: &Decimal) -> Decimal {
        value.abs().times(&self.relative).plus(&self.absolute)
    }
}

impl NumericScoring for Relabs {
    fn interval(&self, value: &Decimal) -> Interval {
        Interval::around(value, &self.reach(value))
    }

    fn describe(&self, value: &Decimal) -> String {
        around(value, &self.reach(value))
    }

    fn lint(&self, value: &Decimal, report: &mut Report) {
        at_least_zero("absolute", &self.absolute, report);
        at_least_zero("relative", &self.relative, report);
        if self.absolute.is_zero() {
            no_share_of_zero(value, &self.relative, report);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            Tolerance,
            tests::{check, check_text},
        },
        *,
    };

    /// `absolute + relative`.
    fn relabs(within: &str) -> Tolerance {
        let (absolute, relative) = within.split_once(" + ").unwrap();
        Relabs { absolute: absolute.parse().unwrap(), relative: relative.parse().unwrap() }.into()
    }

    #[test]
    fn the_amount_and_the_share_add_up() {
        check(
            relabs,
            [
                ("200", "0.1 + 0.01", "202.1", true),
                ("200", "0.1 + 0.01", "197.9", true),
                ("200", "0.1 + 0.01", "202.11", false),
                ("-200", "0.1 + 0.01", "-202.1", true),
                ("-200", "0.1 + 0.01", "-202.11", false),
                ("0", "0.1 + 0.01", "0.1", true),
                ("0", "0.1 + 0.01", "-0.11", false),
                ("1", "0.1 + 0.1", "1.2", true),
                ("1", "0.1 + 0.1", "1.21", false),
                ("3", "0 + 0", "3", true),
                ("3", "0 + 0", "3.1", false),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(relabs, [("200", "0.1 + 0.01", "200 ± 2.1"), ("50", "0 + 0.1", "50 ± 5"), ("3", "0 + 0", "3")]);
    }
}
