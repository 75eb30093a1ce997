use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, around, at_least_zero};
use crate::{Decimal, lint::Report};

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
    fn interval(&self, value: &Decimal) -> Interval {
        Interval::around(value, &self.within)
    }

    fn describe(&self, value: &Decimal) -> String {
        around(value, &self.within)
    }

    fn lint(&self, _: &Decimal, report: &mut Report) {
        at_least_zero("within", &self.within, report);
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

    fn absolute(within: &str) -> Tolerance {
        Absolute { within: within.parse().unwrap() }.into()
    }

    #[test]
    fn both_ends_are_included_and_nothing_beyond() {
        check(
            absolute,
            [
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
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(absolute, [("-11.7", "0.02", "-11.7 ± 0.02"), ("-11.7", "0", "-11.7")]);
    }
}
