//! Exact numbers: decimals of any size a person would write, and the fractions marks are made of.

mod decimal;
mod fraction;
mod natural;
mod ratio;
mod typed;

pub use decimal::{Decimal, DecimalError};
pub use fraction::{Fraction, FractionError};
pub(crate) use ratio::Ratio;
pub use typed::{DecimalMark, NotANumber, Typed};
