//! What wrong things cost, down to a floor.

use crate::{Fraction, number::Ratio};

/// In these parts costs are whole numbers.
pub(super) const UNITS: i128 = Fraction::UNITS as i128;

/// max(floor, earned / whole − penalty·wrong); nothing of nothing is nothing.
pub(super) fn less_wrong(earned: i128, whole: i128, penalty: Fraction, wrong: usize, floor: Fraction) -> Ratio {
    let cost = i128::from(penalty.units()) * wrong as i128;
    Ratio::new(earned * UNITS - cost * whole, whole * UNITS).at_least(floor.into())
}

/// The least that so many wrong ones and nothing right can earn, zero or below.
pub(super) fn least(penalty: Fraction, wrong: usize, floor: Fraction) -> Ratio {
    less_wrong(0, 1, penalty, wrong, floor).at_most(Ratio::ZERO)
}
