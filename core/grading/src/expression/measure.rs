//! Values together with how much of them is rounding.

use super::{
    Expression,
    function::is_whole,
    operation::{Operation, Step},
};

/// A value, and how far off it may be because doubles are rounded. \[running error analysis, Wilkinson 1963; here with the
/// difference that an error of the arguments makes, rather than with derivatives\]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Measured {
    /// Not a number where the expression is undefined.
    pub(crate) value: f64,
    /// At least zero; infinite where rounding decides whether the expression has a value at all, or which.
    pub(crate) noise: f64,
}

impl Measured {
    pub(crate) fn is_defined(self) -> bool {
        !self.value.is_nan()
    }

    /// Written in as many digits as a double has.
    fn written(value: f64) -> Self {
        Self { value, noise: if is_whole(value) { 0.0 } else { value.abs() * f64::EPSILON } }
    }
}

impl Expression {
    /// The value at these values of the variables, and how much of it is rounding.
    pub(crate) fn measure(&self, values: &[f64]) -> Measured {
        self.run(
            |step| match step {
                Step::Variable(index) => Measured { value: values.get(index).copied().unwrap_or(f64::NAN), noise: 0.0 },
                Step::Constant(constant) => Measured::written(constant.value()),
                Step::Number(number) => Measured::written(number),
                Step::Apply(..) => Measured { value: f64::NAN, noise: 0.0 },
            },
            apply,
        )
    }
}

fn apply(operation: Operation, arguments: &[Measured]) -> Measured {
    if !arguments.iter().all(|argument| argument.is_defined()) {
        return Measured { value: f64::NAN, noise: 0.0 };
    }
    let mut values = [0.0; MOST_ARGUMENTS];
    let Some(values) = values.get_mut(..arguments.len()) else { return Measured { value: f64::NAN, noise: 0.0 } };
    for (value, argument) in values.iter_mut().zip(arguments) {
        *value = argument.value;
    }
    let value = operation.value(values);
    let is_chance = Measured { value: if value.is_nan() { 0.0 } else { value }, noise: f64::INFINITY };
    if arguments.iter().any(|argument| argument.noise == f64::INFINITY) {
        return is_chance;
    }
    if let (Operation::Divide, [_, divisor]) = (operation, arguments)
        && divisor.noise > 0.0
        && divisor.noise >= divisor.value.abs()
    {
        // Not even the sign is known.
        return is_chance;
    }
    let (mut reach, mut defined, mut undefined) = (0.0, !value.is_nan(), value.is_nan());
    for (place, argument) in arguments.iter().enumerate().filter(|(_, argument)| argument.noise > 0.0) {
        let mut furthest = 0.0_f64;
        // What wants a whole number may be there.
        let whole = libm::round(argument.value).clamp(argument.value - argument.noise, argument.value + argument.noise);
        for moved in [argument.value - argument.noise, argument.value + argument.noise, whole] {
            if let Some(value) = values.get_mut(place) {
                *value = moved;
            }
            let there = operation.value(values);
            defined |= !there.is_nan();
            undefined |= there.is_nan();
            furthest = furthest.max((there - value).abs());
        }
        if let Some(value) = values.get_mut(place) {
            *value = argument.value;
        }
        reach += furthest;
    }
    match (defined, undefined) {
        // Here and not there, or there and not here.
        (true, true) => is_chance,
        (false, _) => Measured { value: f64::NAN, noise: 0.0 },
        (true, false) => Measured { value, noise: reach + operation.rounding(values, value) },
    }
}

/// Of any function.
const MOST_ARGUMENTS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DecimalMark, expression::Variables};

    fn at(text: &str, x: f64) -> Measured {
        let variables = Variables::new(["x"]).unwrap();
        Expression::parse(text, &variables, DecimalMark::Point).unwrap().measure(&[x])
    }

    #[test]
    fn what_is_left_of_a_difference_is_known_to_be_rounding() {
        for (text, x, true_value) in [
            ("x", 0.1, 0.1),
            ("0.1*x - 0.3", 3.0, 0.0),
            ("(x + 1)^2 - x^2 - 2x - 1", 0.7, 0.0),
            ("sin(x)^2 + cos(x)^2 - 1", 2.0, 0.0),
            ("cosh x - sinh x", 20.0, 2.061_153_622_438_558e-9),
            ("x + 1E20 - 1E20", 0.5, 0.5),
            ("1E-30 * (1/3 - x/3)", 1.0, 0.0),
        ] {
            let Measured { value, noise } = at(text, x);
            assert!((value - true_value).abs() <= noise, "{text} at {x}: {value} ± {noise}");
        }
        for (text, x) in [("x^2 - 9", 3.0), ("3*x + 2^10", 5.0), ("floor(x/2) - 1", 2.0)] {
            assert_eq!(at(text, x).noise, 0.0, "{text} of whole numbers");
        }
        assert!(at("1/x + x^2 - sqrt x", 3.7).noise < 1e-13);
    }

    #[test]
    fn what_rounding_decides_is_not_known() {
        for (text, x) in [
            ("sqrt(0.1*x - 0.3)", 3.0),
            ("1/(0.1*x - 0.3)", 3.0),
            ("ln(0.3 - 0.1*x)", 3.0),
            ("sqrt(0.3 - 0.1*x) + x", 3.0),
            ("(0.3 - 0.1*x)!", 3.0),
        ] {
            assert_eq!(at(text, x).noise, f64::INFINITY, "{text} at {x}");
        }
        for (text, x) in
            [("ln x", -1.0), ("ln x", 0.0), ("1/x", 0.0), ("asin(x)", 1.5), ("1E200^x", 2.0), ("0.5!", 0.0)]
        {
            let measured = at(text, x);
            assert!(!measured.is_defined() && measured.noise == 0.0, "{text} at {x}: {measured:?}");
        }
    }
}
