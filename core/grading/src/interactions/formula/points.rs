//! The points at which formulas are compared.

use super::{Formula, FormulaVariable};
use crate::{Decimal, generator::Generator, limits};

impl Formula {
    /// The values of all variables at each point; one point where there are none.
    pub(super) fn points(&self) -> Vec<Vec<f64>> {
        let ranges: Vec<Range> = self.variables.iter().take(limits::VARIABLES).map(FormulaVariable::range).collect();
        let mut generator = Generator::seeded(self.seed.into());
        let samples = if ranges.is_empty() { 1 } else { self.samples.clamp(1, limits::SAMPLES) };
        (0..samples).map(|_| ranges.iter().map(|range| range.draw(&mut generator)).collect()).collect()
    }
}

/// The values that a variable can take.
#[derive(Debug, PartialEq)]
pub(super) enum Range {
    Any {
        from: f64,
        to: f64,
        /// In order, as below.
        excluded: Vec<f64>,
    },
    Whole {
        from: i64,
        to: i64,
        /// All of them between both.
        excluded: Vec<i64>,
    },
}

impl FormulaVariable {
    pub(super) fn range(&self) -> Range {
        let (from, to) = (bounded(&self.domain.from), bounded(&self.domain.to));
        let excluded = self.exclude.iter().take(limits::OPTIONS).map(bounded);
        if self.integer {
            // Both are far within what an integer holds.
            let (from, to) = (libm::ceil(from) as i64, libm::floor(to) as i64);
            let excluded = excluded.filter(|value| libm::floor(*value) == *value).map(|value| value as i64);
            let mut excluded: Vec<i64> = excluded.filter(|value| (from..=to).contains(value)).collect();
            excluded.sort_unstable();
            excluded.dedup();
            Range::Whole { from, to, excluded }
        } else {
            let mut excluded: Vec<f64> = excluded.collect();
            excluded.sort_by(f64::total_cmp);
            Range::Any { from, to, excluded }
        }
    }
}

fn bounded(value: &Decimal) -> f64 {
    let most = limits::DOMAIN as f64;
    value.to_f64().clamp(-most, most)
}

impl Range {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Any { from, to, excluded } => from > to || (from == to && excluded.contains(from)),
            Self::Whole { from, to, excluded } => to - from < excluded.len() as i64,
        }
    }

    /// One of them, each with the same chance; the least where there is none.
    fn draw(&self, generator: &mut Generator) -> f64 {
        match self {
            Self::Any { from, to, excluded } => {
                let mut draw = || (from + (to - from) * generator.share()).clamp(from.min(*to), to.max(*from));
                // One more draw misses what the first hit.
                let (first, second) = (draw(), draw());
                if excluded.contains(&first) { second } else { first }
            }
            Self::Whole { from, to, excluded } => {
                let count = (to - from + 1 - excluded.len() as i64).max(1);
                let mut value = from + generator.below(usize::try_from(count).unwrap_or(usize::MAX)) as i64;
                // Each that is left out below moves it up by one.
                for excluded in excluded {
                    if *excluded <= value {
                        value += 1;
                    }
                }
                value as f64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(from: &str, to: &str, exclude: &[&str], integer: bool) -> FormulaVariable {
        FormulaVariable {
            exclude: exclude.iter().map(|value| value.parse().unwrap()).collect(),
            integer,
            ..FormulaVariable::new("x", from.parse().unwrap(), to.parse().unwrap())
        }
    }

    #[test]
    fn values_are_drawn_from_the_whole_domain_and_nowhere_else() {
        for (from, to, exclude, expected) in [
            ("-2", "2", &[][..], &[-2, -1, 0, 1, 2][..]),
            ("-2", "2", &["0"], &[-2, -1, 1, 2]),
            ("-2.5", "2.5", &["-2", "0", "0", "2", "7", "0.5"], &[-1, 1]),
            ("3", "3", &[], &[3]),
            ("1", "4", &["1", "2", "3"], &[4]),
        ] {
            let formula = Formula { samples: 100, ..Formula::new(vec![variable(from, to, exclude, true)], Vec::new()) };
            let mut drawn: Vec<i64> = formula.points().iter().map(|point| point[0] as i64).collect();
            drawn.sort_unstable();
            drawn.dedup();
            assert_eq!(drawn, expected, "{from} to {to} without {exclude:?}");
        }
        let formula =
            Formula { samples: 100, ..Formula::new(vec![variable("-0.5", "1.5", &["0"], false)], Vec::new()) };
        let points = formula.points();
        assert!(points.iter().all(|point| (-0.5..=1.5).contains(&point[0])));
        let below = points.iter().filter(|point| point[0] < 0.0).count();
        assert!((15..35).contains(&below), "{below} of 100");
        assert_eq!(points, formula.points(), "the same each time");
        assert_ne!(points, Formula { seed: 1, ..formula }.points());
    }

    #[test]
    fn a_domain_without_values_is_known() {
        for (from, to, exclude, integer, empty) in [
            ("0", "1", &[][..], false, false),
            ("1", "0", &[], false, true),
            ("1", "1", &[], false, false),
            ("1", "1", &["1"], false, true),
            ("0.2", "0.8", &[], true, true),
            ("0.2", "1.8", &["1"], true, true),
            ("0.2", "1.8", &[], true, false),
            ("2", "1", &[], true, true),
            ("2", "-3", &[], true, true),
        ] {
            let range = variable(from, to, exclude, integer).range();
            assert_eq!(range.is_empty(), empty, "{range:?}");
            range.draw(&mut Generator::default());
        }
    }
}
