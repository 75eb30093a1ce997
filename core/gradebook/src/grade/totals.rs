use std::fmt;

use pediafor_grading::Points;
use pediafor_kernel::events::MarkingRules;
use serde::{Serialize, Serializer};

/// A share of the maximum in per cent with two decimals, rounded half away from zero. In JSON a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(i64);

impl Percentage {
    /// So many hundredths of a per cent.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The number of hundredths of a per cent.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `points` as a share of `maximum`; `None` where there is nothing to be had.
    pub fn of(points: Points, maximum: Points) -> Option<Self> {
        rounded(i128::from(points.millionths()) * 10_000, i128::from(maximum.millionths()))
    }

    /// The mean of `count` percentages that add up to `sum` hundredths; `None` of none.
    pub fn mean(sum: i64, count: u64) -> Option<Self> {
        rounded(sum.into(), count.into())
    }
}

/// `part / whole`, rounded half away from zero; `None` where `whole` is not positive.
fn rounded(part: i128, whole: i128) -> Option<Percentage> {
    if whole <= 0 {
        return None;
    }
    let half = part.signum() * whole;
    i64::try_from((2 * part + half) / (2 * whole)).ok().map(Percentage)
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

impl Serialize for Percentage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Division rounds correctly: the double nearest to the decimal, which prints as that decimal.
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

/// What a submission earned altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Points earned: the exact sum over the items, lifted to zero where the rules say so.
    pub points: Points,
    /// Points to be had.
    pub maximum: Points,
    /// Their share; `None` where there is nothing to be had.
    pub percentage: Option<Percentage>,
    /// Whether the share reaches the pass mark, by exact comparison; `None` where there is no pass mark.
    pub passed: Option<bool>,
}

impl Totals {
    /// Adds up `(points, maximum)` of each item.
    pub fn of(items: impl IntoIterator<Item = (Points, Points)>, rules: &MarkingRules) -> Self {
        let (mut points, mut maximum) = (0_i64, 0_i64);
        for (earned, possible) in items {
            points = points.saturating_add(earned.millionths());
            maximum = maximum.saturating_add(possible.millionths());
        }
        if rules.floor_at_zero {
            points = points.max(0);
        }
        let passed =
            rules.pass_percent.map(|percent| i128::from(points) * 100 >= i128::from(maximum) * i128::from(percent));
        let (points, maximum) = (Points::from_millionths(points), Points::from_millionths(maximum));
        Self { points, maximum, percentage: Percentage::of(points, maximum), passed }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(millionths: i64) -> Points {
        Points::from_millionths(millionths)
    }

    #[test]
    fn a_percentage_is_rounded_half_away_from_zero() {
        for (earned, maximum, expected) in [
            (2, 3, Some("66.67")),
            (1, 3, Some("33.33")),
            (-1, 3, Some("-33.33")),
            (1, 20_000, Some("0.01")),
            (-1, 20_000, Some("-0.01")),
            (1, 20_001, Some("0.00")),
            (7, 7, Some("100.00")),
            (0, 7, Some("0.00")),
            (0, 0, None),
            (1, 0, None),
        ] {
            let percentage = Percentage::of(points(earned), points(maximum)).map(|p| p.to_string());
            assert_eq!(percentage.as_deref(), expected, "{earned}/{maximum}");
        }
        assert_eq!(serde_json::to_string(&Percentage::from_hundredths(6667)).unwrap(), "66.67");
    }

    #[test]
    fn the_pass_mark_is_compared_exactly_and_not_by_the_rounded_share() {
        let rules = MarkingRules { pass_percent: Some(50), ..MarkingRules::default() };
        let passed = |earned| Totals::of([(points(earned), points(2_000_001))], &rules).passed;
        assert_eq!(passed(1_000_000), Some(false), "49.999975 per cent shows as 50.00");
        assert_eq!(passed(1_000_001), Some(true));
        assert_eq!(Totals::of([(points(1), points(1))], &MarkingRules::default()).passed, None);
    }

    #[test]
    fn a_total_below_zero_is_lifted_only_where_the_rules_say_so() {
        let items = [(points(-3), points(5)), (points(1), points(5))];
        let floored = MarkingRules::default();
        let bare = MarkingRules { floor_at_zero: false, ..floored.clone() };
        assert_eq!(Totals::of(items, &floored).points, Points::ZERO);
        assert_eq!(Totals::of(items, &bare).points, points(-2));
        assert_eq!(Totals::of(items, &bare).maximum, points(10));
    }

    proptest! {
        #[test]
        fn a_total_is_the_exact_sum_in_any_order(
            items in proptest::collection::vec((-1_000_000_i64..=1_000_000_000_000, 0_i64..=1_000_000_000_000), 0..50),
        ) {
            let rules = MarkingRules { floor_at_zero: false, ..MarkingRules::default() };
            let pairs = || items.iter().map(|(earned, possible)| (points(*earned), points(*possible)));
            let totals = Totals::of(pairs(), &rules);
            prop_assert_eq!(totals.points.millionths(), items.iter().map(|(earned, _)| earned).sum::<i64>());
            prop_assert_eq!(totals, Totals::of(pairs().rev(), &rules));
        }
    }
}
