use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, at_least_zero, no_share_of_zero};
use crate::{Decimal, FindingCode, lint::Report};

/// a·(1 − below/100) ≤ x ≤ a·(1 + above/100), both ends included. \[QTI, equal with toleranceMode relative\]
///
/// To the letter, for items that come from elsewhere: for a < 0 the least is above the greatest, so that nothing is
/// right. In items of one's own `relative` does what was meant.
///
/// `{"rule": "strict_qti", "below": 10, "above": 20}`: 200 includes 180 and 240.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrictQti {
    /// Per cents below the key, at least zero.
    pub below: Decimal,
    /// Per cents above the key; where it is not stated, as many as below.
    #[serde(default)]
    pub above: Option<Decimal>,
}

impl StrictQti {
    fn above(&self) -> &Decimal {
        self.above.as_ref().unwrap_or(&self.below)
    }
}

impl NumericScoring for StrictQti {
    fn interval(&self, value: &Decimal) -> Interval {
        let least = Decimal::one().minus(&self.below.times_ten_to(-2));
        let greatest = Decimal::one().plus(&self.above().times_ten_to(-2));
        Interval::between(value.times(&least), value.times(&greatest))
    }

    fn describe(&self, value: &Decimal) -> String {
        format!("{value} {}", self.interval(value))
    }

    fn lint(&self, value: &Decimal, report: &mut Report) {
        at_least_zero("below", &self.below, report);
        if let Some(above) = &self.above {
            at_least_zero("above", above, report);
        }
        let both = self.below.plus(self.above());
        if value.is_negative() && !both.is_zero() && !both.is_negative() {
            let detail = "of a key below zero this includes nothing, as QTI has it; `relative` goes by the key's size";
            report.error(FindingCode::EmptyTolerance, detail);
        }
        no_share_of_zero(value, &both, report);
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

    /// `below`, or `below above`.
    fn strict(within: &str) -> Tolerance {
        let mut parts = within.split(' ').map(|part| part.parse().unwrap());
        StrictQti { below: parts.next().unwrap(), above: parts.next() }.into()
    }

    #[test]
    fn per_cents_are_taken_of_the_key_with_its_sign() {
        check(
            strict,
            [
                ("200", "10 20", "180", true),
                ("200", "10 20", "240", true),
                ("200", "10 20", "179.9", false),
                ("200", "10 20", "240.1", false),
                ("200", "10", "220", true),
                ("200", "10", "220.1", false),
                ("-200", "10 20", "-200", false),
                ("-200", "10 20", "-190", false),
                ("-200", "0", "-200", true),
                ("0", "10", "0", true),
                ("0", "10", "0.1", false),
                ("3", "0.5", "3.015", true),
                ("3", "0.5", "3.0151", false),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(strict, [("200", "10 20", "200 [180, 240]"), ("3", "0.5", "3 [2.985, 3.015]")]);
    }
}
