use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring};
use crate::{Decimal, FindingCode, lint::Report};

/// from ≤ x ≤ to, both ends included. \[Canvas, answer in a range\]
///
/// `{"value": 4, "tolerance": {"rule": "range", "from": 3.9, "to": 4.5}}`: includes 3.9 and 4.5. The key's value is one
/// of these numbers, the one that is shown as the best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least.
    pub from: Decimal,
    /// The greatest.
    pub to: Decimal,
}

impl NumericScoring for Range {
    fn interval(&self, _: &Decimal) -> Interval {
        Interval::between(self.from.clone(), self.to.clone())
    }

    fn describe(&self, value: &Decimal) -> String {
        format!("{value} {}", self.interval(value))
    }

    fn lint(&self, value: &Decimal, report: &mut Report) {
        if self.from > self.to {
            report.error_at("to", FindingCode::EmptyTolerance, "a range that ends before it begins includes nothing");
        } else if *value < self.from || *value > self.to {
            report.error(FindingCode::EmptyTolerance, "the key's own value is outside its range");
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

    /// `from to`.
    fn range(within: &str) -> Tolerance {
        let (from, to) = within.split_once(' ').unwrap();
        Range { from: from.parse().unwrap(), to: to.parse().unwrap() }.into()
    }

    #[test]
    fn both_ends_are_included_wherever_the_value_is() {
        check(
            range,
            [
                ("4", "3.9 4.5", "3.9", true),
                ("4", "3.9 4.5", "4.5", true),
                ("4", "3.9 4.5", "3.89", false),
                ("4", "3.9 4.5", "4.51", false),
                ("0", "-3 3", "-2.5", true),
                ("0", "-3 3", "-3.5", false),
                ("-2", "-3 -1", "-1", true),
                ("0.5", "0.25 0.75", "3/4", true),
                ("2", "3 1", "2", false),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(range, [("4", "3.9 4.5", "4 [3.9, 4.5]")]);
    }
}
