use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, at_least_zero, no_share_of_zero};
use crate::{Decimal, lint::Report};

/// |x − a| ≤ |a| · within, both ends included. \[Moodle, numerical, relative\]
///
/// `{"rule": "relative", "within": 0.01}`: −200 includes −202 and −198.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    /// The share of the key's size, at least zero: 0.01 is one per cent.
    pub within: Decimal,
}

impl NumericScoring for Relative {
    fn interval(&self, value: &Decimal) -> Interval {
        Interval::around(value, &value.abs().times(&self.within))
    }

    fn describe(&self, value: &Decimal) -> String {
        if self.within.is_zero() { value.to_string() } else { format!("{value} ± {}%", self.within.times_ten_to(2)) }
    }

    fn lint(&self, value: &Decimal, report: &mut Report) {
        at_least_zero("within", &self.within, report);
        no_share_of_zero(value, &self.within, report);
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

    fn relative(within: &str) -> Tolerance {
        Relative { within: within.parse().unwrap() }.into()
    }

    #[test]
    fn the_tolerance_grows_with_the_keys_size() {
        check(
            relative,
            [
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
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(relative, [("200", "0.01", "200 ± 1%"), ("200", "0.125", "200 ± 12.5%"), ("200", "0", "200")]);
    }
}
