use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, at_least_zero, no_share_of_zero};
use crate::{Decimal, lint::Report, number::Quotient};

/// Between a/(1 + within) and a·(1 + within), both included; for a < 0 the ends change sides.
/// \[Moodle, numerical, geometric\]
///
/// `{"rule": "geometric", "within": 1}`: 7 includes everything from 3.5 to 14, and −7 from −14 to −3.5.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Geometric {
    /// By how much the factor is above one; at least zero: with 1 half and twice the value are right.
    pub within: Decimal,
}

impl Geometric {
    fn factor(&self) -> Decimal {
        Decimal::one().plus(&self.within)
    }
}

impl NumericScoring for Geometric {
    fn interval(&self, value: &Decimal) -> Interval {
        let far = Quotient::from(value.times(&self.factor()));
        match Quotient::new(value.clone(), self.factor()).filter(|_| !self.within.is_negative()) {
            None => Interval::nothing(),
            Some(near) if value.is_negative() => Interval::between(far, near),
            Some(near) => Interval::between(near, far),
        }
    }

    fn describe(&self, value: &Decimal) -> String {
        if self.within.is_zero() { value.to_string() } else { format!("{value} ×÷ {}", self.factor()) }
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

    fn geometric(within: &str) -> Tolerance {
        Geometric { within: within.parse().unwrap() }.into()
    }

    #[test]
    fn the_tolerance_is_a_factor() {
        check(
            geometric,
            [
                ("7", "1", "3.49", false),
                ("7", "1", "3.5", true),
                ("7", "1", "7", true),
                ("7", "1", "14", true),
                ("7", "1", "14.01", false),
                ("-7", "1", "-3.5", true),
                ("-7", "1", "-3.49", false),
                ("-7", "1", "-14", true),
                ("-7", "1", "-14.01", false),
                ("-7", "1", "7", false),
                ("7", "2", "7/3", true),
                ("7", "2", "2.333333333333333333", false),
                ("7", "0", "7", true),
                ("7", "0", "7.1", false),
                ("0", "1", "0", true),
                ("0", "1", "0.1", false),
                ("7", "-0.5", "7", false),
                ("-7", "-0.5", "-7", false),
                ("7", "-1", "7", false),
                ("7", "-2", "-7", false),
                ("-7", "-2", "7", false),
                ("0", "-0.5", "0", false),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(geometric, [("7", "1", "7 ×÷ 2"), ("7", "0.25", "7 ×÷ 1.25"), ("7", "0", "7")]);
    }
}
