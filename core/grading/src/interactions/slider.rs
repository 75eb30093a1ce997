use serde::{Deserialize, Serialize};

use super::{
    NumericKey,
    numeric::{described, key_of},
};
use crate::{
    BlindGuess, Decimal, FindingCode, Fraction, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, correct},
    number::Ratio,
};

/// A number that is set on a line, compared with keys in their order as that of a [`Numeric`](super::Numeric) is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slider {
    /// Where it begins.
    pub lower: Decimal,
    /// Where it ends: some steps above the lower bound, at most [`limits::SLIDER_STEPS`].
    pub upper: Decimal,
    /// From one position to the next; above zero.
    pub step: Decimal,
    /// Whether the lower bound is shown at the right, or at the top.
    #[serde(default)]
    pub reverse: bool,
    /// How it lies.
    #[serde(default)]
    pub orientation: Orientation,
    /// At least one that earns full marks at some position.
    pub keys: Vec<NumericKey>,
}

/// How something lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// From left to right.
    #[default]
    Horizontal,
    /// From bottom to top.
    Vertical,
}

/// A [`Slider`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSlider {
    /// Where it begins.
    pub lower: Decimal,
    /// Where it ends.
    pub upper: Decimal,
    /// From one position to the next.
    pub step: Decimal,
    /// Whether the lower bound is shown at the right, or at the top.
    #[serde(default)]
    pub reverse: bool,
    /// How it lies.
    #[serde(default)]
    pub orientation: Orientation,
}

/// The positions of a slider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positions<'a> {
    pub(crate) lower: &'a Decimal,
    pub(crate) upper: &'a Decimal,
    pub(crate) step: &'a Decimal,
}

impl Positions<'_> {
    /// Whether a number lies between the bounds, both included.
    pub(crate) fn bound(self, number: &Decimal) -> bool {
        self.lower <= number && number <= self.upper
    }

    /// How many steps lead from the lower bound to this number; nothing where none end there, or too many.
    pub(crate) fn steps_to(self, number: &Decimal) -> Option<u32> {
        let steps = first(limits::SLIDER_STEPS + 1, |steps| self.at(steps) >= *number);
        (self.at(steps).cmp(number).is_eq() && steps <= limits::SLIDER_STEPS).then_some(steps)
    }

    fn at(self, steps: u32) -> Decimal {
        self.lower.plus(&self.step.times(&Decimal::scaled(steps, 0)))
    }
}

/// The first of so many numbers from 0 of which something is true that is then true of all others; their count where there is none.
fn first(count: u32, is: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if is(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

impl Slider {
    pub(crate) fn to_paper(&self) -> PaperSlider {
        PaperSlider {
            lower: self.lower.clone(),
            upper: self.upper.clone(),
            step: self.step.clone(),
            reverse: self.reverse,
            orientation: self.orientation,
        }
    }

    fn positions(&self) -> Positions<'_> {
        Positions { lower: &self.lower, upper: &self.upper, step: &self.step }
    }

    /// For each position the key that decides there, if one does; nothing where the bounds are not whole steps apart.
    fn deciding(&self) -> Option<Vec<Option<usize>>> {
        let positions = self.positions();
        let count = positions.steps_to(&self.upper).filter(|_| self.lower < self.upper)? + 1;
        let mut deciding = vec![None; count as usize];
        for (index, key) in self.keys.iter().enumerate().take(limits::KEYS) {
            let interval = key.interval();
            let side = |steps: u32| interval.side(&positions.at(steps).into());
            let (from, to) = (first(count, |steps| side(steps).is_ge()), first(count, |steps| side(steps).is_gt()));
            for place in deciding.iter_mut().take(to as usize).skip(from as usize) {
                place.get_or_insert(index);
            }
        }
        Some(deciding)
    }

    /// Any position. Where they are not whole steps apart, which lint tells, nothing is reckoned.
    pub(crate) fn blind_guess(&self) -> BlindGuess {
        let Some(deciding) = self.deciding() else { return BlindGuess::NOTHING };
        let count = deciding.len();
        let earned = Ratio::sum(deciding.into_iter().flatten().filter_map(|key| Some(self.keys.get(key)?.earns())));
        BlindGuess::exactly(earned.times(Ratio::share(1, count)).to_f64())
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        let deciding = self.deciding();
        if self.lower >= self.upper {
            report.error_at("upper", FindingCode::OutOfRange, "the upper bound is above the lower one");
        } else if self.step.is_zero() || self.step.is_negative() {
            report.error_at("step", FindingCode::OutOfRange, "a step is above 0");
        } else if self.positions().at(limits::SLIDER_STEPS) < self.upper {
            report.error_at(
                "step",
                FindingCode::TooMany,
                format!("there are more than {} steps", limits::SLIDER_STEPS),
            );
        } else if deciding.is_none() {
            report.error_at("step", FindingCode::OutOfRange, "no whole number of steps leads to the upper bound");
        }
        report.within("keys", |report| {
            lint::at_most(&self.keys, limits::KEYS, report);
            for (index, key) in self.keys.iter().enumerate().take(limits::KEYS) {
                report.within(index, |report| {
                    key.lint(report);
                    if deciding.as_ref().is_some_and(|deciding| !deciding.contains(&Some(index))) {
                        let detail = "no position reaches this key, or earlier keys take all that would";
                        report.warning(FindingCode::ShadowedKey, detail);
                    }
                });
            }
            let earns_all = |index: &usize| self.keys.get(*index).is_some_and(|key| key.fraction == Fraction::ONE);
            if self.keys.is_empty() {
                report.error(FindingCode::NoKey, "there is no key");
            } else if !deciding.map_or_else(
                || (0..self.keys.len()).any(|index| earns_all(&index)),
                |deciding| deciding.iter().flatten().any(earns_all),
            ) {
                report.error(FindingCode::UnreachableMaximum, "no position earns full marks");
            }
        });
    }

    pub(crate) fn assess(&self, value: Option<&Decimal>, points: Points) -> Assessed {
        let key = value.and_then(|value| key_of(&self.keys, &value.clone().into()));
        let fraction = key.map_or(Ratio::ZERO, |key| key.earns().into());
        let given = value.map(Decimal::to_string);
        let part = PartOutcome::new("", given.as_deref(), described(&self.keys).as_deref())
            .earning(fraction, points)
            .judged(correct(fraction))
            .saying(key.map_or("", |key| &key.feedback));
        Assessed::whole(fraction, part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tolerance;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn slider(lower: &str, upper: &str, step: &str, keys: &[(&str, &str, &str)]) -> Slider {
        let key = |(value, within, fraction): &(&str, &str, &str)| NumericKey {
            fraction: fraction.parse().unwrap(),
            ..NumericKey::new(decimal(value), Tolerance::absolute(decimal(within)))
        };
        Slider {
            lower: decimal(lower),
            upper: decimal(upper),
            step: decimal(step),
            reverse: false,
            orientation: Orientation::default(),
            keys: keys.iter().map(key).collect(),
        }
    }

    #[test]
    fn positions_are_whole_steps_from_the_lower_bound() {
        for (lower, step, number, expected) in [
            ("0", "0.1", "0.7", Some(7)),
            ("0", "0.1", "0", Some(0)),
            ("0", "0.1", "0.75", None),
            ("-1.5", "0.25", "1", Some(10)),
            ("-1.5", "0.25", "-1.75", None),
            ("1e-200", "1e-200", "1e-196", Some(9_999)),
            ("0", "1e-4", "1", Some(10_000)),
            ("0", "1e-4", "1.0001", None),
            ("0", "1e-399", "1e399", None),
            ("0", "0", "0", Some(0)),
            ("0", "0", "1", None),
            ("0", "-1", "-1", None),
        ] {
            let slider = slider(lower, "2", step, &[]);
            assert_eq!(slider.positions().steps_to(&decimal(number)), expected, "{lower} + {step}n = {number}");
        }
    }

    #[test]
    fn a_blind_guess_counts_the_positions_that_earn() {
        for (keys, expected) in [
            (&[("5", "0", "1")][..], 1.0 / 11.0),
            (&[("5", "1", "1")], 3.0 / 11.0),
            (&[("5", "1.5", "1")], 3.0 / 11.0),
            (&[("5", "0", "1"), ("5", "2", "1/2")], 3.0 / 11.0),
            (&[("5", "2", "1/2"), ("5", "0", "1")], 2.5 / 11.0),
            (&[("0", "1", "1"), ("10", "0", "1")], 3.0 / 11.0),
            (&[("0.5", "0.1", "1")], 0.0),
            (&[], 0.0),
        ] {
            let guess = slider("0", "10", "1", keys).blind_guess();
            assert!((guess.share - expected).abs() < 1e-12 && guess.margin == 0.0, "{guess:?} {keys:?}");
        }
        assert_eq!(slider("0", "10", "3", &[("3", "0", "1")]).blind_guess(), BlindGuess::NOTHING);
    }

    #[test]
    fn the_first_key_that_includes_the_position_decides() {
        let slider = slider("0", "10", "0.5", &[("7.5", "0.5", "1"), ("7.5", "2", "1/3"), ("7.5", "9", "0")]);
        for (value, expected) in [
            (Some("7.5"), Ratio::ONE),
            (Some("8"), Ratio::ONE),
            (Some("8.5"), Ratio::share(1, 3)),
            (Some("5"), Ratio::ZERO),
            (None, Ratio::ZERO),
        ] {
            let assessed = slider.assess(value.map(decimal).as_ref(), Points::whole(3));
            assert_eq!(assessed.parts[0].points, Some(expected.of(Points::whole(3))), "{value:?}");
            assert_eq!(assessed.parts[0].given.as_deref(), value);
            assert_eq!(assessed.parts[0].expected.as_deref(), Some("7.5 ± 0.5"));
        }
    }
}
