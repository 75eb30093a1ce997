//! Whether two formulas are equal, as far as values tell.

use super::Formula;
use crate::expression::{Expression, Measured};

/// Absolute and relative, as doubles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Within {
    absolute: f64,
    relative: f64,
}

impl Formula {
    pub(super) fn tolerance(&self) -> Within {
        Within { absolute: self.tolerance.absolute.to_f64(), relative: self.tolerance.relative.to_f64() }
    }
}

/// What points say of two formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Equal,
    Different,
    /// At too few points both have values that can be told apart.
    Unknown,
}

/// The values of a formula at all points.
pub(super) struct Values(Vec<Measured>);

impl Values {
    pub(super) fn of(expression: &Expression, points: &[Vec<f64>]) -> Self {
        points.iter().map(|point| expression.measure(point)).collect()
    }

    /// So many points must agree.
    fn enough(&self) -> usize {
        self.0.len().div_ceil(4).max(1)
    }

    /// At how many points there is a value.
    pub(super) fn defined(&self) -> usize {
        self.0.iter().filter(|value| value.is_defined() && value.noise.is_finite()).count()
    }

    /// Whether there is a value at enough points to be compared by.
    pub(super) fn are_enough(&self) -> bool {
        self.defined() >= self.enough()
    }

    /// Compares with a key, which is evaluated no further than it takes.
    pub(super) fn compare(&self, key: &Expression, points: &[Vec<f64>], within: &Within) -> Compared {
        self.compare_with(points.iter().map(|point| key.measure(point)), within)
    }

    pub(super) fn compare_with(&self, key: impl Iterator<Item = Measured>, within: &Within) -> Compared {
        let mut agreed = 0;
        for (key, given) in key.zip(&self.0) {
            match compare(key, *given, within) {
                Compared::Equal => agreed += 1,
                Compared::Different => return Compared::Different,
                Compared::Unknown => {}
            }
        }
        if agreed >= self.enough() { Compared::Equal } else { Compared::Unknown }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Measured> {
        self.0.iter().copied()
    }
}

impl FromIterator<Measured> for Values {
    fn from_iter<I: IntoIterator<Item = Measured>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// At one point.
fn compare(key: Measured, given: Measured, within: &Within) -> Compared {
    let noise = key.noise + given.noise;
    match (key.is_defined(), given.is_defined()) {
        (false, false) => return Compared::Unknown,
        (true, true) => {}
        _ if noise == f64::INFINITY => return Compared::Unknown,
        _ => return Compared::Different,
    }
    let reach = within.absolute + key.value.abs() * within.relative;
    let distance = (key.value - given.value).abs();
    if distance > reach + noise {
        Compared::Different
    } else if noise > reach || distance > reach {
        Compared::Unknown
    } else {
        Compared::Equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_says_as_much_as_rounding_leaves() {
        let within = Within { absolute: 0.0, relative: 0.01 };
        let nothing = f64::NAN;
        for (key, given, expected) in [
            ((100.0, 0.0), (101.0, 0.0), Compared::Equal),
            ((100.0, 0.0), (99.0, 0.0), Compared::Equal),
            ((-100.0, 0.0), (-101.0, 0.0), Compared::Equal),
            ((100.0, 0.0), (101.1, 0.0), Compared::Different),
            ((100.0, 0.0), (-100.0, 0.0), Compared::Different),
            ((0.0, 0.0), (0.0, 0.0), Compared::Equal),
            ((0.0, 0.0), (1e-300, 0.0), Compared::Different),
            ((0.0, 0.0), (1e-17, 1e-16), Compared::Unknown),
            ((0.0, 1e-16), (0.1, 1e-16), Compared::Different),
            ((100.0, 0.5), (101.1, 0.4), Compared::Unknown),
            ((100.0, 0.5), (101.0, 0.4), Compared::Equal),
            ((100.0, 2.0), (100.0, 0.0), Compared::Unknown),
            ((100.0, 2.0), (104.0, 0.0), Compared::Different),
            ((100.0, 0.0), (1e9, f64::INFINITY), Compared::Unknown),
            ((nothing, 0.0), (nothing, 0.0), Compared::Unknown),
            ((nothing, 0.0), (1.0, 0.0), Compared::Different),
            ((1.0, 0.0), (nothing, 0.0), Compared::Different),
            ((nothing, 0.0), (1.0, f64::INFINITY), Compared::Unknown),
        ] {
            let measured = |(value, noise)| Measured { value, noise };
            assert_eq!(compare(measured(key), measured(given), &within), expected, "{key:?} {given:?}");
        }
        let absolute = Within { absolute: 0.1, relative: 0.0 };
        let measured = |value| Measured { value, noise: 1e-16 };
        assert_eq!(compare(measured(0.0), measured(0.05), &absolute), Compared::Equal);
    }
}
