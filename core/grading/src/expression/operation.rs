//! What an expression does, one step after the other.

use super::{Function, function::is_whole};

/// One step: puts a value onto the stack, or takes some off it and puts back what they make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// Never negative.
    Number(f64),
    Constant(Constant),
    /// By its place among the variables.
    Variable(usize),
    /// To so many values.
    Apply(Operation, usize),
}

/// A number with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Constant {
    Pi,
    E,
}

impl Constant {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pi => "pi",
            Self::E => "e",
        }
    }

    pub(super) const fn value(self) -> f64 {
        match self {
            Self::Pi => std::f64::consts::PI,
            Self::E => std::f64::consts::E,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Negate,
    Factorial,
    Percent,
    Degree,
    Call(Function),
}

impl Operation {
    /// What it makes of its arguments; not a number where it is undefined or beyond all bounds.
    pub(super) fn value(self, arguments: &[f64]) -> f64 {
        let value = match (self, arguments) {
            (Self::Add, [a, b]) => a + b,
            (Self::Subtract, [a, b]) => a - b,
            (Self::Multiply, [a, b]) => a * b,
            (Self::Divide, [a, b]) => a / b,
            (Self::Power, [a, b]) => libm::pow(*a, *b),
            (Self::Negate, [a]) => -a,
            (Self::Factorial, [a]) => factorial(*a),
            (Self::Percent, [a]) => a / 100.0,
            (Self::Degree, [a]) => a * (std::f64::consts::PI / 180.0),
            (Self::Call(function), arguments) => function.value(arguments),
            _ => f64::NAN,
        };
        // There is one zero only: that below it has another arctangent and another inverse.
        if value.is_finite() { value + 0.0 } else { f64::NAN }
    }

    /// How far off this value may be because it is not a whole number of its last digit.
    pub(super) fn rounding(self, arguments: &[f64], value: f64) -> f64 {
        let exact = match self {
            Self::Negate => true,
            Self::Add | Self::Subtract | Self::Multiply | Self::Power | Self::Divide => {
                let undone = match (self, arguments) {
                    (Self::Divide, [a, b]) => value * b == *a,
                    _ => true,
                };
                undone && is_whole(value) && arguments.iter().all(|argument| is_whole(*argument))
            }
            Self::Call(function) => function.is_exact(),
            Self::Factorial | Self::Percent | Self::Degree => false,
        };
        let digits = match self {
            _ if exact => 0.0,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide => 1.0,
            _ => 4.0,
        };
        digits * f64::EPSILON * value.abs()
    }
}

/// n! of a whole number that is not negative; above 170 it is beyond a double.
fn factorial(n: f64) -> f64 {
    if !is_whole(n) || !(0.0..=170.0).contains(&n) {
        return f64::NAN;
    }
    (2..=n as u32).fold(1.0, |product, factor| product * f64::from(factor))
}
