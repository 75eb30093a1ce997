use serde::{Deserialize, Serialize};

use super::{Interval, NumericScoring, around};
use crate::{Decimal, FindingCode, limits, lint::Report};

/// |x − a| < 0.51·10^(⌊log₁₀|a|⌋ − figures + 1), for a = 0: 0.51·10^(1 − figures); the ends are not included.
/// \[PrairieLearn, number input, sigfig\]
///
/// A little more than half of the last figure, so that it makes no difference how a half is rounded.
///
/// `{"rule": "significant_figures", "figures": 2}`: 0.1 includes 0.095 and 0.105, but not 0.094.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignificantFigures {
    /// How many figures of the key count: at least one, at most [`limits::FIGURES`].
    pub figures: u8,
}

impl SignificantFigures {
    fn reach(&self, value: &Decimal) -> Decimal {
        let last = value.magnitude().unwrap_or(0) + 1 - i32::from(self.figures);
        Decimal::scaled(51, last - 2)
    }
}

impl NumericScoring for SignificantFigures {
    fn interval(&self, value: &Decimal) -> Interval {
        Interval::around(value, &self.reach(value)).open()
    }

    fn describe(&self, value: &Decimal) -> String {
        around(value, &self.reach(value))
    }

    fn lint(&self, _: &Decimal, report: &mut Report) {
        if !(1..=limits::FIGURES).contains(&self.figures) {
            let most = limits::FIGURES;
            report.error_at("figures", FindingCode::OutOfRange, format!("from 1 to {most} figures can be asked for"));
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

    fn figures(within: &str) -> Tolerance {
        SignificantFigures { figures: within.parse().unwrap() }.into()
    }

    #[test]
    fn half_of_the_last_figure_is_let_pass_and_a_little_more() {
        check(
            figures,
            [
                ("0.1", "2", "0.095", true),
                ("0.1", "2", "0.105", true),
                ("0.1", "2", "0.094", false),
                ("0.1", "2", "0.0949", false),
                ("0.1", "2", "0.1051", false),
                ("0.1", "2", "0.10509", true),
                ("-0.1", "2", "-0.095", true),
                ("-0.1", "2", "-0.094", false),
                ("1234", "3", "1230", true),
                ("1234", "3", "1239", true),
                ("1234", "3", "1239.1", false),
                ("999", "1", "1000", true),
                ("1000", "1", "1509", true),
                ("1000", "1", "1510", false),
                ("0", "1", "0.5", true),
                ("0", "1", "0.51", false),
                ("0", "3", "-0.005", true),
                ("0", "3", "-0.0051", false),
                ("1.5e300", "2", "1.55e300", true),
                ("1.5e300", "2", "1.56e300", false),
                ("3", "255", "3", true),
            ],
        );
    }

    #[test]
    fn it_is_described_for_people() {
        check_text(figures, [("3.14", "3", "3.14 ± 0.0051"), ("1500", "2", "1500 ± 51")]);
    }
}
