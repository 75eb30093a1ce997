//! Exact numbers: decimals of any size a person would write, quotients of them, and the fractions marks are made of.

mod decimal;
mod fraction;
mod natural;
mod quotient;
mod ratio;
mod typed;

pub use decimal::{Decimal, DecimalError};
pub use fraction::{Fraction, FractionError};
pub use quotient::Quotient;
pub(crate) use ratio::Ratio;
pub(crate) use typed::letters;
pub use typed::{DecimalMark, NotANumber, Typed};
