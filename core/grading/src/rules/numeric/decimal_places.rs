use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, around};
use crate::{Decimal, FindingCode, limits, lint::Report};

/// |x − a| < 0.51·10^−places; the ends are not included. \[PrairieLearn, number input, decdig\]
///
/// A little more than half of the last place, so that it makes no difference how a half is rounded.
///
/// `{"rule": "decimal_places", "places": 2}`: 2 includes 2.005, but not 2.0051.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecimalPlaces {
    /// How many places behind the decimal mark count: at most [`limits::FIGURES`]; none for whole numbers.
    pub places: u8,
}

impl DecimalPlaces {
    fn reach(&self) -> Decimal {
        Decimal::scaled(51, -2 - i32::from(self.places))
    }
}

impl NumericScoring for DecimalPlaces {
    fn interval(&self, value: &Decimal) -> Interval {
        Interval::around(value, &self.reach()).open()
    }

    fn describe(&self, value: &Decimal) -> String {
        around(value, &self.reach())
    }

    fn lint(&self, _: &Decimal, report: &mut Report) {
        if self.places > limits::FIGURES {
            let most = limits::FIGURES;
            report.error_at("places", FindingCode::OutOfRange, format!("at most {most} places can be asked for"));
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

    fn places(within: &str) -> Tolerance {
        DecimalPlaces { places: within.parse().unwrap() }.into()
    }

    #[test]
    fn half_of_the_last_place_is_let_pass_and_a_little_more() {
        check(
            places,
            [
                ("1", "2", "1.01", false),
                ("1.005", "2", "1.001", true),
                ("2", "2", "2.005", true),
                ("2", "2", "2.00509", true),
                ("2", "2", "2.0051", false),
                ("-2", "2", "-2.005", true),
                ("-2", "2", "-2.0051", false),
                ("0", "0", "0.5", true),
                ("0", "0", "-0.51", false),
                ("12345", "0", "12345.5", true),
                ("0.01", "1", "0.05", true),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(places, [("3.14", "2", "3.14 ± 0.0051"), ("3", "0", "3 ± 0.51")]);
    }
}
