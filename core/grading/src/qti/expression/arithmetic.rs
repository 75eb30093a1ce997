use std::ops::RangeInclusive;

use super::operand::{numbers, two, number};
use crate::qti::{
    error::{Fault, ParseError},
    limits,
    number::{Number, product, settled, sum},
    run::Run,
    value::{Scalar, Value},
    xml::Element,
};

/// Arithmetic: `sum`, `product` (of all numbers of singles and containers), `subtract`, `divide`, `power`, `max`, `min`.
///
/// Whole numbers give a whole number, other than divided or raised; total(numbers(operands)?, i64::checked_add, |floats| sum(floats.iter().copied())) are reckoned in decimal. Dividing by zero,
/// and what no float holds, is NULL; so are `max` and `min` where something is no number.
///
/// `<sum><variable identifier="SCORE"/><baseValue baseType="float">0.5</baseValue></sum>`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Arithmetic {
    Sum,
    Product,
    Subtract,
    Divide,
    Power,
    Max,
    Min,
}

impl Arithmetic {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "sum" => Self::Sum,
            "product" => Self::Product,
            "subtract" => Self::Subtract,
            "divide" => Self::Divide,
            "power" => Self::Power,
            "max" => Self::Max,
            "min" => Self::Min,
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Subtract | Self::Divide | Self::Power => 2..=2,
            Self::Sum | Self::Product | Self::Max | Self::Min => 1..=usize::MAX,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        run.spend(limits::NUMBER_STEPS * operands.iter().map(Value::size).sum::<usize>())?;
        match self {
            Self::Sum => total(numbers(operands)?, i64::checked_add, |floats| sum(floats.iter().copied())),
            Self::Product => {
                total(numbers(operands)?, i64::checked_mul, |floats| floats.iter().copied().fold(1.0, product))
            }
            Self::Subtract => two_numbers(operands)?.map_or(Ok(Value::Null), |pair| {
                let numbers = Some(vec![pair.0, pair.1]);
                total(numbers, i64::checked_sub, |floats| sum(first_less_rest(floats)))
            }),
            Self::Divide => Ok(two_numbers(operands)?.map_or(Value::Null, |(x, y)| {
                finite(x.as_f64() / y.as_f64())
            })),
            Self::Power => Ok(two_numbers(operands)?.map_or(Value::Null, |(x, y)| power(x.as_f64(), y.as_f64()))),
            Self::Max => Ok(extreme(operands, Number::compare)),
            Self::Min => Ok(extreme(operands, |one, other| other.compare(one))),
        }
    }
}

fn two_numbers(operands: &[Value]) -> Result<Option<(Number, Number)>, Fault> {
    let (x, y) = two(operands);
    Ok(number(x)?.zip(number(y)?))
}

fn first_less_rest(floats: &[f64]) -> impl Iterator<Item = f64> + Clone + '_ {
    floats.iter().enumerate().map(|(index, number)| if index == 0 { *number } else { -*number })
}

/// Whole if all are whole, otherwise a float.
fn total(
    numbers: Option<Vec<Number>>,
    whole: impl Fn(i64, i64) -> Option<i64>,
    floats: impl Fn(&[f64]) -> f64,
) -> Result<Value, Fault> {
    let Some(numbers) = numbers else { return Ok(Value::Null) };
    let integer = |number: &Number| match number {
        Number::Integer(number) => Some(*number),
        Number::Float(_) => None,
    };
    let integers: Option<Vec<i64>> = numbers.iter().map(integer).collect();
    match integers.as_deref() {
        Some([first, rest @ ..]) => {
            let folded = rest.iter().try_fold(*first, |all, number| whole(all, *number));
            folded.map(Value::integer).ok_or(Fault::Overflow)
        }
        _ => Ok(Value::float(floats(&numbers.iter().map(|number| number.as_f64()).collect::<Vec<_>>()))),
    }
}

/// Exact where the power is a small whole number.
fn power(x: f64, y: f64) -> Value {
    let small = y.trunc() == y && (0.0..=64.0).contains(&y);
    finite(if small { (0..y as u32).fold(1.0, |all, _| product(all, x)) } else { settled(x.powf(y)) })
}

/// NULL where there is no real number, or none that a float holds.
fn finite(number: f64) -> Value {
    if number.is_finite() { Value::float(number) } else { Value::Null }
}

/// The one that is last in order; a float unless all are whole.
fn extreme(operands: &[Value], order: impl Fn(Number, Number) -> std::cmp::Ordering) -> Value {
    let Ok(Some(numbers)) = numbers(operands) else { return Value::Null };
    let whole = numbers.iter().all(|number| matches!(number, Number::Integer(_)));
    match numbers.into_iter().max_by(|one, other| order(*one, *other)) {
        None => Value::Null,
        Some(Number::Integer(number)) if whole => Value::integer(number),
        Some(number) => Value::Single(Scalar::Float(number.as_f64())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn numbers_are_reckoned_with() {
        check([
            ("<sum>{{f 0.1}}{{f 0.2}}</sum>", json!(0.3)),
            ("<sum>{{i 1}}{{v ORDERED}}</sum>", json!(9)),
            ("<sum>{{i 1}}{{f 1}}</sum>", json!(2.0)),
            ("<sum>{{i 1}}{{null}}</sum>", json!(null)),
            ("<sum>{{i 1}}{{s 1}}</sum>", json!("error")),
            ("<sum>{{i 9223372036854775807}}{{i 1}}</sum>", json!("error")),
            ("<product>{{f 0.1}}{{i 3}}</product>", json!(0.3)),
            ("<product>{{i -2}}{{i 3}}</product>", json!(-6)),
            ("<subtract>{{f 0.3}}{{f 0.1}}</subtract>", json!(0.2)),
            ("<subtract>{{i 3}}{{i 5}}</subtract>", json!(-2)),
            ("<subtract>{{v ORDERED}}{{i 5}}</subtract>", json!("error")),
            ("<divide>{{i 1}}{{i 4}}</divide>", json!(0.25)),
            ("<divide>{{i 1}}{{i 0}}</divide>", json!(null)),
            ("<divide>{{f 1e300}}{{f 1e-300}}</divide>", json!(null)),
            ("<power>{{i 2}}{{i 3}}</power>", json!(8.0)),
            ("<power>{{f 1.1}}{{i 2}}</power>", json!(1.21)),
            ("<power>{{i 3}}{{f 0.5}}</power>", json!(1.73205080756888)),
            ("<power>{{i 2}}{{i -1}}</power>", json!(0.5)),
            ("<power>{{i -8}}{{f 0.5}}</power>", json!(null)),
            ("<power>{{i 0}}{{i -1}}</power>", json!(null)),
            ("<power>{{f 1e200}}{{i 2}}</power>", json!(null)),
            ("<max>{{i 1}}{{v ORDERED}}</max>", json!(3)),
            ("<min>{{i 1}}{{f 0.5}}</min>", json!(0.5)),
            ("<max>{{i 2}}{{f 0.5}}</max>", json!(2.0)),
            ("<max>{{i 1}}{{null}}</max>", json!(null)),
            ("<max>{{i 1}}{{s a}}</max>", json!(null)),
        ]);
    }
}
